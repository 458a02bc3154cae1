//! Commands of links between instructors and organizations.

use super::run;
use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, transact},
        scalars::Date,
        words_organization::LinkKind,
    },
};
use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use muster_domain::{
    instructor::{Instructor as InstructorState, InstructorCommand, InstructorEvent, Link, events::FOCUS_CLAIM},
    kernel::{ClaimValue, Code, InstructorId, OrganizationId, time, words},
};
use muster_eventstore::{StepError, Unit};
use uuid::Uuid;

/// A link of an instructor with an organization (联系).
#[derive(InputObject)]
pub struct AssignmentInput {
    /// Code of the instructor (指导员).
    instructor: String,
    /// Code of the organization (组织).
    organization: String,
    /// Focus or general (联系类别).
    link_kind: LinkKind,
    /// First day (开始日期).
    from: Date,
    /// Last day, where there is one (结束日期).
    to: Option<Date>,
}

/// A change of the kind of a link (变更联系类别).
#[derive(InputObject)]
pub struct LinkChangeInput {
    /// Code of the instructor (指导员).
    instructor: String,
    /// Code of the organization (组织).
    organization: String,
    /// New kind (联系类别).
    link_kind: LinkKind,
    /// First day of the new kind (变更日期).
    changed_on: Date,
}

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

/// Commands of links.
#[derive(Default)]
pub struct LinkingMutation;

/// Commands of links.
#[Object]
impl LinkingMutation {
    /// Links an instructor with an organization (建立联系).
    async fn assign_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link.")] input: AssignmentInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (own, place) = (code(&input.instructor)?, code(&input.organization)?);
        let link_kind: words::LinkKind = input.link_kind.into();
        let (from, to) = (input.from.0, input.to.map(|day| day.0));
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (own, place) = (own.clone(), place.clone());
            Box::pin(async move {
                let id = InstructorId::of_code(&own).uuid();
                let organization = facts::known_organization(unit, &place).await?;
                look_up_focus(unit, organization.organization_id).await?;
                let command = InstructorCommand::AssignOrganization { organization, link_kind, from, to };
                unit.decide::<InstructorState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Changes the kind of a live link (变更联系类别).
    async fn change_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: LinkChangeInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = InstructorCommand::ChangeLink {
            organization_id: OrganizationId::of_code(&code(&input.organization)?),
            link_kind: input.link_kind.into(),
            changed_on: input.changed_on.0,
        };
        run(ctx, idempotency_key, &input.instructor, command).await
    }

    /// Ends a link (结束联系).
    async fn end_assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the instructor.")] instructor: String,
        #[graphql(desc = "Code of the organization.")] organization: String,
        #[graphql(desc = "Last day.")] ended_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let organization_id = OrganizationId::of_code(&code(&organization)?);
        let command = InstructorCommand::EndAssignment { organization_id, ended_on: ended_on.0 };
        run(ctx, idempotency_key, &instructor, command).await
    }

    /// Lets a link go over to another instructor from the next day on, with its kind and last day (移交联系).
    async fn transfer_assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The transfer.")] input: TransferInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let transfer = Transfer {
            own: InstructorId::of_code(&code(&input.instructor)?),
            successor: code(&input.successor)?,
            organization: code(&input.organization)?,
            ended_on: input.ended_on.0,
        };
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let transfer = transfer.clone();
            Box::pin(async move { transfer.run(unit).await })
        })
        .await
    }
}

#[derive(Clone)]
struct Transfer {
    own: InstructorId,
    successor: Code,
    organization: Code,
    ended_on: NaiveDate,
}

impl Transfer {
    /// Ends the link here and begins it at the successor, both or neither.
    async fn run(self, unit: &mut Unit) -> Result<Uuid, StepError<Refused>> {
        let (own, successor) = (self.own.uuid(), InstructorId::of_code(&self.successor));
        let organization = facts::known_organization(unit, &self.organization).await?;
        let organization_id = organization.organization_id;
        unit.load::<InstructorState>([own, successor.uuid()]).await?;
        if !unit.exists::<InstructorState>(successor.uuid())? {
            let refused = Refused::new("INSTRUCTOR_UNKNOWN", format!("there is no instructor {}", self.successor));
            return Err(StepError::Refused(refused.with("instructor", self.successor.as_str())));
        }
        look_up_focus(unit, organization_id).await?;
        let ended_on = self.ended_on;
        let command = InstructorCommand::TransferAssignment { organization_id, successor, ended_on };
        let events = unit.propose::<InstructorState>(own, command)?.map_err(edge::refuse)?;
        let before = events.iter().find_map(transferred);
        unit.accept::<InstructorState>(own, events)?;
        let Some(before) = before else { return Ok(own) };
        let from = time::next_day(ended_on);
        // A link that would have ended that very day leaves nothing to take over.
        if before.span.to.is_none_or(|to| from <= to) {
            let (link_kind, to) = (before.link_kind, before.span.to);
            let command = InstructorCommand::AssignOrganization { organization, link_kind, from, to };
            unit.decide::<InstructorState>(successor.uuid(), command).await?.map_err(edge::refuse)?;
        }
        Ok(own)
    }
}

/// The link that went over.
fn transferred(event: &InstructorEvent) -> Option<Link> {
    if let InstructorEvent::AssignmentTransferred { before, .. } = event { Some(*before) } else { None }
}

/// Looks up who holds the full-time focus link of an organization, so that the refusal names the holder (I3).
async fn look_up_focus(unit: &mut Unit, organization: OrganizationId) -> Result<(), StepError<Refused>> {
    Ok(unit.look_up(FOCUS_CLAIM, &[ClaimValue::Plain(organization.to_string())]).await?)
}
