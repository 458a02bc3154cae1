//! The program's parts put together: database, vault, log, views. Every command of the command line starts here.

use muster_domain::kernel::{Divisions, StandingRules};
use muster_eventstore::{
    Clock, EventLog, StoreFault,
    cluster::{Cluster, ClusterConfig, ClusterError, refuse_unsafe_settings},
    database, erasures,
    upcast::Upcasters,
    vault::{KEY_FILE_NAME, KeyEncryptionKeys, Vault},
};
use muster_projections::{ViewFault, Views, views};
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use std::{path::PathBuf, sync::Arc};

/// Name of the database in the private cluster.
const PRIVATE_DATABASE: &str = "postgres";

/// Where the registry is kept.
#[derive(Clone, Debug)]
pub struct Place {
    /// A given server; the private cluster where there is none.
    pub database: Option<PgConnectOptions>,
    /// Folder of the private cluster and of the key file.
    pub data_dir: PathBuf,
    /// Folder with the server's programs.
    pub binaries: Option<PathBuf>,
    /// The key-encryption key as text, where the environment carries it.
    pub key_text: Option<String>,
}

impl Place {
    /// Where the private cluster is, or would be.
    #[must_use]
    pub fn private(&self) -> ClusterConfig {
        ClusterConfig { data_dir: self.data_dir.clone(), binaries: self.binaries.clone() }
    }
}

/// Why the registry does not open; each message is one clear line.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// The private cluster refuses or fails.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// The log refuses or fails.
    #[error("the log does not open")]
    Store(#[from] StoreFault),
    /// The views refuse or fail.
    #[error("the views do not open")]
    Views(#[from] ViewFault),
    /// The built-in reference data are damaged.
    #[error("the built-in reference data are damaged")]
    Reference,
    /// The store has keys, and the key-encryption key that wrapped them is not there.
    #[error(
        "{} is missing, and without it nobody in this registry can be read: put the file back from where it is kept \
         safe, or set MUSTER_KEY; no new key was made",
        .file.display()
    )]
    KeyMissing {
        /// The file that should hold it.
        file: PathBuf,
    },
    /// A folder cannot be made.
    #[error("{} cannot be made", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// How the caller uses the private cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// As its supervisor: the server of requests.
    Supervise,
    /// Beside a running server, or alone.
    Join,
    /// As its supervisor, before the last check of a restore has passed.
    Restore,
}

/// An open registry.
pub struct App {
    /// The log.
    pub log: EventLog,
    /// The views.
    pub views: Views,
    cluster: Option<Cluster>,
}

impl App {
    /// Opens the registry: starts or joins the private cluster, checks the server, migrates, opens vault and views.
    ///
    /// # Errors
    /// [`OpenFault`]; nothing is left running that this call started.
    pub async fn open(place: &Place, how: Use) -> Result<Self, OpenFault> {
        let (cluster, options) = reach(place, how).await?;
        match open_store(place, options).await {
            Ok((log, views)) => Ok(Self { log, views, cluster }),
            Err(fault) => {
                if let Some(cluster) = cluster {
                    cluster.stop().await?;
                }
                Err(fault)
            }
        }
    }

    /// A registry over a log and views that the caller has opened, for suites that bring their own database.
    #[must_use]
    pub fn over(log: EventLog, views: Views) -> Self {
        Self { log, views, cluster: None }
    }

    /// The private cluster; none where a server is given.
    pub(crate) fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_ref()
    }

    /// Closes the registry and stops the server that this process started, unless others use it.
    ///
    /// # Errors
    /// [`OpenFault::Cluster`] when the server does not stop.
    pub async fn close(self) -> Result<(), OpenFault> {
        self.log.pool().close().await;
        match self.cluster {
            Some(cluster) => Ok(cluster.stop().await?),
            None => Ok(()),
        }
    }
}

/// Starts or joins the private cluster, where no server is given.
pub(crate) async fn reach(place: &Place, how: Use) -> Result<(Option<Cluster>, PgConnectOptions), OpenFault> {
    if let Some(options) = &place.database {
        return Ok((None, options.clone()));
    }
    let config = place.private();
    let cluster = match how {
        Use::Supervise => Cluster::supervise(&config).await?,
        Use::Join => Cluster::join_or_start(&config).await?,
        Use::Restore => Cluster::supervise_restored(&config).await?,
    };
    let options = cluster.connect_options(PRIVATE_DATABASE);
    Ok((Some(cluster), options))
}

/// Checks the server and brings its database to the present schema.
pub(crate) async fn prepare(options: &PgConnectOptions) -> Result<(), OpenFault> {
    let mut connection =
        PgConnection::connect_with(options).await.map_err(StoreFault::database("connecting to the server"))?;
    refuse_unsafe_settings(&mut connection).await?;
    connection.close().await.map_err(StoreFault::database("checking the server"))?;
    Ok(database::migrate(options).await?)
}

async fn open_store(place: &Place, options: PgConnectOptions) -> Result<(EventLog, Views), OpenFault> {
    prepare(&options).await?;
    let keys = key_encryption_key(place, &options).await?;
    let pool = database::pool(options).await?;
    if !database::works_as_application(&pool).await? {
        tracing::warn!("{}", database::WORKS_AS_OWNER);
    }
    let vault = Vault::open(pool.clone(), &keys).await?;
    // Before anything else is read: a table of keys may have come back from an older copy.
    erasures::repeat(&pool).await?;
    let erased_at = erasures::newest_position(&pool).await?;
    let divisions = Arc::new(Divisions::built_in().map_err(|_| OpenFault::Reference)?);
    let rules = StandingRules::built_in().map_err(|_| OpenFault::Reference)?;
    let log = EventLog::new(pool, vault, Upcasters::default(), Clock::System, divisions, rules);
    let views = Views::open(log.clone(), views::all()).await?;
    // Nor does the directory answer from before an erasure.
    views.reach(views::person_directory::NAME, erased_at).await?;
    Ok((log, views))
}

/// The keys from the environment, or from the data folder, where the first start of a store makes one: later a fresh
/// key would open nothing, and look like the right one.
pub(crate) async fn key_encryption_key(
    place: &Place,
    options: &PgConnectOptions,
) -> Result<KeyEncryptionKeys, OpenFault> {
    if let Some(text) = &place.key_text {
        return Ok(KeyEncryptionKeys::from_text(text)?);
    }
    let file = place.data_dir.join(KEY_FILE_NAME);
    if Vault::has_keys(options).await? {
        // What cannot be looked at is refused by whoever reads it.
        return match file.try_exists() {
            Ok(false) => Err(OpenFault::KeyMissing { file }),
            Ok(true) | Err(_) => Ok(KeyEncryptionKeys::from_file(&file, false)?),
        };
    }
    std::fs::create_dir_all(&place.data_dir)
        .map_err(|source| OpenFault::Folder { folder: place.data_dir.clone(), source })?;
    Ok(KeyEncryptionKeys::from_file(&file, true)?)
}
