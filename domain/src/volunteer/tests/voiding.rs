//! What a voided activity (A10) means for a volunteer's ledger.

use super::*;
use crate::kernel::words::ApprovalTier;

fn voided(number: u32, span: TimeSpan) -> SessionFacts {
    SessionFacts { voided: true, ..session(number, span) }
}

fn refusal(number: u32) -> VolunteerRefusal {
    VolunteerRefusal::ActivityVoided {
        activity_id: session(number, span("2024-06-20 08:00", "2024-06-20 10:00")).activity_id,
    }
}

#[test]
fn hours_of_a_voided_activity_are_neither_credited_nor_corrected_nor_approved() {
    let (short, long) = (span("2024-06-20 08:00", "2024-06-20 10:00"), span("2024-06-21 08:00", "2024-06-21 17:00"));
    assert_eq!(refused(&after([]), credit(&voided(1, short), short, EvidenceClass::A), &api()), refusal(1));
    let held =
        after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00"), scanned(2, "2024-06-21 08:00", "2024-06-21 17:00")]);
    let correct = VolunteerCommand::CorrectHours {
        credit_id: credit_id(1, "2024-06-20 08:00"),
        starts_at: short.starts_at,
        ends_at: at("2024-06-20 09:00"),
        session: voided(1, short),
        reason: "left early".to_owned(),
        beside: Vec::new(),
    };
    assert_eq!(refused(&held, correct, &api()), refusal(1));
    let approve = VolunteerCommand::ApproveCredit {
        credit_id: credit_id(2, "2024-06-21 08:00"),
        tier: ApprovalTier::Province,
        session: voided(2, long),
    };
    assert_eq!(refused(&held, approve, &other()), refusal(2));
}

#[test]
fn approval_is_refused_when_the_session_given_is_not_the_credits_own() {
    let held = after([scanned(1, "2024-06-20 08:00", "2024-06-20 17:00")]);
    let credit_id = credit_id(1, "2024-06-20 08:00");
    let session = session(2, span("2024-06-20 08:00", "2024-06-20 17:00"));
    let approve = VolunteerCommand::ApproveCredit { credit_id, tier: ApprovalTier::Province, session };
    assert!(matches!(refused(&held, approve, &other()), VolunteerRefusal::WrongSession { .. }));
}

#[test]
fn every_standing_credit_of_a_voided_activity_is_ended_and_no_other() {
    let mut held =
        after([scanned(1, "2024-06-20 08:00", "2024-06-20 10:00"), scanned(2, "2024-06-21 08:00", "2024-06-21 17:00")]);
    for (number, from, minutes) in [(1, "2024-06-20 08:00", 0), (2, "2024-06-21 08:00", 0)] {
        let activity_id = ActivityId::of_code(&Code::try_new(&format!("A-{number}")).unwrap());
        let commands = held.ending_credits_of(activity_id, "voided");
        assert_eq!(commands.len(), 1);
        for (id, command) in commands {
            assert_eq!(id, credit_id(number, from));
            apply(&mut held, command, &api());
        }
        assert_eq!((held.minutes_total(), held.ending_credits_of(activity_id, "voided").len()), (minutes, 0));
    }
    assert_eq!(held.credits().count(), 0);
}
