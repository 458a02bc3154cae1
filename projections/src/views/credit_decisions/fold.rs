//! How a page of volunteers' events changes decisions, changes and disputes. No reads for others.

use super::tables::{ChangeKind, ChangeRow, DecisionRow, DisputeRow, DisputeState};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use muster_domain::{
    kernel::{CreditId, TimeSpan},
    volunteer::{
        VolunteerEvent,
        events::{Credit, Dispute},
    },
};
use muster_eventstore::Recorded;

#[derive(Default)]
struct Rows {
    decisions: RowSet<DecisionRow>,
    changes: RowSet<ChangeRow>,
    disputes: RowSet<DisputeRow>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut decided, mut answered) = (Vec::new(), Vec::new(), Vec::new());
    for recorded in page.iter().filter(|event| event.aggregate_type == "volunteer") {
        let event = recorded.decode::<VolunteerEvent>()?;
        decided.extend(decided_credit(&event).map(|credit_id| credit_id.to_string()));
        if let VolunteerEvent::DisputeResolved { code, .. } = &event {
            answered.push(format!("{}/{code}", recorded.aggregate_id));
        }
        events.push((recorded, event));
    }
    let mut rows = Rows::default();
    rows.decisions.load_more(fold.connection, decided).await?;
    rows.disputes.load_more(fold.connection, answered).await?;
    for (recorded, event) in events {
        apply(&mut rows, recorded, event)?;
    }
    rows.decisions.write(fold.connection).await?;
    rows.changes.write(fold.connection).await?;
    rows.disputes.write(fold.connection).await
}

/// The credit of whose decision an event speaks.
fn decided_credit(event: &VolunteerEvent) -> Option<CreditId> {
    if let VolunteerEvent::HoursCredited { credit } = event { Some(credit.credit_id) } else { event.changed_credit() }
}

fn apply(rows: &mut Rows, recorded: &Recorded, event: VolunteerEvent) -> Result<(), ViewFault> {
    match event {
        VolunteerEvent::HoursCredited { credit } => {
            // Entered anew after it was turned down or revoked, it has nothing of what it was before but its changes.
            if credit.pending.is_some() || credit.document_reference.is_some() {
                enter(rows, recorded, &credit, None)?;
            } else if rows.decisions.get(&credit.credit_id.to_string()).is_some() {
                rows.decisions.remove(&credit.credit_id.to_string());
            }
        }
        VolunteerEvent::HoursCorrected { credit_id, before, after, .. } => {
            let before_it = rows.decisions.get(&credit_id.to_string());
            let document_reference = before_it.and_then(|row| row.document_reference.clone());
            enter(rows, recorded, &after, document_reference)?;
            change(rows, recorded, credit_id, ChangeKind::Corrected, Some(before), Some(before.minutes()))?;
        }
        VolunteerEvent::CreditApproved { credit_id, .. } => {
            change(rows, recorded, credit_id, ChangeKind::Approved, None, None)?;
        }
        VolunteerEvent::CreditRejected { credit_id, .. } => {
            change(rows, recorded, credit_id, ChangeKind::Rejected, None, None)?;
        }
        VolunteerEvent::HoursRevoked { credit_id, minutes, .. } => {
            change(rows, recorded, credit_id, ChangeKind::Revoked, None, Some(minutes))?;
        }
        VolunteerEvent::RecordDisputed { dispute, .. } => rows.disputes.put(raised(recorded, &dispute)?),
        VolunteerEvent::DisputeResolved { code, upheld, answer, .. } => {
            let row = rows.disputes.get_mut(&format!("{}/{code}", recorded.aggregate_id));
            let row = row.ok_or_else(|| ViewFault::unknown(recorded, "dispute"))?;
            let state = if upheld { DisputeState::Upheld } else { DisputeState::Dismissed };
            state.code().clone_into(&mut row.state);
            row.answer = answer.map(CreditId::uuid);
            row.resolved_by.clone_from(&recorded.metadata.actor);
            row.resolved_at = Some(recorded.recorded_at);
        }
        VolunteerEvent::VolunteerRegistered { .. }
        | VolunteerEvent::SkillsDeclared { .. }
        | VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::HoursImported { .. }
        | VolunteerEvent::SelfEntrySuspended { .. }
        | VolunteerEvent::SelfEntryRestored {}
        | VolunteerEvent::LedgersJoined { .. }
        | VolunteerEvent::LedgersParted { .. }
        | VolunteerEvent::AvailabilityDeclared { .. }
        | VolunteerEvent::InsuranceRecorded { .. }
        | VolunteerEvent::VolunteerDeactivated { .. }
        | VolunteerEvent::VolunteerReactivated { .. } => {}
    }
    Ok(())
}

