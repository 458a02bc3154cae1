//! Organizations for many parents at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::{
    edge::Refused,
    graphql::{gate::Gate, organization::OrganizationCode},
};
use async_graphql::dataloader::Loader;
use muster_domain::organization::Organization;
use muster_eventstore::{Request, StoreFault, TransactError};
use muster_projections::ViewFault;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Organizations by id.
pub struct OrganizationLoader(pub(super) Gate);

impl Loader<Named> for OrganizationLoader {
    type Value = Found<OrganizationCode>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let asked = ids(keys);
        // A unit of work that decides nothing reads all streams at once, and the log is never behind a parent.
        let request = Request::default();
        let read = self.0.log().transact::<Vec<(Uuid, String)>, Refused, _>(&request, |unit| {
            let asked = asked.clone();
            Box::pin(async move {
                unit.load::<Organization>(asked.iter().copied()).await?;
                let mut codes = Vec::with_capacity(asked.len());
                for id in asked {
                    codes.extend(unit.state::<Organization>(id)?.code().map(|code| (id, code.as_str().to_owned())));
                }
                Ok(codes)
            })
        });
        let codes = read.await.map_err(|error| Arc::new(ViewFault::Log(fault(error))))?.value;
        let rows = codes.into_iter().map(|(id, code)| OrganizationCode { id, code }).collect();
        Ok(given(keys, at_least(keys).unwrap_or_default(), rows, |row| row.id))
    }
}

/// Why a unit that decides nothing fails: only the store can.
fn fault(error: TransactError<Refused>) -> StoreFault {
    match error {
        TransactError::Fault(fault) => fault,
        TransactError::Refused(_)
        | TransactError::Claimed { .. }
        | TransactError::Conflict { .. }
        | TransactError::KeyReused => StoreFault::NotLoaded { aggregate_type: "organization" },
    }
}
