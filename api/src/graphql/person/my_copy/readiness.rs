//! When and where a volunteer declared to come, how they are insured, and when they are not called.

use super::{Source, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_domain::volunteer::words::Weekday;
use muster_projections::views::volunteer_availability::{
    self, DeclarationRow, InsuranceRow, PauseRow, WindowRow, weekday_number,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Minutes of an hour.
const HOUR: i32 = 60;

pub(super) async fn read(source: &Source<'_>, volunteer: Uuid, record: &mut Value) -> Result<()> {
    let mut read = source.open(volunteer_availability::NAME).await?;
    let declarations = volunteer_availability::declarations_of(&mut read, volunteer, i64::MAX).await;
    let declarations = declarations.map_err(EdgeError::from)?;
    let keys: Vec<String> = declarations.iter().map(|row| row.key.clone()).collect();
    let mut windows: HashMap<String, Vec<Value>> = HashMap::new();
    for row in volunteer_availability::windows_of(&mut read, &keys).await.map_err(EdgeError::from)? {
        windows.entry(row.declaration.clone()).or_default().push(window_of(&row));
    }
    let insurances = volunteer_availability::insurances_of(&mut read, volunteer, i64::MAX).await;
    let pauses = volunteer_availability::pauses_of(&mut read, volunteer).await.map_err(EdgeError::from)?;
    record["availability"] = list(&declarations, |row: &DeclarationRow| {
        json!({ "from": row.from_day, "to": row.to_day, "divisions": row.divisions,
            "windows": windows.get(&row.key).cloned().unwrap_or_default() })
    });
    record["insurances"] = list(&insurances.map_err(EdgeError::from)?, |row: &InsuranceRow| {
        json!({ "insurer": row.insurer, "policyReference": row.policy_reference, "from": row.from_day,
            "to": row.to_day })
    });
    record["pauses"] = list(&pauses, |row: &PauseRow| json!({ "from": row.from_day, "to": row.to_day }));
    Ok(())
}

/// A window of a weekday or of one day; one that ends where it begins says that nobody comes.
fn window_of(row: &WindowRow) -> Value {
    let weekday = Weekday::ALL.iter().find(|weekday| Some(weekday_number(**weekday)) == row.weekday);
    let time = |minute: i32| format!("{:02}:{:02}", minute / HOUR, minute % HOUR);
    json!({ "weekday": weekday.map(|weekday| weekday.code()), "day": row.day, "from": time(row.from_minute),
        "to": time(row.to_minute) })
}
