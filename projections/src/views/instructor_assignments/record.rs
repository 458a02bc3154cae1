//! The reads of what is said of one instructor: overrides, appraisals, trainings, problems. Nothing is written here.

use super::{AppraisalRow, OverrideRow, ProblemRow, TrainingRow};
use crate::{ViewFault, ViewRead};
use uuid::Uuid;

/// The overrides of an instructor's limit of focus links, newest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn overrides(read: &mut ViewRead, instructor_id: Uuid) -> Result<Vec<OverrideRow>, ViewFault> {
    sqlx::query_as("select * from overrides where instructor_id = $1 order by from_day desc")
        .bind(instructor_id)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading overrides of focus limits"))
}

/// The appraisals of an instructor, newest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn appraisals(read: &mut ViewRead, instructor_id: Uuid) -> Result<Vec<AppraisalRow>, ViewFault> {
    sqlx::query_as("select * from appraisals where instructor_id = $1 order by year desc")
        .bind(instructor_id)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading appraisals of instructors"))
}

/// The trainings of an instructor, newest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn trainings(read: &mut ViewRead, instructor_id: Uuid) -> Result<Vec<TrainingRow>, ViewFault> {
    sqlx::query_as("select * from trainings where instructor_id = $1 order by completed_on desc, key")
        .bind(instructor_id)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading trainings of instructors"))
}

/// The problems brought up with an instructor, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn problems(read: &mut ViewRead, instructor_id: Uuid) -> Result<Vec<ProblemRow>, ViewFault> {
    sqlx::query_as("select * from problems where instructor_id = $1 order by raised_on, id")
        .bind(instructor_id)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading problems of an instructor"))
}
