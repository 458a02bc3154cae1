//! Views as they were at a position of the log (截至某一位置的视图): the same statements over tables built up to it.
//!
//! A build is made once, shared by all processes and kept for the next question; what was not asked for longest goes
//! first when there are too many. Whatever was built before an erasure is dropped, never read.

use crate::{
    View, ViewFault, ViewRead, Views,
    rebuild::{Reached, build_in, create_schema, drop_schema, next_schema},
};
use futures::{FutureExt as _, future::BoxFuture, future::Shared};
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
const LOCK: &str = "hashtextextended(format('as of %s %s %s', $1::text, $2::integer, $3::bigint), 0)";

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
    /// Opens a view as it was at a position, building it where nobody has asked for it yet and waiting until a deadline.
    ///
    /// # Errors
    /// [`ViewFault::Building`] while the build goes on: ask again; [`ViewFault::TooManyBuilds`];
    /// [`ViewFault::Build`] when it failed; [`ViewFault::Database`].
    pub async fn read_at(&self, name: &'static str, position: i64, deadline: Instant) -> Result<ViewRead, ViewFault> {
        let view = Arc::clone(self.find(name)?);
        loop {
            if let Some(read) = self.open_build(view.as_ref(), position).await? {
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

    async fn open_build(&self, view: &dyn View, position: i64) -> Result<Option<ViewRead>, ViewFault> {
        let doing = || ViewFault::database("opening a view as of a position");
        // What is ready never changes, so that no snapshot is needed; the lock keeps it from being dropped.
        let mut transaction = self.log().pool().begin_with("begin read only").await.map_err(doing())?;
        let sql = format!("select pg_try_advisory_xact_lock_shared({LOCK})");
        let row = bound(&sql, view, position).fetch_one(&mut *transaction).await.map_err(doing())?;
        // Whoever makes or drops it has the lock alone.
        if !row.try_get::<bool, _>(0).map_err(doing())? {
            return Ok(None);
        }
        let opened = bound(
            "select set_config('search_path', schema, true), set_config('statement_timeout', '5s', true)
             from views.as_of where name = $1 and version = $2 and position = $3 and ready
                 and not exists (select from log.erasures erased where erased.position > as_of.head)",
            view,
            position,
        );
        if opened.fetch_optional(&mut *transaction).await.map_err(doing())?.is_none() {
            return Ok(None);
        }
        self.touch(view, position);
        Ok(Some(ViewRead::of(transaction, position)))
    }

    /// Notes that a build was asked for. Nobody waits for it: whoever holds a connection must not wait for another.
    fn touch(&self, view: &dyn View, position: i64) {
        let (pool, name, version) = (self.log().pool().clone(), view.name(), view.version());
        tokio::spawn(async move {
            let touched = sqlx::query(
                "update views.as_of set used_at = clock_timestamp() where name = $1 and version = $2 and position = $3
                     and used_at < clock_timestamp() - interval '1 minute'",
            )
            .bind(name)
            .bind(i32::try_from(version).unwrap_or(i32::MAX))
            .bind(position)
            .execute(&pool)
            .await;
            if let Err(error) = touched {
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
        loop {
            let sql = format!("select pg_try_advisory_lock({LOCK})");
            let row = bound(&sql, view, position).fetch_one(&mut connection).await.map_err(doing())?;
            if row.try_get::<bool, _>(0).map_err(doing())? {
                break;
            }
            sleep(LOOK).await;
        }
        let made = self.make_locked(&mut connection, view, position, reached).await;
        connection.close().await.map_err(doing())?;
        made?;
        self.tidy().await
    }

    async fn make_locked(
        &self,
        connection: &mut PgConnection,
        view: &dyn View,
        position: i64,
        reached: &Reached,
    ) -> Result<(), ViewFault> {
        let doing = || ViewFault::database("building a view as of a position");
        let before = bound(
            "select schema, ready and not exists (select from log.erasures erased where erased.position > as_of.head)
             from views.as_of where name = $1 and version = $2 and position = $3",
            view,
            position,
        );
        if let Some(row) = before.fetch_optional(&mut *connection).await.map_err(doing())? {
            if row.try_get(1).map_err(doing())? {
                return Ok(());
            }
            // Of a process that ended in the middle, or from before an erasure.
            drop_schema(&mut *connection, row.try_get(0).map_err(doing())?).await?;
        }
        let schema = next_schema(&mut *connection, view).await?;
        bound(
            "insert into views.as_of (name, version, position, schema, head)
             select $1, $2, $3, $4, position from log.head
             on conflict (name, version, position)
                 do update set schema = excluded.schema, head = excluded.head, ready = false",
            view,
            position,
        )
        .bind(&schema)
        .execute(&mut *connection)
        .await
        .map_err(doing())?;
        create_schema(&mut *connection, view, &schema).await?;
        build_in(self.log(), view, &mut *connection, &schema, position, reached).await?;
        bound(
            "update views.as_of set ready = true, used_at = clock_timestamp(), bytes = (
                 select coalesce(sum(pg_total_relation_size(t.oid)), 0) from pg_class t
                 join pg_namespace s on s.oid = t.relnamespace where s.nspname = $4 and t.relkind = 'r')
             where name = $1 and version = $2 and position = $3",
            view,
            position,
        )
        .bind(&schema)
        .execute(&mut *connection)
        .await
        .map_err(doing())?;
        Ok(())
    }

    /// Drops builds that are too many, that no version or erasure of today lets anybody read; those in use stay.
    ///
    /// # Errors
    /// [`ViewFault::Database`].
    pub async fn tidy(&self) -> Result<(), ViewFault> {
        let doing = || ViewFault::database("dropping builds");
        let names: Vec<&str> = self.iter().map(|view| view.name()).collect();
        let versions: Vec<i32> = self.iter().map(|view| i32::try_from(view.version()).unwrap_or(i32::MAX)).collect();
        let victims: Vec<(String, i32, i64)> = sqlx::query_as(
            "select name, version, position from (
                 select *, row_number() over newest as place, sum(bytes) over newest as taken from views.as_of
                 window newest as (order by used_at desc, name, position)) kept
             where (ready and (place > $3 or taken > $4))
                or (name, version) not in (select * from unnest($1::text[], $2::integer[]))
                or exists (select from log.erasures erased where erased.position > kept.head)",
        )
        .bind(names)
        .bind(versions)
        .bind(BUILDS_KEPT)
        .bind(BYTES_KEPT)
        .fetch_all(self.log().pool())
        .await
        .map_err(doing())?;
        for (name, version, position) in victims {
            self.drop_build(&name, version, position).await?;
        }
        Ok(())
    }

    async fn drop_build(&self, name: &str, version: i32, position: i64) -> Result<(), ViewFault> {
        let doing = || ViewFault::database("dropping a build");
        let mut transaction = self.log().pool().begin().await.map_err(doing())?;
        let free: bool = sqlx::query_scalar(&format!("select pg_try_advisory_xact_lock({LOCK})"))
            .bind(name)
            .bind(version)
            .bind(position)
            .fetch_one(&mut *transaction)
            .await
            .map_err(doing())?;
        if !free {
            return Ok(());
        }
        let schema: Option<String> = sqlx::query_scalar(
            "delete from views.as_of where name = $1 and version = $2 and position = $3 returning schema",
        )
        .bind(name)
        .bind(version)
        .bind(position)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(doing())?;
        if let Some(schema) = schema {
            drop_schema(&mut transaction, &schema).await?;
        }
        transaction.commit().await.map_err(doing())
    }
}

/// A statement about one build: its view's name and version and its position are `$1` to `$3`.
fn bound<'q>(
    sql: &'q str,
    view: &dyn View,
    position: i64,
) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
    sqlx::query(sql).bind(view.name()).bind(i32::try_from(view.version()).unwrap_or(i32::MAX)).bind(position)
}
