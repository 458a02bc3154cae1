//! Rebuilding a view beside its live tables, comparing both, and switching in one transaction.

use crate::{
    View, ViewFault, left_behind,
    registry::{live, schema_name},
    runner::{Step, fold_page, run_in_schema},
    versions,
};
use muster_eventstore::{EventLog, vault::rotation::IndexKey};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Positions of one page of a rebuild.
const REBUILD_PAGE_POSITIONS: i64 = 10_000;
/// The table that every build of a view has beside its own.
const CHECKPOINT: &str = "create table checkpoint (only_row boolean primary key default true check (only_row), \
     position bigint not null default 0); insert into checkpoint default values;";

/// A finished build of a view beside the live one.
#[derive(Debug)]
pub struct Build {
    /// The schema in which its tables stand.
    pub schema: String,
    /// The position that it reflects.
    pub position: i64,
    /// Holds the lock by which the build is told from one that was left behind.
    connection: PgConnection,
}

impl Build {
    /// Drops it.
    ///
    /// # Errors
    /// [`ViewFault::Database`].
    pub async fn discard(self, log: &EventLog) -> Result<(), ViewFault> {
        discard(log, self.connection, &self.schema).await
    }
}

/// How far a build has come, for whoever waits for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reached(Arc<AtomicI64>);

