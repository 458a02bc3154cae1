//! Two volunteers who are one human: their ledgers joined, and parted again.

use super::*;
use crate::{
    person::merge_facts::{FullDay, SharedDay},
    volunteer::{HeldCredit, shared_service},
};

fn survivor_id() -> VolunteerId {
    VolunteerId::of_code(&Code::try_new("V-0").unwrap())
}

fn own_id() -> VolunteerId {
    VolunteerId::of_code(&code())
}

fn person() -> PersonId {
    PersonId::new(Uuid::from_u128(6))
}

/// Joined as the one for whom another goes on.
fn join() -> VolunteerCommand {
    VolunteerCommand::JoinLedgers { survivor: survivor_id(), duplicate: own_id(), person_id: person() }
}

fn part() -> VolunteerCommand {
    VolunteerCommand::PartLedgers { survivor: survivor_id(), duplicate: own_id() }
}

/// A credit by scan of the whole session of activity `number`, beside what another ledger holds.
fn scanned_beside(number: u32, from: &str, until: &str, held: &Volunteer) -> VolunteerCommand {
    let span = span(from, until);
    let (session, beside) = (session(number, span), held.credits().copied().collect());
    let (starts_at, ends_at) = (span.starts_at, span.ends_at);
    let evidence = EvidenceClass::A;
    VolunteerCommand::CreditHours { session, starts_at, ends_at, evidence, document_reference: None, beside }
}

#[test]
fn what_is_new_is_refused_for_the_duplicate_and_what_stands_is_still_set_right() {
    let mut duplicate = after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00"), join()]);
    let merged = VolunteerRefusal::PersonMerged { survivor: person(), volunteer: survivor_id() };
    assert_eq!(duplicate.goes_on(), Err(merged.clone()));
    let skills = VolunteerCommand::DeclareSkills { skills: vec!["急救".to_owned()] };
    for new in [scanned(2, "2024-06-21 08:00", "2024-06-21 10:00"), skills] {
        assert_eq!(refused(&duplicate, new, &api()), merged);
    }
    let again = duplicate.decide(scanned(1, "2024-06-20 08:00", "2024-06-20 10:00"), &api());
    assert_eq!(again, Ok(Vec::new()), "what is known is no refusal");
    let credit_id = credit_id(1, "2024-06-20 08:00");
    let revoke = VolunteerCommand::RevokeHours { credit_id, reason: "核实有误".to_owned() };
    let revoked = apply(&mut duplicate, revoke, &api());
    assert_eq!(revoked.iter().map(VolunteerEvent::changed_credit).collect::<Vec<_>>(), [Some(credit_id)]);
    assert_eq!(apply(&mut duplicate, part(), &api()).len(), 1);
    assert_eq!(duplicate.decide(part(), &api()), Ok(Vec::new()));
    assert_eq!(apply(&mut duplicate, scanned(2, "2024-06-21 08:00", "2024-06-21 10:00"), &api()).len(), 1);
}

#[test]
fn survivor_goes_on_for_the_duplicate_until_they_are_parted() {
    let mut survivor = after([]);
    let duplicate = VolunteerId::of_code(&Code::try_new("V-9").unwrap());
    let join = VolunteerCommand::JoinLedgers { survivor: own_id(), duplicate, person_id: person() };
    assert_eq!(apply(&mut survivor, join, &api()).len(), 1);
    assert_eq!((survivor.goes_on_for().collect::<Vec<_>>(), survivor.goes_on_as()), (vec![duplicate], None));
    apply(&mut survivor, VolunteerCommand::PartLedgers { survivor: own_id(), duplicate }, &api());
    assert_eq!(survivor.goes_on_for().count(), 0);
}

#[test]
fn credit_is_held_against_the_hours_of_the_joined_ledger() {
    let theirs = after([scanned(1, "2024-06-20 08:00", "2024-06-20 14:00")]);
    let mut ours = Volunteer::default();
    apply(&mut ours, registration(grown_up(), &[]), &api());
    let overlapping = scanned_beside(2, "2024-06-20 13:00", "2024-06-20 15:00", &theirs);
    let refusal = refused(&ours, overlapping, &api());
    assert!(matches!(refusal, VolunteerRefusal::HoursOverlap { starts_at, .. } if starts_at == at("2024-06-20 08:00")));
    let same_session = scanned_beside(1, "2024-06-20 15:00", "2024-06-20 16:00", &theirs);
    assert!(matches!(refused(&ours, same_session, &api()), VolunteerRefusal::AlreadyCredited { .. }));
    let touching = scanned_beside(2, "2024-06-20 14:00", "2024-06-20 17:00", &theirs);
    let credit = credited(&ours, touching, &api());
    assert!(credit.pending.is_some(), "nine hours of one day wait, whichever ledger holds them");
}

#[test]
fn shared_service_tells_the_days_and_minutes_that_overlap_or_fill_a_day() {
    let held = |from: &str, until: &str| -> Vec<HeldCredit> {
        let mut volunteer = Volunteer::default();
        apply(&mut volunteer, registration(grown_up(), &[]), &import());
        apply(&mut volunteer, scanned(1, from, until), &import());
        volunteer.credits().copied().collect()
    };
    let division = DivisionCode::new("360722");
    let night = held("2024-06-20 20:00", "2024-06-21 02:00");
    let late = held("2024-06-20 23:30", "2024-06-21 00:15");
    let shared = shared_service(&night, &late, &division, &api());
    let expected = [("2024-06-20", 30), ("2024-06-21", 15)].map(|(of, minutes)| SharedDay { day: day(of), minutes });
    assert_eq!((&*shared.overlaps, &*shared.full), (&expected[..], &[][..]));
    let touching = held("2024-06-21 02:00", "2024-06-21 12:00");
    assert_eq!(shared_service(&night, &touching, &division, &api()), crate::person::SharedService::default());
    let bounded = api().with_number("daily_minutes_bound", 719).with_number("daily_minutes_by_organization", 719);
    let shared = shared_service(&night, &touching, &division, &bounded);
    assert_eq!(shared.full, [FullDay { day: day("2024-06-21"), limit: 719, actual: 720 }]);
    let bounded = |bound: u32| {
        api().with_number("daily_minutes_bound", bound).with_number("daily_minutes_by_organization", bound)
    };
    assert_eq!(shared_service(&night, &touching, &division, &bounded(720)).full, [], "the bound itself is kept");
    // A day that one of them fills alone is not of the merge's making.
    let long = held("2024-06-22 08:00", "2024-06-22 20:30");
    for (ours, theirs) in [(&night, &long), (&long, &night)] {
        assert_eq!(shared_service(ours, theirs, &division, &bounded(719)).full, []);
    }
    let seconds = chrono::TimeDelta::seconds(30);
    let grazing: Vec<HeldCredit> = touching
        .iter()
        .map(|held| HeldCredit {
            span: TimeSpan::try_new(held.span.starts_at - seconds, held.span.ends_at).unwrap(),
            ..*held
        })
        .collect();
    assert_eq!(shared_service(&night, &grazing, &division, &api()).overlaps, [], "less than a minute is none");
}
