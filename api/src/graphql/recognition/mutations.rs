//! Commands of trainings, commendations and evaluations.

use super::{
    load,
    words::{GrantingLevel, ServiceQuality},
};
use crate::{
    access::{Access, Right},
    edge::{self, Refused},
    graphql::{
        mutation::{Done, code, transact, uuid},
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::CreditId,
    recognition::{LedgerFacts, Recognition as RecognitionState, RecognitionCommand, words},
};
use muster_eventstore::StepError;

/// A training (培训).
#[derive(InputObject)]
pub struct TrainingInput {
    /// Code of the volunteer (志愿者编码).
    volunteer: String,
    /// What it was called (培训名称).
    name: String,
    /// Who gave it (举办单位).
    provider: String,
    /// Minutes of learning; never minutes of service (学习分钟数).
    minutes: u32,
    /// Day of its completion (完成日期).
    completed_on: Date,
}

/// A commendation (表彰奖励).
#[derive(InputObject)]
pub struct CommendationInput {
    /// Code of the volunteer (志愿者编码).
    volunteer: String,
    /// What it is called (表彰名称).
    name: String,
    /// Who granted it (授予单位).
    granting_body: String,
    /// How high that body stands (授予层级).
    level: GrantingLevel,
    /// Day on which it was granted (授予日期).
    granted_on: Date,
    /// Reference of the evidence (佐证材料编号).
    evidence_reference: String,
}

/// Commands of recognition.
#[derive(Default)]
pub struct RecognitionMutation;

/// Commands of recognition.
#[Object]
impl RecognitionMutation {
    /// Records a training of a volunteer (登记培训).
    async fn record_training(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The training.")] input: TrainingInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let TrainingInput { volunteer, name, provider, minutes, completed_on } = input;
        let completed_on = completed_on.0;
        recognise(ctx, idempotency_key, &volunteer, move |_| {
            let (name, provider) = (name.clone(), provider.clone());
            RecognitionCommand::RecordTraining { name, provider, minutes, completed_on }
        })
        .await
    }

    /// Records a commendation of a volunteer (登记表彰).
    async fn record_commendation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The commendation.")] input: CommendationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let CommendationInput { volunteer, name, granting_body, level, granted_on, evidence_reference } = input;
        let (level, granted_on) = (level.into(), granted_on.0);
        recognise(ctx, idempotency_key, &volunteer, move |_| RecognitionCommand::RecordCommendation {
            name: name.clone(),
            granting_body: granting_body.clone(),
            level,
            granted_on,
            evidence_reference: evidence_reference.clone(),
        })
        .await
    }

    /// Evaluates one credited service (服务评价).
    async fn evaluate_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Id of the credit.")] credit: ID,
        #[graphql(desc = "How good it was.")] quality: ServiceQuality,
        #[graphql(desc = "The day.")] evaluated_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (credit_id, quality, evaluated_on) = (CreditId::new(uuid(&credit)?), quality.into(), evaluated_on.0);
        recognise(ctx, idempotency_key, &volunteer, move |ledger| RecognitionCommand::EvaluateService {
            ledger,
            credit_id,
            quality,
            evaluated_on,
        })
        .await
    }
}

/// Decides a command on a volunteer's recognition, made with the ledger as it stands.
pub(super) async fn recognise(
    ctx: &Context<'_>,
    key: Option<String>,
    volunteer: &str,
    command: impl Fn(LedgerFacts) -> RecognitionCommand + Clone + Send + Sync + 'static,
) -> Result<Done> {
    recognise_in_rank(ctx, key, volunteer, move |ledger, _| Ok(command(ledger))).await
}

/// As [`recognise`], with how high the caller stands over the volunteer.
pub(super) async fn recognise_in_rank(
    ctx: &Context<'_>,
    key: Option<String>,
    volunteer: &str,
    command: impl Fn(LedgerFacts, words::GrantingLevel) -> Result<RecognitionCommand, Refused>
    + Clone
    + Send
    + Sync
    + 'static,
) -> Result<Done> {
    let (volunteer, access) = (code(volunteer)?, ctx.data::<Access>()?.clone());
    transact(ctx, key.as_deref(), move |unit| {
        let (volunteer, command, access) = (volunteer.clone(), command.clone(), access.clone());
        Box::pin(async move {
            let (id, ledger) = load(unit, &volunteer).await?;
            let rank = access.rank(Right::Oversee, &ledger.division, &unit.context().divisions);
            let command = command(ledger, rank).map_err(StepError::Refused)?;
            unit.decide::<RecognitionState>(id, command).await?.map_err(edge::refuse)?;
            Ok(id)
        })
    })
    .await
}
