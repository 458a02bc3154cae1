//! Commands of attendance: enrol, check in and out, confirm, insure, mark absent.

use super::mutations::{on_activity, span};
use crate::{
    edge, facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact},
        scalars::Date,
        words::EvidenceClass,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use muster_domain::{
    activity::{Activity as ActivityState, ActivityCommand},
    kernel::{ActivityId, VolunteerId, time},
    volunteer::VolunteerFacts,
};

/// One volunteer in one session (场次与志愿者).
#[derive(InputObject)]
pub struct SeatInput {
    /// Code of the activity (活动编码).
    pub(super) activity: String,
    /// Number of the session (场次序号).
    pub(super) session: u32,
    /// Code of the volunteer (志愿者编码).
    pub(super) volunteer: String,
}

/// A check-in (签到).
#[derive(InputObject)]
pub struct CheckInInput {
    /// Who and where (场次与志愿者).
    seat: SeatInput,
    /// When (签到时间).
    at: DateTime<Utc>,
    /// How it is known: A scan or kiosk, C position only (凭证等级).
    evidence: EvidenceClass,
}

/// The leader's word that a participant served (负责人确认).
#[derive(InputObject)]
pub struct ConfirmationInput {
    /// Who and where (场次与志愿者).
    seat: SeatInput,
    /// From when (开始时间).
    starts_at: DateTime<Utc>,
    /// To when (结束时间).
    ends_at: DateTime<Utc>,
}

/// Whose act a command on a seat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActOf {
    /// That of who takes part: whoever stands at the door enters it.
    Participant,
    /// That of who runs the activity: only who may record for its organization enters it (V17).
    Organizer,
}

/// Executes a command on a seat whose rules need to know the volunteer on the session's day.
pub(super) async fn with_volunteer(
    ctx: &Context<'_>,
    key: Option<String>,
    (act, seat): (ActOf, SeatInput),
    command: impl Fn(u32, VolunteerFacts) -> ActivityCommand + Clone + Send + Sync + 'static,
) -> Result<Done> {
    let (activity, volunteer, session) = (code(&seat.activity)?, code(&seat.volunteer)?, seat.session);
    transact(ctx, key.as_deref(), move |unit| {
        let (activity, volunteer, command) = (activity.clone(), volunteer.clone(), command.clone());
        Box::pin(async move {
            let facts = facts::session(unit, &activity, session).await?;
            if act == ActOf::Organizer {
                facts::may_record(unit, facts.organization_id).await?;
            }
            let on = time::local_date(facts.span.starts_at);
            let volunteer = facts::participant(unit, &volunteer, on).await?;
            let id = ActivityId::of_code(&activity).uuid();
            unit.decide::<ActivityState>(id, command(session, volunteer)).await?.map_err(edge::refuse)?;
            Ok(id)
        })
    })
    .await
}

/// Executes a command on a seat that needs no more than the volunteer's id.
async fn with_id(
    ctx: &Context<'_>,
    key: Option<String>,
    (act, seat): (ActOf, SeatInput),
    command: impl FnOnce(u32, VolunteerId) -> ActivityCommand,
) -> Result<Done> {
    let volunteer_id = VolunteerId::of_code(&code(&seat.volunteer)?);
    let command = command(seat.session, volunteer_id);
    match act {
        ActOf::Organizer => on_activity(ctx, key, &seat.activity, command).await,
        ActOf::Participant => {
            let id = ActivityId::of_code(&code(&seat.activity)?).uuid();
            execute_keyed::<ActivityState>(ctx, key.as_deref(), id, command).await
        }
    }
}

/// Commands of attendance.
#[derive(Default)]
pub struct AttendingMutation;

/// Commands of attendance.
#[Object]
impl AttendingMutation {
    /// Signs a volunteer up for a session (报名).
    async fn enroll(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = |session, volunteer| ActivityCommand::Enroll { session, volunteer };
        with_volunteer(ctx, idempotency_key, (ActOf::Participant, seat), command).await
    }

    /// Accepts an enrolment (录用).
    async fn accept_enrollment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = |session, volunteer_id| ActivityCommand::AcceptEnrollment { session, volunteer_id };
        with_id(ctx, idempotency_key, (ActOf::Organizer, seat), command).await
    }

    /// Declines an enrolment (不录用).
    async fn decline_enrollment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "Why.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = |session, volunteer_id| ActivityCommand::DeclineEnrollment { session, volunteer_id, reason };
        with_id(ctx, idempotency_key, (ActOf::Organizer, seat), command).await
    }

    /// Takes an enrolment back (取消报名).
    async fn withdraw_enrollment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = |session, volunteer_id| ActivityCommand::WithdrawEnrollment { session, volunteer_id };
        with_id(ctx, idempotency_key, (ActOf::Participant, seat), command).await
    }

    /// Records a participant's accident insurance (登记保险).
    async fn record_insurance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "Last day insured.")] insured_to: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let insured_to = insured_to.0;
        // It may come before the enrolment, so nothing else says that there is such a volunteer.
        let command = move |session, volunteer: VolunteerFacts| {
            let volunteer_id = volunteer.volunteer_id;
            ActivityCommand::RecordInsurance { session, volunteer_id, insured_to }
        };
        with_volunteer(ctx, idempotency_key, (ActOf::Organizer, seat), command).await
    }

    /// Checks a volunteer in (签到).
    async fn check_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The check-in.")] input: CheckInInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (at, evidence) = (input.at, input.evidence);
        let command =
            move |session, volunteer| ActivityCommand::CheckIn { session, volunteer, at, evidence: evidence.into() };
        with_volunteer(ctx, idempotency_key, (ActOf::Participant, input.seat), command).await
    }

    /// Checks a volunteer out (签退).
    async fn check_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "When.")] at: DateTime<Utc>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = |session, volunteer_id| ActivityCommand::CheckOut { session, volunteer_id, at };
        with_id(ctx, idempotency_key, (ActOf::Participant, seat), command).await
    }

    /// Records the leader's word that a participant served (确认到场).
    async fn confirm_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The confirmation.")] input: ConfirmationInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let span = span(input.starts_at, input.ends_at)?;
        let command = move |session, volunteer| ActivityCommand::ConfirmAttendance { session, volunteer, span };
        with_volunteer(ctx, idempotency_key, (ActOf::Organizer, input.seat), command).await
    }

    /// Records that a participant did not come (登记缺席).
    async fn mark_absent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who and where.")] seat: SeatInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = |session, volunteer_id| ActivityCommand::MarkAbsent { session, volunteer_id };
        with_id(ctx, idempotency_key, (ActOf::Organizer, seat), command).await
    }
}
