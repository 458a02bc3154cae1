//! Given an instructor, when somebody asks, then the answer is yes, known already, or no with figures.

mod appointment;
mod focus;
mod links;
mod problems;
mod properties;
mod record;

use super::*;
use crate::{
    kernel::{
        Code, DateSpan, DivisionCode, DivisionRefusal, InstructorId, OrganizationId, PersonId, Personal, ProblemId,
        Refusal, RuleContext, Source, StoredEvent,
        text::TextRefusal,
        words::{InstructorKind, LinkKind, OrganizationKind},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
};
use InstructorCommand as C;
use InstructorEvent as E;
use InstructorRefusal as R;
use chrono::NaiveDate;
use cqrs_es::test::TestFramework;
use std::sync::Arc;
use uuid::Uuid;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

pub(super) fn org(name: &str) -> OrganizationId {
    OrganizationId::of_code(&code(name))
}

/// An organization on file since 2020.
pub(super) fn facts(name: &str) -> OrganizationFacts {
    OrganizationFacts {
        organization_id: org(name),
        kind: OrganizationKind::Enterprise,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

pub(super) fn person(age_years: Option<u32>, guardian_consent: bool) -> PersonFacts {
    PersonFacts { person_id: PersonId::new(Uuid::from_u128(7)), age_years, guardian_consent }
}

/// Today is 1 June 2024.
pub(super) fn context(source: Source) -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), source)
}

/// An instructor and the moment at which the question comes.
pub(super) struct Scene {
    pub(super) instructor: Instructor,
    pub(super) context: RuleContext,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self { instructor: Instructor::default(), context: context(Source::Api) }
    }

    /// A full-time instructor, appointed on 2 January 2024.
    pub(super) fn appointed() -> Self {
        Self::new().does(appoint())
    }

    pub(super) fn by(mut self, source: Source) -> Self {
        self.context.source = source;
        self
    }

    /// Something happened, whoever asked for it.
    pub(super) fn given(mut self, event: InstructorEvent) -> Self {
        self.instructor.remember(event);
        self
    }

    /// The command is accepted and something happens.
    pub(super) fn does(mut self, command: InstructorCommand) -> Self {
        let events = self.instructor.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.instructor.remember(event);
        }
        self
    }

    /// The command is accepted with exactly this event, and is already applied after.
    pub(super) fn emits_once(self, command: InstructorCommand, expected: InstructorEvent) -> Self {
        assert_eq!(self.instructor.decide(command.clone(), &self.context), Ok(vec![expected.clone()]));
        self.given(expected).knows(command)
    }

    /// The command is already applied.
    pub(super) fn knows(self, command: InstructorCommand) -> Self {
        assert_eq!(self.instructor.decide(command, &self.context), Ok(vec![]));
        self
    }

    /// The command is refused with these figures, which serialise with a code.
    pub(super) fn refuses(self, command: InstructorCommand, refusal: InstructorRefusal) -> Self {
        coded(&refusal);
        assert_eq!(self.instructor.decide(command, &self.context), Err(refusal));
        self
    }
}

/// The stable code with which a refusal serialises.
pub(super) fn coded(refusal: &InstructorRefusal) -> String {
    let code = serde_json::to_value(refusal).unwrap()["code"].as_str().unwrap().to_owned();
    assert!(code.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{code}");
    code
}

pub(super) fn appoint() -> InstructorCommand {
    appoint_with(person(Some(40), false), "360702", "2024-01-02")
}

pub(super) fn appoint_with(person: PersonFacts, division: &str, appointed_on: &str) -> InstructorCommand {
    C::AppointInstructor {
        person,
        code: code("I1"),
        division: DivisionCode::new(division),
        kind: InstructorKind::FullTime,
        appointed_on: day(appointed_on),
        qualification: Qualification::default(),
    }
}

pub(super) fn assign(name: &str, link_kind: LinkKind, from: &str, to: Option<&str>) -> InstructorCommand {
    let (from, to) = (day(from), to.map(day));
    C::AssignOrganization { organization: facts(name), represented: Vec::new(), link_kind, from, to }
}

pub(super) fn link(name: &str, link_kind: LinkKind, from: &str, to: Option<&str>) -> Link {
    Link { organization_id: org(name), link_kind, span: DateSpan { from: day(from), to: to.map(day) } }
}

pub(super) fn release(released_on: &str) -> InstructorCommand {
    C::ReleaseInstructor { released_on: day(released_on), reason: "任期届满".to_owned() }
}

pub(super) fn too_early(on: &str, earliest: &str) -> InstructorRefusal {
    R::DayTooEarly { day: day(on), earliest: day(earliest) }
}

pub(super) fn in_future(on: &str) -> InstructorRefusal {
    R::DayInFuture { day: day(on), today: day("2024-06-01") }
}
