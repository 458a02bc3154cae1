//! Given an activity, when somebody asks, then it says yes, knows it already, or says no with figures.

mod attendance;
mod changing;
mod enrolment;
mod feedback;
mod life;
mod limits;
mod properties;
mod stored;
mod voiding;

use super::*;
use crate::{
    kernel::{
        Code, DivisionCode, OrganizationId, PersonId, Policy, RuleContext, Source, TeamId, TimeSpan, VolunteerId,
        words::{ActivityKind, EvidenceClass, OrganizationKind, ProfessionalLevel, RiskLevel, ServiceCategory},
    },
    organization::OrganizationFacts,
    person::PersonFacts,
    team::TeamFacts,
    volunteer::{CompletedTraining, OnTheDay, Qualifications, VolunteerFacts},
};
use ActivityCommand as C;
use ActivityEvent as E;
use ActivityRefusal as R;
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;

/// An instant from a local (+08:00) day of June 2024 and a time of day.
pub(super) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("2024-06-{text}:00+08:00")).unwrap().to_utc()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn span(from: &str, until: &str) -> TimeSpan {
    TimeSpan { starts_at: at(from), ends_at: at(until) }
}

pub(super) fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

pub(super) fn volunteer_id(name: &str) -> VolunteerId {
    VolunteerId::of_code(&code(name))
}

/// An adult without skills.
pub(super) fn volunteer(name: &str) -> VolunteerFacts {
    VolunteerFacts {
        volunteer_id: volunteer_id(name),
        person: PersonFacts { person_id: PersonId::default(), age_years: Some(30), guardian_consent: false },
        skills: Vec::new(),
        registered_on: day("2024-01-01"),
        qualifications: Qualifications::default(),
        on_the_day: OnTheDay::default(),
    }
}

pub(super) fn aged(name: &str, age_years: Option<u32>, guardian_consent: bool) -> VolunteerFacts {
    let person = PersonFacts { person_id: PersonId::default(), age_years, guardian_consent };
    VolunteerFacts { person, ..volunteer(name) }
}

pub(super) fn organization() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&code("ORG")),
        kind: OrganizationKind::VolunteerOrganization,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

pub(super) fn team() -> TeamFacts {
    TeamFacts {
        team_id: TeamId::of_code(&code("TEAM")),
        organization_id: organization().organization_id,
        formed_on: day("2021-01-01"),
        disbanded_on: None,
        suspended: false,
    }
}

/// 3 June 2024, 08:00 to 18:00, without a team.
pub(super) fn plan() -> ActivityPlan {
    ActivityPlan {
        code: code("ACT"),
        title: "河道清洁".to_owned(),
        kind: ActivityKind::Service,
        category: ServiceCategory::Ecology,
        division: DivisionCode::new("360702"),
        team_id: None,
        organization_id: organization().organization_id,
        span: span("03T08:00", "03T18:00"),
        risk: RiskLevel::Ordinary,
        min_age_years: None,
        required_skills: Vec::new(),
        required_trainings: Vec::new(),
        required_certificates: Vec::new(),
        required_level: None,
        programme: None,
    }
}

pub(super) fn context(now: &str, source: Source) -> RuleContext {
    RuleContext::tested_at(at(now), source)
}

/// An activity and the moment at which it is asked.
pub(super) struct Scene {
    pub(super) activity: Activity,
    pub(super) context: RuleContext,
}

impl Scene {
    /// Nothing is known yet; it is 1 June, 08:00.
    pub(super) fn new() -> Self {
        Self { activity: Activity::default(), context: context("01T08:00", Source::Api) }
    }

    /// The policy of the activity's division and first day.
    pub(super) fn policy(&self) -> Arc<Policy> {
        self.context.policy_on(&DivisionCode::new("360702"), day("2024-06-03"))
    }

    /// Drafted with this plan.
    pub(super) fn drafted(plan: ActivityPlan) -> Self {
        let team = plan.team_id.map(|_| team());
        Self::new().does(C::DraftActivity { plan, organization: organization(), team })
    }

    /// Published with session 1, 09:00 to 12:00 on 3 June, for two people.
    pub(super) fn published(plan: ActivityPlan) -> Self {
        Self::drafted(plan)
            .does(C::ScheduleSession { session: 1, span: span("03T09:00", "03T12:00"), capacity: Some(2) })
            .does(publish())
    }

