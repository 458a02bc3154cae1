//! The person's record as an instructor of party building.

use super::{Source, every, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_projections::views::{
    instructor_assignments::{
        self, AppraisalRow, InstructorRow, LinkFilter, LinkRow, OverrideRow, ProblemRow, TrainingRow, VisitCount,
    },
    matter_ledger::{self, MatterFilter, MatterRow},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Nothing for who is no instructor. Two records that are both instructors are not merged, so that there is one.
pub(super) async fn read(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(instructor_assignments::NAME).await?;
    let rows = instructor_assignments::by_person_ids(&mut read, &source.people).await.map_err(EdgeError::from)?;
    let Some(row) = rows.into_iter().next() else { return Ok(Value::Null) };
    let id = row.id;
    let overrides = instructor_assignments::overrides(&mut read, id).await.map_err(EdgeError::from)?;
    let appraisals = instructor_assignments::appraisals(&mut read, id).await.map_err(EdgeError::from)?;
    let trainings = instructor_assignments::trainings(&mut read, id).await.map_err(EdgeError::from)?;
    let problems = instructor_assignments::problems(&mut read, id).await.map_err(EdgeError::from)?;
    let today = source.gate()?.today();
    let visits = instructor_assignments::visits(&mut read, today, &[id], i64::MAX).await.map_err(EdgeError::from)?;
    let filter = LinkFilter { instructor_id: Some(id), ..LinkFilter::default() };
    let links = every!(LinkRow, |last| {
        let after = last.map(|link| link.key.clone());
        let (read, filter) = (&mut read, &filter);
        async move { instructor_assignments::links(read, filter, after.as_deref(), super::PAGE).await }
    });
    drop(read);
    let mut instructor = office_of(&row);
    instructor["focusOverrides"] = list(&overrides, override_of);
    instructor["appraisals"] = list(&appraisals, |row: &AppraisalRow| json!({ "year": row.year, "grade": row.grade }));
    instructor["trainings"] = list(&trainings, training_of);
    instructor["links"] = list(&links, link_of);
    instructor["visits"] = list(&visits, visits_of);
    instructor["problems"] = list(&problems, problem_of);
    instructor["matters"] = matters(source, id).await?;
    Ok(instructor)
}

fn office_of(row: &InstructorRow) -> Value {
    json!({ "code": row.code, "person": row.person_id, "division": row.division, "kind": row.kind,
        "appointedOn": row.appointed_on, "releasedOn": row.released_on, "education": row.education,
        "partyWorkYears": row.party_work_years })
}

fn override_of(row: &OverrideRow) -> Value {
    json!({ "grantedBy": row.granted_by, "limit": row.links_limit, "from": row.from_day, "to": row.to_day })
}

fn training_of(row: &TrainingRow) -> Value {
    json!({ "name": row.name, "minutes": row.minutes, "completedOn": row.completed_on })
}

fn link_of(row: &LinkRow) -> Value {
    json!({ "organization": row.organization_id, "kind": row.link_kind, "from": row.from_day, "to": row.to_day,
        "state": row.state })
}

/// How often one organization was visited, and when last.
fn visits_of(row: &VisitCount) -> Value {
    json!({ "organization": row.organization_id, "visits": row.visits, "lastVisitedOn": row.last_visited_on })
}

fn problem_of(row: &ProblemRow) -> Value {
    json!({ "problem": row.id, "organization": row.organization_id, "raisedOn": row.raised_on,
        "resolvedOn": row.resolved_on, "reopened": row.reopened, "open": row.open })
}

/// What the instructor brought to departments.
async fn matters(source: &Source<'_>, instructor: Uuid) -> Result<Value> {
    let filter = MatterFilter { instructor_id: Some(instructor), ..MatterFilter::default() };
    let mut read = source.open(matter_ledger::NAME).await?;
    let matters = every!(MatterRow, |last| {
        let after = last.map(|matter| matter.key.clone());
        let (read, filter) = (&mut read, &filter);
        async move { matter_ledger::page(read, filter, after.as_deref(), super::PAGE).await }
    });
    let matter = |row: &MatterRow| {
        json!({ "call": row.call_code, "code": row.code, "kind": row.kind, "department": row.department_id,
            "division": row.division, "raisedOn": row.raised_on, "takenOn": row.taken_on, "state": row.state,
            "closedOn": row.closed_on, "reopened": row.reopened })
    };
    Ok(list(&matters, matter))
}
