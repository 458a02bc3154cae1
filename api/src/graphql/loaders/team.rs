//! Teams for many parents at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::team_roster::{self, TeamRow};
use std::{collections::HashMap, sync::Arc};

/// Teams by id.
pub struct TeamLoader(pub(super) Gate);

impl Loader<Named> for TeamLoader {
    type Value = Found<TeamRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(team_roster::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = team_roster::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}