    /// As [`Self::published`], and Ann is enrolled.
    pub(super) fn enrolled() -> Self {
        Self::published(plan()).does(enroll("ann"))
    }

    pub(super) fn at(mut self, now: &str) -> Self {
        self.context.now = at(now);
        self
    }

    pub(super) fn by(mut self, source: Source) -> Self {
        self.context.source = source;
        self
    }

    /// The command is accepted and something happens.
    pub(super) fn does(mut self, command: ActivityCommand) -> Self {
        let events = self.activity.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.activity.remember(event);
        }
        self
    }

    /// The command is accepted with exactly these events, and is already applied after.
    pub(super) fn emits_once(mut self, command: ActivityCommand, expected: &[ActivityEvent]) -> Self {
        let events = self.activity.decide(command.clone(), &self.context).unwrap();
        assert_eq!(events, expected);
        for event in events {
            self.activity.remember(event);
        }
        self.knows(command)
    }

    /// The command is already applied.
    pub(super) fn knows(self, command: ActivityCommand) -> Self {
        assert_eq!(self.activity.decide(command, &self.context), Ok(vec![]));
        self
    }

    /// The command is refused with these figures, which serialise with a code.
    pub(super) fn refuses(self, command: ActivityCommand, refusal: ActivityRefusal) -> Self {
        let code = serde_json::to_value(&refusal).unwrap()["code"].as_str().unwrap().to_owned();
        assert!(code.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{code}");
        assert_eq!(self.activity.decide(command, &self.context), Err(refusal));
        self
    }
}

pub(super) fn publish() -> ActivityCommand {
    C::PublishActivity {
        leader: volunteer_id("leader"),
        risk_notice: "河岸湿滑".to_owned(),
        place: "章江北大道 1 号".to_owned(),
    }
}

pub(super) fn enroll(name: &str) -> ActivityCommand {
    C::Enroll { session: 1, volunteer: volunteer(name) }
}

pub(super) fn check_in(name: &str, time: &str) -> ActivityCommand {
    C::CheckIn { session: 1, volunteer: volunteer(name), at: at(time), evidence: EvidenceClass::A }
}

pub(super) fn check_out(name: &str, time: &str) -> ActivityCommand {
    C::CheckOut { session: 1, volunteer_id: volunteer_id(name), at: at(time) }
}

pub(super) fn confirm(name: &str, from: &str, until: &str) -> ActivityCommand {
    C::ConfirmAttendance { session: 1, volunteer: volunteer(name), span: span(from, until) }
}

#[test]
fn refusal_serialises_with_its_code_and_figures_when_it_is_wrapped_or_not() {
    let full = serde_json::to_value(R::SessionFull { capacity: 2, enrolled: 2 }).unwrap();
    assert_eq!(full, serde_json::json!({"code": "SESSION_FULL", "capacity": 2, "enrolled": 2}));
    let wrapped = R::Text(crate::kernel::text::TextRefusal::TextEmpty { field: "title" });
    assert_eq!(serde_json::to_value(wrapped).unwrap(), serde_json::json!({"code": "TEXT_EMPTY", "field": "title"}));
    let division = DivisionCode::new("999999");
    let unknown = R::Division(crate::kernel::DivisionRefusal::UnknownDivision { division });
    assert_eq!(serde_json::to_value(unknown).unwrap()["code"], "UNKNOWN_DIVISION");
    assert_eq!(serde_json::to_value(R::ActivityUnknown).unwrap(), serde_json::json!({"code": "ACTIVITY_UNKNOWN"}));
    let window = serde_json::to_value(R::AlreadyInside { since: at("03T09:00") }).unwrap();
    assert_eq!(window, serde_json::json!({"code": "ALREADY_INSIDE", "since": "2024-06-03T01:00:00Z"}));
    let short = serde_json::to_value(AttendanceRefusal::PresenceTooShort { actual: 50, required: 60 }).unwrap();
    assert_eq!(short, serde_json::json!({"code": "PRESENCE_TOO_SHORT", "actual": 50, "required": 60}));
}

#[test]
fn no_claim_is_the_activitys() {
    use crate::kernel::Refusal;
    assert_eq!(R::of_claim("identity", uuid::Uuid::nil()), None);
}