impl Reached {
    pub(crate) fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The name of a schema in which nothing stands yet.
pub(crate) async fn next_schema(connection: &mut PgConnection, view: &dyn View) -> Result<String, ViewFault> {
    let build: i64 = sqlx::query_scalar("select nextval('views.build')")
        .fetch_one(connection)
        .await
        .map_err(ViewFault::database("numbering a build"))?;
    Ok(schema_name(view, build))
}

/// Makes a view's tables, empty and without their indexes.
pub(crate) async fn create_schema(
    connection: &mut PgConnection,
    view: &dyn View,
    schema: &str,
) -> Result<(), ViewFault> {
    let doing = || ViewFault::database("making a view's tables");
    let mut transaction = connection.begin().await.map_err(doing())?;
    transaction.execute(format!("create schema {schema}").as_str()).await.map_err(doing())?;
    run_in_schema(&mut transaction, schema, view.tables()).await.map_err(doing())?;
    versions::create(&mut transaction, view, schema).await.map_err(doing())?;
    run_in_schema(&mut transaction, schema, CHECKPOINT).await.map_err(doing())?;
    transaction.commit().await.map_err(doing())
}

/// Makes a new view's live tables, empty, with their indexes; nobody sees them before they are registered.
pub(crate) async fn create_live(connection: &mut PgConnection, view: &dyn View) -> Result<(), ViewFault> {
    let doing = || ViewFault::database("registering a view");
    let mut transaction = connection.begin().await.map_err(doing())?;
    let schema = next_schema(&mut transaction, view).await?;
    create_schema(&mut transaction, view, &schema).await?;
    index(&mut transaction, view, &schema).await?;
    sqlx::query("insert into views.live (name, version, schema) values ($1, $2, $3)")
        .bind(view.name())
        .bind(i64::from(view.version()))
        .bind(&schema)
        .execute(&mut *transaction)
        .await
        .map_err(doing())?;
    transaction.commit().await.map_err(doing())
}

/// Builds a view beside its live tables from position 1 up to a position, or to the head; indexes come last.
///
/// # Errors
/// [`ViewFault`] when a page cannot be read or folded; the half-made schema is dropped.
pub async fn build(log: &EventLog, view: &dyn View, until: Option<i64>) -> Result<Build, ViewFault> {
    // Of its own: whatever ends this build ends the connection, and with it the lock.
    let mut connection = log.pool().acquire().await.map_err(ViewFault::database("starting a build"))?.detach();
    left_behind::clear(&mut connection, &[view.name()]).await;
    let schema = next_schema(&mut connection, view).await?;
    left_behind::hold(&mut connection, &schema).await?;
    create_schema(&mut connection, view, &schema).await?;
    let until = until.unwrap_or(i64::MAX);
    match build_in(log, view, &mut connection, &schema, until, &Reached::default()).await {
        Ok(position) => Ok(Build { schema, position, connection }),
        Err(fault) => {
            discard(log, connection, &schema).await?;
            Err(fault)
        }
    }
}

/// Fills empty tables from position 1 up to a position and then makes their indexes; gives the position reached.
pub(crate) async fn build_in(
    log: &EventLog,
    view: &dyn View,
    connection: &mut PgConnection,
    schema: &str,
    until: i64,
    reached: &Reached,
) -> Result<i64, ViewFault> {
    let doing = || ViewFault::database("building a view");
    let position = loop {
        let mut transaction = connection.begin().await.map_err(doing())?;
        let step = fold_page(log, view, &mut transaction, schema, REBUILD_PAGE_POSITIONS, until).await?;
        transaction.commit().await.map_err(doing())?;
        match step {
            Step::Moved { position, .. } => reached.0.store(position, Ordering::Relaxed),
            Step::AtHead { position } => break position,
            Step::Elsewhere => {}
        }
    };
    index(connection, view, schema).await?;
    Ok(position)
}

async fn index(connection: &mut PgConnection, view: &dyn View, schema: &str) -> Result<(), ViewFault> {
    let doing = || ViewFault::database("indexing a build");
    let mut transaction = connection.begin().await.map_err(doing())?;
    run_in_schema(&mut transaction, schema, view.indexes()).await.map_err(doing())?;
    versions::index(&mut transaction, view, schema).await.map_err(doing())?;
    transaction.commit().await.map_err(doing())
}

/// Drops a build over another connection: its own may be the reason.
async fn discard(log: &EventLog, own: PgConnection, schema: &str) -> Result<(), ViewFault> {
    // Politely where that goes; it is gone after this in any case, with whatever it had begun.
    drop(own.close().await);
    let doing = || ViewFault::database("dropping a build");
    let mut connection = log.pool().acquire().await.map_err(doing())?;
    drop_schema(&mut connection, schema).await
}

pub(crate) async fn drop_schema(connection: &mut PgConnection, schema: &str) -> Result<(), ViewFault> {
    let sql = format!("drop schema if exists {schema}, {} cascade", versions::schema_as_of(schema));
    connection.execute(sql.as_str()).await.map_err(ViewFault::database("dropping a build"))?;
    Ok(())
}

/// Rebuilds a view beside its live tables and switches to the build; gives the position that it reflects.
///
/// With the same version both are compared first, unless the live one rightly differs because an index key takes over.
///
/// # Errors
/// [`ViewFault::Differs`] when the same version gives other rows: then nothing is switched and the build is dropped.
pub async fn rebuild(log: &EventLog, view: &dyn View) -> Result<i64, ViewFault> {
    let before = log.vault().index_key_in_force().await?;
    let compared = before.is_settled() || !view.keeps_blind_indexes();
    let rebuilt = build_and_switch(log, view, compared).await;
    unless_reindexed(log, view, &before, rebuilt).await
}

/// As [`rebuild`], where the same version rightly gives other rows: blind indexes under another key.
///
/// # Errors
/// As [`build`].
pub async fn replace(log: &EventLog, view: &dyn View) -> Result<i64, ViewFault> {
    build_and_switch(log, view, false).await
}

/// What a comparison came to, unless rows rightly differed: those of a view that keeps blind indexes, while an index key
/// takes over or has done so since the build began.
async fn unless_reindexed(
    log: &EventLog,
    view: &dyn View,
    before: &IndexKey,
    compared: Result<i64, ViewFault>,
) -> Result<i64, ViewFault> {
    if view.keeps_blind_indexes() && matches!(compared, Err(ViewFault::Differs { .. })) {
        let now = log.vault().index_key_in_force().await?;
        if !now.is_settled() || now.version != before.version {
            return Err(ViewFault::Reindexing { view: view.name(), version: now.version });
        }
    }
    compared
}

async fn build_and_switch(log: &EventLog, view: &dyn View, compared: bool) -> Result<i64, ViewFault> {
    let mut built = build(log, view, None).await?;
    match switch(log, view, &mut built, compared).await {
        Ok(position) => {
            // It is switched to, however politely the connection ends.
            drop(built.connection.close().await);
            Ok(position)
        }
        Err(fault) => {
            built.discard(log).await?;
            Err(fault)
        }
    }
}

async fn switch(log: &EventLog, view: &dyn View, built: &mut Build, compared: bool) -> Result<i64, ViewFault> {
    let doing = || ViewFault::database("switching a view");
    let Build { schema, connection, .. } = built;
    let mut transaction = connection.begin().await.map_err(doing())?;
    // From here on no page goes into the live tables.
    sqlx::query("select from views.live where name = $1 for update")
        .bind(view.name())
        .execute(&mut *transaction)
        .await
        .map_err(doing())?;
    let position = loop {
        match fold_page(log, view, &mut transaction, schema, REBUILD_PAGE_POSITIONS, i64::MAX).await? {
            Step::Moved { .. } => {}
            Step::AtHead { position } => break position,
            Step::Elsewhere => return Err(ViewFault::NoSuchView { name: schema.clone() }),
        }
    };
    if let Some((version, old)) = live(&mut transaction, view.name()).await? {
        if compared && version == i64::from(view.version()) {
            while let Step::Moved { .. } =
                fold_page(log, view, &mut transaction, &old, REBUILD_PAGE_POSITIONS, position).await?
            {}
            compare(&mut transaction, view, &old, schema).await?;
        }
        drop_schema(&mut transaction, &old).await?;
    }
    sqlx::query("update views.live set version = $2, schema = $3 where name = $1")
        .bind(view.name())
        .bind(i64::from(view.version()))
        .bind(&*schema)
        .execute(&mut *transaction)
        .await
        .map_err(doing())?;
    transaction.commit().await.map_err(doing())?;
    Ok(position)
}

/// Compares two builds of a view table by table, rows as sets.
///
/// # Errors
/// [`ViewFault::Differs`] naming the first table that differs.
pub async fn compare(connection: &mut PgConnection, view: &dyn View, one: &str, other: &str) -> Result<(), ViewFault> {
    let doing = || ViewFault::database("comparing two builds");
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = $1 order by table_name",
    )
    .bind(one)
    .fetch_all(&mut *connection)
    .await
    .map_err(doing())?;
    for table in tables {
        let sql = format!(
            "select count(*) from ((select t::text from {one}.{table} t except all select t::text from {other}.{table} t)
             union all (select t::text from {other}.{table} t except all select t::text from {one}.{table} t)) as rows"
        );
        let rows: i64 = sqlx::query_scalar(&sql).fetch_one(&mut *connection).await.map_err(doing())?;
        if rows > 0 {
            return Err(ViewFault::Differs { view: view.name(), table, rows });
        }
    }
    Ok(())
}

