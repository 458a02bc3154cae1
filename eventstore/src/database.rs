//! A database with the log in it: pool, migrations, the role that cannot change what is written.

use crate::StoreFault;
use sha2::{Digest as _, Sha256};
use sqlx::{
    Connection as _, Executor as _, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::time::Duration;

/// The role under which the program works: it may append, and never update or delete an event.
pub const APPLICATION_ROLE: &str = "muster_app";
/// What is told where [`works_as_application`] says no.
pub const WORKS_AS_OWNER: &str = "the server works as the owner of the database and not as muster_app: the triggers \
    alone guard the log; let whoever made the role run `grant muster_app to` the owner";
/// Connections of one process.
const CONNECTIONS_LIMIT: u32 = 24;
/// How long a caller waits for a connection.
const CONNECTION_WAIT: Duration = Duration::from_secs(10);
/// Bytes of the migrations' digest that make its name.
const DIGEST_BYTES: usize = 8;
/// Advisory lock of the migrations: one process at a time.
const MIGRATION_LOCK: i64 = 0x6d75_7374_6572_0001;

/// The migrations of the log, in order; each runs once, in one transaction.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_log", include_str!("../migrations/0001_log.sql")),
    ("0002_access", include_str!("../migrations/0002_access.sql")),
    ("0003_erasures", include_str!("../migrations/0003_erasures.sql")),
    ("0004_sign_in", include_str!("../migrations/0004_sign_in.sql")),
    ("0005_seal", include_str!("../migrations/0005_seal.sql")),
    ("0006_access_log", include_str!("../migrations/0006_access_log.sql")),
    ("0007_rotation", include_str!("../migrations/0007_rotation.sql")),
    ("0008_import", include_str!("../migrations/0008_import.sql")),
    ("0009_reindexing", include_str!("../migrations/0009_reindexing.sql")),
];

