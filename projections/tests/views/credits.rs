//! The decisions on credits against a real log: what is left of a credit that is entered anew, live and replayed.

use crate::{
    given::{credit, person, reason, volunteer},
    harness::{Registry, Told},
};
use muster_domain::{
    kernel::words::{ApprovalTier, EvidenceClass},
    volunteer::{VolunteerEvent, events::Credit},
};
use muster_projections::views::credit_decisions::{self as decisions, ChangeKind};

fn told(event: VolunteerEvent) -> Told {
    Told::Volunteer(volunteer("V1").uuid(), event)
}

fn revoked(of: &Credit) -> Told {
    let (credit_id, minutes, person_id) = (of.credit_id, of.minutes, person(1));
    told(VolunteerEvent::HoursRevoked { credit_id, minutes, person_id, reason: reason() })
}

#[tokio::test]
async fn credit_that_is_entered_anew_has_nothing_of_the_one_before_but_its_changes() {
    let registry = Registry::open().await;
    let (from, to) = ("2024-03-01T01:00:00Z", "2024-03-01T02:00:00Z");
    let plain = credit(from, to, None);
    let with_document = Credit {
        evidence: EvidenceClass::D,
        document_reference: Some("sheet 1".to_owned()),
        ..credit(from, to, Some(ApprovalTier::Organization))
    };
    let late = credit(from, to, Some(ApprovalTier::Organization));
    let (credit_id, person_id) = (plain.credit_id, person(1));
    let story = [
        told(VolunteerEvent::HoursCredited { credit: with_document }),
        told(VolunteerEvent::CreditRejected { credit_id, person_id, reason: reason() }),
        told(VolunteerEvent::HoursCredited { credit: late }),
    ];
    registry.tell_and_verify(decisions::NAME, &story).await;
    let mut read = registry.views.read(decisions::NAME, None).await.unwrap();
    let row = decisions::decision_of(&mut read, credit_id.uuid()).await.unwrap().unwrap();
    assert_eq!((row.document_reference, row.decided), (None, None));
    drop(read);
    let story = [revoked(&plain), told(VolunteerEvent::HoursCredited { credit: plain })];
    registry.tell_and_verify(decisions::NAME, &story).await;
    let mut read = registry.views.read(decisions::NAME, None).await.unwrap();
    assert_eq!(decisions::decision_of(&mut read, credit_id.uuid()).await.unwrap(), None);
    let changes = decisions::changes_of(&mut read, credit_id.uuid()).await.unwrap();
    let kinds: Vec<_> = changes.iter().map(|change| change.kind.as_str()).collect();
    assert_eq!(kinds, [ChangeKind::Rejected.code(), ChangeKind::Revoked.code()]);
    drop(read);
    registry.stop().await;
}
