//! What a caller reaches of what a field chooses by itself.
//!
//! The guard asks after the records that arguments name. A field that chooses people or places on its own, by criteria for
//! example, chooses among those in the caller's reach, or says what it leaves out.

use super::{Access, Right, place};
use crate::{
    edge::{EdgeError, Refused},
    graphql::Gate,
};
use async_graphql::{Context, Result};
use muster_domain::{
    account::Scope,
    kernel::{DivisionCode, PersonId, Place},
};
use muster_eventstore::Request;
use uuid::Uuid;

/// What refusals about the person of an identity number say of that person.
const ABOUT_SOMEBODY: &[(&str, &[&str], &str)] = &[
    ("IDENTITY_TAKEN", &["holder"], "somebody has this identity number already"),
    ("PERSON_DIFFERS", &["person", "fields"], "the person of this identity number is on file with other data"),
];

/// The codes of the divisions in which the caller has this right; nothing where it holds everywhere.
///
/// # Errors
/// When the request has no caller: a fault of ours.
pub(crate) fn divisions(ctx: &Context<'_>, right: Right) -> Result<Option<Vec<String>>> {
    let (gate, access) = (Gate::of(ctx)?, ctx.data::<Access>()?);
    let mut codes = Vec::new();
    for grant in access.with(right) {
        match &grant.scope {
            Scope::Registry => return Ok(None),
            Scope::Division(top) => {
                codes.extend(gate.divisions().within(top).map(|division| division.code.as_str().to_owned()));
            }
            Scope::Organization(_) | Scope::Person(_) => {}
        }
    }
    Ok(Some(codes))
}

/// Refuses where the caller may not read the people of a division.
///
/// # Errors
/// Refused `OUT_OF_SCOPE`.
pub(crate) fn check_people_of(ctx: &Context<'_>, division: &str) -> Result<()> {
    let (gate, access) = (Gate::of(ctx)?, ctx.data::<Access>()?);
    let place = Place::in_division(&DivisionCode::new(division));
    if access.reaches(&[Right::People], &place, gate.divisions()) {
        return Ok(());
    }
    let refused = Refused::new("OUT_OF_SCOPE", format!("the people of {division} are not in your reach"));
    Err(refused.with("division", division).into())
}

/// Those of the people whom this right reaches, in their order.
///
/// # Errors
/// A fault when the log cannot be read.
pub(crate) async fn people(ctx: &Context<'_>, right: Right, people: Vec<Uuid>) -> Result<Vec<Uuid>> {
    let (gate, access) = (Gate::of(ctx)?, ctx.data::<Access>()?);
    let scopes: Vec<&Scope> = access.with(right).map(|grant| &grant.scope).collect();
    if scopes.contains(&&Scope::Registry) {
        return Ok(people);
    }
    let mut unit = gate.log().rehearsal(&Request::default()).await.map_err(EdgeError::from)?;
    let ids: Vec<PersonId> = people.iter().copied().map(PersonId::new).collect();
    let places = place::of_people(&mut unit, &ids).await.map_err(EdgeError::from)?;
    let reached = |place: &Place| scopes.iter().any(|scope| scope.covers(place, gate.divisions()));
    Ok(people.into_iter().zip(&places).filter(|(_, place)| reached(place)).map(|(person, _)| person).collect())
}

/// For each of the people, whether they stand in a division or below it, in whatever role.
///
/// # Errors
/// A fault when the log cannot be read.
pub(crate) async fn standing_within(ctx: &Context<'_>, division: &str, people: &[Uuid]) -> Result<Vec<bool>> {
    let (gate, top) = (Gate::of(ctx)?, DivisionCode::new(division));
    let mut unit = gate.log().rehearsal(&Request::default()).await.map_err(EdgeError::from)?;
    let ids: Vec<PersonId> = people.iter().copied().map(PersonId::new).collect();
    let places = place::of_people(&mut unit, &ids).await.map_err(EdgeError::from)?;
    let is_within = |place: &Place| place.divisions.iter().any(|at| gate.divisions().is_within(at, &top));
    Ok(places.iter().map(is_within).collect())
}

/// Leaves out of a refusal who has an identity number, and what of their data was guessed, where the caller may not read
/// that person: a refusal is no way to look people up.
pub(crate) async fn without_strangers(ctx: &Context<'_>, error: EdgeError) -> async_graphql::Error {
    let EdgeError::Refused(mut refused) = error else { return error.into() };
    let Some((_, figures, message)) = ABOUT_SOMEBODY.iter().find(|(code, ..)| *code == refused.code) else {
        return refused.into();
    };
    let named = refused.figures.get(figures[0]).and_then(|person| Uuid::parse_str(person.as_str()?).ok());
    let reached = match named {
        Some(person) => people(ctx, Right::People, vec![person]).await,
        None => Ok(Vec::new()),
    };
    match reached {
        Err(fault) => fault,
        Ok(reached) if !reached.is_empty() => refused.into(),
        Ok(_) => {
            refused.figures.retain(|name, _| !figures.contains(&name.as_str()));
            (*message).clone_into(&mut refused.message);
            refused.into()
        }
    }
}
