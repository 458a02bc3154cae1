//! The person as a volunteer: under the record that goes on, and under those that were merged into it.

use super::{Source, honours, readiness, service};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_projections::views::volunteer_roster::{self, VolunteerRow};
use serde_json::{Value, json};

/// Nothing for who is no volunteer.
pub(super) async fn read(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(volunteer_roster::NAME).await?;
    let rows = volunteer_roster::records_of(&mut read, source.mine.id).await.map_err(EdgeError::from)?;
    drop(read);
    let mut records = Vec::with_capacity(rows.len());
    for row in &rows {
        records.push(record_of(source, row).await?);
    }
    let mut records = records.into_iter();
    let Some(mut volunteer) = records.next() else { return Ok(Value::Null) };
    volunteer["mergedVolunteers"] = records.collect();
    Ok(volunteer)
}

async fn record_of(source: &Source<'_>, volunteer: &VolunteerRow) -> Result<Value> {
    let mut record = json!({
        "code": volunteer.code,
        "person": volunteer.entered_id,
        "division": volunteer.division,
        "registeredOn": volunteer.registered_on,
        "skills": volunteer.skills,
        "verifiedSkills": volunteer.verified_skills,
        "minutesTotal": volunteer.minutes_total,
        "pendingMinutes": volunteer.pending_minutes,
        "importedMinutes": volunteer.imported_minutes,
    });
    service::read(source, volunteer.id, &mut record).await?;
    honours::read(source, volunteer.id, &mut record).await?;
    readiness::read(source, volunteer.id, &mut record).await?;
    Ok(record)
}
