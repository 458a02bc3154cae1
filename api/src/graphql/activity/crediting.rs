//! Crediting all people of a closed session in one unit of work: a row that is refused does not stop the others.

use crate::{
    edge::{Refused, refuse, unit_error},
    facts,
    graphql::{
        gate::Gate,
        loaders::{self, Named, volunteer::VolunteerLoader},
        mutation::{code, keyed_request},
        volunteer::Volunteer,
    },
};
use async_graphql::{Context, Enum, Json, Object, Result};
use muster_domain::{
    activity::{Activity as ActivityState, ActivityCommand, AttendedSpan, SessionFacts},
    kernel::{ActivityId, Code, VolunteerId},
    volunteer::{HeldCredit, Volunteer as VolunteerState, VolunteerCommand, VolunteerEvent, events::Credit},
};
use muster_eventstore::{StepError, Unit};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What became of one row (逐条结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowOutcome {
    /// Credited (已认定).
    Executed,
    /// Credited, and waiting for somebody else to let it take effect; tier and reasons stand beside it (待审批).
    Pending,
    /// Credited before (此前已认定).
    AlreadyApplied,
    /// Refused; the reason stands beside it (未认定).
    Refused,
}

/// One person of the session as the outcome is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    volunteer_id: Uuid,
    outcome: RowOutcome,
    code: Option<String>,
    message: Option<String>,
    figures: Map<String, Value>,
}

impl Row {
    fn done(volunteer: VolunteerId, outcome: RowOutcome) -> Self {
        let figures = Map::new();
        Self { volunteer_id: volunteer.uuid(), outcome, code: None, message: None, figures }
    }

    /// Credited, and waiting: the tier and why stand in the figures.
    fn pending(volunteer: VolunteerId, credit: &Credit) -> Self {
        let mut row = Self::done(volunteer, RowOutcome::Pending);
        row.figures.insert("approvalTier".to_owned(), json!(credit.pending));
        row.figures.insert("reasons".to_owned(), json!(credit.pending_reasons));
        row
    }

    fn refused(volunteer: VolunteerId, refused: Refused) -> Self {
        Self {
            volunteer_id: volunteer.uuid(),
            outcome: RowOutcome::Refused,
            code: Some(refused.code),
            message: Some(refused.message),
            figures: refused.figures,
        }
    }
}

/// One person of a credited session (逐人结果).
pub struct CreditedRow {
    row: Row,
    position: i64,
}

/// One person of a credited session (逐人结果).
#[Object]
impl CreditedRow {
    /// The volunteer (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let named = Named { id: self.row.volunteer_id, at_least: self.position };
        Ok(loaders::load::<VolunteerLoader, _>(ctx, named).await?.map(|(position, row)| Volunteer { row, position }))
    }

    /// What became of it (结果).
    async fn outcome(&self) -> RowOutcome {
        self.row.outcome
    }

    /// Stable code of the refusal (拒绝代码).
    async fn code(&self) -> Option<&str> {
        self.row.code.as_deref()
    }

    /// The refusal in a sentence (拒绝原因).
    async fn message(&self) -> Option<&str> {
        self.row.message.as_deref()
    }

    /// The figures of the refusal, by name (拒绝数据).
    async fn figures(&self) -> Json<Map<String, Value>> {
        Json(self.row.figures.clone())
    }
}

/// What crediting a session came to (场次认定结果).
pub struct SessionCredit {
    rows: Vec<Row>,
    position: Option<i64>,
}

/// What crediting a session came to (场次认定结果).
#[Object]
impl SessionCredit {
    /// People credited now whose hours count at once (本次认定人数).
    async fn credited(&self) -> usize {
        self.count(RowOutcome::Executed)
    }

    /// People credited now whose hours wait for somebody else (待审批人数).
    async fn pending(&self) -> usize {
        self.count(RowOutcome::Pending)
    }

    /// People credited before (此前已认定人数).
    async fn already_applied(&self) -> usize {
        self.count(RowOutcome::AlreadyApplied)
    }

