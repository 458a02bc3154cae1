//! Views as they were at a position of the log (截至某一位置的视图): the same statements over tables built up to it.
//!
//! A build is made once, shared by all processes and kept for the next question; what was not asked for longest goes
//! first when there are too many. Whatever was built before an erasure is dropped, never read.

use crate::{
    View, ViewFault, ViewRead, Views, left_behind,
    rebuild::{Reached, build_in, create_schema, drop_schema, next_schema},
};
use futures::{FutureExt as _, future::BoxFuture, future::Shared};
use muster_eventstore::erasures;
use sqlx::{Connection as _, PgConnection, Row as _};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};

/// Builds that are kept at most.
const BUILDS_KEPT: i64 = 64;
/// Bytes that all kept builds take at most: 8 GiB.
const BYTES_KEPT: i64 = 8 << 30;
/// Builds that one process makes at a time.
const BUILDS_AT_ONCE: usize = 2;
/// Builds that may wait or run in one process; one more is refused.
const BUILDS_QUEUED: usize = 32;
/// How long a request waits for its builds, all together; well inside its time limit.
pub const PATIENCE: Duration = Duration::from_secs(3);
/// How long a process waits before it looks again whether another has finished the same build.
const LOOK: Duration = Duration::from_millis(100);

/// Where the builds are noted.
pub(crate) const TABLE: &str = "create table if not exists views.as_of (
        name text not null, version integer not null, position bigint not null, schema text not null,
        -- Head of the log when the build began: it knows of no erasure after that.
        head bigint not null,
        bytes bigint not null default 0, ready boolean not null default false,
        used_at timestamptz not null default clock_timestamp(),
        primary key (name, version, position));";

/// The lock of one build: shared while it is read, alone while it is made or dropped.
const LOCK: &str = "hashtextextended(format('as of %s %s %s', $1::text, $2::bigint, $3::bigint), 0)";

type Outcome = Result<(), Arc<ViewFault>>;

/// A build that this process makes.
#[derive(Clone)]
struct Running {
    reached: Reached,
    done: Shared<BoxFuture<'static, Outcome>>,
}

/// The builds that this process makes.
pub(crate) struct Builds {
    running: Mutex<HashMap<(&'static str, i64), Running>>,
    permits: Semaphore,
}

impl Default for Builds {
    fn default() -> Self {
        Self { running: Mutex::default(), permits: Semaphore::new(BUILDS_AT_ONCE) }
    }
}

impl Views {
    /// Opens a view as it was at a position: at once where it keeps versions; else it is built where nobody has asked for
    /// it yet, and waited for until a deadline.
    ///
    /// # Errors
    /// [`ViewFault::Building`] while the build goes on: ask again; [`ViewFault::TooManyBuilds`];
    /// [`ViewFault::Build`] when it failed; [`ViewFault::Database`].
    pub async fn read_at(&self, name: &'static str, position: i64, deadline: Instant) -> Result<ViewRead, ViewFault> {
        let view = Arc::clone(self.find(name)?);
        if view.keeps_versions() {
            return self.read_version(name, position).await;
        }
        loop {
            if let Some(read) = self.open_build(Key::of(view.as_ref(), position)).await? {
                return Ok(read);
            }
            let running = self.running(&view, position)?;
            let building = || ViewFault::Building { view: name, reached: running.reached.get(), position };
            match timeout_at(deadline, running.done.clone()).await {
                // Made, and dropped again before it was opened: so much is asked for, or somebody was erased.
                Ok(Ok(())) if Instant::now() >= deadline => return Err(building()),
                Ok(Ok(())) => {}
                Ok(Err(fault)) => return Err(ViewFault::Build(fault)),
                Err(_) => return Err(building()),
            }
        }
    }

