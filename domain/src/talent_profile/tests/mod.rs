//! Given a talent's profile, when somebody asks, then it says yes, knows it already, or says no with figures.

mod criteria;
mod limits;
mod properties;

use super::{
    engagements::Engagement,
    words::{ContactChannel, EngagementMode as M, SkillEvidence},
    *,
};
use crate::{
    category_catalog::{aggregate::CatalogVersion, words::TalentCategory},
    kernel::{
        Code, DateSpan, DivisionCode, Divisions, OrganizationId, PersonId, Personal, RuleContext, Source,
        words::OrganizationKind,
    },
    organization::OrganizationFacts,
    person::PersonFacts,
};
use TalentProfileCommand as C;
use TalentProfileEvent as E;
use TalentProfileRefusal as R;
use chrono::NaiveDate;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

/// Today is 1 June 2024.
pub(super) fn context() -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn person() -> PersonFacts {
    PersonFacts { person_id: PersonId::new(uuid::Uuid::from_u128(7)), age_years: Some(40), guardian_consent: false }
}

fn organization() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&code("ORG")),
        kind: OrganizationKind::Enterprise,
        registered_on: day("2020-01-01"),
        dissolved_on: Some(day("2025-12-31")),
        suspended: false,
        ancestors: Vec::new(),
    }
}

fn span(from: &str, to: Option<&str>) -> DateSpan {
    DateSpan { from: day(from), to: to.map(day) }
}

fn engage(name: &str, mode: M, from: &str, to: Option<&str>) -> C {
    let (person, organization, span) = (person(), organization(), span(from, to));
    C::StartEngagement { person, code: code(name), mode, organization, span }
}

fn end(name: &str, on: &str) -> C {
    C::EndEngagement { code: code(name), ended_on: day(on) }
}

fn assign(version: &str, in_force: Option<&str>, category: TalentCategory, on: &str) -> C {
    let in_force = in_force.map(|version| CatalogVersion {
        version: version.to_owned(),
        effective_from: day("2022-01-01"),
        categories: vec![TalentCategory::A, TalentCategory::E],
    });
    C::AssignCategory {
        person: person(),
        division: DivisionCode::new("360735"),
        in_force,
        version: version.to_owned(),
        category,
        assigned_on: day(on),
    }
}

fn contact(on: &str, note: Option<&str>) -> C {
    let (contacted_on, note) = (day(on), note.map(str::to_owned));
    C::ContactTalent { person: person(), contacted_on, channel: ContactChannel::Telephone, note }
}

fn after(commands: Vec<C>) -> TalentProfile {
    commands.into_iter().fold(TalentProfile::default(), |mut profile, command| {
        let events = profile.decide(command, &context()).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        events.into_iter().for_each(|event| profile.remember(event));
        profile
    })
}

fn refused(profile: &TalentProfile, command: C) -> R {
    profile.decide(command, &context()).unwrap_err()
}

fn known(profile: &TalentProfile, command: C) {
    assert_eq!(profile.decide(command, &context()), Ok(vec![]));
}

#[test]
fn category_stands_from_its_day_under_the_version_in_force() {
    let first = assign("2022", Some("2022"), TalentCategory::E, "2023-01-01");
    let profile = after(vec![first.clone(), assign("2024", Some("2024"), TalentCategory::A, "2024-02-01")]);
    assert_eq!(profile.category_on(day("2022-12-31")), None);
    assert_eq!(profile.category_on(day("2024-01-31")), Some(TalentCategory::E));
    assert_eq!(profile.category_on(day("2024-02-01")), Some(TalentCategory::A));
    known(&profile, first);
}

#[test]
fn category_is_refused_under_a_version_not_in_force_or_without_it_or_out_of_order() {
    let profile = after(vec![assign("2022", Some("2022"), TalentCategory::E, "2023-01-01")]);
    let not_in_force = |in_force: Option<&str>| R::CatalogVersionNotInForce {
        asked: "2022".to_owned(),
        in_force: in_force.map(str::to_owned),
        day: day("2024-02-01"),
    };
    for in_force in [None, Some("2024")] {
        let command = assign("2022", in_force, TalentCategory::A, "2024-02-01");
        assert_eq!(refused(&profile, command), not_in_force(in_force));
    }
    let missing = R::CategoryNotInCatalog { version: "2024".to_owned(), category: TalentCategory::B };
    assert_eq!(refused(&profile, assign("2024", Some("2024"), TalentCategory::B, "2024-02-01")), missing);
    let order = R::CategoryOutOfOrder { newest: day("2023-01-01"), assigned_on: day("2022-05-01") };
    assert_eq!(refused(&profile, assign("2022", Some("2022"), TalentCategory::A, "2022-05-01")), order);
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    assert_eq!(refused(&profile, assign("2022", Some("2022"), TalentCategory::A, "2024-06-02")), future);
}

