//! Commands of a social worker's career: education, the end of a registration, grades, appraisals, outcomes, checks.

use super::{
    mutations::run,
    words::{AppraisalGrade, CareerOutcome, EducationKind, PostRank},
};
use crate::graphql::{mutation::Done, scalars::Date};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::social_worker::SocialWorkerCommand;

/// Continuing education (继续教育).
#[derive(InputObject)]
pub struct EducationInput {
    /// What was learned (课程名称).
    course: String,
    /// Who gave it (举办单位).
    provider: String,
    /// A course or a degree (类别).
    kind: EducationKind,
    /// Minutes of a course; a degree stands for those of a period (分钟数).
    #[graphql(default)]
    minutes: u32,
    /// Day of its completion (完成日期).
    completed_on: Date,
}

/// A grade under a scheme (岗位等级).
#[derive(InputObject)]
pub struct GradeInput {
    /// Rank of the post (岗位层级).
    rank: PostRank,
    /// The grade (等级).
    grade: u32,
    /// Name of the scheme's version (等级方案).
    scheme: String,
    /// First day (生效日期).
    assigned_on: Date,
    /// What it follows from (定级依据).
    cause: String,
}

/// Commands of a career.
#[derive(Default)]
pub struct CareerMutation;

/// Commands of a career.
#[Object]
impl CareerMutation {
    /// Credits continuing education (计入继续教育).
    async fn credit_education(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "The education.")] input: EducationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let EducationInput { course, provider, kind, minutes, completed_on } = input;
        let (kind, completed_on) = (kind.into(), completed_on.0);
        let command = SocialWorkerCommand::CreditEducation { course, provider, kind, minutes, completed_on };
        run(ctx, idempotency_key, &social_worker, command).await
    }

    /// Ends the registration of practice before its time (注销登记).
    async fn cancel_practice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "Last day.")] cancelled_on: Date,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = SocialWorkerCommand::CancelPractice { cancelled_on: cancelled_on.0, reason };
        run(ctx, idempotency_key, &social_worker, command).await
    }

    /// Assigns a grade for the post that is held (评定岗位等级).
    async fn assign_grade(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "The grade.")] input: GradeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let GradeInput { rank, grade, scheme, assigned_on, cause } = input;
        let (rank, assigned_on) = (rank.into(), assigned_on.0);
        let command = SocialWorkerCommand::AssignGrade { rank, grade, scheme, assigned_on, cause };
        run(ctx, idempotency_key, &social_worker, command).await
    }

    /// Appraises a year (年度考核).
    async fn appraise_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "The year.")] year: i32,
        #[graphql(desc = "The result.")] grade: AppraisalGrade,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = SocialWorkerCommand::AppraiseWorker { year, grade: grade.into() };
        run(ctx, idempotency_key, &social_worker, command).await
    }

    /// Records where the career led (记录职业发展).
    async fn record_career_outcome(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "Where it led.")] outcome: CareerOutcome,
        #[graphql(desc = "The day.")] occurred_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (outcome, occurred_on) = (outcome.into(), occurred_on.0);
        let command = SocialWorkerCommand::RecordCareerOutcome { outcome, occurred_on };
        run(ctx, idempotency_key, &social_worker, command).await
    }

    /// Records what the issuer said of a certificate; one that it does not know counts no more (核验证书).
    async fn check_credential(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "Number of the certificate.")] certificate_no: String,
        #[graphql(desc = "Whether the issuer knows it.")] genuine: bool,
        #[graphql(desc = "The day.")] checked_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let checked_on = checked_on.0;
        let command = SocialWorkerCommand::CheckCredential { certificate_no, genuine, checked_on };
        run(ctx, idempotency_key, &social_worker, command).await
    }
}
