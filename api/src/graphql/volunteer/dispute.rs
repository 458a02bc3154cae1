//! Disputes about the record (异议): what volunteers say is wrong, and how it was answered.

use super::types::Volunteer;
use crate::{
    edge::{self, EdgeError, Refused},
    facts,
    graphql::{
        cursor::{PageArguments, PageCursor},
        gate::read_view,
        loaders::Named,
        mutation::{Done, code, transact, uuid},
        scalars::word_enum,
    },
};
use async_graphql::{Context, Enum, Error, ID, InputObject, Object, Result, connection::Connection};
use chrono::{DateTime, Utc};
use muster_domain::{
    activity::Activity as ActivityState,
    kernel::{ActivityId, CreditId, TimeSpan, VolunteerId},
    volunteer::{Volunteer as VolunteerState, VolunteerCommand, VolunteerRefusal, words},
};
use muster_eventstore::StepError;
use muster_projections::views::credit_decisions::{self, DisputeFilter, DisputeRow};
use uuid::Uuid;

word_enum! {
    /// What a volunteer says is wrong with the record (异议类型).
    DisputeKind of words::DisputeKind {
        /// Service that was given is not on record (漏记).
        MissingHours,
        /// The span on record is not the one that was served (时长有误).
        WrongHours,
        /// Service is on record that the volunteer did not give (非本人服务).
        NotMine,
    }
}

/// How far a dispute has come (异议状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "credit_decisions::DisputeState")]
pub enum DisputeState {
    /// It waits for an answer (处理中).
    Open,
    /// The volunteer is right (成立).
    Upheld,
    /// The record is right (不成立).
    Dismissed,
}

/// What a volunteer disputes; the statement itself is personal and sealed (异议).
pub struct Dispute {
    pub(super) row: DisputeRow,
    pub(super) position: i64,
}

/// What a volunteer disputes; the statement itself is personal and sealed (异议).
#[Object]
impl Dispute {
    /// Its own key within the volunteer's records (异议编号).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Whose (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Volunteer> {
        Volunteer::load(ctx, Named { id: self.row.volunteer_id, at_least: self.position }).await
    }

    /// What is wrong (异议类型).
    async fn kind(&self) -> Result<DisputeKind> {
        DisputeKind::of_code(&self.row.kind)
    }

    /// Id of the activity in question (活动).
    async fn activity_id(&self) -> ID {
        self.row.activity_id.into()
    }

    /// Id of the credit in question (时长记录).
    async fn credit_id(&self) -> Option<ID> {
        self.row.credit_id.map(Into::into)
    }

    /// Start of the span claimed (主张开始时间).
    async fn claimed_from(&self) -> Option<DateTime<Utc>> {
        self.row.claimed_from
    }

    /// End of the span claimed (主张结束时间).
    async fn claimed_to(&self) -> Option<DateTime<Utc>> {
        self.row.claimed_to
    }

    /// Reference of the evidence (佐证材料编号).
    async fn evidence_reference(&self) -> Option<&str> {
        self.row.evidence_reference.as_deref()
    }

    /// How far it has come (异议状态).
    async fn state(&self) -> Result<DisputeState> {
        let state = credit_decisions::DisputeState::of_code(&self.row.state);
        state.map(DisputeState::from).ok_or_else(|| Error::new("a view holds an unknown state"))
    }

    /// Id of the credit that puts the record right (更正后的时长记录).
    async fn answer(&self) -> Option<ID> {
        self.row.answer.map(Into::into)
    }

    /// Pseudonym of who raised it (提出者).
    async fn raised_by(&self) -> Option<&str> {
        self.row.raised_by.as_deref()
    }

    /// When it was raised (提出时间).
    async fn raised_at(&self) -> DateTime<Utc> {
        self.row.raised_at
    }

    /// Pseudonym of who answered (处理者).
    async fn resolved_by(&self) -> Option<&str> {
        self.row.resolved_by.as_deref()
    }

    /// When it was answered (处理时间).
    async fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.row.resolved_at
    }
}

/// A dispute to be raised (异议).
#[derive(InputObject)]
pub struct DisputeInput {
    /// Code of the volunteer (志愿者编码).
    volunteer: String,
    /// Its own key within the volunteer's records (异议编号).
    code: String,
    /// What is wrong (异议类型).
    kind: DisputeKind,
    /// Code of the activity in question (活动编码).
    activity: String,
    /// Id of the credit in question; none where hours are missing (时长记录).
    credit: Option<ID>,
    /// Start of the span claimed (主张开始时间).
    claimed_from: Option<DateTime<Utc>>,
    /// End of the span claimed (主张结束时间).
    claimed_to: Option<DateTime<Utc>>,
    /// What the volunteer says; it is sealed (陈述).
    statement: String,
    /// Reference of the evidence (佐证材料编号).
    evidence_reference: Option<String>,
}

