//! Given an organization, when somebody asks, then it says yes, knows it already, or says no with figures.

mod life;
mod limits;
mod pairings;
mod properties;
mod recording;
mod standing;

use super::*;
use crate::kernel::{
    Code, CreditCode, DateSpan, DivisionCode, DivisionRefusal, OrganizationId, PairingId, PersonId, Personal, Refusal,
    RuleContext, Source, StoredEvent, text::TextRefusal, words::OrganizationKind,
};
use OrganizationCommand as C;
use OrganizationEvent as E;
use OrganizationRefusal as R;
use chrono::NaiveDate;
use cqrs_es::test::TestFramework;
use uuid::Uuid;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn id(code: &str) -> OrganizationId {
    OrganizationId::of_code(&Code::try_new(code).unwrap())
}

pub(super) fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

/// Another organization, on file since 2020.
pub(super) fn facts(code: &str) -> OrganizationFacts {
    OrganizationFacts {
        organization_id: id(code),
        kind: OrganizationKind::Department,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

/// Today is 1 June 2024.
pub(super) fn context(source: Source) -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), source)
}

/// An organization and the moment at which it is asked.
pub(super) struct Scene {
    pub(super) organization: Organization,
    pub(super) context: RuleContext,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self { organization: Organization::default(), context: context(Source::Api) }
    }

    /// A social organisation, on file since 2 January 2024.
    pub(super) fn registered() -> Self {
        Self::new().does(register())
    }

    pub(super) fn by(mut self, source: Source) -> Self {
        self.context.source = source;
        self
    }

    /// Something happened, whoever asked for it.
    pub(super) fn given(mut self, event: OrganizationEvent) -> Self {
        self.organization.remember(event);
        self
    }

    /// The command is accepted and something happens.
    pub(super) fn does(mut self, command: OrganizationCommand) -> Self {
        let events = self.organization.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.organization.remember(event);
        }
        self
    }

    /// The command is accepted with exactly this event, and is already applied after.
    pub(super) fn emits_once(self, command: OrganizationCommand, expected: OrganizationEvent) -> Self {
        assert_eq!(self.organization.decide(command.clone(), &self.context), Ok(vec![expected.clone()]));
        self.given(expected).knows(command)
    }

    /// The command is already applied.
    pub(super) fn knows(self, command: OrganizationCommand) -> Self {
        assert_eq!(self.organization.decide(command, &self.context), Ok(vec![]));
        self
    }

    /// The command is refused with these figures, which serialise with a code.
    pub(super) fn refuses(self, command: OrganizationCommand, refusal: OrganizationRefusal) -> Self {
        coded(&refusal);
        assert_eq!(self.organization.decide(command, &self.context), Err(refusal));
        self
    }
}

/// The stable code with which a refusal serialises.
pub(super) fn coded(refusal: &OrganizationRefusal) -> String {
    let code = serde_json::to_value(refusal).unwrap()["code"].as_str().unwrap().to_owned();
    assert!(code.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{code}");
    code
}

pub(super) fn register() -> OrganizationCommand {
    register_with(OrganizationKind::Ngo, None, "2024-01-02")
}

pub(super) fn register_with(
    kind: OrganizationKind,
    parent: Option<OrganizationFacts>,
    registered_on: &str,
) -> OrganizationCommand {
    C::RegisterOrganization {
        code: Code::try_new("ORG").unwrap(),
        name: " 章贡区志愿者协会 ".to_owned(),
        kind,
        division: DivisionCode::new("360702"),
        parent,
        credit_code: Some(credit_code()),
        registered_on: day(registered_on),
    }
}

pub(super) fn credit_code() -> CreditCode {
    CreditCode::try_new("91350100M000100Y43").unwrap()
}

pub(super) fn pair(partner: &str, from: &str, to: Option<&str>) -> OrganizationCommand {
    C::PairOrganizations { partner: facts(partner), from: day(from), to: to.map(day), agreement: None }
}

pub(super) fn dissolve(dissolved_on: &str) -> OrganizationCommand {
    C::DissolveOrganization {
        dissolved_on: day(dissolved_on),
        successor: None,
        posted_after: 0,
        reason: "合并".to_owned(),
    }
}
