//! The right to be forgotten on the wire: proposed by one, approved by another; or stored only, where data must be kept.

use super::words::{ErasureBasis, RestrictionBasis};
use crate::{
    edge::{self, Refused},
    graphql::{
        gate::Gate,
        mutation::{Done, execute_keyed, transact, uuid},
        role::look_up,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, Object, Result};
use muster_domain::{
    kernel::{ClaimValue, PersonId},
    person::{
        Person as PersonState, PersonCommand, PersonEvent, RetentionDuty,
        words::{ErasureBasis as ErasureGround, RetentionDutyKind},
    },
    social_worker::{SocialWorker, events::SOCIAL_WORKER_CLAIM},
    volunteer::{Volunteer, events::VOLUNTEER_CLAIM},
};
use muster_eventstore::{StepError, Unit};

/// The duties to keep a person's data that follow from the roles of all their records, in the unit that decides.
async fn duties(unit: &mut Unit, person: PersonId) -> Result<Vec<RetentionDuty>, StepError<Refused>> {
    unit.load::<PersonState>([person.uuid()]).await?;
    let taken_in: Vec<PersonId> = unit.state::<PersonState>(person.uuid())?.took_in().collect();
    let mut duties = Vec::new();
    for record in taken_in.into_iter().chain([person]) {
        duties.extend(duties_of(unit, record).await?);
    }
    Ok(duties)
}

/// The duties of the roles of one record.
async fn duties_of(unit: &mut Unit, person: PersonId) -> Result<Vec<RetentionDuty>, StepError<Refused>> {
    let of_person = ClaimValue::Plain(person.to_string());
    let mut duties = Vec::new();
    look_up(unit, VOLUNTEER_CLAIM, person).await?;
    if let Some(volunteer) = unit.holder(VOLUNTEER_CLAIM, &of_person) {
        unit.load::<Volunteer>([volunteer]).await?;
        if unit.state::<Volunteer>(volunteer)?.has_open_dispute() {
            duties.push(RetentionDuty { duty: RetentionDutyKind::DisputeOpen, until: None });
        }
    }
    look_up(unit, SOCIAL_WORKER_CLAIM, person).await?;
    if let Some(worker) = unit.holder(SOCIAL_WORKER_CLAIM, &of_person) {
        unit.load::<SocialWorker>([worker]).await?;
        if let Some(until) = unit.state::<SocialWorker>(worker)?.practices().iter().filter_map(|days| days.to).max() {
            duties.push(RetentionDuty { duty: RetentionDutyKind::PracticeRegistered, until: Some(until) });
        }
    }
    Ok(duties)
}

/// Erases the records that the person took in, each under its own key and in its own stream.
async fn erase_with(
    unit: &mut Unit,
    taken_in: &[PersonId],
    (basis, proposed_by, approved_by): (ErasureGround, &str, &str),
) -> Result<(), StepError<Refused>> {
    for record in taken_in {
        let (proposed_by, approved_by) = (proposed_by.to_owned(), approved_by.to_owned());
        let command = PersonCommand::EraseWithSurvivor { basis, proposed_by, approved_by };
        unit.decide::<PersonState>(record.uuid(), command).await?.map_err(edge::refuse)?;
    }
    Ok(())
}

/// Commands of erasing and restricting.
#[derive(Default)]
pub struct ErasingMutation;

/// Commands of erasing and restricting.
#[Object]
impl ErasingMutation {
    /// Proposes to erase a person's data; it takes effect when somebody else approves within seven days, and is refused
    /// while a duty to keep the data runs (提出擦除个人信息; 个人信息保护法 art. 47).
    async fn propose_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "On which ground.")] basis: ErasureBasis,
        #[graphql(desc = "Why, in full; kept sealed, and gone with the data.")] reason: Option<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person = PersonId::new(uuid(&person)?);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (basis, reason) = (basis.into(), reason.clone());
            Box::pin(async move {
                let duties = duties(unit, person).await?;
                let command = PersonCommand::ProposeErasure { basis, reason, duties };
                unit.decide::<PersonState>(person.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(person.uuid())
            })
        })
        .await
    }

    /// Erases a person's data, as a second person: the key, the indexes and what views hold of the person are destroyed;
    /// hours, totals and certificates stay under the pseudonymous id (批准擦除个人信息).
    async fn approve_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person = PersonId::new(uuid(&person)?);
        let done = transact(ctx, idempotency_key.as_deref(), move |unit| {
            Box::pin(async move {
                let duties = duties(unit, person).await?;
                let taken_in: Vec<PersonId> = unit.state::<PersonState>(person.uuid())?.took_in().collect();
                let events = unit.propose::<PersonState>(person.uuid(), PersonCommand::ApproveErasure { duties })?;
                let events = events.map_err(edge::refuse)?;
                for event in &events {
                    let PersonEvent::PersonErased { basis, proposed_by, approved_by, .. } = event else { continue };
                    erase_with(unit, &taken_in, (*basis, proposed_by, approved_by)).await?;
                }
                unit.accept::<PersonState>(person.uuid(), events)?;
                Ok(person.uuid())
            })
        })
        .await?;
        let gate = Gate::of(ctx)?;
        gate.log().vault().forget_all();
        gate.tidy().await;
        Ok(done)
    }

    /// Declines a proposal to erase, or withdraws one's own (驳回或撤回擦除).
    async fn decline_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "Why; kept sealed.")] reason: Option<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::DeclineErasure { reason };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Stores and protects a person's data from now on and does nothing else with them: they are not changed, not handed
    /// over, and nobody is told of the person as a talent (限制处理; 个人信息保护法 art. 47 para. 2).
    async fn restrict_processing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "On which ground.")] basis: RestrictionBasis,
        #[graphql(desc = "Last day of the ground, where it is known.")] until: Option<Date>,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command =
            PersonCommand::RestrictProcessing { basis: basis.into(), until: until.map(|until| until.0), reason };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }

    /// Allows a person's data to be used again (解除限制).
    async fn lift_restriction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person's id.")] person: ID,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::LiftRestriction { reason };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&person)?, command).await
    }
}
