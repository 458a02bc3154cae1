//! Commands of the hour ledger: credit, approve, reject, correct, revoke.

use crate::{
    access::Access,
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, transact, uuid},
        points,
        words::{ApprovalTier, EvidenceClass},
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use muster_domain::{
    activity::{Activity, SessionFacts},
    kernel::{Acting, Code, CreditId, RuleContext, VolunteerId, words},
    volunteer::{HeldCredit, Volunteer as VolunteerState, VolunteerCommand, VolunteerRefusal},
};
use muster_eventstore::{StepError, Unit};

/// A span of service to be credited (时长认定).
#[derive(InputObject)]
pub struct CreditHoursInput {
    /// Code of the activity (活动编码).
    activity: String,
    /// Number of the session within the activity, from 1 (场次序号).
    session: u32,
    /// Code of the volunteer (志愿者编码).
    volunteer: String,
    /// First instant (开始时间).
    starts_at: DateTime<Utc>,
    /// First instant after (结束时间).
    ends_at: DateTime<Utc>,
    /// Evidence class (凭证等级).
    evidence: EvidenceClass,
    /// Reference of the document; needed behind a manual credit (佐证材料编号).
    document_reference: Option<String>,
}

/// The right span of a credit (更正时长).
#[derive(InputObject)]
pub struct CorrectHoursInput {
    /// Code of the volunteer (志愿者编码).
    volunteer: String,
    /// Id of the credit (时长记录).
    credit: ID,
    /// The right first instant (开始时间).
    starts_at: DateTime<Utc>,
    /// The right first instant after (结束时间).
    ends_at: DateTime<Utc>,
    /// Why (原因).
    reason: String,
}

/// Commands of the hour ledger.
#[derive(Default)]
pub struct CreditMutation;

/// Commands of the hour ledger.
#[Object]
impl CreditMutation {
    /// Credits a span of service given in a session; gives the id of the credit (认定时长).
    async fn credit_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The span and where it was given.")] input: CreditHoursInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (activity, volunteer) = (code(&input.activity)?, code(&input.volunteer)?);
        let CreditHoursInput { session, starts_at, ends_at, evidence, document_reference, .. } = input;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (activity, volunteer, document_reference) =
                (activity.clone(), volunteer.clone(), document_reference.clone());
            Box::pin(async move {
                let id = facts::known_volunteer(unit, &volunteer).await?;
                let session = facts::session(unit, &activity, session).await?;
                facts::may_record(unit, session.organization_id).await?;
                let place = (session.activity_id, session.session);
                let evidence = evidence.into();
                let beside = facts::ledgers_beside(unit, id).await?;
                let command =
                    VolunteerCommand::CreditHours { session, starts_at, ends_at, evidence, document_reference, beside };
                unit.decide::<VolunteerState>(id.uuid(), command).await?.map_err(edge::refuse)?;
                // A credit that was corrected to this span keeps the id that it had before.
                let mut standing = unit.state::<VolunteerState>(id.uuid())?.credits();
                let held = standing
                    .find(|held| (held.activity_id, held.session) == place && held.span.starts_at == starts_at)
                    .map(|held| held.credit_id);
                Ok(held.unwrap_or_else(|| CreditId::of_span(place.0, id, starts_at)).uuid())
            })
        })
        .await
    }

    /// Lets a pending credit take effect (批准时长).
    async fn approve_credit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Id of the credit.")] credit: ID,
        #[graphql(desc = "The tier that approves; never higher than whoever approves.")] tier: ApprovalTier,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let credit_id = CreditId::new(uuid(&credit)?);
        let (tier, access): (words::ApprovalTier, _) = (tier.into(), ctx.data::<Access>()?.clone());
        let command = move |session: SessionFacts, _, context: &RuleContext| {
            access.check_tier(tier, &session.division, &context.divisions)?;
            Ok(VolunteerCommand::ApproveCredit { credit_id, tier, session })
        };
        in_session(ctx, idempotency_key.as_deref(), &volunteer, credit_id, command).await
    }

    /// Turns a pending credit down (不批准时长).
    async fn reject_credit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Id of the credit.")] credit: ID,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let credit_id = CreditId::new(uuid(&credit)?);
        let command = VolunteerCommand::RejectCredit { credit_id, reason };
        on_credit(ctx, idempotency_key.as_deref(), &volunteer, credit_id, command).await
    }

    /// Corrects the span of a live credit; its id stays, the earlier version stays in history (更正时长).
    async fn correct_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The right span, and why.")] input: CorrectHoursInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let credit_id = CreditId::new(uuid(&input.credit)?);
        let CorrectHoursInput { volunteer, starts_at, ends_at, reason, .. } = input;
        let command = move |session, beside, _: &RuleContext| {
            let reason = reason.clone();
            Ok(VolunteerCommand::CorrectHours { credit_id, starts_at, ends_at, session, reason, beside })
        };
        in_session(ctx, idempotency_key.as_deref(), &volunteer, credit_id, command).await
    }

    /// Revokes a live credit: its minutes leave the totals, the record stays (撤销时长).
    async fn revoke_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Id of the credit.")] credit: ID,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let credit_id = CreditId::new(uuid(&credit)?);
        let command = VolunteerCommand::RevokeHours { credit_id, reason };
        on_credit(ctx, idempotency_key.as_deref(), &volunteer, credit_id, command).await
    }
}