    async fn open_build(&self, key: Key<'static>) -> Result<Option<ViewRead>, ViewFault> {
        let doing = || ViewFault::database("opening a view as of a position");
        let erased = self.erased().await?;
        // What is ready never changes, so that no snapshot is needed; the lock keeps it from being dropped.
        let mut transaction = self.log().pool().begin_with("begin read only").await.map_err(doing())?;
        let sql = format!("select pg_try_advisory_xact_lock_shared({LOCK})");
        let row = key.query(&sql).fetch_one(&mut *transaction).await.map_err(doing())?;
        // Whoever makes or drops it has the lock alone.
        if !row.try_get::<bool, _>(0).map_err(doing())? {
            return Ok(None);
        }
        let opened = key.query(
            "select set_config('search_path', schema, true), set_config('statement_timeout', '5s', true)
             from views.as_of where name = $1 and version = $2 and position = $3 and ready and head >= $4",
        );
        if opened.bind(erased).fetch_optional(&mut *transaction).await.map_err(doing())?.is_none() {
            return Ok(None);
        }
        self.touch(key);
        Ok(Some(ViewRead::of(transaction, key.position)))
    }

    /// Position of the newest erasure: what was built before it is not read any more.
    async fn erased(&self) -> Result<i64, ViewFault> {
        Ok(erasures::newest_position(self.log().pool()).await?)
    }

    /// Notes that a build was asked for. Nobody waits for it: whoever holds a connection must not wait for another.
    fn touch(&self, key: Key<'static>) {
        let pool = self.log().pool().clone();
        tokio::spawn(async move {
            let touched = key.query(
                "update views.as_of set used_at = clock_timestamp() where name = $1 and version = $2 and position = $3
                     and used_at < clock_timestamp() - interval '1 minute'",
            );
            if let Err(error) = touched.execute(&pool).await {
                tracing::debug!(%error, "that a build was asked for is not noted");
            }
        });
    }

    /// The build of this process, begun where there is none.
    fn running(&self, view: &Arc<dyn View>, position: i64) -> Result<Running, ViewFault> {
        let mut running = self.builds().running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = running.get(&(view.name(), position)) {
            return Ok(running.clone());
        }
        if running.len() >= BUILDS_QUEUED {
            return Err(ViewFault::TooManyBuilds { limit: BUILDS_QUEUED });
        }
        let reached = Reached::default();
        let (views, view, noted) = (self.clone(), Arc::clone(view), reached.clone());
        let name = view.name();
        // A task of its own: whoever asked may have gone before it is done.
        let task = tokio::spawn(async move {
            let outcome = views.make(view.as_ref(), position, &noted).await.map_err(Arc::new);
            views.builds().running.lock().unwrap_or_else(PoisonError::into_inner).remove(&(view.name(), position));
            outcome
        });
        let done = async move { task.await.unwrap_or_else(|_| Err(Arc::new(ViewFault::BuildStopped { view: name }))) };
        let begun = Running { reached, done: done.boxed().shared() };
        running.insert((name, position), begun.clone());
        Ok(begun)
    }

    /// Makes a build unless another process has, and drops what is too much.
    async fn make(&self, view: &dyn View, position: i64, reached: &Reached) -> Result<(), ViewFault> {
        let _permit = self.builds().permits.acquire().await.ok();
        let doing = || ViewFault::database("building a view as of a position");
        // The lock is the session's: whatever ends this build ends the connection and frees it.
        let mut connection = self.log().pool().acquire().await.map_err(doing())?.detach();
        let (key, sql) = (Key::of(view, position), format!("select pg_try_advisory_lock({LOCK})"));
        while !key.query(&sql).fetch_one(&mut connection).await.and_then(|row| row.try_get(0)).map_err(doing())? {
            sleep(LOOK).await;
        }
        let made = self.make_locked(&mut connection, view, key, reached).await;
        connection.close().await.map_err(doing())?;
        // What a build that failed has left behind is dropped too.
        made.and(self.tidy().await)
    }

