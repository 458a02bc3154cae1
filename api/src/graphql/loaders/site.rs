//! Sites for many parents at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::site_register::{self, SiteRow};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Sites by id.
pub struct SiteLoader(pub(super) Gate);

impl Loader<Named> for SiteLoader {
    type Value = Found<SiteRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(site_register::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = site_register::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}

/// Sites by the organization that runs them.
pub struct SitesOfOperatorLoader(pub(super) Gate);

impl Loader<Named> for SitesOfOperatorLoader {
    type Value = Found<Vec<SiteRow>>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(site_register::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = site_register::by_operators(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        let mut groups: HashMap<Uuid, Vec<SiteRow>> = HashMap::new();
        for row in rows {
            groups.entry(row.operator_id).or_default().push(row);
        }
        let of = |named: &Named| groups.get(&named.id).cloned().unwrap_or_default();
        Ok(keys.iter().map(|named| (*named, (read.position(), of(named)))).collect())
    }
}
