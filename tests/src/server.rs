//! The private cluster of a test run: joined by every test process, stopped after the last one by its warden.
//!
//! A process that is killed frees its locks, and the pipe to its warden closes; so nothing is left running, and what
//! is left all the same is adopted by the next run. Databases and templates are made here too.

use muster_eventstore::{
    cluster::{Cluster, ClusterConfig, ClusterError},
    database,
};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use std::{
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Name of the program that outlives a test process to stop the server.
const WARDEN: &str = "muster-test-warden";
/// Advisory lock of whoever makes the template.
const TEMPLATE_LOCK: i64 = 0x6d75_7374_6572_7e57;
/// First part of the name of every database of a test.
const TEST_PREFIX: &str = "muster_test_";
/// First part of the extension of the folder of a cluster that belongs to one test.
const OWN_PREFIX: &str = "own-";
/// The first server, as it numbers itself, that asks whether a member may become the role.
const SET_OPTION_SINCE: i32 = 160_000;
/// First part of the name of every template.
const TEMPLATE_PREFIX: &str = "muster_template_";

/// The cluster that this process joined, and the template of its databases.
pub struct TestServer {
    cluster: Cluster,
    template: String,
    made: AtomicU32,
    /// Kept for the pipe to it: it closes when this process ends, however it ends.
    _warden: Option<Child>,
}

impl TestServer {
    /// The run's server, joined or started by the first caller; other callers wait for it.
    ///
    /// # Panics
    /// When there is no cluster to be had.
    pub fn get() -> &'static Self {
        static SERVER: OnceLock<TestServer> = OnceLock::new();
        // A thread with a runtime of its own, because every test has another runtime, which ends with the test.
        SERVER.get_or_init(|| on_own_runtime(Self::open))
    }

    async fn open() -> Self {
        let (cluster, folder) = join(folders()).await.expect("a private cluster for the tests");
        let warden = start_warden(&folder, &[]);
        remove_own_leftovers(&folder);
        let template = format!("{TEMPLATE_PREFIX}{}", database::schema_digest());
        make_template(&cluster, &template).await.expect("a template database");
        Self { cluster, template, made: AtomicU32::new(0), _warden: warden }
    }

    /// Connect options of the superuser for a database.
    #[must_use]
    pub fn options(&self, database: &str) -> PgConnectOptions {
        self.cluster.connect_options(database)
    }

    /// Makes an empty, migrated database and gives its name.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn create_database(&self) -> String {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("{TEST_PREFIX}{}_{number}", std::process::id());
        let mut admin = self.options("postgres").connect().await.expect("the cluster answers");
        run(&mut admin, &format!("drop database if exists {name} with (force)")).await.expect("no old database");
        run(&mut admin, &format!("create database {name} template {}", self.template)).await.expect("a database");
        admin.close().await.expect("a polite end");
        // A copy does not take over the grants on the database itself.
        database::migrate(&self.options(&name)).await.expect("the grants");
        name
    }

    /// Makes a copy of a database as it is now and gives its name; whoever is connected to it is sent away.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn copy_database(&self, source: &str) -> String {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("{TEST_PREFIX}{}_{number}", std::process::id());
        let mut admin = self.options("postgres").connect().await.expect("the cluster answers");
        // A template may have no sessions, and nobody comes back before it is copied.
        for sql in [
            format!("alter database {source} with allow_connections false"),
            format!("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{source}'"),
            format!("create database {name} template {source}"),
            format!("alter database {source} with allow_connections true"),
        ] {
            run(&mut admin, &sql).await.expect("the database is copied");
        }
        admin.close().await.expect("a polite end");
        database::migrate(&self.options(&name)).await.expect("the grants");
        name
    }

    /// Drops a database, whoever is connected to it.
    pub fn drop_database(&self, name: &str) {
        let (options, name) = (self.options("postgres"), name.to_owned());
        on_own_runtime(|| async move {
            if let Ok(mut admin) = options.connect().await {
                // What cannot be dropped now is dropped by the next run.
                drop(run(&mut admin, &format!("drop database if exists {name} with (force)")).await);
                drop(admin.close().await);
            }
        });
    }
}

/// An empty database of a role that is no superuser, as a given server's may be; both are dropped with the value.
pub struct OwnedDatabase {
    /// Connect options of the owner.
    pub options: PgConnectOptions,
    name: String,
}

impl OwnedDatabase {
    /// A database and its owner, who may make roles, or may not even that.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn create(makes_roles: bool) -> Self {
        let server = TestServer::get();
        let number = server.made.fetch_add(1, Ordering::Relaxed);
        // The role is called as its database.
        let name = format!("{TEST_PREFIX}{}_{number}", std::process::id());
        let mut admin = server.options("postgres").connect().await.expect("the cluster answers");
        let options = if makes_roles { "createrole createdb" } else { "" };
        run(&mut admin, &format!("create role {name} login {options}")).await.expect("an owner");
        let version: i32 = sqlx::query_scalar("select current_setting('server_version_num')::int")
            .fetch_one(&mut admin)
            .await
            .expect("a version");
        if makes_roles && version >= SET_OPTION_SINCE {
            // What whoever makes a role has of it.
            let made = format!("grant muster_app to {name} with admin true, inherit false, set false");
            run(&mut admin, &made).await.expect("as the maker of the role");
        }
        run(&mut admin, &format!("create database {name} owner {name}")).await.expect("a database");
        admin.close().await.expect("a polite end");
        Self { options: server.options(&name).username(&name), name }
    }
}

