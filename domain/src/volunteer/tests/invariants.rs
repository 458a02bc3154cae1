//! The invariants of the hour ledger, over random sequences of commands.

use super::*;
use crate::kernel::words::ApprovalTier;
use chrono::Duration;
use cqrs_es::event_sink::EventSink;
use proptest::prelude::*;
use std::{
    collections::BTreeMap,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// One step: what is asked, from where, of which activity, when and how long.
#[derive(Clone, Debug)]
struct Step {
    verb: u8,
    imported: bool,
    activity: u32,
    start_quarter: i64,
    minutes: i64,
    evidence: usize,
    credit: usize,
}

fn steps(import: bool) -> impl Strategy<Value = Vec<Step>> {
    // Three days in quarters of an hour, so that spans meet, overlap and cross midnights often.
    let step = (0..10_u8, any::<bool>(), 0..12_u32, 0..288_i64, 1..900_i64, 0..5_usize, 0..8_usize).prop_map(
        move |(verb, imported, activity, start_quarter, minutes, evidence, credit)| Step {
            verb,
            imported: import && imported,
            activity,
            start_quarter,
            minutes,
            evidence,
            credit,
        },
    );
    prop::collection::vec(step, 1..60)
}

fn session_of(held: &HeldCredit) -> SessionFacts {
    let of_held = |activity: &u32| whole_session(*activity).activity_id == held.activity_id;
    whole_session((0..12).find(of_held).unwrap_or_default())
}

fn whole_session(activity: u32) -> SessionFacts {
    session(activity, span("2024-06-20 00:00", "2024-06-24 00:00"))
}

fn command_of(step: &Step, volunteer: &Volunteer, approvals: bool) -> VolunteerCommand {
    let starts_at = at("2024-06-20 00:00") + Duration::minutes(15 * step.start_quarter);
    let ends_at = starts_at + Duration::minutes(step.minutes);
    let evidence = EvidenceClass::ALL[step.evidence];
    let held = volunteer.credits().nth(step.credit).copied();
    let reason = "because".to_owned();
    match (step.verb, held) {
        (0 | 1, Some(held)) => VolunteerCommand::RevokeHours { credit_id: held.credit_id, reason },
        (2, Some(held)) => VolunteerCommand::RejectCredit { credit_id: held.credit_id, reason },
        (3, Some(held)) if approvals => {
            let session = session_of(&held);
            VolunteerCommand::ApproveCredit { credit_id: held.credit_id, tier: ApprovalTier::Province, session }
        }
        (3..=5, Some(held)) => {
            let session = session_of(&held);
            VolunteerCommand::CorrectHours {
                credit_id: held.credit_id,
                starts_at,
                ends_at,
                session,
                reason,
                beside: Vec::new(),
            }
        }
        _ => VolunteerCommand::CreditHours {
            session: whole_session(step.activity),
            starts_at,
            ends_at,
            evidence,
            document_reference: document(evidence),
            beside: Vec::new(),
        },
    }
}

/// Handles a command as the executor does and gives its events; nothing in handling a command waits.
fn handle(volunteer: &mut Volunteer, command: VolunteerCommand, context: &RuleContext) -> Vec<VolunteerEvent> {
    let sink = EventSink::default();
    let mut task = Context::from_waker(Waker::noop());
    let handled = pin!(volunteer.handle(command, context, &sink)).poll(&mut task);
    assert!(handled.is_ready());
    match pin!(sink.collect()).poll(&mut task) {
        Poll::Ready(events) => events,
        Poll::Pending => panic!("collecting waited"),
    }
}

fn minutes_by_day(volunteer: &Volunteer, counts: impl Fn(&HeldCredit) -> bool) -> BTreeMap<NaiveDate, u32> {
    let mut days = BTreeMap::new();
    for (day, minutes) in volunteer.credits().filter(|held| counts(held)).flat_map(|h| h.span.minutes_by_local_day()) {
        *days.entry(day).or_default() += minutes;
    }
    days
}

/// The total as a view would fold it from the figures that the events carry.
fn folded_total(events: &[VolunteerEvent]) -> u64 {
    let mut live: BTreeMap<CreditId, (bool, u32)> = BTreeMap::new();
    for event in events {
        match event {
            VolunteerEvent::HoursCredited { credit } | VolunteerEvent::HoursCorrected { after: credit, .. } => {
                live.insert(credit.credit_id, (credit.pending.is_none(), credit.minutes));
            }
            VolunteerEvent::CreditApproved { credit_id, .. } => {
                live.entry(*credit_id).and_modify(|credit| credit.0 = true);
            }
            VolunteerEvent::CreditRejected { credit_id, .. } => {
                live.remove(credit_id);
            }
            VolunteerEvent::HoursRevoked { credit_id, minutes, .. } => {
                assert_eq!(live.remove(credit_id), Some((true, *minutes)));
            }
            VolunteerEvent::VolunteerRegistered { .. }
            | VolunteerEvent::SkillsDeclared { .. }
            | VolunteerEvent::SkillVerified { .. }
            | VolunteerEvent::RecordDisputed { .. }
            | VolunteerEvent::DisputeResolved { .. }
            | VolunteerEvent::HoursImported { .. }
            | VolunteerEvent::SelfEntrySuspended { .. }
            | VolunteerEvent::SelfEntryRestored {}
            | VolunteerEvent::AvailabilityDeclared { .. }
            | VolunteerEvent::InsuranceRecorded { .. }
            | VolunteerEvent::VolunteerDeactivated { .. }
            | VolunteerEvent::VolunteerReactivated { .. }
            | VolunteerEvent::LedgersJoined { .. }
            | VolunteerEvent::LedgersParted { .. } => {}
        }
    }
    live.values().filter(|credit| credit.0).map(|credit| u64::from(credit.1)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ledger_keeps_its_invariants_after_any_commands(steps in steps(true)) {
        let mut volunteer = Volunteer::default();
        let mut events = handle(&mut volunteer, registration(grown_up(), &[]), &api());
        for step in &steps {
            let context = if step.imported { import() } else { api() };
            let command = command_of(step, &volunteer, true);
            events.extend(handle(&mut volunteer, command, &context));
            let spans: Vec<TimeSpan> = volunteer.credits().map(|held| held.span).collect();
            prop_assert!(spans.is_sorted());
            for (index, one) in spans.iter().enumerate() {
                prop_assert!(spans.iter().skip(index + 1).all(|other| !one.overlaps(other)));
            }
            prop_assert!(minutes_by_day(&volunteer, |_| true).values().all(|minutes| *minutes <= 1440));
            prop_assert_eq!(volunteer.minutes_total(), folded_total(&events));
        }
        let mut folded = Volunteer::default();
        events.into_iter().for_each(|event| folded.apply(event));
        prop_assert_eq!(folded, volunteer);
    }

    /// V6: whoever entered or corrected a credit that waits is never the one by whom it takes effect.
    #[test]
    fn credit_takes_effect_by_somebody_other_than_the_one_who_entered_it(steps in steps(false)) {
        let mut volunteer = after([]);
        let mut entered: BTreeMap<CreditId, Option<String>> = BTreeMap::new();
        for step in &steps {
            let context = if step.minutes % 2 == 0 { api() } else { other() };
            let command = command_of(step, &volunteer, true);
            for event in handle(&mut volunteer, command, &context) {
                if let VolunteerEvent::HoursCredited { credit } | VolunteerEvent::HoursCorrected { after: credit, .. } = &event {
                    prop_assert_eq!(credit.credited_by.is_some(), credit.pending.is_some());
                    prop_assert_eq!(credit.pending.is_some(), !credit.pending_reasons.is_empty());
                    entered.insert(credit.credit_id, credit.credited_by.clone());
                }
                if let VolunteerEvent::CreditApproved { credit_id, approved_by, .. } = &event {
                    prop_assert!(approved_by.is_some() && approved_by != &entered[credit_id]);
                }
            }
        }
    }

    #[test]
    fn day_has_eight_live_hours_at_most_when_nobody_approves(steps in steps(false)) {
        let mut volunteer = after([]);
        for step in &steps {
            let command = command_of(step, &volunteer, false);
            handle(&mut volunteer, command, &api());
            prop_assert!(minutes_by_day(&volunteer, HeldCredit::is_live).values().all(|minutes| *minutes <= 480));
        }
    }

    #[test]
    fn command_changes_nothing_when_it_is_repeated(steps in steps(true)) {
        let mut volunteer = after([]);
        for step in &steps {
            let command = command_of(step, &volunteer, true);
            if !handle(&mut volunteer, command.clone(), &import()).is_empty() {
                prop_assert_eq!(volunteer.decide(command, &import()), Ok(Vec::new()));
            }
        }
    }
}
