//! Given a social worker, when somebody asks, then the answer is yes, known already, or no with figures.

mod career;
mod education;
mod posts;
mod practice;
mod properties;
mod stored;

use super::*;
use crate::{
    kernel::{
        Code, DateSpan, DivisionCode, DivisionRefusal, OrganizationId, PersonId, Refusal, RuleContext, Source,
        text::TextRefusal,
        words::{OrganizationKind, PostClass, ProfessionalLevel},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
};
use SocialWorkerCommand as C;
use SocialWorkerEvent as E;
use SocialWorkerRefusal as R;
use chrono::NaiveDate;
use cqrs_es::test::TestFramework;
use uuid::Uuid;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn org(name: &str) -> OrganizationId {
    OrganizationId::of_code(&Code::try_new(name).unwrap())
}

/// An agency of social work, on file since 2020.
pub(super) fn facts(name: &str) -> OrganizationFacts {
    OrganizationFacts {
        organization_id: org(name),
        kind: OrganizationKind::SocialWorkAgency,
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

/// A social worker and the moment at which the question comes.
pub(super) struct Scene {
    pub(super) worker: SocialWorker,
    pub(super) context: RuleContext,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self { worker: SocialWorker::default(), context: context(Source::Api) }
    }

    /// On file since 2 January 2024.
    pub(super) fn registered() -> Self {
        Self::new().does(register())
    }

    pub(super) fn by(mut self, source: Source) -> Self {
        self.context.source = source;
        self
    }

    /// The command is accepted and something happens.
    pub(super) fn does(mut self, command: SocialWorkerCommand) -> Self {
        let events = self.worker.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            cqrs_es::Aggregate::apply(&mut self.worker, event);
        }
        self
    }

    /// The command is accepted with exactly this event, and is already applied after.
    pub(super) fn emits_once(mut self, command: SocialWorkerCommand, expected: SocialWorkerEvent) -> Self {
        assert_eq!(self.worker.decide(command.clone(), &self.context), Ok(vec![expected.clone()]));
        cqrs_es::Aggregate::apply(&mut self.worker, expected);
        self.knows(command)
    }

    /// The command is already applied.
    pub(super) fn knows(self, command: SocialWorkerCommand) -> Self {
        assert_eq!(self.worker.decide(command, &self.context), Ok(vec![]));
        self
    }

    /// The command is refused with these figures, which serialise with a code.
    pub(super) fn refuses(self, command: SocialWorkerCommand, refusal: SocialWorkerRefusal) -> Self {
        coded(&refusal);
        assert_eq!(self.worker.decide(command, &self.context), Err(refusal));
        self
    }
}

/// The stable code with which a refusal serialises.
pub(super) fn coded(refusal: &SocialWorkerRefusal) -> String {
    let code = serde_json::to_value(refusal).unwrap()["code"].as_str().unwrap().to_owned();
    assert!(code.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{code}");
    code
}

pub(super) fn register() -> SocialWorkerCommand {
    register_with(person(Some(30), false), "360702", "2024-01-02")
}

pub(super) fn register_with(person: PersonFacts, division: &str, registered_on: &str) -> SocialWorkerCommand {
    C::RegisterSocialWorker {
        person,
        code: Code::try_new("S1").unwrap(),
        division: DivisionCode::new(division),
        registered_on: day(registered_on),
    }
}

pub(super) fn certify(level: ProfessionalLevel, number: &str, certified_on: &str) -> SocialWorkerCommand {
    C::ObtainCertificate { level, certificate_no: number.to_owned(), certified_on: day(certified_on) }
}

pub(super) fn practise(registered_on: &str) -> SocialWorkerCommand {
    C::RegisterPractice { registered_on: day(registered_on) }
}

pub(super) fn assume(post_class: PostClass, grade: Option<u32>, assumed_on: &str) -> SocialWorkerCommand {
    C::AssumePost {
        post_class,
        grade,
        organization: Some(facts("A")),
        division: DivisionCode::new("360702"),
        assumed_on: day(assumed_on),
    }
}

pub(super) fn join(organization: OrganizationFacts, joined_on: &str) -> SocialWorkerCommand {
    C::JoinAgency { organization, joined_on: day(joined_on) }
}

pub(super) fn leave_post(left_on: &str) -> SocialWorkerCommand {
    C::LeavePost { left_on: day(left_on) }
}

pub(super) fn leave_agency(left_on: &str) -> SocialWorkerCommand {
    C::LeaveAgency { left_on: day(left_on) }
}

pub(super) fn too_early(on: &str, earliest: &str) -> SocialWorkerRefusal {
    R::DayTooEarly { day: day(on), earliest: day(earliest) }
}

pub(super) fn in_future(on: &str) -> SocialWorkerRefusal {
    R::DayInFuture { day: day(on), today: day("2024-06-01") }
}

pub(super) fn empty(field: &'static str) -> SocialWorkerRefusal {
    R::Text(TextRefusal::TextEmpty { field })
}
