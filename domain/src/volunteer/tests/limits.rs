//! Days, minutes and records at their limits, where a volunteer stands, and what is the person's own.

use super::*;
use crate::{
    kernel::{DateSpan, KeyOwner, Personal, Place, Placed as _, contract::personal_fields},
    volunteer::{
        events::{Dispute, ImportedTotal, Insurance},
        words::DisputeKind,
    },
};

fn text() -> Personal {
    Personal::clear("事由")
}

fn dispute(claimed: TimeSpan) -> Dispute {
    Dispute {
        code: Code::try_new("D-1").unwrap(),
        kind: DisputeKind::MissingHours,
        activity_id: session(1, claimed).activity_id,
        credit_id: None,
        claimed: Some(claimed),
        evidence_reference: None,
    }
}

#[test]
fn hours_that_have_just_ended_are_disputed_and_the_dispute_is_open_until_it_is_answered() {
    let Dispute { code, kind, activity_id, credit_id, claimed, evidence_reference } =
        dispute(span("2024-07-01 08:00", NOW));
    let statement = "我参加了全程".to_owned();
    let key = code.clone();
    let raised =
        VolunteerCommand::DisputeRecord { code, kind, activity_id, credit_id, claimed, statement, evidence_reference };
    let mut volunteer = after([raised]);
    assert!(volunteer.has_open_dispute());
    assert_eq!(volunteer.disputed_activity(&key), Some(activity_id));
    assert_eq!(volunteer.disputed_activity(&Code::try_new("D-2").unwrap()), None);
    let reason = "核对签到表".to_owned();
    let answered = VolunteerCommand::ResolveDispute { code: key, upheld: false, answer: None, reason };
    apply(&mut volunteer, answered, &api());
    assert!(!volunteer.has_open_dispute());
}

#[test]
fn total_from_elsewhere_has_the_minutes_of_its_days_and_of_a_hundred_years_at_most() {
    for (from, to, limit) in [("2024-07-01", "2024-07-01", 1_440), ("1900-01-01", "2024-07-01", 52_704_000)] {
        let decided = |minutes| {
            let (platform, reference) = ("示例平台".to_owned(), "T-1".to_owned());
            let period = DateSpan { from: day(from), to: Some(day(to)) };
            let total = ImportedTotal { platform, reference, period, minutes };
            after([]).decide(VolunteerCommand::ImportHours { total }, &api()).map(|events| events.len())
        };
        assert_eq!(decided(limit), Ok(1));
        let actual = limit + 1;
        assert_eq!(decided(actual), Err(VolunteerRefusal::ImportedMinutesOutOfBounds { limit, actual }));
    }
}

#[test]
fn volunteer_pauses_from_the_first_day_and_comes_back_the_next_or_today() {
    let deactivate =
        |on: &str| VolunteerCommand::DeactivateVolunteer { deactivated_on: day(on), reason: "外出务工".to_owned() };
    let reactivate = |on: &str| VolunteerCommand::ReactivateVolunteer { reactivated_on: day(on) };
    let volunteer = after([deactivate("2024-06-01"), reactivate("2024-06-02"), deactivate("2024-06-02")]);
    assert_eq!(volunteer.decide(reactivate("2024-07-01"), &api()).map(|events| events.len()), Ok(1));
    assert_eq!(after([]).decide(deactivate("2024-07-01"), &api()).map(|events| events.len()), Ok(1));
    let span = DateSpan { from: day("2024-07-01"), to: Some(day("2024-07-01")) };
    let (insurer, policy_reference) = ("示例保险公司".to_owned(), "保-1".to_owned());
    let insured =
        after([VolunteerCommand::RecordInsurance { insurance: Insurance { insurer, policy_reference, span } }]);
    let covered = ["2024-06-30", "2024-07-01", "2024-07-02"].map(|on| insured.is_insured_on(day(on)));
    assert_eq!(covered, [false, true, false]);
}

#[test]
fn volunteer_stands_where_they_live_and_with_every_organization_for_which_they_served() {
    let own = Place::in_division(&DivisionCode::new("360722")).of_person(Some(grown_up().person_id));
    assert_eq!(after([]).place(), Some(own.clone()));
    let served = after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00")]);
    assert_eq!(served.place(), Some(own.clone().of(OrganizationId::new(Uuid::from_u128(9)))));
    let whole = span("2024-06-20 08:00", "2024-06-20 10:00");
    let entered = after([credit(&session(1, whole), whole, EvidenceClass::D)]);
    assert_eq!(entered.place(), Some(own), "what waits for an approval is no service yet");
    assert_eq!(Volunteer::default().place(), None);
}

#[test]
fn what_is_said_of_a_volunteer_in_free_text_is_the_persons_own() {
    use VolunteerEvent as E;
    let (person_id, until) = (grown_up().person_id, day("2024-07-01"));
    let dispute = dispute(span("2024-06-20 08:00", "2024-06-20 10:00"));
    let code = dispute.code.clone();
    for (event, field) in [
        (E::RecordDisputed { dispute, person_id, statement: text() }, "statement"),
        (E::DisputeResolved { code, upheld: false, answer: None, person_id, reason: text() }, "reason"),
        (E::SelfEntrySuspended { until, person_id, reason: text() }, "reason"),
        (E::VolunteerDeactivated { deactivated_on: until, person_id, reason: text() }, "reason"),
    ] {
        assert_eq!(personal_fields(event), [(KeyOwner::Person(person_id), field)]);
    }
    assert_eq!(personal_fields(E::SelfEntryRestored {}), []);
}