/// Executes a command that needs nothing but the volunteer's own ledger.
async fn on_credit(
    ctx: &Context<'_>,
    key: Option<&str>,
    volunteer: &str,
    credit_id: CreditId,
    command: VolunteerCommand,
) -> Result<Done> {
    let volunteer: Code = code(volunteer)?;
    transact(ctx, key, move |unit| {
        let (volunteer, command) = (volunteer.clone(), command.clone());
        Box::pin(async move {
            let id = recorded(unit, &volunteer, credit_id).await?;
            unit.decide::<VolunteerState>(id.uuid(), command).await?.map_err(edge::refuse)?;
            points::follow(unit, id).await?;
            Ok(credit_id.uuid())
        })
    })
    .await
}

/// Executes a command on a standing credit whose rules need to know the session as it is now.
async fn in_session(
    ctx: &Context<'_>,
    key: Option<&str>,
    volunteer: &str,
    credit_id: CreditId,
    command: impl Fn(SessionFacts, Vec<HeldCredit>, &RuleContext) -> Result<VolunteerCommand, Refused>
    + Clone
    + Send
    + Sync
    + 'static,
) -> Result<Done> {
    let volunteer: Code = code(volunteer)?;
    transact(ctx, key, move |unit| {
        let (volunteer, command) = (volunteer.clone(), command.clone());
        Box::pin(async move {
            let id = recorded(unit, &volunteer, credit_id).await?;
            let session = session_of(unit, id, credit_id).await?;
            let beside = facts::ledgers_beside(unit, id).await?;
            let command = command(session, beside, unit.context()).map_err(StepError::Refused)?;
            unit.decide::<VolunteerState>(id.uuid(), command).await?.map_err(edge::refuse)?;
            points::follow(unit, id).await?;
            Ok(credit_id.uuid())
        })
    })
    .await
}

/// The volunteer of a credit, standing or not, of whose recorder it is decided first whether the caller may act for it (V17).
/// Whoever acts for an organization is told of a volunteer unknown what they are told of a credit unknown.
async fn recorded(unit: &mut Unit, volunteer: &Code, credit_id: CreditId) -> Result<VolunteerId, StepError<Refused>> {
    let of_organization = unit.context().acting != Acting::Department;
    let unknown = || edge::refuse(VolunteerRefusal::CreditUnknown { credit_id });
    let id = match facts::known_volunteer(unit, volunteer).await {
        Err(StepError::Refused(_)) if of_organization => return Err(unknown()),
        known => known?,
    };
    match unit.state::<VolunteerState>(id.uuid())?.recorder_of(credit_id) {
        Some(recorder) => facts::may_record(unit, recorder).await?,
        None if of_organization => return Err(unknown()),
        // The ledger says so itself.
        None => {}
    }
    Ok(id)
}

/// The session of a standing credit, as it is now.
async fn session_of(
    unit: &mut Unit,
    volunteer: VolunteerId,
    credit_id: CreditId,
) -> Result<SessionFacts, StepError<Refused>> {
    let held = unit.state::<VolunteerState>(volunteer.uuid())?.standing(credit_id).map_err(edge::refuse)?;
    let (activity, session) = (held.activity_id.uuid(), held.session);
    unit.load::<Activity>([activity]).await?;
    unit.state::<Activity>(activity)?.session_facts(session).ok_or_else(|| {
        let refused = Refused::new("SESSION_UNKNOWN", "the session of this credit is gone");
        StepError::Refused(refused.with("session", session))
    })
}
