//! Voiding an activity (作废, A10) and taking its credits back: a process over many volunteers' ledgers.
//!
//! The void is one unit of work. From then on no credit of the activity is entered or approved, so a view that
//! reflects it knows every ledger that still holds one. Those are worked through in units of some hundred people, each
//! ledger deciding for itself; whoever repeats an interrupted void goes on with what is left.

use crate::{
    edge::{EdgeError, Refused, refuse, unit_error},
    facts,
    graphql::{
        gate::{Gate, read_view, request},
        loaders::{self, Named, volunteer::VolunteerLoader},
        mutation::{Outcome, code},
        points,
        volunteer::Volunteer,
    },
};
use async_graphql::{Context, Enum, ID, Json, Object, Result};
use muster_domain::{
    activity::{Activity as ActivityState, ActivityCommand},
    kernel::{ActivityId, CreditId, VolunteerId},
    volunteer::{Volunteer as VolunteerState, VolunteerCommand, VolunteerEvent},
};
use muster_eventstore::{EventLog, Request, StepError, Unit};
use muster_projections::views::service_hours;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Volunteers of one unit of work: enough that a large activity is quick, few enough that others seldom interfere.
const VOLUNTEERS_AT_ONCE: i64 = 200;

/// What became of one credit of a voided activity (逐条结果).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndedCredit {
    /// It counted, and is revoked (已撤销).
    Revoked,
    /// It waited, and is turned down (未批准).
    Rejected,
    /// It stands still; the reason stands beside it (未处理).
    Refused,
}

/// One credit as the outcome is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    volunteer_id: Uuid,
    credit_id: Uuid,
    outcome: EndedCredit,
    code: Option<String>,
    message: Option<String>,
    figures: Map<String, Value>,
}

/// One credit of a voided activity (逐条结果).
pub struct VoidedCredit {
    row: Row,
    position: i64,
}

/// One credit of a voided activity (逐条结果).
#[Object]
impl VoidedCredit {
    /// Whose (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let named = Named { id: self.row.volunteer_id, at_least: self.position };
        Ok(loaders::load::<VolunteerLoader, _>(ctx, named).await?.map(|(position, row)| Volunteer { row, position }))
    }

    /// Id of the credit (时长记录).
    async fn credit_id(&self) -> ID {
        self.row.credit_id.into()
    }

    /// What became of it (结果).
    async fn outcome(&self) -> EndedCredit {
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

/// What voiding an activity came to (作废结果).
pub struct ActivityVoiding {
    id: Uuid,
    rows: Vec<Row>,
    position: Option<i64>,
}

/// What voiding an activity came to (作废结果).
#[Object]
impl ActivityVoiding {
    /// Whether anything happened: it was voided now, or credits that still stood were ended (执行结果).
    async fn outcome(&self) -> Outcome {
        if self.position.is_some() { Outcome::Executed } else { Outcome::AlreadyApplied }
    }

    /// Id of the activity: the correlation id of the void and of all that it ended (关联编号).
    async fn id(&self) -> ID {
        self.id.into()
    }

    /// Credits revoked now (本次撤销数).
    async fn revoked(&self) -> usize {
        self.count(EndedCredit::Revoked)
    }

    /// Credits that waited and are turned down now (本次不批准数).
    async fn rejected(&self) -> usize {
        self.count(EndedCredit::Rejected)
    }

    /// Credits that stand still (未处理数).
    async fn refused(&self) -> usize {
        self.count(EndedCredit::Refused)
    }

    /// Position of the last event appended; null where nothing was (日志位置).
    async fn position(&self) -> Option<i64> {
        self.position
    }

    /// Every credit that stood, with what became of it (逐条结果).
    async fn rows(&self) -> Vec<VoidedCredit> {
        let position = self.position.unwrap_or_default();
        self.rows.iter().cloned().map(|row| VoidedCredit { row, position }).collect()
    }
}

impl ActivityVoiding {
    fn count(&self, outcome: EndedCredit) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }
}

/// Voiding activities.
#[derive(Default)]
pub struct VoidingMutation;

