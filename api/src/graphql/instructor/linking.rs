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
    instructor::{Instructor as InstructorState, InstructorCommand, events::FOCUS_CLAIM},
    kernel::{ClaimValue, InstructorId, OrganizationId, words},
    organization::OrganizationFacts,
};
use muster_eventstore::{StepError, Unit};

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
                let own = InstructorId::of_code(&own);
                let organization = facts::known_organization(unit, &place).await?;
                assign(unit, own, organization, link_kind, (from, to)).await?;
                Ok(own.uuid())
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
}

/// Begins a link, with what the organization knows of the two.
pub(super) async fn assign(
    unit: &mut Unit,
    instructor: InstructorId,
    organization: OrganizationFacts,
    link_kind: words::LinkKind,
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> Result<(), StepError<Refused>> {
    let organization_id = organization.organization_id;
    // Whoever holds the full-time focus link is named by the refusal (I3).
    unit.look_up(FOCUS_CLAIM, &[ClaimValue::Plain(organization_id.to_string())]).await?;
    let represented = facts::represented(unit, organization_id, instructor).await?;
    let command = InstructorCommand::AssignOrganization { organization, represented, link_kind, from, to };
    unit.decide::<InstructorState>(instructor.uuid(), command).await?.map(drop).map_err(edge::refuse)
}