/// A short name of the migrations' text, the same for the same text: 16 hexadecimal digits.
#[must_use]
pub fn schema_digest() -> String {
    let digest =
        MIGRATIONS.iter().fold(Sha256::new(), |digest, (name, sql)| digest.chain_update(name).chain_update(sql));
    digest.finalize().iter().take(DIGEST_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// Brings the database to the present schema of the log, and makes the application's role where that is allowed.
///
/// # Errors
/// [`StoreFault::Database`] when the server refuses.
pub async fn migrate(options: &PgConnectOptions) -> Result<(), StoreFault> {
    let mut connection =
        PgConnection::connect_with(options).await.map_err(StoreFault::database("connecting to migrate"))?;
    run(&mut connection).await.map_err(StoreFault::database("migrating the log"))?;
    connection.close().await.map_err(StoreFault::database("closing the migration"))
}

async fn run(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_advisory_lock($1)").bind(MIGRATION_LOCK).execute(&mut *connection).await?;
    connection
        .execute(
            "create schema if not exists muster;
             create table if not exists muster.migrations (name text primary key, run_at timestamptz default now())",
        )
        .await?;
    for (name, sql) in MIGRATIONS {
        let run: bool = sqlx::query_scalar("select exists (select from muster.migrations where name = $1)")
            .bind(name)
            .fetch_one(&mut *connection)
            .await?;
        if !run {
            let mut transaction = connection.begin().await?;
            transaction.execute(*sql).await?;
            sqlx::query("insert into muster.migrations (name) values ($1)")
                .bind(name)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
        }
    }
    make_role(connection).await?;
    sqlx::query("select pg_advisory_unlock($1)").bind(MIGRATION_LOCK).execute(&mut *connection).await?;
    Ok(())
}

/// Makes the role and its grants; a given server whose owner may not make roles keeps the triggers as its guard.
async fn make_role(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let made = connection
        .execute(
            "do $$ begin
                if not exists (select from pg_roles where rolname = 'muster_app') then
                    create role muster_app nologin;
                end if;
             exception when duplicate_object or unique_violation then null;
             end $$",
        )
        .await;
    if let Err(error) = made {
        tracing::warn!(%error, "the application's role cannot be made; the triggers alone guard the log");
        return Ok(());
    }
    connection
        .execute(
            "do $$ begin
                execute format('grant create, connect, temporary on database %I to muster_app', current_database());
             end $$;
             grant usage on schema log to muster_app;
             grant select on all tables in schema log to muster_app;
             grant insert on log.events, log.vault_keys, log.vault_index_keys, log.claims, log.idempotency to muster_app;
             grant delete on log.idempotency to muster_app;
             grant insert on log.access_entries to muster_app;
             grant usage on schema access to muster_app;
             grant select, insert, update on access.api_keys to muster_app;
             grant select, insert, delete on access.denied_tokens, access.accounts, access.enrolments to muster_app;
             grant update (password_hash) on access.accounts to muster_app;
             grant select, insert, update, delete on access.sessions, access.sign_in_failures to muster_app;
             grant usage on schema seal to muster_app;
             grant select on seal.imports to muster_app;
             grant select, insert on seal.resumptions to muster_app;
             grant select, insert, update on seal.head to muster_app;
             grant select, insert, update, delete on seal.tiles to muster_app;
             grant execute on function log.append, log.destroy_key, log.answers_about, log.repeat_erasures,
                 log.index_version, log.require_keys_in_force, log.hold_appends, log.rewrap_keys, log.rewrap_index_keys,
                 log.move_claims, log.put_index_in_force, log.settle_index_key, log.end_index_keys to muster_app;",
        )
        .await?;
    become_member(connection).await;
    Ok(())
}

/// Lets the owner work as the application. A superuser may already; whoever may only make roles is no member of the role
/// that they made, and from version 16 on administers it and may not become it.
async fn become_member(connection: &mut PgConnection) {
    let granted = connection
        .execute(
            "do $$ begin
                if current_setting('server_version_num')::int >= 160000 then
                    if not pg_has_role(current_user, 'muster_app', 'set') then
                        execute 'grant muster_app to current_user with set true, inherit false';
                    end if;
                elsif not pg_has_role(current_user, 'muster_app', 'member') then
                    grant muster_app to current_user;
                end if;
             end $$",
        )
        .await;
    if let Err(error) = granted {
        tracing::warn!(%error, "the owner may not become the application's role");
    }
}

/// Whether a pool works under the application's role, so that the server itself refuses any change of an event.
///
/// # Errors
/// [`StoreFault::Database`] when the server does not answer.
pub async fn works_as_application(pool: &PgPool) -> Result<bool, StoreFault> {
    sqlx::query_scalar("select current_user = $1")
        .bind(APPLICATION_ROLE)
        .fetch_one(pool)
        .await
        .map_err(StoreFault::database("asking for the role"))
}

/// A pool whose connections work under the application's role, where the owner may become it, with time limits on
/// everything; [`works_as_application`] says whether they do.
///
/// # Errors
/// [`StoreFault::Database`] when no connection can be made.
pub async fn pool(options: PgConnectOptions) -> Result<PgPool, StoreFault> {
    pool_of(options, CONNECTIONS_LIMIT).await
}

/// As [`pool`], with at most this many connections.
///
/// # Errors
/// As [`pool`].
pub async fn pool_of(options: PgConnectOptions, connections: u32) -> Result<PgPool, StoreFault> {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(CONNECTION_WAIT)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute(
                        // A member may become the role, unless from version 16 on the grant says otherwise.
                        "select set_config('role', rolname, false) from pg_roles
                             where rolname = 'muster_app' and pg_has_role(current_user, oid,
                                 case when current_setting('server_version_num')::int >= 160000
                                     then 'set' else 'member' end);
                         set search_path = log;
                         set jit = off;
                         set plan_cache_mode = force_custom_plan;
                         set lock_timeout = '10s';
                         set idle_in_transaction_session_timeout = '60s';",
                    )
                    .await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .map_err(StoreFault::database("connecting"))
}
