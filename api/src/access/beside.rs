//! What is shown beside a record in reach, and what is not: a participant from elsewhere is shown with the activity, by
//! name and masked; what they did elsewhere, and who leads or represents an organization out of reach, is not.

use super::{Access, Right, place};
use crate::{edge::Refused, graphql::Gate};
use async_graphql::{
    Context, Error, Result,
    dataloader::{DataLoader, Loader},
};
use muster_domain::{
    account::Scope,
    kernel::{DivisionCode, OrganizationId, PersonId, Place, Placed as _},
    volunteer::Volunteer,
};
use muster_eventstore::{Request, StoreFault};
use muster_projections::views::{instructor_assignments::InstructorRow, volunteer_roster::VolunteerRow};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// A record whose place is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Standing {
    /// A volunteer: with every organization for which they served.
    Volunteer(Uuid),
    /// An organization: with those above it.
    Organization(Uuid),
}

/// The places of many records at once, as they stand today.
pub(crate) struct PlaceLoader(pub(crate) Gate);

impl Loader<Standing> for PlaceLoader {
    type Value = Place;
    type Error = Arc<StoreFault>;

    async fn load(&self, keys: &[Standing]) -> Result<HashMap<Standing, Place>, Self::Error> {
        places(&self.0, keys).await.map_err(Arc::new)
    }
}

async fn places(gate: &Gate, keys: &[Standing]) -> Result<HashMap<Standing, Place>, StoreFault> {
    let mut unit = gate.log().rehearsal(&Request::default()).await?;
    let volunteers = keys.iter().filter_map(|key| match key {
        Standing::Volunteer(id) => Some(*id),
        Standing::Organization(_) => None,
    });
    unit.load::<Volunteer>(volunteers).await?;
    let mut places = HashMap::with_capacity(keys.len());
    for key in keys {
        let place = match key {
            Standing::Volunteer(id) => unit.state::<Volunteer>(*id)?.place().unwrap_or_default(),
            Standing::Organization(id) => Place::default().of(OrganizationId::new(*id)),
        };
        places.insert(*key, place::with_those_above(&mut unit, place).await?);
    }
    Ok(places)
}

/// Refuses where nobody's right to read people reaches this volunteer: for whatever tells what they did.
///
/// # Errors
/// Refused `OUT_OF_SCOPE`; a fault when the log cannot be read.
pub(crate) async fn check_volunteer(ctx: &Context<'_>, volunteer: &VolunteerRow) -> Result<()> {
    let at = Place::in_division(&DivisionCode::new(&volunteer.division));
    let at = at.of_person(Some(PersonId::new(volunteer.entered_id)));
    let refused = "what this volunteer did elsewhere is not in your reach";
    check(ctx, &[Right::People, Right::Own], at, Standing::Volunteer(volunteer.id), refused).await
}

/// Refuses where nobody's right to read people reaches what this organization answers for in a division: for those who lead
/// or represent it.
///
/// # Errors
/// As [`check_volunteer`].
pub(crate) async fn check_leader(ctx: &Context<'_>, division: &str, organization: Uuid) -> Result<()> {
    let at = Place::in_division(&DivisionCode::new(division));
    let refused = "who leads or represents others is not in your reach";
    check(ctx, &[Right::People, Right::Talents], at, Standing::Organization(organization), refused).await
}

/// Refuses where nobody's right to read people reaches this instructor: for what is held on them beside their office, of
/// which everybody may know who holds it and where.
///
/// # Errors
/// Refused `OUT_OF_SCOPE`; a fault of ours when the request has no caller.
pub(crate) fn check_instructor(ctx: &Context<'_>, instructor: &InstructorRow) -> Result<()> {
    let at = Place::in_division(&DivisionCode::new(&instructor.division));
    let at = at.of_person(Some(PersonId::new(instructor.person_id)));
    let (gate, access) = (Gate::of(ctx)?, ctx.data::<Access>()?);
    if access.reaches(&[Right::People, Right::Own], &at, gate.divisions()) {
        return Ok(());
    }
    Err(Refused::new("OUT_OF_SCOPE", "what is held on this instructor is not in your reach").into())
}

/// Whether the caller's right to read people reaches a volunteer of whom no row is in hand.
///
/// # Errors
/// A fault when the log cannot be read.
pub(crate) async fn reaches_volunteer(ctx: &Context<'_>, volunteer: Uuid) -> Result<bool> {
    reaches(ctx, &[Right::People, Right::Own], None, Standing::Volunteer(volunteer)).await
}

async fn check(ctx: &Context<'_>, rights: &[Right], at: Place, standing: Standing, refused: &str) -> Result<()> {
    if reaches(ctx, rights, Some(at), standing).await? {
        Ok(())
    } else {
        Err(Refused::new("OUT_OF_SCOPE", refused).into())
    }
}

/// Asks by what the row in hand tells first: with it, only whoever reaches by organization or person needs the record itself.
async fn reaches(ctx: &Context<'_>, rights: &[Right], at: Option<Place>, standing: Standing) -> Result<bool> {
    let (gate, access) = (Gate::of(ctx)?, ctx.data::<Access>()?);
    let scopes = || rights.iter().flat_map(|right| access.with(*right)).map(|grant| &grant.scope);
    let covers = |place: &Place| access.reaches(rights, place, gate.divisions());
    if covers(at.as_ref().unwrap_or(&Place::default())) {
        return Ok(true);
    }
    let tells_more = |scope: &Scope| at.is_none() || matches!(scope, Scope::Organization(_) | Scope::Person(_));
    if !scopes().any(tells_more) {
        return Ok(false);
    }
    let place = ctx.data::<DataLoader<PlaceLoader>>()?.load_one(standing).await;
    Ok(place.map_err(Error::new_with_source)?.is_some_and(|place| covers(&place)))
}
