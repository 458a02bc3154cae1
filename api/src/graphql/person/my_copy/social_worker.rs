//! The person's career as a social worker.

use super::{Source, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_projections::views::{
    career_ledger::{self, AppraisalRow, Careers, EducationRow, GradeRow, OutcomeRow, PeriodRow},
    social_worker_register::{self, CertificateRow, PostRow, SocialWorkerRow},
};
use serde_json::{Value, json};

/// Nothing for who is no social worker. Two records that are both social workers are not merged, so that there is one.
pub(super) async fn read(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(social_worker_register::NAME).await?;
    let rows = social_worker_register::by_person_ids(&mut read, &source.people).await.map_err(EdgeError::from)?;
    let Some(row) = rows.into_iter().next() else { return Ok(Value::Null) };
    let certificates = social_worker_register::certificates_of(&mut read, &[row.id], i64::MAX).await;
    let certificates = certificates.map_err(EdgeError::from)?;
    let posts = social_worker_register::posts_of(&mut read, &[row.id], i64::MAX).await.map_err(EdgeError::from)?;
    drop(read);
    let mut read = source.open(career_ledger::NAME).await?;
    let career = career_ledger::careers_of(&mut read, &[row.id], i64::MAX).await.map_err(EdgeError::from)?;
    let grades = career_ledger::grades_of(&mut read, &[row.id]).await.map_err(EdgeError::from)?;
    let appraisals = career_ledger::appraisals_of(&mut read, &[row.id]).await.map_err(EdgeError::from)?;
    let mut worker = register_of(&row);
    worker["certificates"] = list(&certificates, certificate_of);
    worker["posts"] = list(&posts, post_of);
    let Careers { periods, education, outcomes } = career;
    worker["registrations"] = list(&periods, |row: &PeriodRow| json!({ "from": row.from_day, "to": row.to_day }));
    worker["education"] = list(&education, education_of);
    worker["grades"] = list(&grades, grade_of);
    worker["appraisals"] = list(&appraisals, |row: &AppraisalRow| json!({ "year": row.year, "grade": row.grade }));
    worker["outcomes"] =
        list(&outcomes, |row: &OutcomeRow| json!({ "outcome": row.outcome, "occurredOn": row.occurred_on }));
    Ok(worker)
}

fn register_of(row: &SocialWorkerRow) -> Value {
    json!({ "code": row.code, "person": row.person_id, "division": row.division, "registeredOn": row.registered_on,
        "level": row.level, "practiceFrom": row.practice_from, "practiceTo": row.practice_to, "agency": row.agency_id,
        "abilities": row.abilities })
}

fn certificate_of(row: &CertificateRow) -> Value {
    json!({ "number": row.certificate_no, "level": row.level, "certifiedOn": row.certified_on,
        "rejectedOn": row.rejected_on })
}

fn post_of(row: &PostRow) -> Value {
    json!({ "class": row.post_class, "grade": row.grade, "organization": row.organization_id,
        "division": row.division, "from": row.from_day, "to": row.to_day })
}

fn education_of(row: &EducationRow) -> Value {
    json!({ "course": row.course, "provider": row.provider, "kind": row.kind, "minutes": row.minutes,
        "completedOn": row.completed_on })
}

fn grade_of(row: &GradeRow) -> Value {
    json!({ "assignedOn": row.assigned_on, "rank": row.rank, "grade": row.grade })
}
