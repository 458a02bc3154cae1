//! Which views there are, and in which schema each one's live tables stand.

use crate::{
    View, ViewFault,
    as_of::{self, Builds},
    rebuild,
};
use muster_eventstore::EventLog;
use sqlx::{Executor as _, PgConnection, Row as _};
use std::sync::Arc;

/// Advisory lock under which views are made and switched: one process at a time.
const REGISTRY_LOCK: i64 = 0x6d75_7374_6572_0002;

/// The views of a store; clones share them.
#[derive(Clone)]
pub struct Views {
    log: EventLog,
    views: Arc<[Arc<dyn View>]>,
    builds: Arc<Builds>,
}

/// The schema in which a fresh build of a view stands; the number tells builds of one version apart.
pub(crate) fn schema_name(view: &dyn View, build: i64) -> String {
    format!("{}_v{}_{build}", view.name(), view.version())
}

impl Views {
    /// Makes sure that every view has live tables of its present version.
    ///
    /// A new view starts empty and catches up as it runs; a changed one is rebuilt beside the old version first.
    ///
    /// # Errors
    /// [`ViewFault`] when the database refuses or a rebuild fails.
    pub async fn open(log: EventLog, views: Vec<Arc<dyn View>>) -> Result<Self, ViewFault> {
        let opened = Self { log, views: views.into(), builds: Arc::default() };
        opened.prepare().await?;
        Ok(opened)
    }

    async fn prepare(&self) -> Result<(), ViewFault> {
        let doing = || ViewFault::database("preparing the views");
        let mut connection = self.log.pool().acquire().await.map_err(doing())?;
        sqlx::query("select pg_advisory_lock($1)")
            .bind(REGISTRY_LOCK)
            .execute(&mut *connection)
            .await
            .map_err(doing())?;
        let prepared = self.prepare_locked(&mut connection).await;
        sqlx::query("select pg_advisory_unlock($1)")
            .bind(REGISTRY_LOCK)
            .execute(&mut *connection)
            .await
            .map_err(doing())?;
        prepared
    }

    async fn prepare_locked(&self, connection: &mut PgConnection) -> Result<(), ViewFault> {
        let sql = format!(
            "create schema if not exists views;
             create table if not exists views.live (name text primary key, version integer not null, schema text not null);
             create sequence if not exists views.build; {}",
            as_of::TABLE
        );
        connection.execute(sql.as_str()).await.map_err(ViewFault::database("making the registry of views"))?;
        for view in self.views.iter() {
            let live = live(&mut *connection, view.name()).await?;
            match live {
                Some((version, _)) if version == i64::from(view.version()) => {}
                Some(_) => {
                    rebuild::rebuild(&self.log, view.as_ref()).await?;
                }
                None => rebuild::create_live(connection, view.as_ref()).await?,
            }
        }
        self.tidy().await
    }

    /// The builds as of positions that this process makes.
    pub(crate) fn builds(&self) -> &Builds {
        &self.builds
    }

    /// The log behind the views.
    #[must_use]
    pub fn log(&self) -> &EventLog {
        &self.log
    }

    /// All views, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn View>> {
        self.views.iter()
    }

    /// The view with this name.
    ///
    /// # Errors
    /// [`ViewFault::NoSuchView`].
    pub fn find(&self, name: &str) -> Result<&Arc<dyn View>, ViewFault> {
        self.views
            .iter()
            .find(|view| view.name() == name)
            .ok_or_else(|| ViewFault::NoSuchView { name: name.to_owned() })
    }
}

/// Version and schema of a view's live tables.
pub(crate) async fn live(connection: &mut PgConnection, name: &str) -> Result<Option<(i64, String)>, ViewFault> {
    let doing = || ViewFault::database("finding a view's live tables");
    let row = sqlx::query("select version::bigint as version, schema from views.live where name = $1")
        .bind(name)
        .fetch_optional(connection)
        .await
        .map_err(doing())?;
    row.map(|row| Ok((row.try_get("version")?, row.try_get("schema")?))).transpose().map_err(doing())
}
