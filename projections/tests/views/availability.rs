//! The view of who can come against a real log: what takes a volunteer's time, live and replayed.

use crate::{
    given::{COUNTY, credit, days, division, person, reason, volunteer},
    harness::{Registry, Told, at, code, day},
};
use muster_domain::{
    kernel::{CreditId, TimeSpan, words::ApprovalTier},
    volunteer::{
        Availability, VolunteerEvent as E,
        availability::{DayWindow, WeeklyWindow},
        events::Insurance,
        words::Weekday,
    },
};
use muster_projections::views::volunteer_availability as availability;

fn told(event: E) -> Told {
    Told::Volunteer(volunteer("V1").uuid(), event)
}

fn insured(reference: &str, from: &str, to: &str) -> Told {
    let (insurer, policy_reference) = ("Insurer".to_owned(), reference.to_owned());
    told(E::InsuranceRecorded { insurance: Insurance { insurer, policy_reference, span: days(from, Some(to)) } })
}

/// On Fridays in 2024 the whole day; the first of March is one.
fn story() -> Vec<Told> {
    let window = DayWindow { from_minute: 0, to_minute: 1_440 };
    vec![
        told(E::VolunteerRegistered {
            person_id: person(1),
            code: code("V1"),
            division: division(COUNTY),
            registered_on: day("2024-01-10"),
            skills: vec!["first aid".to_owned()],
        }),
        told(E::SkillVerified { skill: "first aid".to_owned(), evidence_reference: "C-1".to_owned() }),
        told(E::AvailabilityDeclared {
            availability: Availability {
                span: days("2024-01-10", Some("2024-12-31")),
                weekly: vec![WeeklyWindow { weekday: Weekday::Friday, window }],
                exceptions: Vec::new(),
                divisions: vec![division(COUNTY)],
            },
        }),
        insured("P-1", "2024-01-10", "2024-12-31"),
        insured("P-1", "2024-01-10", "2024-03-01"),
        insured("P-2", "2024-03-09", "2024-04-30"),
    ]
}

/// Who can come on a day of March 2024 in these UTC hours: until when insured, and whether the skill is verified.
async fn ask(registry: &Registry, on: u32, from: u32, to: u32) -> Vec<(Option<String>, Option<bool>, Option<String>)> {
    let instant = |hour: u32| at(&format!("2024-03-{on:02}T{hour:02}:00:00Z"));
    let filter = availability::AvailabilityFilter {
        window: TimeSpan { starts_at: instant(from), ends_at: instant(to) },
        divisions: vec![COUNTY.to_owned()],
        skill: Some("first aid".to_owned()),
        verified_only: false,
        insured: None,
        without: Vec::new(),
    };
    let mut read = registry.views.read(availability::NAME, None).await.unwrap();
    let rows = availability::available(&mut read, &filter, None, 10).await.unwrap();
    let text = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    rows.into_iter().map(|row| (text(row.insured_until), row.skill_verified, text(row.last_served_on))).collect()
}

#[tokio::test]
async fn insurance_recorded_anew_ends_earlier_and_a_skill_declared_no_more_is_verified_no_more() {
    let registry = Registry::open().await;
    registry.tell_and_verify(availability::NAME, &story()).await;
    let until = |day: &str| Some(day.to_owned());
    assert_eq!(ask(&registry, 1, 1, 2).await, [(until("2024-03-01"), Some(true), None)]);
    assert_eq!(ask(&registry, 8, 1, 2).await, [(None, Some(true), None)]);
    assert_eq!(ask(&registry, 15, 1, 2).await, [(until("2024-04-30"), Some(true), None)]);
    let declared = |skills: &[&str]| told(E::SkillsDeclared { skills: skills.iter().map(|&s| s.to_owned()).collect() });
    registry.tell_and_verify(availability::NAME, &[declared(&[]), declared(&["first aid"])]).await;
    assert_eq!(ask(&registry, 1, 1, 2).await, [(until("2024-03-01"), Some(false), None)]);
    registry.stop().await;
}

#[tokio::test]
async fn credit_takes_its_span_until_it_is_rejected_or_revoked_and_counts_as_served_when_live() {
    let registry = Registry::open().await;
    let pending = credit("2024-03-01T01:00:00Z", "2024-03-01T03:00:00Z", Some(ApprovalTier::Organization));
    let credit_id: CreditId = pending.credit_id;
    let corrected = credit("2024-03-01T01:00:00Z", "2024-03-01T02:00:00Z", None);
    let (before, person_id) = (pending.span, person(1));
    registry.tell_and_verify(availability::NAME, &story()).await;
    registry.tell_and_verify(availability::NAME, &[told(E::HoursCredited { credit: pending })]).await;
    assert_eq!(ask(&registry, 1, 2, 4).await, []);
    assert_eq!(
        ask(&registry, 1, 3, 4).await.first().map(|row| row.2.clone()),
        Some(None),
        "a pending credit is no service"
    );
    let tier = ApprovalTier::Organization;
    registry
        .tell_and_verify(availability::NAME, &[told(E::CreditApproved { credit_id, tier, approved_by: None })])
        .await;
    let served = || Some(Some("2024-03-01".to_owned()));
    assert_eq!(ask(&registry, 1, 3, 4).await.first().map(|row| row.2.clone()), served());
    let correction = E::HoursCorrected { credit_id, before, after: corrected, person_id, reason: reason() };
    registry.tell_and_verify(availability::NAME, &[told(correction)]).await;
    assert_eq!(ask(&registry, 1, 2, 4).await.first().map(|row| row.2.clone()), served());
    assert_eq!(ask(&registry, 1, 1, 4).await, []);
    let revocation = E::HoursRevoked { credit_id, minutes: 60, person_id, reason: reason() };
    registry.tell_and_verify(availability::NAME, &[told(revocation)]).await;
    assert_eq!(ask(&registry, 1, 1, 4).await.first().map(|row| row.2.clone()), Some(None));
    registry.stop().await;
}

#[tokio::test]
async fn volunteer_who_is_not_active_cannot_come_until_the_day_of_the_return() {
    let registry = Registry::open().await;
    let mut story = story();
    story.push(told(E::VolunteerDeactivated {
        deactivated_on: day("2024-03-08"),
        person_id: person(1),
        reason: reason(),
    }));
    story.push(told(E::VolunteerReactivated { reactivated_on: day("2024-03-15") }));
    registry.tell_and_verify(availability::NAME, &story).await;
    for (on, come) in [(1, 1), (8, 0), (15, 1)] {
        assert_eq!(ask(&registry, on, 1, 2).await.len(), come, "{on} March");
    }
    registry.stop().await;
}
