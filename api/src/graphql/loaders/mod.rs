//! Relations read for many parents at once: one file a noun, each with a loader that keeps nothing between answers.
//!
//! A relation is read at least at the position that its parent reflects, so that a parent never names something that
//! the other view has not seen yet.

pub mod activity;
pub mod instructor;
pub mod organization;
pub mod person;
pub mod site;
pub mod social_worker;
pub mod team;
pub mod volunteer;

use super::gate::{AnsweredPosition, Gate};
use crate::{access::beside::PlaceLoader, edge::condition};
use async_graphql::{
    Context, Error, Result,
    dataloader::{DataLoader, Loader},
};
use muster_projections::ViewFault;
use std::sync::Arc;
use uuid::Uuid;

/// A thing named by a parent: its id, and the position that the parent reflects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Named {
    /// The thing's id.
    pub id: Uuid,
    /// The position that the parent reflects.
    pub at_least: i64,
}

/// A row with the position that it reflects.
pub type Found<R> = (i64, R);

/// Why a relation was not read, shared by all parents that wait for it.
pub type LoadFault = Arc<ViewFault>;

/// The position that all parents of one batch need.
fn at_least(keys: &[Named]) -> Option<i64> {
    keys.iter().map(|named| named.at_least).max()
}

/// The ids of one batch, each once.
fn ids(keys: &[Named]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = keys.iter().map(|named| named.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Gives each parent the row that it names.
fn given<R: Clone>(
    keys: &[Named],
    position: i64,
    rows: Vec<R>,
    id: impl Fn(&R) -> Uuid,
) -> std::collections::HashMap<Named, Found<R>> {
    let rows: std::collections::HashMap<Uuid, R> = rows.into_iter().map(|row| (id(&row), row)).collect();
    keys.iter().filter_map(|named| Some((*named, (position, rows.get(&named.id)?.clone())))).collect()
}

/// Reads a relation together with those of other parents, and notes the position for the answer.
pub(crate) async fn load<L, R>(ctx: &Context<'_>, named: Named) -> Result<Option<Found<R>>>
where
    L: Loader<Named, Value = Found<R>, Error = LoadFault>,
    R: Send + Sync + Clone + 'static,
{
    let failed = |fault: LoadFault| match condition(&fault) {
        Some(refused) => refused.into(),
        None => Error::new_with_source(fault),
    };
    let found = ctx.data::<DataLoader<L>>()?.load_one(named).await.map_err(failed)?;
    if let (Some((position, _)), Ok(answered)) = (&found, ctx.data::<AnsweredPosition>()) {
        answered.lower(*position);
    }
    Ok(found)
}

/// The data of a schema, or of one request.
pub(crate) trait Holder: Sized {
    /// The same with this.
    fn with<D: std::any::Any + Send + Sync>(self, data: D) -> Self;
}

impl<Q, M, S> Holder for async_graphql::SchemaBuilder<Q, M, S> {
    fn with<D: std::any::Any + Send + Sync>(self, data: D) -> Self {
        self.data(data)
    }
}

impl Holder for async_graphql::Request {
    fn with<D: std::any::Any + Send + Sync>(self, data: D) -> Self {
        self.data(data)
    }
}

/// Puts every loader in, all reading through one gate.
pub(crate) fn add<H: Holder>(holder: H, gate: &Gate) -> H {
    holder
        .with(DataLoader::new(PlaceLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(activity::ActivityLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(activity::OutcomesLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(activity::SessionsLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(instructor::InstructorLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(organization::OrganizationLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(organization::StandingLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(person::PersonLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(site::SiteLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(site::SitesOfOperatorLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(social_worker::CareerLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(social_worker::CertificateLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(social_worker::SocialWorkerLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(team::TeamLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(volunteer::VolunteerLoader(gate.clone()), tokio::spawn))
        .with(DataLoader::new(volunteer::VolunteerOfPersonLoader(gate.clone()), tokio::spawn))
}
