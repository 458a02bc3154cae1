//! Instructors for many parents at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::instructor_assignments::{self, InstructorRow};
use std::{collections::HashMap, sync::Arc};

/// Instructors by id.
pub struct InstructorLoader(pub(super) Gate);

impl Loader<Named> for InstructorLoader {
    type Value = Found<InstructorRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(instructor_assignments::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = instructor_assignments::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}