    async fn make_locked(
        &self,
        connection: &mut PgConnection,
        view: &dyn View,
        key: Key<'_>,
        reached: &Reached,
    ) -> Result<(), ViewFault> {
        let doing = || ViewFault::database("building a view as of a position");
        let before = key.query(
            "select schema, ready and head >= $4 from views.as_of where name = $1 and version = $2 and position = $3",
        );
        let before = before.bind(self.erased().await?);
        if let Some(row) = before.fetch_optional(&mut *connection).await.map_err(doing())? {
            if row.try_get(1).map_err(doing())? {
                return Ok(());
            }
            // Of a process that ended in the middle, or from before an erasure.
            drop_schema(&mut *connection, row.try_get(0).map_err(doing())?).await?;
        }
        let schema = next_schema(&mut *connection, view).await?;
        let noted = key.query(
            "insert into views.as_of (name, version, position, schema, head) values ($1, $2, $3, $4, $5)
             on conflict (name, version, position)
                 do update set schema = excluded.schema, head = excluded.head, ready = false",
        );
        let head = self.log().reader().head().await?;
        noted.bind(&schema).bind(head).execute(&mut *connection).await.map_err(doing())?;
        create_schema(&mut *connection, view, &schema).await?;
        build_in(self.log(), view, &mut *connection, &schema, key.position, reached).await?;
        let finished = key.query(
            "update views.as_of set ready = true, used_at = clock_timestamp(), bytes = (
                 select coalesce(sum(pg_total_relation_size(t.oid)), 0) from pg_class t
                 join pg_namespace s on s.oid = t.relnamespace where s.nspname = $4 and t.relkind = 'r')
             where name = $1 and version = $2 and position = $3",
        );
        finished.bind(&schema).execute(&mut *connection).await.map_err(doing())?;
        Ok(())
    }

    /// Drops builds that are too many, that nobody finished, and that no version or erasure of today lets anybody read;
    /// those in use, or being made, stay. What killed rebuilds left goes too.
    ///
    /// # Errors
    /// [`ViewFault::Database`].
    pub async fn tidy(&self) -> Result<(), ViewFault> {
        let mut connection = self.log().pool().acquire().await.map_err(ViewFault::database("dropping builds"))?;
        left_behind::clear(&mut connection, &self.names()).await;
        drop(connection);
        let (names, versions): (Vec<&str>, Vec<i64>) =
            self.iter().map(|view| (view.name(), i64::from(view.version()))).unzip();
        let victims: Vec<(String, i64, i64)> = sqlx::query_as(
            "select name, version::bigint, position from (
                 select *, row_number() over newest as place, sum(bytes) over newest as taken from views.as_of
                 window newest as (order by used_at desc, name, position)) kept
             where not ready or place > $3 or taken > $4 or head < $5
                or (name, version::bigint) not in (select * from unnest($1::text[], $2::bigint[]))",
        )
        .bind(names)
        .bind(versions)
        .bind(BUILDS_KEPT)
        .bind(BYTES_KEPT)
        .bind(self.erased().await?)
        .fetch_all(self.log().pool())
        .await
        .map_err(ViewFault::database("dropping builds"))?;
        for (name, version, position) in &victims {
            self.drop_build(Key { name, version: *version, position: *position }).await?;
        }
        Ok(())
    }

    async fn drop_build(&self, key: Key<'_>) -> Result<(), ViewFault> {
        let doing = || ViewFault::database("dropping a build");
        let mut transaction = self.log().pool().begin().await.map_err(doing())?;
        let sql = format!("select pg_try_advisory_xact_lock({LOCK})");
        let row = key.query(&sql).fetch_one(&mut *transaction).await.map_err(doing())?;
        if !row.try_get::<bool, _>(0).map_err(doing())? {
            return Ok(());
        }
        let dropped =
            key.query("delete from views.as_of where name = $1 and version = $2 and position = $3 returning schema");
        if let Some(row) = dropped.fetch_optional(&mut *transaction).await.map_err(doing())? {
            drop_schema(&mut transaction, row.try_get(0).map_err(doing())?).await?;
        }
        transaction.commit().await.map_err(doing())
    }
}

/// What names a build.
#[derive(Clone, Copy, Debug)]
struct Key<'k> {
    name: &'k str,
    version: i64,
    position: i64,
}

impl Key<'static> {
    fn of(view: &dyn View, position: i64) -> Self {
        Self { name: view.name(), version: i64::from(view.version()), position }
    }
}

impl<'k> Key<'k> {
    /// A statement about the build, whose name, version and position are its `$1` to `$3`.
    fn query<'q>(self, sql: &'q str) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>
    where
        'k: 'q,
    {
        sqlx::query(sql).bind(self.name).bind(self.version).bind(self.position)
    }
}
