//! Commands on what is said of an instructor: qualification, overrides of the focus limit, appraisals, trainings.

use super::{record::EducationLevel, run};
use crate::{
    edge, facts,
    graphql::{
        mutation::{Done, code, transact},
        scalars::Date,
        social_worker::AppraisalGrade,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use muster_domain::{
    instructor::{Instructor as InstructorState, InstructorCommand, Qualification},
    kernel::InstructorId,
};

/// Education and experience, as far as they are known; experience is work, never membership (任职条件).
#[derive(InputObject, Default)]
pub struct QualificationInput {
    /// The highest education (学历).
    education: Option<EducationLevel>,
    /// Whole years of party work (党务工作年限).
    party_work_years: Option<u32>,
}

impl From<QualificationInput> for Qualification {
    fn from(input: QualificationInput) -> Self {
        Self { education: input.education.map(Into::into), party_work_years: input.party_work_years }
    }
}

/// Leave to hold more focus links than the policy allows, for a time (特批超限).
#[derive(InputObject)]
pub struct FocusOverrideInput {
    /// Code of the instructor (指导员).
    instructor: String,
    /// Code of the department that grants it (批准部门).
    department: String,
    /// Focus links allowed at a time (特批上限).
    limit: u32,
    /// First day (开始日期).
    from: Date,
    /// Last day (截止日期).
    to: Date,
    /// Why; it is kept sealed (特批理由).
    reason: String,
}

/// Commands on what is said of instructors.
#[derive(Default)]
pub struct InstructorRecordMutation;

/// Commands on what is said of instructors.
#[Object]
impl InstructorRecordMutation {
    /// Puts education and experience on record that the appointment did not tell (登记任职条件).
    async fn record_instructor_qualification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor.")] instructor: String,
        #[graphql(desc = "What is told; the rest stays as it is.")] qualification: QualificationInput,
        #[graphql(desc = "On which day it was seen.")] recorded_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (qualification, recorded_on) = (qualification.into(), recorded_on.0);
        let command = InstructorCommand::RecordQualification { qualification, recorded_on };
        run(ctx, idempotency_key, &instructor, command).await
    }

    /// Lets an instructor hold more focus links than the policy allows, for a time (特批超限).
    async fn grant_focus_override(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The override.")] input: FocusOverrideInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, place, reason) = (code(&input.instructor)?, code(&input.department)?, input.reason);
        let (limit, from, to) = (input.limit, input.from.0, input.to.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, place, reason) = (own.clone(), place.clone(), reason.clone());
            Box::pin(async move {
                let id = InstructorId::of_code(&own).uuid();
                let department = facts::known_organization(unit, &place).await?;
                let command = InstructorCommand::GrantFocusOverride { department, limit, from, to, reason };
                unit.decide::<InstructorState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Ends an override before its last day; the links stay, and the load stands as over (撤销特批).
    async fn end_focus_override(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor.")] instructor: String,
        #[graphql(desc = "Last day.")] ended_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::EndFocusOverride { ended_on: ended_on.0 };
        run(ctx, idempotency_key, &instructor, command).await
    }

    /// Appraises a year of an instructor, once (年度考核).
    async fn appraise_instructor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor.")] instructor: String,
        #[graphql(desc = "The year.")] year: i32,
        #[graphql(desc = "The result.")] grade: AppraisalGrade,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::AppraiseInstructor { year, grade: grade.into() };
        run(ctx, idempotency_key, &instructor, command).await
    }

    /// Puts a training of an instructor on record (登记培训).
    async fn record_instructor_training(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor.")] instructor: String,
        #[graphql(desc = "What it was called.")] name: String,
        #[graphql(desc = "Minutes of learning.")] minutes: u32,
        #[graphql(desc = "Day of its completion.")] completed_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::RecordTraining { name, minutes, completed_on: completed_on.0 };
        run(ctx, idempotency_key, &instructor, command).await
    }
}