/// Replays a view from position 1 beside its live tables and compares both at the same position; nothing is switched.
///
/// # Errors
/// [`ViewFault::Differs`] when replayed and live rows are not the same; [`ViewFault::Reindexing`] when they rightly differ.
pub async fn verify(log: &EventLog, view: &dyn View) -> Result<i64, ViewFault> {
    let before = log.vault().index_key_in_force().await?;
    let mut built = build(log, view, None).await?;
    let verified = verify_built(log, view, &mut built).await;
    built.discard(log).await?;
    unless_reindexed(log, view, &before, verified).await
}

async fn verify_built(log: &EventLog, view: &dyn View, built: &mut Build) -> Result<i64, ViewFault> {
    let doing = || ViewFault::database("verifying a view");
    let Build { schema, connection, .. } = built;
    let mut transaction = connection.begin().await.map_err(doing())?;
    sqlx::query("select from views.live where name = $1 for update")
        .bind(view.name())
        .execute(&mut *transaction)
        .await
        .map_err(doing())?;
    let (_, old) = live(&mut transaction, view.name())
        .await?
        .ok_or_else(|| ViewFault::NoSuchView { name: view.name().to_owned() })?;
    for schema in [&*schema, &old] {
        while let Step::Moved { .. } =
            fold_page(log, view, &mut transaction, schema, REBUILD_PAGE_POSITIONS, i64::MAX).await?
        {}
    }
    compare(&mut transaction, view, &old, schema).await?;
    let position: i64 = sqlx::query_scalar(&format!("select position from {schema}.checkpoint"))
        .fetch_one(&mut *transaction)
        .await
        .map_err(doing())?;
    transaction.commit().await.map_err(doing())?;
    Ok(position)
}
