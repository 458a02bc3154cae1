//! A fresh store a test: its own database, log and vault; dropped with the value.

use crate::server::TestServer;
use chrono::{DateTime, Utc};
use muster_domain::kernel::{Divisions, Source, StandingRules};
use muster_eventstore::{
    Clock, EventLog, Request, database,
    upcast::{UpcastStep, Upcasters},
    vault::{KeyEncryptionKeys, Vault},
};
use sqlx::{ConnectOptions as _, PgConnection, PgPool, postgres::PgConnectOptions};
use std::{
    fmt::Write as _,
    sync::{Arc, OnceLock},
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Connections of one pool of a test.
pub const POOL_CONNECTIONS: u32 = 8;
/// Stores alive at once in one process, so that all pools together stay below the server's 100 connections.
const STORES_LIMIT: usize = 8;
/// The key-encryption key of all test stores: 32 bytes that count up.
pub const TEST_KEK: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

static STORES: Semaphore = Semaphore::const_new(STORES_LIMIT);

/// A store of its own for one test.
pub struct TestStore {
    /// The log on the store's database.
    pub log: EventLog,
    /// Connect options of the superuser.
    pub options: PgConnectOptions,
    /// Name of the database.
    pub database: String,
    _permit: SemaphorePermit<'static>,
}

/// The built-in divisions, read once a process.
#[must_use]
pub fn divisions() -> Arc<Divisions> {
    static DIVISIONS: OnceLock<Arc<Divisions>> = OnceLock::new();
    Arc::clone(DIVISIONS.get_or_init(|| Arc::new(Divisions::built_in().expect("the built-in divisions"))))
}

/// The rules that the product carries.
#[must_use]
pub fn rules() -> StandingRules {
    StandingRules::built_in().expect("the built-in calendar")
}

/// A request of a test's actor.
#[must_use]
pub fn request() -> Request {
    Request { actor: "tester".to_owned(), role: "operator".to_owned(), source: Source::Api, ..Request::default() }
}

/// The key-encryption key of all test stores.
#[must_use]
pub fn test_kek() -> KeyEncryptionKeys {
    KeyEncryptionKeys::from_text(TEST_KEK).expect("the tests' key")
}

impl TestStore {
    /// A migrated, empty database with a log on it.
    ///
    /// # Panics
    /// When there is no server to be had.
    pub async fn fresh() -> Self {
        Self::with_steps(Vec::new()).await
    }

    /// As [`TestStore::fresh`], with upcasting steps.
    ///
    /// # Panics
    /// As [`TestStore::fresh`].
    pub async fn with_steps(steps: Vec<Box<dyn UpcastStep>>) -> Self {
        let permit = STORES.acquire().await.expect("the limit of stores is never closed");
        let server = TestServer::get();
        let database = server.create_database().await;
        let options = server.options(&database);
        let log = open_log(&options, Upcasters::new(steps)).await;
        Self { log, options, database, _permit: permit }
    }

    /// Another process's view of the same store: its own pool, writer, memory and vault.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn second_log(&self) -> EventLog {
        open_log(&self.options, Upcasters::default()).await
    }

    /// As [`TestStore::second_log`], by a clock that stands at an instant.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn log_at(&self, at: DateTime<Utc>) -> EventLog {
        let pool = database::pool_of(self.options.clone(), POOL_CONNECTIONS).await.expect("a pool");
        let vault = Vault::open(pool.clone(), &test_kek()).await.expect("the vault opens");
        EventLog::new(pool, vault, Upcasters::default(), Clock::Fixed(at), divisions(), rules())
    }

    /// Another store with what is in this one now, as a restore of a backup of this moment would make it. Whoever is
    /// connected to this store is sent away and may come back.
    ///
    /// # Panics
    /// When there is no server to be had.
    pub async fn copy(&self) -> Self {
        let permit = STORES.acquire().await.expect("the limit of stores is never closed");
        let server = TestServer::get();
        let database = server.copy_database(&self.database).await;
        let options = server.options(&database);
        let log = open_log(&options, Upcasters::default()).await;
        Self { log, options, database, _permit: permit }
    }

    /// Another store as this one was at a position: the log ends there, and views start anew.
    ///
    /// # Panics
    /// When there is no server to be had.
    pub async fn stopped_at(&self, position: i64) -> Self {
        let stopped = self.copy().await;
        let cut = format!(
            "set session_replication_role = replica;
             delete from log.events where position > {position};
             update log.head set position = {position},
                 recorded_at = coalesce((select recorded_at from log.events where position = {position}), 'epoch');
             do $$ declare built text; begin
                 for built in select schema from views.live union select schema from views.as_of loop
                     execute format('drop schema if exists %I, %I cascade', built, built || '_as_of');
                 end loop;
             end $$;
             drop schema views cascade;"
        );
        stopped.admin_run(&cut).await.expect("the log is cut off");
        stopped
    }

    /// A connection of the superuser, who may do what the application may not.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn admin(&self) -> PgConnection {
        self.options.connect().await.expect("the superuser connects")
    }

    /// Runs statements as the superuser.
    ///
    /// # Errors
    /// What the server says.
    pub async fn admin_run(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let mut admin = self.admin().await;
        sqlx::raw_sql(sql).execute(&mut admin).await.map(|done| done.rows_affected())
    }

    /// A further pool under the application's role.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn pool(&self) -> PgPool {
        database::pool_of(self.options.clone(), POOL_CONNECTIONS).await.expect("a pool")
    }

    /// Every row of every table that is not the server's own, as text: what a dump would hold.
    ///
    /// # Panics
    /// When a table cannot be read.
    pub async fn dump_text(&self) -> String {
        let mut admin = self.admin().await;
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables
             where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE' order by 1",
        )
        .fetch_all(&mut admin)
        .await
        .expect("the tables");
        let mut dump = String::new();
        for table in tables {
            let rows: Vec<String> = sqlx::query_scalar(&format!("select row_to_json(t)::text from {table} t"))
                .fetch_all(&mut admin)
                .await
                .expect("the rows");
            writeln!(dump, "-- {table}\n{}", rows.join("\n")).expect("text grows");
        }
        dump
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        TestServer::get().drop_database(&self.database);
    }
}

/// A log on a migrated database, under the application's role, with a test's few connections.
///
/// # Panics
/// When the database does not answer.
pub async fn open_log(options: &PgConnectOptions, upcasters: Upcasters) -> EventLog {
    open_log_with(options, upcasters, POOL_CONNECTIONS).await
}

/// As [`open_log`], with a number of connections.
///
/// # Panics
/// As [`open_log`].
pub async fn open_log_with(options: &PgConnectOptions, upcasters: Upcasters, connections: u32) -> EventLog {
    let pool = database::pool_of(options.clone(), connections).await.expect("a pool");
    let vault = Vault::open(pool.clone(), &test_kek()).await.expect("the vault opens");
    EventLog::new(pool, vault, upcasters, Clock::System, divisions(), rules())
}
