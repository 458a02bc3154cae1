//! Activities for many parents, and sessions and outcomes of many activities, at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::activity_calendar::{self, ActivityRow, OutcomeRow, SessionRow};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Activities by id.
pub struct ActivityLoader(pub(super) Gate);

impl Loader<Named> for ActivityLoader {
    type Value = Found<ActivityRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(activity_calendar::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = activity_calendar::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}

/// Sessions by activity.
pub struct SessionsLoader(pub(super) Gate);

/// Outcomes by activity.
pub struct OutcomesLoader(pub(super) Gate);

/// Gives each activity its rows.
fn grouped<R: Clone>(
    keys: &[Named],
    position: i64,
    rows: Vec<R>,
    activity: impl Fn(&R) -> Uuid,
) -> HashMap<Named, Found<Vec<R>>> {
    let mut groups: HashMap<Uuid, Vec<R>> = HashMap::new();
    for row in rows {
        groups.entry(activity(&row)).or_default().push(row);
    }
    keys.iter().map(|named| (*named, (position, groups.get(&named.id).cloned().unwrap_or_default()))).collect()
}

impl Loader<Named> for SessionsLoader {
    type Value = Found<Vec<SessionRow>>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(activity_calendar::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = activity_calendar::sessions_of(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(grouped(keys, read.position(), rows, |row| row.activity_id))
    }
}

impl Loader<Named> for OutcomesLoader {
    type Value = Found<Vec<OutcomeRow>>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(activity_calendar::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = activity_calendar::outcomes_of(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(grouped(keys, read.position(), rows, |row| row.activity_id))
    }
}
