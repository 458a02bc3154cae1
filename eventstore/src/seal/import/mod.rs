//! A whole bundle into an empty store (审计包导入): the same events at the same positions, byte for byte, and so the same root.
//!
//! It is verified first, and taken in by one transaction: a run that was cut leaves the store as empty as it was. What the
//! sealed log does not hold does not come along: the access log, sign-in (keys, accounts, sessions) and the answers that
//! were kept for repeated commands stay where they were.

mod derived;
mod events;

use super::{SealFault, rows, store};
use crate::{
    StoreFault,
    carried_keys::{CarriedFault, CarriedKeys},
    log::LogReader,
    upcast::Upcasters,
    vault::{KeyEncryptionKeys, Vault},
};
use muster_seal::{
    PublicKey,
    bundle::Reader,
    damage::Damage,
    tree::Edge,
    verify::{Failure, Verified, verify},
};
use sqlx::{
    Connection as _, Executor as _, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{fs::File, io::BufReader, path::Path, sync::Arc, time::Duration};

/// How often it is looked whether others have left the database.
const OTHERS_LOOKS: u32 = 20;
/// Between two looks.
const OTHERS_LOOK: Duration = Duration::from_millis(100);

/// Why a bundle is not taken in; the store is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// The database, or the sealed log in it, failed.
    #[error(transparent)]
    Seal(#[from] SealFault),
    /// The bundle is not as it was sealed.
    #[error(transparent)]
    Damage(#[from] Damage),
    /// The bundle does not begin at the first event.
    #[error("the bundle begins at position {first}: a store is made of a whole one")]
    Partial {
        /// Its first position.
        first: u64,
    },
    /// The store holds something.
    #[error("the store is not empty: there is {what} in it; take the bundle into a new one")]
    NotEmpty {
        /// What it holds.
        what: String,
    },
    /// Somebody else is connected.
    #[error("{others} other connections use this database: stop whatever they are of")]
    InUse {
        /// How many.
        others: i64,
    },
    /// The keys are of another log.
    #[error("the keys are of the log {found}, and the bundle is of {wanted}")]
    OtherKeys {
        /// Of which log the keys are.
        found: String,
        /// Of which log the bundle is.
        wanted: String,
    },
    /// The keys were written before the bundle.
    #[error("the keys are of the events up to {size}, and the bundle has {wanted}: the keys are older than the bundle")]
    KeysOlder {
        /// Up to where there are keys.
        size: u64,
        /// Events of the bundle.
        wanted: u64,
    },
    /// The file of keys cannot be taken over.
    #[error(transparent)]
    Keys(#[from] CarriedFault),
    /// The keys are not those that the events need.
    #[error("keys of {owners} people or texts of the bundle are missing")]
    KeysMissing {
        /// How many.
        owners: usize,
    },
    /// A newer program wrote this event.
    #[error("the event at position {position} is of {aggregate_type}, which this program does not know")]
    Unknown {
        /// Its position.
        position: i64,
        /// Its aggregate type.
        aggregate_type: String,
    },
    /// What stands in the tables is not what was signed.
    #[error("the events do not lead to the signed root as they were taken in; the file changed while it was read")]
    OtherRoot,
}

impl From<StoreFault> for ImportFault {
    fn from(fault: StoreFault) -> Self {
        Self::Seal(fault.into())
    }
}

impl ImportFault {
    fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Seal(StoreFault::Database { doing, source }.into())
    }
}

/// What is taken in.
#[derive(Debug)]
pub struct Bundle<'a> {
    /// The file.
    pub file: &'a Path,
    /// Public key of the log, from whoever answers for it and not from the bundle.
    pub key: &'a PublicKey,
    /// The keys of its people; without them every personal text is erased in the store that is made.
    pub keys: Option<&'a CarriedKeys>,
}

/// Takes a bundle into a migrated, empty store, as the owner of its tables.
///
/// # Errors
/// [`ImportFault`].
pub async fn import(
    options: &PgConnectOptions,
    kek: &KeyEncryptionKeys,
    upcasters: Upcasters,
    bundle: Bundle<'_>,
) -> Result<Verified, ImportFault> {
    let verified = match verify(opened(bundle.file)?, bundle.key, None) {
        Ok(verified) => verified,
        Err(Failure::Damage(damage)) => return Err(damage.into()),
        Err(Failure::Input(source)) => return Err(unreadable(bundle.file)(source).into()),
    };
    if verified.first > 1 {
        return Err(ImportFault::Partial { first: verified.first });
    }
    let (origin, size) = (verified.signed.checkpoint.origin.as_str(), verified.signed.checkpoint.size);
    if let Some(keys) = bundle.keys {
        if keys.log != origin {
            return Err(ImportFault::OtherKeys { found: keys.log.clone(), wanted: origin.to_owned() });
        }
        if keys.size < size {
            return Err(ImportFault::KeysOlder { size: keys.size, wanted: size });
        }
    }
    let doing = || ImportFault::database("taking a bundle in");
    let mut connection = PgConnection::connect_with(options).await.map_err(doing())?;
    let outcome = take_in(&mut connection, options, (kek, upcasters), &bundle, &verified).await;
    // Politely, also when it failed: what was begun is rolled back before the next one looks.
    connection.close().await.map_err(doing())?;
    outcome?;
    tracing::info!(size, "a bundle was taken in");
    Ok(verified)
}

/// All of it in one transaction, which only its end makes seen.
async fn take_in(
    connection: &mut PgConnection,
    options: &PgConnectOptions,
    (kek, upcasters): (&KeyEncryptionKeys, Upcasters),
    bundle: &Bundle<'_>,
    verified: &Verified,
) -> Result<(), ImportFault> {
    let doing = || ImportFault::database("taking a bundle in");
    let mut transaction = connection.begin().await.map_err(doing())?;
    // A program that opens meanwhile waits here until the end: it must not believe in an index key that goes.
    let alone = "lock table log.vault_index_keys in access exclusive mode";
    transaction.execute(alone).await.map_err(doing())?;
    refuse_unless_empty(&mut transaction).await?;
    refuse_others(&mut transaction).await?;
    // First the keys, so that an erasure among the events destroys them as it did when it was recorded.
    if let Some(keys) = bundle.keys {
        keys.put(&mut transaction).await?;
    }
    // A pool that is never asked for a connection: what is in the transaction nobody else sees.
    let pool = PgPoolOptions::new().connect_lazy_with(options.clone());
    let vault = Vault::open_on(&mut transaction, pool.clone(), kek).await?;
    take_events(&mut transaction, verified, bundle).await?;
    let reader = LogReader::new(pool, Arc::new(upcasters));
    let owners = derived::claims(&mut transaction, &reader, &vault).await?;
    match bundle.keys {
        Some(_) => derived::refuse_unless_held(&mut transaction, &owners).await?,
        None => derived::close(&mut transaction, &owners).await?,
    }
    store::put_import(&mut transaction, &verified.signed, bundle.key, bundle.keys.is_some()).await?;
    refuse_others(&mut transaction).await?;
    transaction.commit().await.map_err(doing())
}

fn opened(file: &Path) -> Result<BufReader<File>, SealFault> {
    File::open(file).map(BufReader::new).map_err(unreadable(file))
}

fn unreadable(file: &Path) -> impl FnOnce(std::io::Error) -> SealFault {
    SealFault::file(format!("{} cannot be read", file.display()))
}

/// Refuses a store with anything in it.
async fn refuse_unless_empty(connection: &mut PgConnection) -> Result<(), ImportFault> {
    let doing = || ImportFault::database("looking whether the store is empty");
    // Held to the end of the transaction: nobody appends meanwhile.
    sqlx::query("select position from log.head for update").execute(&mut *connection).await.map_err(doing())?;
    let what: Option<String> = sqlx::query_scalar(
        "select case when exists (select from log.events) or (select position > 0 from log.head) then 'a log'
                     when exists (select from log.vault_keys) then 'a key'
                     when exists (select from log.claims) then 'a unique value'
                     when exists (select from log.idempotency) then 'an answer to a command'
                     when exists (select from log.access_entries) then 'an access log'
                     when exists (select from seal.head) or exists (select from seal.imports)
                       or exists (select from seal.resumptions) then 'a sealed log' end",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(doing())?;
    what.map_or(Ok(()), |what| Err(ImportFault::NotEmpty { what }))
}

/// Refuses a store that somebody else uses: a program that is open on it holds other keys. Whoever has just left is waited for.
async fn refuse_others(connection: &mut PgConnection) -> Result<(), ImportFault> {
    let doing = || ImportFault::database("looking who uses the database");
    let mut others = 0;
    for _ in 0..OTHERS_LOOKS {
        // Within a transaction the list is the one that was seen first.
        sqlx::query("select pg_stat_clear_snapshot()").execute(&mut *connection).await.map_err(doing())?;
        others = sqlx::query_scalar(
            "select count(*) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()
                 -- Of another role's sessions an owner who is no superuser is not told the type.
                 and coalesce(backend_type, 'client backend') = 'client backend'",
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(doing())?;
        if others == 0 {
            return Ok(());
        }
        tokio::time::sleep(OTHERS_LOOK).await;
    }
    Err(ImportFault::InUse { others })
}

/// Puts the events and their tree into the tables, and makes sure that the rows lead to the signed root.
async fn take_events(
    connection: &mut PgConnection,
    verified: &Verified,
    bundle: &Bundle<'_>,
) -> Result<(), ImportFault> {
    let signed = &verified.signed;
    store::begin(connection, &bundle.key.to_string()).await?;
    let reader = Reader::begin(opened(bundle.file)?).map_err(unreadable(bundle.file))?;
    let mut reader = reader.ok_or(ImportFault::OtherRoot)?;
    let mut edge = Edge::default();
    while let Some(page) = events::Page::read(&mut reader, bundle.file)? {
        page.put(connection).await?;
        // Read back from the tables: the server hashes what it stores.
        let to = edge.size() + page.len();
        rows::hashes(connection, edge.size(), to).await?.into_iter().for_each(|hash| edge.push(hash));
        let root = edge.root().map_err(|_| ImportFault::OtherRoot)?;
        store::grow(connection, edge.take_tiles(), edge.size(), root).await?;
    }
    let root = edge.root().map_err(|_| ImportFault::OtherRoot)?;
    if (edge.size(), root) != (signed.checkpoint.size, signed.checkpoint.root) {
        return Err(ImportFault::OtherRoot);
    }
    Ok(store::publish(connection, signed).await?)
}