impl Drop for OwnedDatabase {
    fn drop(&mut self) {
        let (options, name) = (TestServer::get().options("postgres"), self.name.clone());
        on_own_runtime(|| async move {
            if let Ok(mut admin) = options.connect().await {
                for sql in [format!("drop database if exists {name} with (force)"), format!("drop role {name}")] {
                    drop(run(&mut admin, &sql).await);
                }
                drop(admin.close().await);
            }
        });
    }
}

/// A cluster of one test alone, whose server may be killed; stopped and removed with the value.
pub struct OwnCluster {
    cluster: Option<Cluster>,
    warden: Child,
}

impl OwnCluster {
    /// A fresh cluster.
    ///
    /// # Panics
    /// When there is none to be had, or nobody to stop it after a failed test.
    pub async fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{OWN_PREFIX}{}-{number}", std::process::id());
        let folders = folders().into_iter().map(|folder| folder.with_extension(&name)).collect();
        let (cluster, folder) = join(folders).await.expect("a cluster of its own");
        let warden = start_warden(&folder, &["--remove"]).expect("the warden beside the test programs");
        Self { cluster: Some(cluster), warden }
    }

    /// Connect options of the superuser for a database.
    ///
    /// # Panics
    /// Never while the value lives.
    #[must_use]
    pub fn options(&self, database: &str) -> PgConnectOptions {
        self.cluster.as_ref().expect("the cluster is left only in drop").connect_options(database)
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        // Left first, so that the warden is the last one out; it ends when its pipe closes.
        drop(self.cluster.take());
        drop(self.warden.stdin.take());
        drop(self.warden.wait());
    }
}

/// Runs a future on a thread of its own, from inside or outside of any runtime.
fn on_own_runtime<T: Send, F: Future<Output = T>>(make: impl FnOnce() -> F + Send) -> T {
    std::thread::scope(|scope| {
        scope
            .spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime").block_on(make())
            })
            .join()
            .expect("the thread ends well")
    })
}

/// Where the test clusters may be: beside the build, or where the server's account cannot reach that, in `/tmp`.
fn folders() -> Vec<PathBuf> {
    let program = std::env::current_exe().expect("this program has a path");
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    let user = std::fs::metadata("/proc/self").map_or(0, |meta| std::os::unix::fs::MetadataExt::uid(&meta));
    let build = target.map_or_else(|| "none".to_owned(), |path| path.display().to_string());
    let tag = build.bytes().fold(0_u64, |tag, byte| tag.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let fallback = std::env::temp_dir().join(format!("muster-tests-{user}-{tag:x}"));
    target.map(|path| path.join("tmp/cluster")).into_iter().chain([fallback]).collect()
}

async fn join(folders: Vec<PathBuf>) -> Result<(Cluster, PathBuf), ClusterError> {
    let mut refusal = None;
    for data_dir in folders {
        match Cluster::join_or_start(&ClusterConfig { data_dir: data_dir.clone(), binaries: None }).await {
            Ok(cluster) => return Ok((cluster, data_dir)),
            Err(error @ ClusterError::Unreachable { .. }) => refusal = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(refusal.expect("there is at least one folder"))
}

/// Starts the program that leaves the cluster after this process: the last one out stops the server.
fn start_warden(folder: &Path, options: &[&str]) -> Option<Child> {
    let program = std::env::current_exe().ok()?;
    let warden = program.ancestors().skip(1).take(2).map(|folder| folder.join(WARDEN)).find(|path| path.exists())?;
    Command::new(warden)
        .arg(folder)
        .args(options)
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

/// Has clusters of single tests removed whose process was killed before it had a warden.
fn remove_own_leftovers(folder: &Path) {
    for path in folder.parent().and_then(|parent| std::fs::read_dir(parent).ok()).into_iter().flatten().flatten() {
        let path = path.path();
        let own = path.extension().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(OWN_PREFIX));
        let pid = own.and_then(|rest| rest.split('-').next());
        if path.file_stem() == folder.file_name() && pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            // Its pipe closes at once, so it goes to work at once.
            drop(start_warden(&path, &["--remove"]));
        }
    }
}

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sql).execute(connection).await.map(drop)
}

async fn make_template(cluster: &Cluster, template: &str) -> Result<(), sqlx::Error> {
    let mut admin = cluster.connect_options("postgres").connect().await?;
    sqlx::query("select pg_advisory_lock($1)").bind(TEMPLATE_LOCK).execute(&mut admin).await?;
    drop_leftovers(&mut admin, template).await?;
    let made: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1 and datistemplate)")
        .bind(template)
        .fetch_one(&mut admin)
        .await?;
    if !made {
        run(&mut admin, &format!("drop database if exists {template} with (force)")).await?;
        run(&mut admin, &format!("create database {template}")).await?;
        database::migrate(&cluster.connect_options(template)).await.expect("the migrations run");
        // Only a complete template is marked as one.
        run(&mut admin, &format!("alter database {template} is_template true")).await?;
    }
    // The end of the session frees the lock.
    admin.close().await
}

/// Drops what killed runs left: databases whose process is gone, and templates of other migrations.
async fn drop_leftovers(admin: &mut PgConnection, template: &str) -> Result<(), sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar("select datname::text from pg_database").fetch_all(&mut *admin).await?;
    for name in names {
        let owner = name.strip_prefix(TEST_PREFIX).and_then(|rest| rest.split('_').next());
        if owner.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            run(&mut *admin, &format!("drop database if exists {name} with (force)")).await?;
        }
        if name.starts_with(TEMPLATE_PREFIX) && name != template {
            run(&mut *admin, &format!("alter database {name} is_template false")).await?;
            run(&mut *admin, &format!("drop database if exists {name} with (force)")).await?;
        }
    }
    Ok(())
}
