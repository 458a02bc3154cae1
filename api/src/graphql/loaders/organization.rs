//! Organizations for many parents at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::organization_directory::{self, OrganizationRow, Standing};
use std::{collections::HashMap, sync::Arc};

/// Organizations by id.
pub struct OrganizationLoader(pub(super) Gate);

impl Loader<Named> for OrganizationLoader {
    type Value = Found<OrganizationRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(organization_directory::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = organization_directory::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}

/// What is said of organizations, by id.
pub struct StandingLoader(pub(super) Gate);

impl Loader<Named> for StandingLoader {
    type Value = Found<Standing>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(organization_directory::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let standing = organization_directory::standing_of(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        let of = |named: &Named| standing.get(&named.id).cloned().unwrap_or_default();
        Ok(keys.iter().map(|named| (*named, (read.position(), of(named)))).collect())
    }
}