#[test]
fn engagement_starts_once_and_ends_once() {
    let command = engage("E-1", M::FullTime, "2024-01-01", None);
    let mut profile = after(vec![command.clone()]);
    known(&profile, command.clone());
    let taken = R::EngagementTaken { engagement: code("E-1"), fields: vec!["mode", "from"] };
    let shorter = R::EngagementTaken { engagement: code("E-1"), fields: vec!["to"] };
    assert_eq!(refused(&profile, engage("E-1", M::FullTime, "2024-01-01", Some("2024-06-30"))), shorter);
    assert_eq!(refused(&profile, engage("E-1", M::Adviser, "2024-01-02", None)), taken);
    let before = Engagement {
        code: code("E-1"),
        mode: M::FullTime,
        organization_id: organization().organization_id,
        span: span("2024-01-01", None),
    };
    let ended = E::EngagementEnded { person_id: person().person_id, before, ended_on: day("2024-03-31") };
    assert_eq!(profile.decide(end("E-1", "2024-03-31"), &context()), Ok(vec![ended.clone()]));
    profile.remember(ended);
    known(&profile, end("E-1", "2024-03-31"));
    known(&profile, command);
    let longer = R::EngagementEnded { engagement: code("E-1"), ended_on: day("2024-03-31") };
    assert_eq!(refused(&profile, end("E-1", "2024-04-01")), longer);
    let reversed = R::SpanReversed { from: day("2024-01-01"), to: day("2023-12-31") };
    assert_eq!(refused(&profile, end("E-1", "2023-12-31")), reversed);
    assert_eq!(refused(&profile, end("E-2", "2024-03-31")), R::EngagementUnknown { engagement: code("E-2") });
}

#[test]
fn two_full_time_engagements_never_share_a_day() {
    let profile = after(vec![engage("E-1", M::FullTime, "2024-01-01", Some("2024-03-31"))]);
    let overlaps =
        R::FullTimeOverlaps { engagement: code("E-1"), from: day("2024-01-01"), until: Some(day("2024-03-31")) };
    assert_eq!(refused(&profile, engage("E-2", M::FullTime, "2024-03-31", None)), overlaps);
    assert!(profile.decide(engage("E-2", M::FullTime, "2024-04-01", None), &context()).is_ok());
    assert!(profile.decide(engage("E-2", M::WeekendEngineer, "2024-02-01", None), &context()).is_ok());
}

#[test]
fn dual_appointment_has_one_other_beside_it_and_no_more() {
    let full = engage("E-1", M::FullTime, "2024-01-01", None);
    let dual = engage("E-2", M::DualAppointment, "2024-02-01", None);
    let profile = after(vec![full.clone(), dual.clone()]);
    let third = R::DualAppointmentOverlaps { limit: 1, actual: 2, day: day("2024-03-01") };
    assert_eq!(refused(&profile, engage("E-3", M::Adviser, "2024-03-01", None)), third);
    assert!(profile.decide(engage("E-3", M::Adviser, "2024-01-01", Some("2024-01-31")), &context()).is_ok());
    let profile = after(vec![full, engage("E-3", M::Adviser, "2024-03-01", None)]);
    let third = R::DualAppointmentOverlaps { limit: 1, actual: 2, day: day("2024-03-01") };
    assert_eq!(refused(&profile, dual), third);
    // Without one, as many stand beside each other as there are.
    assert!(profile.decide(engage("E-4", M::WeekendEngineer, "2024-03-01", None), &context()).is_ok());
}

#[test]
fn engagement_is_refused_with_an_organization_that_is_not_live_or_a_reversed_span() {
    let profile = TalentProfile::default();
    let organization_id = organization().organization_id;
    let not_live = R::OrganizationNotLive { organization_id, day: day("2019-12-31") };
    assert_eq!(refused(&profile, engage("E-1", M::Project, "2019-12-31", None)), not_live);
    let reversed = R::SpanReversed { from: day("2024-01-02"), to: day("2024-01-01") };
    assert_eq!(refused(&profile, engage("E-1", M::Project, "2024-01-02", Some("2024-01-01"))), reversed);
}

#[test]
fn contact_and_evidence_are_recorded_once_with_what_is_personal_sealed() {
    let profile = TalentProfile::default();
    let events = profile.decide(contact("2024-05-01", Some("愿意回乡")), &context()).unwrap();
    let note = Some(Personal::clear("愿意回乡"));
    let (person_id, contacted_on) = (person().person_id, day("2024-05-01"));
    let expected = E::TalentContacted { person_id, contacted_on, channel: ContactChannel::Telephone, note };
    assert_eq!(events, vec![expected]);
    let evidence = C::RecordSkillEvidence {
        person: person(),
        skill: "砖雕".to_owned(),
        evidence: SkillEvidence::MasterTitle,
        reference: "示例第1号".to_owned(),
        recorded_on: day("2024-04-01"),
    };
    let profile = after(vec![contact("2024-03-01", None), contact("2024-05-01", None), evidence.clone()]);
    assert_eq!(profile.contacted_by(day("2024-04-30")), Some(day("2024-03-01")));
    assert_eq!(profile.skills_on(day("2024-04-01")).collect::<Vec<_>>(), ["砖雕"]);
    assert_eq!(profile.skills_on(day("2024-03-31")).count(), 0);
    known(&profile, evidence);
    known(&profile, contact("2024-05-01", Some("again")));
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    assert_eq!(refused(&profile, contact("2024-06-02", None)), future);
    assert!(matches!(refused(&profile, contact("2024-05-02", Some(" "))), R::Text(_)));
}

#[test]
fn engagement_may_end_on_its_first_day_and_a_contact_be_of_today() {
    let profile = after(vec![engage("E-1", M::Adviser, "2024-02-01", None), end("E-1", "2024-02-01")]);
    assert_eq!(
        refused(&profile, end("E-1", "2024-01-31")),
        R::SpanReversed { from: day("2024-02-01"), to: day("2024-01-31") }
    );
    after(vec![contact("2024-06-01", None)]);
}