/// What a credit says of itself as it is entered or corrected; its document stays through corrections.
fn enter(
    rows: &mut Rows,
    recorded: &Recorded,
    credit: &Credit,
    document_reference: Option<String>,
) -> Result<(), ViewFault> {
    let reasons = serde_json::to_value(&credit.pending_reasons)
        .map_err(|source| ViewFault::Rows { table: "decisions", source })?;
    rows.decisions.put(DecisionRow {
        credit_id: credit.credit_id.uuid(),
        volunteer_id: recorded.stream()?,
        approval_tier: credit.pending.map(|tier| tier.code().to_owned()),
        reasons,
        credited_by: credit.credited_by.clone(),
        document_reference: credit.document_reference.clone().or(document_reference),
        decided: None,
        decided_by: None,
        decided_at: None,
        policy_version: recorded.metadata.policy_version.clone(),
    });
    Ok(())
}

fn change(
    rows: &mut Rows,
    recorded: &Recorded,
    credit_id: CreditId,
    kind: ChangeKind,
    before: Option<TimeSpan>,
    minutes: Option<u32>,
) -> Result<(), ViewFault> {
    let key = credit_id.to_string();
    // A credit that counted at once has nothing here until something is decided on it.
    if rows.decisions.get(&key).is_none() {
        rows.decisions.put(DecisionRow {
            credit_id: credit_id.uuid(),
            volunteer_id: recorded.stream()?,
            approval_tier: None,
            reasons: serde_json::Value::Array(Vec::new()),
            credited_by: None,
            document_reference: None,
            decided: None,
            decided_by: None,
            decided_at: None,
            policy_version: None,
        });
    }
    if let Some(row) = rows.decisions.get_mut(&key) {
        row.decided = Some(kind.code().to_owned());
        row.decided_by.clone_from(&recorded.metadata.actor);
        row.decided_at = Some(recorded.recorded_at);
    }
    rows.changes.put(ChangeRow {
        position: recorded.position,
        credit_id: credit_id.uuid(),
        kind: kind.code().to_owned(),
        starts_at: before.map(|span| span.starts_at),
        ends_at: before.map(|span| span.ends_at),
        minutes: minutes.map(integer),
        actor: recorded.metadata.actor.clone(),
        recorded_at: recorded.recorded_at,
    });
    Ok(())
}

fn raised(recorded: &Recorded, dispute: &Dispute) -> Result<DisputeRow, ViewFault> {
    Ok(DisputeRow {
        key: format!("{}/{}", recorded.aggregate_id, dispute.code),
        volunteer_id: recorded.stream()?,
        code: dispute.code.as_str().to_owned(),
        kind: dispute.kind.code().to_owned(),
        activity_id: dispute.activity_id.uuid(),
        credit_id: dispute.credit_id.map(CreditId::uuid),
        claimed_from: dispute.claimed.map(|span| span.starts_at),
        claimed_to: dispute.claimed.map(|span| span.ends_at),
        evidence_reference: dispute.evidence_reference.clone(),
        raised_by: recorded.metadata.actor.clone(),
        raised_at: recorded.recorded_at,
        state: DisputeState::Open.code().to_owned(),
        answer: None,
        resolved_by: None,
        resolved_at: None,
        position: recorded.position,
    })
}
