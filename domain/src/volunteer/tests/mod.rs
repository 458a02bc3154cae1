//! Given, when, then for a volunteer. This file holds what the tests share, and no test.

mod bounds;
mod corrections;
mod credits;
mod invariants;
mod limits;
mod merging;
mod readiness;
mod records;
mod refusals;
mod registration;
mod voiding;

use super::*;
use crate::{
    activity::SessionFacts,
    kernel::{
        ActivityId, Code, CreditId, DivisionCode, OrganizationId, PersonId, RuleContext, Source, TimeSpan, VolunteerId,
        words::{ActivityKind, EvidenceClass, ServiceCategory},
    },
    person::PersonFacts,
    volunteer::events::Credit,
};
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::Aggregate;
use uuid::Uuid;

/// Noon of a Monday, +08:00.
const NOW: &str = "2024-07-01 12:00";

/// A local (+08:00) time, `YYYY-MM-DD hh:mm`.
fn at(local: &str) -> DateTime<Utc> {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn span(from: &str, until: &str) -> TimeSpan {
    TimeSpan::try_new(at(from), at(until)).unwrap()
}

fn context(source: Source) -> RuleContext {
    RuleContext::tested_at(at(NOW), source)
}

fn api() -> RuleContext {
    context(Source::Api)
}

fn import() -> RuleContext {
    context(Source::Import)
}

/// Somebody else, through the API.
fn other() -> RuleContext {
    RuleContext { actor: "second".to_owned(), ..api() }
}

fn code() -> Code {
    Code::try_new("V-1").unwrap()
}

fn grown_up() -> PersonFacts {
    PersonFacts { person_id: PersonId::new(Uuid::from_u128(7)), age_years: Some(30), guardian_consent: false }
}

fn registration(person: PersonFacts, skills: &[&str]) -> VolunteerCommand {
    VolunteerCommand::RegisterVolunteer {
        person,
        code: code(),
        division: DivisionCode::new("360722"),
        registered_on: day("2024-06-01"),
        skills: skills.iter().copied().map(str::to_owned).collect(),
    }
}

/// One session that fills its activity; `number` names the activity.
fn session(number: u32, span: TimeSpan) -> SessionFacts {
    let activity = Code::try_new(&format!("A-{number}")).unwrap();
    SessionFacts {
        activity_id: ActivityId::of_code(&activity),
        session: 1,
        kind: ActivityKind::Service,
        category: ServiceCategory::Ecology,
        division: DivisionCode::new("360722"),
        team_id: None,
        organization_id: OrganizationId::new(Uuid::from_u128(9)),
        span,
        activity_span: span,
        closed: true,
        cancelled: false,
        voided: false,
        imported: false,
    }
}

fn credit(session: &SessionFacts, span: TimeSpan, evidence: EvidenceClass) -> VolunteerCommand {
    VolunteerCommand::CreditHours {
        session: session.clone(),
        starts_at: span.starts_at,
        ends_at: span.ends_at,
        evidence,
        document_reference: document(evidence),
        beside: Vec::new(),
    }
}

/// Manual evidence comes with its document.
fn document(evidence: EvidenceClass) -> Option<String> {
    matches!(evidence, EvidenceClass::D | EvidenceClass::E).then(|| "文-1".to_owned())
}

/// A credit by scan of the whole session of activity `number`.
fn scanned(number: u32, from: &str, until: &str) -> VolunteerCommand {
    let span = span(from, until);
    credit(&session(number, span), span, EvidenceClass::A)
}

fn credit_id(number: u32, from: &str) -> CreditId {
    let activity = Code::try_new(&format!("A-{number}")).unwrap();
    CreditId::of_span(ActivityId::of_code(&activity), VolunteerId::of_code(&code()), at(from))
}

fn apply(volunteer: &mut Volunteer, command: VolunteerCommand, context: &RuleContext) -> Vec<VolunteerEvent> {
    let events = volunteer.decide(command, context).unwrap();
    events.iter().cloned().for_each(|event| volunteer.apply(event));
    events
}

/// A registered volunteer after these commands through the API.
fn after(commands: impl IntoIterator<Item = VolunteerCommand>) -> Volunteer {
    let mut volunteer = Volunteer::default();
    apply(&mut volunteer, registration(grown_up(), &[]), &api());
    for command in commands {
        apply(&mut volunteer, command, &api());
    }
    volunteer
}

fn refused(volunteer: &Volunteer, command: VolunteerCommand, context: &RuleContext) -> VolunteerRefusal {
    volunteer.decide(command, context).unwrap_err()
}

/// The one credit that the command gives.
fn credited(volunteer: &Volunteer, command: VolunteerCommand, context: &RuleContext) -> Credit {
    let mut events = volunteer.decide(command, context).unwrap();
    match events.pop() {
        Some(VolunteerEvent::HoursCredited { credit }) if events.is_empty() => credit,
        other => panic!("{other:?}"),
    }
}
