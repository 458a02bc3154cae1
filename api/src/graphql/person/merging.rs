//! Two records of one human on the wire: merged and split again, each proposed by one and approved by another (P4).

use crate::{
    edge::{self, Refused},
    graphql::{
        mutation::{Done, execute_keyed, transact, uuid},
        role::look_up,
    },
};
use async_graphql::{Context, ID, Object, Result};
use muster_domain::{
    instructor::events::INSTRUCTOR_CLAIM,
    kernel::{ClaimValue, PersonId, VolunteerId},
    person::{
        MergeFacts, Person as PersonState, PersonCommand, PersonRefusal, RolesMet, SharedService, words::PersonRole,
    },
    social_worker::events::SOCIAL_WORKER_CLAIM,
    volunteer::{HeldCredit, Volunteer, VolunteerCommand, events::VOLUNTEER_CLAIM, shared_service},
};
use muster_eventstore::{StepError, StoreFault, Unit};
use uuid::Uuid;

/// A role's id of a person, in the unit that decides.
async fn in_role(unit: &mut Unit, kind: &'static str, person: PersonId) -> Result<Option<Uuid>, StoreFault> {
    look_up(unit, kind, person).await?;
    Ok(unit.holder(kind, &ClaimValue::Plain(person.to_string())))
}

/// The roles of both records.
async fn roles(unit: &mut Unit, survivor: PersonId, duplicate: PersonId) -> Result<Vec<RolesMet>, StoreFault> {
    let kinds = [
        (PersonRole::Volunteer, VOLUNTEER_CLAIM),
        (PersonRole::SocialWorker, SOCIAL_WORKER_CLAIM),
        (PersonRole::Instructor, INSTRUCTOR_CLAIM),
    ];
    let mut met = Vec::with_capacity(kinds.len());
    for (role, kind) in kinds {
        let survivor = in_role(unit, kind, survivor).await?;
        met.push(RolesMet { role, survivor, duplicate: in_role(unit, kind, duplicate).await? });
    }
    Ok(met)
}

/// The volunteers of both records, where both are one.
fn both_volunteers(roles: &[RolesMet]) -> Option<(VolunteerId, VolunteerId)> {
    let met = roles.iter().find(|met| met.role == PersonRole::Volunteer)?;
    Some((VolunteerId::new(met.survivor?), VolunteerId::new(met.duplicate?)))
}

/// The hours of both, held against each other; with those of every ledger that the survivor's is joined with.
async fn shared(unit: &mut Unit, roles: &[RolesMet]) -> Result<SharedService, StoreFault> {
    let Some((survivor, duplicate)) = both_volunteers(roles) else { return Ok(SharedService::default()) };
    unit.load::<Volunteer>([survivor.uuid(), duplicate.uuid()]).await?;
    let mut ours: Vec<HeldCredit> = crate::facts::ledgers_beside(unit, survivor).await?;
    let volunteer = unit.state::<Volunteer>(survivor.uuid())?;
    ours.extend(volunteer.credits());
    let theirs: Vec<HeldCredit> = unit.state::<Volunteer>(duplicate.uuid())?.credits().copied().collect();
    let division = volunteer.division().cloned();
    Ok(division.map(|division| shared_service(&ours, &theirs, &division, unit.context())).unwrap_or_default())
}

/// All that a merge is decided on, loaded into the unit, so that the append checks it too.
async fn merge_facts(
    unit: &mut Unit,
    survivor: PersonId,
    duplicate: PersonId,
) -> Result<MergeFacts, StepError<Refused>> {
    unit.load::<PersonState>([survivor.uuid(), duplicate.uuid()]).await?;
    let other = unit.state::<PersonState>(duplicate.uuid())?.duplicate_facts();
    let other = other.ok_or_else(|| edge::refuse(PersonRefusal::PersonUnknown))?;
    let roles = roles(unit, survivor, duplicate).await?;
    let shared = shared(unit, &roles).await?;
    Ok(MergeFacts { duplicate: other, roles, shared })
}

/// Tells both ledgers of hours, where both are volunteers.
async fn tell_ledgers(
    unit: &mut Unit,
    (survivor, duplicate): (PersonId, PersonId),
    command: impl Fn(VolunteerId, VolunteerId) -> VolunteerCommand,
) -> Result<(), StepError<Refused>> {
    let roles = roles(unit, survivor, duplicate).await?;
    // A volunteer whom the survivor has by the merge alone is the duplicate's own: there is one ledger.
    let Some((one, other)) = both_volunteers(&roles).filter(|(one, other)| one != other) else { return Ok(()) };
    for stream in [one, other] {
        unit.decide::<Volunteer>(stream.uuid(), command(one, other)).await?.map_err(edge::refuse)?;
    }
    Ok(())
}

