//! Volunteers for many parents at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::volunteer_roster::{self, VolunteerRow};
use std::{collections::HashMap, sync::Arc};

/// Volunteers by id.
pub struct VolunteerLoader(pub(super) Gate);

impl Loader<Named> for VolunteerLoader {
    type Value = Found<VolunteerRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(volunteer_roster::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = volunteer_roster::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}

/// Volunteers by the id of the natural person.
pub struct VolunteerOfPersonLoader(pub(super) Gate);

impl Loader<Named> for VolunteerOfPersonLoader {
    type Value = Found<VolunteerRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(volunteer_roster::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = volunteer_roster::by_person_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.person_id))
    }
}
