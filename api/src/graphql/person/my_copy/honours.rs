//! What a volunteer was recognised for, disputes and was given points for.

use super::{Source, every, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_projections::views::{
    credit_decisions::{self, DisputeFilter, DisputeRow},
    points_ledger::{self, EntryRow, PointsFilter, PointsGroupCount},
    recognition_register::{self, CertificateRow, CommendationRow, StarRow, TrainingRow},
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) async fn read(source: &Source<'_>, volunteer: Uuid, record: &mut Value) -> Result<()> {
    let mut read = source.open(recognition_register::NAME).await?;
    let certificates = recognition_register::certificates_of(&mut read, volunteer, i64::MAX).await;
    let trainings = recognition_register::trainings_of(&mut read, volunteer, i64::MAX).await;
    let commendations = recognition_register::commendations_of(&mut read, volunteer, i64::MAX).await;
    let star = recognition_register::star_of(&mut read, volunteer).await.map_err(EdgeError::from)?;
    drop(read);
    record["certificates"] = list(&certificates.map_err(EdgeError::from)?, certificate_of);
    record["trainings"] = list(&trainings.map_err(EdgeError::from)?, training_of);
    record["commendations"] = list(&commendations.map_err(EdgeError::from)?, commendation_of);
    record["star"] = star.as_ref().map_or(Value::Null, star_of);
    record["disputes"] = disputes(source, volunteer).await?;
    record["points"] = points(source, volunteer).await?;
    Ok(())
}

fn certificate_of(row: &CertificateRow) -> Value {
    json!({ "number": row.number, "from": row.from_day, "to": row.to_day, "minutesTotal": row.minutes_total,
        "recordingUnits": row.recording_units, "issuedOn": row.issued_on, "revokedOn": row.revoked_on })
}

fn training_of(row: &TrainingRow) -> Value {
    json!({ "name": row.name, "provider": row.provider, "minutes": row.minutes, "completedOn": row.completed_on })
}

fn commendation_of(row: &CommendationRow) -> Value {
    json!({ "name": row.name, "grantingBody": row.granting_body, "level": row.level, "grantedOn": row.granted_on })
}

fn star_of(row: &StarRow) -> Value {
    json!({ "star": row.star, "awardedOn": row.awarded_on, "applied": row.applied, "shownUntil": row.shown_until,
        "objections": row.objections, "bannedUntil": row.banned_until })
}

/// Every dispute in the order of its raising.
async fn disputes(source: &Source<'_>, volunteer: Uuid) -> Result<Value> {
    let filter = DisputeFilter { volunteer_id: Some(volunteer), ..DisputeFilter::default() };
    let mut read = source.open(credit_decisions::NAME).await?;
    let disputes = every!(DisputeRow, |last| credit_decisions::disputes(
        &mut read,
        &filter,
        last.map(|dispute| dispute.position),
        super::PAGE
    ));
    let dispute = |row: &DisputeRow| {
        json!({ "code": row.code, "kind": row.kind, "activity": row.activity_id, "credit": row.credit_id,
            "claimedFrom": row.claimed_from, "claimedTo": row.claimed_to, "evidenceReference": row.evidence_reference,
            "raisedBy": row.raised_by, "raisedAt": row.raised_at, "state": row.state, "answer": row.answer,
            "resolvedBy": row.resolved_by, "resolvedAt": row.resolved_at })
    };
    Ok(list(&disputes, dispute))
}

/// Every entry by day, and what is left in each scheme.
async fn points(source: &Source<'_>, volunteer: Uuid) -> Result<Value> {
    let filter = PointsFilter { volunteer_id: Some(volunteer), ..PointsFilter::default() };
    let mut read = source.open(points_ledger::NAME).await?;
    let balances = points_ledger::balances(&mut read, &filter).await.map_err(EdgeError::from)?;
    let entries = every!(EntryRow, |last| {
        let after = last.map(|entry| entry.ordered.clone());
        let (read, filter) = (&mut read, &filter);
        async move { points_ledger::page(read, filter, after.as_deref(), super::PAGE).await }
    });
    let balance = |PointsGroupCount { key, total }: &PointsGroupCount| {
        json!({ "scheme": key, "granted": total.granted, "takenBack": total.taken_back, "redeemed": total.redeemed,
            "givenBack": total.given_back, "uncovered": total.uncovered, "balance": total.balance })
    };
    let entry = |row: &EntryRow| {
        json!({ "code": row.code, "scheme": row.scheme, "kind": row.kind, "amount": row.amount,
            "uncovered": row.uncovered, "enteredOn": row.entered_on, "site": row.site_id, "division": row.division,
            "organization": row.organization_id, "credit": row.credit_id,
            "evidenceReference": row.evidence_reference, "reversedOn": row.reversed_on })
    };
    Ok(json!({ "balances": list(&balances, balance), "entries": list(&entries, entry) }))
}