/// Commands of merging and splitting.
#[derive(Default)]
pub struct MergingMutation;

/// Commands of merging and splitting.
#[Object]
impl MergingMutation {
    /// Proposes that one record takes another in, because both are one human; it takes effect when somebody else approves
    /// within seven days, and is refused where one human would have served twice at a time (提出并档).
    async fn propose_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person who speaks for both.")] survivor: ID,
        #[graphql(desc = "Id of the person for whom nothing new is entered.")] duplicate: ID,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (survivor, duplicate) = (PersonId::new(uuid(&survivor)?), PersonId::new(uuid(&duplicate)?));
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let reason = reason.clone();
            Box::pin(async move {
                let with = merge_facts(unit, survivor, duplicate).await?;
                let command = PersonCommand::ProposeMerge { with, reason };
                unit.decide::<PersonState>(survivor.uuid(), command).await?.map_err(edge::refuse)?;
                Ok(survivor.uuid())
            })
        })
        .await
    }

    /// Merges the two records, as a second person: hours stay where they were entered, people are counted once, and the
    /// duplicate's number leads to the survivor (批准并档).
    async fn approve_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person who speaks for both.")] survivor: ID,
        #[graphql(desc = "Id of the person for whom nothing new is entered.")] duplicate: ID,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (survivor, duplicate) = (PersonId::new(uuid(&survivor)?), PersonId::new(uuid(&duplicate)?));
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            Box::pin(async move {
                let with = merge_facts(unit, survivor, duplicate).await?;
                let command = PersonCommand::ApproveMerge { with };
                if unit.decide::<PersonState>(survivor.uuid(), command).await?.map_err(edge::refuse)? > 0 {
                    let follow = PersonCommand::FollowSurvivor { survivor };
                    unit.decide::<PersonState>(duplicate.uuid(), follow).await?.map_err(edge::refuse)?;
                    let join = |one, other| VolunteerCommand::JoinLedgers {
                        survivor: one,
                        duplicate: other,
                        person_id: survivor,
                    };
                    tell_ledgers(unit, (survivor, duplicate), join).await?;
                }
                Ok(survivor.uuid())
            })
        })
        .await
    }

    /// Proposes that a record which was taken in speaks for itself again, because the two are two people (提出拆档).
    async fn propose_split(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person who speaks for both.")] survivor: ID,
        #[graphql(desc = "Id of the person who was taken in.")] duplicate: ID,
        #[graphql(desc = "Why; kept sealed.")] reason: String,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::ProposeSplit { duplicate: PersonId::new(uuid(&duplicate)?), reason };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&survivor)?, command).await
    }

    /// Splits the two records, as a second person: each has again what was entered for it, and its own number (批准拆档).
    async fn approve_split(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person who speaks for both.")] survivor: ID,
        #[graphql(desc = "Id of the person who was taken in.")] duplicate: ID,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (survivor, duplicate) = (PersonId::new(uuid(&survivor)?), PersonId::new(uuid(&duplicate)?));
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            Box::pin(async move {
                let part = |one, other| VolunteerCommand::PartLedgers { survivor: one, duplicate: other };
                let command = PersonCommand::ApproveSplit { duplicate };
                unit.decide::<PersonState>(survivor.uuid(), command).await?.map_err(edge::refuse)?;
                unit.decide::<PersonState>(duplicate.uuid(), PersonCommand::LeaveSurvivor)
                    .await?
                    .map_err(edge::refuse)?;
                tell_ledgers(unit, (survivor, duplicate), part).await?;
                Ok(survivor.uuid())
            })
        })
        .await
    }

    /// Declines a proposal to merge or to split, or withdraws one's own (驳回或撤回并档、拆档).
    async fn decline_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person who speaks, or would speak, for both.")] survivor: ID,
        #[graphql(desc = "Why; kept sealed.")] reason: Option<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = PersonCommand::DeclineMerge { reason };
        execute_keyed::<PersonState>(ctx, idempotency_key.as_deref(), uuid(&survivor)?, command).await
    }
}
