//! Builds that were left behind (残留的重建): a process that is killed while it builds a view leaves its tables, which nobody
//! reads and no erasure reaches. They are told from builds at work by a lock that ends with the process, and dropped.

use crate::{ViewFault, Views, rebuild::drop_schema};
use sqlx::{Connection as _, PgConnection};

/// The lock of one build, of the session that makes it: from before its schema until that is switched to or dropped.
const LOCK: &str = "hashtextextended('build ' || $1::text, 0)";

/// Schemas of builds of these views that stand neither as live tables nor as tables of a position.
const BESIDE: &str = "select nspname::text as schema from pg_namespace
    where nspname ~ ('^(' || array_to_string($1::text[], '|') || ')_v[0-9]+_[0-9]+$')
      and not exists (select from views.live where live.schema = nspname)
      and not exists (select from views.as_of where as_of.schema = nspname)";

/// Takes the lock of a build whose schema is not made yet; it ends with the connection.
pub(crate) async fn hold(connection: &mut PgConnection, schema: &str) -> Result<(), ViewFault> {
    sqlx::query(&format!("select pg_advisory_lock({LOCK})"))
        .bind(schema)
        .execute(connection)
        .await
        .map(drop)
        .map_err(ViewFault::database("starting a build"))
}

/// Drops what killed builds of these views left. What cannot be dropped now, because somebody copies it for example, is
/// dropped by whoever comes next; the proof of an erasure counts it meanwhile.
pub(crate) async fn clear(connection: &mut PgConnection, views: &[&str]) {
    if let Err(fault) = try_clear(connection, views).await {
        tracing::warn!(error = &fault as &dyn std::error::Error, "what a killed build left is not dropped");
    }
}

async fn try_clear(connection: &mut PgConnection, views: &[&str]) -> Result<(), ViewFault> {
    let doing = || ViewFault::database("dropping what a killed build left");
    let found: Vec<String> =
        sqlx::query_scalar(BESIDE).bind(views).fetch_all(&mut *connection).await.map_err(doing())?;
    for schema in found {
        let mut transaction = connection.begin().await.map_err(doing())?;
        let left: bool = sqlx::query_scalar(&format!("select pg_try_advisory_xact_lock({LOCK})"))
            .bind(&schema)
            .fetch_one(&mut *transaction)
            .await
            .map_err(doing())?;
        // A build that was at work may have been switched to just now.
        let beside: Vec<String> = if left {
            sqlx::query_scalar(BESIDE).bind(views).fetch_all(&mut *transaction).await.map_err(doing())?
        } else {
            Vec::new()
        };
        if beside.contains(&schema) {
            drop_schema(&mut transaction, &schema).await?;
            tracing::warn!(schema, "what a killed build left is dropped");
        }
        transaction.commit().await.map_err(doing())?;
    }
    Ok(())
}

impl Views {
    /// Tables of views with personal text that do not know of the erasure at a position and never will: left by a killed
    /// build, or as of a position and not dropped yet.
    ///
    /// # Errors
    /// [`ViewFault::Database`].
    pub async fn copies_from_before(&self, erasure: i64) -> Result<i64, ViewFault> {
        let personal: Vec<&str> =
            self.iter().filter(|view| view.keeps_blind_indexes()).map(|view| view.name()).collect();
        let sql = format!(
            "with beside as materialized ({BESIDE})
             select (select count(*) from beside where pg_try_advisory_xact_lock(hashtextextended('build ' || schema, 0)))
                  + (select count(*) from views.as_of where name = any($1) and head < $2)"
        );
        sqlx::query_scalar(&sql)
            .bind(personal)
            .bind(erasure)
            .fetch_one(self.log().pool())
            .await
            .map_err(ViewFault::database("counting copies from before an erasure"))
    }

    /// The names of all views.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.iter().map(|view| view.name()).collect()
    }
}