/// Voiding activities.
#[Object]
impl VoidingMutation {
    /// Voids an activity that should never have stood, and ends every credit of it that stands. Repeated, it goes on where
    /// it was interrupted, and otherwise changes nothing (作废活动).
    async fn void_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the activity.")] activity: String,
        #[graphql(desc = "Why; it is sealed.")] reason: String,
    ) -> Result<ActivityVoiding> {
        let activity_id = ActivityId::of_code(&code(&activity)?);
        let log = Gate::of(ctx)?.log();
        // An activity is voided once, so its id marks all that follows from it, also what is done by a repetition.
        let request = Request { correlation_id: Some(activity_id.uuid()), ..request(ctx, None)? };
        let mut position = void(log, &request, activity_id, &reason).await?;
        let known_from = match position {
            Some(position) => position,
            None => log.reader().head().await.map_err(EdgeError::from)?,
        };
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let mut read = read_view(ctx, service_hours::NAME, Some(known_from)).await?;
            let page = service_hours::volunteers_standing(&mut read, activity_id.uuid(), after, VOLUNTEERS_AT_ONCE);
            let volunteers = page.await.map_err(EdgeError::from)?;
            drop(read);
            let Some(last) = volunteers.last().copied() else { break };
            after = Some(last);
            let committed = log.transact(&request, |unit| {
                let (volunteers, reason) = (volunteers.clone(), reason.clone());
                Box::pin(async move { end_credits(unit, activity_id, &volunteers, &reason).await })
            });
            let committed = committed.await.map_err(unit_error)?;
            position = committed.receipt.map(|receipt| receipt.position).or(position);
            rows.extend(committed.value);
        }
        Ok(ActivityVoiding { id: activity_id.uuid(), rows, position })
    }
}

/// Voids the activity; gives the position where that was news.
async fn void(log: &EventLog, request: &Request, activity_id: ActivityId, reason: &str) -> Result<Option<i64>> {
    let committed = log.transact(request, |unit| {
        let reason = reason.to_owned();
        Box::pin(async move {
            facts::may_record_activity(unit, activity_id).await?;
            let command = ActivityCommand::VoidActivity { reason };
            unit.decide::<ActivityState>(activity_id.uuid(), command).await?.map(drop).map_err(refuse)
        })
    });
    let committed = committed.await.map_err(unit_error)?;
    Ok(committed.receipt.map(|receipt| receipt.position))
}

/// Ends the standing credits of these volunteers; one that is refused does not stop the others.
async fn end_credits(
    unit: &mut Unit,
    activity_id: ActivityId,
    volunteers: &[Uuid],
    reason: &str,
) -> Result<Vec<Row>, StepError<Refused>> {
    unit.load::<VolunteerState>(volunteers.iter().copied()).await?;
    let mut rows = Vec::new();
    for volunteer in volunteers {
        let commands = unit.state::<VolunteerState>(*volunteer)?.ending_credits_of(activity_id, reason);
        for (credit_id, command) in commands {
            rows.push(end_one(unit, *volunteer, credit_id, command)?);
        }
        points::follow(unit, VolunteerId::new(*volunteer)).await?;
    }
    Ok(rows)
}

fn end_one(
    unit: &mut Unit,
    volunteer_id: Uuid,
    credit_id: CreditId,
    command: VolunteerCommand,
) -> Result<Row, StepError<Refused>> {
    let credit_id = credit_id.uuid();
    match unit.propose::<VolunteerState>(volunteer_id, command)? {
        Ok(events) => {
            let revoked = events.iter().any(|event| matches!(event, VolunteerEvent::HoursRevoked { .. }));
            unit.accept::<VolunteerState>(volunteer_id, events)?;
            let outcome = if revoked { EndedCredit::Revoked } else { EndedCredit::Rejected };
            Ok(Row { volunteer_id, credit_id, outcome, code: None, message: None, figures: Map::new() })
        }
        Err(refusal) => {
            let Refused { code, message, figures } = Refused::of(&refusal);
            let outcome = EndedCredit::Refused;
            Ok(Row { volunteer_id, credit_id, outcome, code: Some(code), message: Some(message), figures })
        }
    }
}
