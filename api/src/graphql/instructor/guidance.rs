//! Commands of guidance: visits, and problems from their first mention to their end.

use super::run;
use crate::graphql::{
    mutation::{Done, code},
    scalars::Date,
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    instructor::InstructorCommand,
    kernel::{InstructorId, OrganizationId, ProblemId},
};

/// A visit (走访).
#[derive(InputObject)]
pub struct VisitInput {
    /// Code of the instructor (指导员).
    instructor: String,
    /// Code of the organization (组织).
    organization: String,
    /// On which day (走访日期).
    visited_on: Date,
    /// What was found and done; it is kept sealed (走访记录).
    note: Option<String>,
}

/// A problem of an organization (协调事项).
#[derive(InputObject)]
pub struct ProblemInput {
    /// Code of the instructor (指导员).
    instructor: String,
    /// The sender's own key of the problem, one within the instructor (事项编码).
    problem: String,
    /// Code of the organization that has it (组织).
    organization: String,
    /// On which day (提出日期).
    raised_on: Date,
    /// What it is; it is kept sealed (事项内容).
    text: String,
}

/// The solution of a problem (办结).
#[derive(InputObject)]
pub struct ProblemResultInput {
    /// Code of the instructor (指导员).
    instructor: String,
    /// The sender's own key of the problem (事项编码).
    problem: String,
    /// On which day (办结日期).
    resolved_on: Date,
    /// What came of it; it is kept sealed (办结结果).
    result: String,
}

/// Commands of guidance.
#[derive(Default)]
pub struct GuidanceMutation;

/// Commands of guidance.
#[Object]
impl GuidanceMutation {
    /// Puts a visit on record (登记走访).
    async fn record_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The visit.")] input: VisitInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::RecordVisit {
            organization_id: OrganizationId::of_code(&code(&input.organization)?),
            visited_on: input.visited_on.0,
            note: input.note,
        };
        run(ctx, idempotency_key, &input.instructor, command).await
    }

    /// Brings up a problem of an organization (提出协调事项).
    async fn raise_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The problem.")] input: ProblemInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::RaiseProblem {
            problem_id: problem_id(&input.instructor, &input.problem)?,
            organization_id: OrganizationId::of_code(&code(&input.organization)?),
            raised_on: input.raised_on.0,
            text: input.text,
        };
        run(ctx, idempotency_key, &input.instructor, command).await
    }

    /// Puts on record that a problem is solved (办结协调事项).
    async fn resolve_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The solution.")] input: ProblemResultInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::ResolveProblem {
            problem_id: problem_id(&input.instructor, &input.problem)?,
            resolved_on: input.resolved_on.0,
            result: input.result,
        };
        run(ctx, idempotency_key, &input.instructor, command).await
    }

    /// Opens a solved problem again (重启协调事项).
    async fn reopen_problem(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor.")] instructor: String,
        #[graphql(desc = "The sender's own key of the problem.")] problem: String,
        #[graphql(desc = "On which day.")] reopened_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let problem_id = problem_id(&instructor, &problem)?;
        let command = InstructorCommand::ReopenProblem { problem_id, reopened_on: reopened_on.0 };
        run(ctx, idempotency_key, &instructor, command).await
    }
}

/// The problem that this instructor's records call by this code.
fn problem_id(instructor: &str, problem: &str) -> Result<ProblemId> {
    Ok(ProblemId::of_code(InstructorId::of_code(&code(instructor)?), &code(problem)?))
}