    /// People refused (未认定人数).
    async fn refused(&self) -> usize {
        self.count(RowOutcome::Refused)
    }

    /// Position of the last event appended; null where nothing was (日志位置).
    async fn position(&self) -> Option<i64> {
        self.position
    }

    /// Every person with what became of them (逐人结果).
    async fn rows(&self) -> Vec<CreditedRow> {
        let position = self.position.unwrap_or_default();
        self.rows.iter().cloned().map(|row| CreditedRow { row, position }).collect()
    }
}

impl SessionCredit {
    fn count(&self, outcome: RowOutcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }
}

/// Crediting whole sessions.
#[derive(Default)]
pub struct CreditingMutation;

/// Crediting whole sessions.
#[Object]
impl CreditingMutation {
    /// Credits all attended people of a closed session at once, and says which rows were refused and why (认定场次时长).
    async fn credit_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Number of the session.")] session: u32,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<SessionCredit> {
        let activity = code(&activity)?;
        let request = keyed_request(ctx, idempotency_key.as_deref()).await?;
        let committed = Gate::of(ctx)?
            .log()
            .transact(&request, move |unit| {
                let activity = activity.clone();
                Box::pin(async move { credit(unit, &activity, session).await })
            })
            .await
            .map_err(unit_error)?;
        Ok(SessionCredit { rows: committed.value, position: committed.receipt.map(|receipt| receipt.position) })
    }
}

/// Credits everybody who can be, and keeps the books of the session.
async fn credit(unit: &mut Unit, activity: &Code, session: u32) -> Result<Vec<Row>, StepError<Refused>> {
    let held = facts::session(unit, activity, session).await?;
    facts::may_record(unit, held.organization_id).await?;
    let id = ActivityId::of_code(activity).uuid();
    let creditable = unit.state::<ActivityState>(id)?.creditable(session, unit.context()).map_err(refuse)?;
    unit.load::<VolunteerState>(creditable.spans.iter().map(|attended| attended.volunteer_id.uuid())).await?;
    let mut rows: Vec<Row> =
        creditable.refused.iter().map(|row| Row::refused(row.volunteer_id, Refused::of(&row.reason))).collect();
    for attended in &creditable.spans {
        let beside = facts::ledgers_beside(unit, attended.volunteer_id).await?;
        rows.push(credit_one(unit, &held, attended, beside)?);
    }
    let count = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
    let entered = count(RowOutcome::Executed) + count(RowOutcome::Pending);
    let credited = u32::try_from(entered).unwrap_or(u32::MAX);
    let refused = u32::try_from(count(RowOutcome::Refused)).unwrap_or(u32::MAX);
    if credited > 0 || refused > 0 {
        let books = ActivityCommand::RecordSessionCredited { session, credited, refused };
        unit.decide::<ActivityState>(id, books).await?.map_err(refuse)?;
    }
    Ok(rows)
}

fn credit_one(
    unit: &mut Unit,
    held: &SessionFacts,
    attended: &AttendedSpan,
    beside: Vec<HeldCredit>,
) -> Result<Row, StepError<Refused>> {
    let (volunteer, id) = (attended.volunteer_id, attended.volunteer_id.uuid());
    let command = VolunteerCommand::CreditHours {
        session: held.clone(),
        starts_at: attended.span.starts_at,
        ends_at: attended.span.ends_at,
        evidence: attended.evidence,
        document_reference: None,
        beside,
    };
    Ok(match unit.propose::<VolunteerState>(id, command)? {
        Ok(events) if events.is_empty() => Row::done(volunteer, RowOutcome::AlreadyApplied),
        Ok(events) => {
            let row = events.iter().find_map(|event| {
                let VolunteerEvent::HoursCredited { credit } = event else { return None };
                credit.pending.map(|_| Row::pending(volunteer, credit))
            });
            unit.accept::<VolunteerState>(id, events)?;
            row.unwrap_or_else(|| Row::done(volunteer, RowOutcome::Executed))
        }
        Err(refusal) => Row::refused(volunteer, Refused::of(&refusal)),
    })
}
