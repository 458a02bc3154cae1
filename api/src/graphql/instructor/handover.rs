//! Links that go over to other instructors: one, or all of somebody who leaves, all or none (移交, I6).

use super::linking::assign;
use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, transact},
        scalars::Date,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use muster_domain::{
    instructor::{Instructor as InstructorState, InstructorCommand, InstructorEvent, Link},
    kernel::{Code, InstructorId, time},
};
use muster_eventstore::{StepError, Unit};
use serde_json::Value;
use std::collections::BTreeSet;

/// Rows of one plan; more than any instructor can hold of sensible links.
const PLAN_ROWS_LIMIT: usize = 500;

/// A link that goes over to another instructor (移交联系).
#[derive(InputObject)]
pub struct TransferInput {
    /// Code of the instructor who gives it up (移交人).
    instructor: String,
    /// Code of the organization (组织).
    organization: String,
    /// Code of the instructor who takes it over from the next day on (接收人).
    successor: String,
    /// Last day at the first instructor (移交日期).
    ended_on: Date,
}

/// Who takes one link over (移交安排).
#[derive(InputObject)]
pub struct HandoverInput {
    /// Code of the organization (组织).
    organization: String,
    /// Code of the instructor who takes it over (接收人).
    to: String,
}

/// The links of an instructor that go over to others (批量移交).
#[derive(InputObject)]
pub struct TransfersInput {
    /// Code of the instructor who gives them up (移交人).
    instructor: String,
    /// Last day at that instructor (移交日期).
    ended_on: Date,
    /// Who takes which; an organization stands once, in at most 500 rows (移交方案).
    plan: Vec<HandoverInput>,
    /// Where it is given, the instructor is released on that day for this reason, which needs every link in the plan;
    /// it is kept sealed (解聘原因).
    release_reason: Option<String>,
}

/// Commands of links that go over.
#[derive(Default)]
pub struct HandoverMutation;

/// Commands of links that go over.
#[Object]
impl HandoverMutation {
    /// Lets a link go over to another instructor from the next day on, with its kind and last day (移交联系).
    async fn transfer_assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The transfer.")] input: TransferInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = InstructorId::of_code(&code(&input.instructor)?);
        let handover = Handover { organization: code(&input.organization)?, successor: code(&input.successor)? };
        let ended_on = input.ended_on.0;
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let handover = handover.clone();
            Box::pin(async move {
                handover.run(unit, own, ended_on).await?;
                Ok(own.uuid())
            })
        })
        .await
    }

    /// Lets links go over to other instructors from the next day on, all or none, and releases the instructor where a
    /// reason for it is given; a plan with rows that cannot be names every one of them (批量移交).
    async fn transfer_assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] input: TransfersInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let own = InstructorId::of_code(&code(&input.instructor)?);
        let (plan, ended_on, release_reason) = (read_plan(&input.plan)?, input.ended_on.0, input.release_reason);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (plan, release_reason) = (plan.clone(), release_reason.clone());
            Box::pin(async move {
                run_plan(unit, own, &plan, ended_on).await?;
                if let Some(reason) = release_reason {
                    let command = InstructorCommand::ReleaseInstructor { released_on: ended_on, reason };
                    unit.decide::<InstructorState>(own.uuid(), command).await?.map_err(edge::refuse)?;
                }
                Ok(own.uuid())
            })
        })
        .await
    }
}

/// Reads a plan in which every organization stands once.
fn read_plan(rows: &[HandoverInput]) -> Result<Vec<Handover>> {
    if !(1..=PLAN_ROWS_LIMIT).contains(&rows.len()) {
        let message = format!("a plan has 1 to {PLAN_ROWS_LIMIT} rows, this one has {}", rows.len());
        let refused = Refused::new("PLAN_SIZE", message).with("limit", PLAN_ROWS_LIMIT);
        return Err(refused.with("actual", rows.len()).into());
    }
    let read = |row: &HandoverInput| Ok(Handover { organization: code(&row.organization)?, successor: code(&row.to)? });
    let plan = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    let mut seen = BTreeSet::new();
    match plan.iter().find(|row| !seen.insert(&row.organization)) {
        Some(twice) => {
            let refused = Refused::new("PLAN_REPEATS", format!("{} stands twice in the plan", twice.organization));
            Err(refused.with("organization", twice.organization.as_str()).into())
        }
        None => Ok(plan),
    }
}

/// Runs every row of a plan; the refusal names all rows that cannot be, each with its code and figures.
async fn run_plan(
    unit: &mut Unit,
    own: InstructorId,
    plan: &[Handover],
    ended_on: NaiveDate,
) -> Result<(), StepError<Refused>> {
    let mut refused = Vec::new();
    for row in plan {
        match row.run(unit, own, ended_on).await {
            Ok(()) => {}
            Err(StepError::Refused(reason)) => refused.push(row.refused(reason)),
            Err(StepError::Fault(fault)) => return Err(StepError::Fault(fault)),
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    let message =
        format!("{} of {} rows of the plan are refused, so nothing is transferred", refused.len(), plan.len());
    Err(StepError::Refused(Refused::new("PLAN_REFUSED", message).with("rows", refused)))
}

/// One organization that goes over to another instructor.
#[derive(Clone)]
struct Handover {
    organization: Code,
    successor: Code,
}

impl Handover {
    /// Ends what is live after the day and begins it at the successor, both or neither.
    async fn run(&self, unit: &mut Unit, own: InstructorId, ended_on: NaiveDate) -> Result<(), StepError<Refused>> {
        let successor = InstructorId::of_code(&self.successor);
        let organization = facts::known_organization(unit, &self.organization).await?;
        unit.load::<InstructorState>([own.uuid(), successor.uuid()]).await?;
        if !unit.exists::<InstructorState>(successor.uuid())? {
            let refused = Refused::new("INSTRUCTOR_UNKNOWN", format!("there is no instructor {}", self.successor));
            return Err(StepError::Refused(refused.with("instructor", self.successor.as_str())));
        }
        let organization_id = organization.organization_id;
        let command = InstructorCommand::TransferAssignment { organization_id, successor, ended_on };
        let events = unit.propose::<InstructorState>(own.uuid(), command)?.map_err(edge::refuse)?;
        let links: Vec<Link> = events.iter().filter_map(transferred).collect();
        unit.accept::<InstructorState>(own.uuid(), events)?;
        for link in links {
            let from = link.span.from.max(time::next_day(ended_on));
            assign(unit, successor, organization.clone(), link.link_kind, (from, link.span.to)).await?;
        }
        Ok(())
    }

    /// The row with the reason why it cannot be.
    fn refused(&self, reason: Refused) -> Value {
        let mut row = reason.figures;
        row.insert("code".to_owned(), reason.code.into());
        row.insert("organization".to_owned(), self.organization.as_str().into());
        row.insert("to".to_owned(), self.successor.as_str().into());
        Value::Object(row)
    }
}

/// The link that went over.
fn transferred(event: &InstructorEvent) -> Option<Link> {
    if let InstructorEvent::AssignmentTransferred { before, .. } = event { Some(*before) } else { None }
}
