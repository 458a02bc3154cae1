//! People for many parents at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::person_directory::{self, PersonRow};
use std::{collections::HashMap, sync::Arc};

/// People by id.
pub struct PersonLoader(pub(super) Gate);

impl Loader<Named> for PersonLoader {
    type Value = Found<PersonRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(person_directory::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = person_directory::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}