/// Questions about disputes.
#[derive(Default)]
pub struct DisputeQuery;

/// Questions about disputes.
#[Object]
impl DisputeQuery {
    /// Disputes in the order of their raising, for example those that are open (异议).
    async fn disputes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How far they have come.")] state: Option<DisputeState>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: Option<String>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Dispute>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let last = page.after_in_order_of()?.map(|(position, _): (i64, Uuid)| position);
        let volunteer_id = volunteer.map(|text| code(&text)).transpose()?;
        let volunteer_id = volunteer_id.map(|code| VolunteerId::of_code(&code).uuid());
        let filter = DisputeFilter { state: state.map(Into::into), volunteer_id };
        let mut read = read_view(ctx, credit_decisions::NAME, at_least).await?;
        let rows = credit_decisions::disputes(&mut read, &filter, last, page.limit()).await;
        let position = read.position();
        let cursor = |row: &DisputeRow| PageCursor { order: row.position.to_string(), id: Uuid::nil() };
        Ok(page.connection(rows.map_err(EdgeError::from)?, cursor, |row| Dispute { row, position }))
    }
}

/// Commands of disputes.
#[derive(Default)]
pub struct DisputeMutation;

/// Commands of disputes.
#[Object]
impl DisputeMutation {
    /// Says that the record is wrong (提出异议).
    async fn dispute_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The dispute.")] input: DisputeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let DisputeInput { volunteer, activity, credit, claimed_from, claimed_to, statement, .. } = input;
        let (volunteer, activity, own) = (code(&volunteer)?, code(&activity)?, code(&input.code)?);
        let credit_id = credit.map(|id| uuid(&id)).transpose()?.map(CreditId::new);
        let claimed = match (claimed_from, claimed_to) {
            (Some(starts_at), Some(ends_at)) => Some(TimeSpan { starts_at, ends_at }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(Refused::new("SPAN_HALF_GIVEN", "a span has both a start and an end").into());
            }
        };
        let (kind, evidence_reference) = (input.kind.into(), input.evidence_reference);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (volunteer, activity, own) = (volunteer.clone(), activity.clone(), own.clone());
            let (statement, evidence_reference) = (statement.clone(), evidence_reference.clone());
            Box::pin(async move {
                let id = facts::known_volunteer(unit, &volunteer).await?;
                let activity_id = ActivityId::of_code(&activity);
                unit.load::<ActivityState>([activity_id.uuid()]).await?;
                if !unit.exists::<ActivityState>(activity_id.uuid())? {
                    let refused = Refused::new("ACTIVITY_UNKNOWN", format!("there is no activity {activity}"));
                    return Err(StepError::Refused(refused.with("activity", activity.as_str())));
                }
                let command = VolunteerCommand::DisputeRecord {
                    code: own,
                    kind,
                    activity_id,
                    credit_id,
                    claimed,
                    statement,
                    evidence_reference,
                };
                unit.decide::<VolunteerState>(id.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(id.uuid())
            })
        })
        .await
    }

    /// Answers a dispute; who is right is answered with the credit that puts the record right (处理异议).
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the mutation")]
    async fn resolve_dispute(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the volunteer.")] volunteer: String,
        #[graphql(desc = "Key of the dispute.")] dispute: String,
        #[graphql(desc = "Whether the volunteer is right.")] upheld: bool,
        #[graphql(desc = "Id of the credit that puts the record right.")] answer: Option<ID>,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = VolunteerId::of_code(&code(&volunteer)?).uuid();
        let answer = answer.map(|id| uuid(&id)).transpose()?.map(CreditId::new);
        let dispute = code(&dispute)?;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (code, reason) = (dispute.clone(), reason.clone());
            Box::pin(async move {
                unit.load::<VolunteerState>([id]).await?;
                let unknown = Refused::of(&VolunteerRefusal::DisputeUnknown { dispute: code.clone() });
                // Whoever recorded answers, and before they ever recorded hours of the volunteer; to others there is none.
                if let Some(activity_id) = unit.state::<VolunteerState>(id)?.disputed_activity(&code) {
                    let related = facts::may_record_activity(unit, activity_id).await;
                    related.map_err(|error| facts::as_unknown(error, &unknown))?;
                }
                let command = VolunteerCommand::ResolveDispute { code, upheld, answer, reason };
                let decided = unit.decide::<VolunteerState>(id, command).await?.map_err(edge::refuse);
                decided.map_err(|error| facts::as_unknown(error, &unknown))?;
                Ok(id)
            })
        })
        .await
    }
}
