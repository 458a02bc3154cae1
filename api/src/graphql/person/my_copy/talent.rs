//! What is known of the person as a talent; nobody is one for being a volunteer without a skill.

use super::{Source, list, unwritten};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_domain::{
    kernel::{DivisionCode, PersonId, TalentProfileId},
    talent_profile::{Engagement, TalentProfile},
};
use muster_projections::views::{
    demand_ledger::{self, MatchRow},
    talent_register::{self, FactRow, Listed},
};
use serde_json::{Value, json};

/// What holds today.
pub(super) async fn today(source: &Source<'_>) -> Result<Value> {
    let (id, today) = (source.mine.id, source.gate()?.today());
    let mut read = source.open(talent_register::NAME).await?;
    let facts = talent_register::talent_facts(&mut read, &[id], today).await;
    let facts = facts.map_err(EdgeError::from)?.remove(&id).unwrap_or_default();
    Ok(json!({
        "roles": facts.roles.iter().map(|role| role.code()).collect::<Vec<_>>(),
        "divisions": facts.divisions.iter().map(DivisionCode::as_str).collect::<Vec<_>>(),
        "skills": facts.skills,
        "level": facts.level.map(|level| level.code()),
        "category": facts.category.map(|category| category.code()),
        "engagements": facts.modes.iter().map(|mode| mode.code()).collect::<Vec<_>>(),
        "contactedOn": facts.contacted_on,
    }))
}

/// Everything that ever held, with its days: roles, skills, levels, categories, engagements, contacts, consents, and
/// what barred the use of the data.
pub(super) async fn facts(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(talent_register::NAME).await?;
    let rows = talent_register::facts_of(&mut read, &source.people).await.map_err(EdgeError::from)?;
    let fact = |row: &FactRow| {
        json!({ "kind": row.kind, "value": row.value, "from": row.from_day, "to": row.to_day,
            "person": row.entered_id.unwrap_or(row.person_id) })
    };
    Ok(list(&rows, fact))
}

/// The engagements, ended ones too, as the profile itself has them: the facts do not say for which organization.
pub(super) async fn engagements(source: &Source<'_>) -> Result<Value> {
    let gate = source.gate()?;
    let mut held = Vec::new();
    for person in &source.people {
        let id = TalentProfileId::of_person(PersonId::new(*person)).uuid();
        let profile = gate.find::<TalentProfile>(id).await.map_err(EdgeError::from)?.unwrap_or_default();
        let engagement = |engagement: &Engagement| {
            json!({ "code": engagement.code.as_str(), "mode": engagement.mode.code(),
                "organization": engagement.organization_id.uuid(), "from": engagement.span.from,
                "to": engagement.span.to, "person": person })
        };
        held.extend(profile.engagements().map(engagement));
    }
    Ok(held.into())
}

/// The curated pools in which the person is or was listed.
pub(super) async fn pools(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(talent_register::NAME).await?;
    let rows = talent_register::listings_of(&mut read, &source.people).await.map_err(EdgeError::from)?;
    let listed = |Listed { pool_code, pool_name, entry }: &Listed| {
        json!({ "pool": entry.pool_id, "code": pool_code, "name": pool_name, "basis": entry.basis,
            "provision": entry.provision, "source": entry.source, "admittedOn": entry.admitted_on,
            "freshUntil": entry.fresh_until, "removedOn": entry.removed_on, "cause": entry.cause,
            "person": entry.person_id })
    };
    Ok(list(&rows, listed))
}

/// The matches with items of catalogues, with what was asked and what it came to.
pub(super) async fn demand_matches(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(demand_ledger::NAME).await?;
    let rows = demand_ledger::matches_of(&mut read, &source.people).await.map_err(EdgeError::from)?;
    let matched = |row: &MatchRow| {
        let explained: Value = serde_json::from_str(&row.explained).map_err(unwritten)?;
        Ok(json!({ "catalog": row.catalog_id, "item": row.item, "recipient": row.recipient_id,
            "proposedOn": row.proposed_on, "acceptedOn": row.accepted_on, "declinedOn": row.declined_on,
            "engagement": row.engagement, "engagedFrom": row.engaged_from, "engagedTo": row.engaged_to,
            "explained": explained, "person": row.person_id }))
    };
    rows.iter().map(matched).collect()
}
