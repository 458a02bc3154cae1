//! Where a volunteer serves and served: credits with what became of them, sessions, teams, demands.

use super::{Source, every, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_projections::views::{
    activity_calendar::{self, AttendanceRow},
    credit_decisions::{self, ChangeRow, DecisionRow},
    demand_board::{self, MatchRow},
    recognition_register,
    service_hours::{self, CreditRow},
    team_coverage::{self, Drilled, Membership},
    team_roster,
};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

pub(super) async fn read(source: &Source<'_>, volunteer: Uuid, record: &mut Value) -> Result<()> {
    record["credits"] = credits(source, volunteer).await?;
    record["attendance"] = attendance(source, volunteer).await?;
    (record["teams"], record["drills"]) = teams(source, volunteer).await?;
    record["demands"] = demands(source, volunteer).await?;
    Ok(())
}

/// Every credit in the order of its start, with why it waited, what it was before, and how it was judged.
async fn credits(source: &Source<'_>, volunteer: Uuid) -> Result<Value> {
    let mut read = source.open(service_hours::NAME).await?;
    let credits = every!(CreditRow, |last| {
        let after = last.map(|credit| (credit.starts_at, credit.credit_id));
        service_hours::credits_of_volunteer(&mut read, volunteer, after, super::PAGE)
    });
    drop(read);
    let ids: Vec<Uuid> = credits.iter().map(|credit| credit.credit_id).collect();
    let mut read = source.open(credit_decisions::NAME).await?;
    let decisions = credit_decisions::decisions_of(&mut read, &ids).await.map_err(EdgeError::from)?;
    let decisions: HashMap<Uuid, Value> = decisions.iter().map(|row| (row.credit_id, decision_of(row))).collect();
    let mut changes: HashMap<Uuid, Vec<Value>> = HashMap::new();
    for row in credit_decisions::changes_of_all(&mut read, &ids).await.map_err(EdgeError::from)? {
        changes.entry(row.credit_id).or_default().push(change_of(&row));
    }
    drop(read);
    let mut read = source.open(recognition_register::NAME).await?;
    let judged = recognition_register::evaluations_of(&mut read, &ids).await.map_err(EdgeError::from)?;
    let judged: HashMap<Uuid, String> = judged.into_iter().map(|row| (row.credit_id, row.quality)).collect();
    Ok(list(&credits, |credit| {
        let id = &credit.credit_id;
        json!({ "id": id, "activity": credit.activity_id, "session": credit.session,
            "organization": credit.organization_id, "team": credit.team_id, "division": credit.division,
            "category": credit.category, "startsAt": credit.starts_at, "endsAt": credit.ends_at,
            "servedOn": credit.served_on, "minutes": credit.minutes, "evidence": credit.evidence,
            "source": credit.source, "late": credit.late, "beforeRegistration": credit.before_registration,
            "state": credit.state, "approvalTier": credit.approval_tier, "recordedAt": credit.recorded_at,
            "quality": judged.get(id), "decision": decisions.get(id),
            "changes": changes.get(id).cloned().unwrap_or_default() })
    }))
}

fn decision_of(row: &DecisionRow) -> Value {
    json!({ "approvalTier": row.approval_tier, "reasons": row.reasons, "enteredBy": row.credited_by,
        "documentReference": row.document_reference, "decided": row.decided, "decidedBy": row.decided_by,
        "decidedAt": row.decided_at, "policyVersion": row.policy_version })
}

fn change_of(row: &ChangeRow) -> Value {
    json!({ "kind": row.kind, "startsAt": row.starts_at, "endsAt": row.ends_at, "minutes": row.minutes,
        "changedBy": row.actor, "at": row.recorded_at })
}

/// Every session for which the volunteer enrolled, was insured or came.
async fn attendance(source: &Source<'_>, volunteer: Uuid) -> Result<Value> {
    let mut read = source.open(activity_calendar::NAME).await?;
    let rows = every!(AttendanceRow, |last| {
        let after = last.map(|row| row.key.clone());
        let read = &mut read;
        async move { activity_calendar::attendance_of_volunteer(read, volunteer, after.as_deref(), super::PAGE).await }
    });
    let session = |row: &AttendanceRow| {
        json!({ "activity": row.activity_id, "session": row.session, "status": row.status,
            "enrollment": row.enrollment, "firstIn": row.first_in, "lastOut": row.last_out, "checkIns": row.check_ins,
            "evidence": row.evidence, "openCheckIn": row.open_check_in, "confirmedFrom": row.confirmed_from,
            "confirmedTo": row.confirmed_to, "absent": row.absent, "insuredTo": row.insured_to,
            "recorded": row.recorded })
    };
    Ok(list(&rows, session))
}

/// Memberships with whether the volunteer leads the team now, and drills in which they took part by name.
async fn teams(source: &Source<'_>, volunteer: Uuid) -> Result<(Value, Value)> {
    let mut read = source.open(team_coverage::NAME).await?;
    let memberships = team_coverage::memberships_of(&mut read, volunteer).await.map_err(EdgeError::from)?;
    let drills = team_coverage::drills_of(&mut read, volunteer).await.map_err(EdgeError::from)?;
    drop(read);
    let ids: Vec<Uuid> = memberships.iter().map(|membership| membership.team_id).collect();
    let mut read = source.open(team_roster::NAME).await?;
    let teams = team_roster::by_ids(&mut read, &ids).await.map_err(EdgeError::from)?;
    let led = teams.into_iter().filter(|team| team.leader_ids.contains(&volunteer));
    let led: HashSet<Uuid> = led.map(|team| team.id).collect();
    let membership = |row: &Membership| {
        json!({ "team": row.team_id, "code": row.code, "admittedOn": row.admitted_on, "leftOn": row.left_on,
            "leads": row.left_on.is_none() && led.contains(&row.team_id) })
    };
    let drill = |row: &Drilled| json!({ "team": row.team_id, "drilledOn": row.trained_on });
    Ok((list(&memberships, membership), list(&drills, drill)))
}

/// The demands to which the volunteer was matched by name, with the answer.
async fn demands(source: &Source<'_>, volunteer: Uuid) -> Result<Value> {
    let mut read = source.open(demand_board::NAME).await?;
    let matches = demand_board::matches_of(&mut read, volunteer).await.map_err(EdgeError::from)?;
    let matched = |row: &MatchRow| {
        json!({ "demand": row.demand_id, "matchedAt": row.matched_at, "answer": row.answer,
            "answeredAt": row.answered_at })
    };
    Ok(list(&matches, matched))
}
