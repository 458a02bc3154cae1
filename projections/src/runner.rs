//! The runner: one task a view, page by page behind the log, rows and checkpoint in one transaction.
//!
//! A notification only wakes it up; polling is the truth. A fault stops the view, is shown in readiness and is
//! tried again; nothing is skipped.

use crate::{Fold, View, ViewFault, Views, registry::live};
use sqlx::{Acquire as _, Executor as _, PgConnection, postgres::PgListener};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle};

/// Positions of one page of the running views.
const PAGE_POSITIONS: i64 = 2_000;
/// How long a view sleeps at most before it looks at the log again.
const POLL: Duration = Duration::from_millis(250);
/// How long a view rests after a fault.
const REST_AFTER_FAULT: Duration = Duration::from_secs(1);

/// How far a view is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewStatus {
    /// The position that it reflects.
    pub position: i64,
    /// The head of the log when it last looked.
    pub head: i64,
    /// Whether it has stood at the head since the runner started.
    pub caught_up: bool,
    /// Why it stands still; nothing personal.
    pub fault: Option<String>,
}

impl ViewStatus {
    fn stand_at(&mut self, position: i64, head: i64) {
        self.caught_up |= position >= head;
        (self.position, self.head) = (position, head);
    }
}

type Statuses = Arc<Mutex<BTreeMap<&'static str, ViewStatus>>>;

/// The running views; they stop when it is dropped.
pub struct Runner {
    statuses: Statuses,
    tasks: Vec<JoinHandle<()>>,
}

impl Runner {
    /// Starts one task a view and one that listens for wake-ups.
    #[must_use]
    pub fn start(views: &Views) -> Self {
        let unread = views.iter().map(|view| (view.name(), ViewStatus::default()));
        let statuses: Statuses = Arc::new(Mutex::new(unread.collect()));
        let (wake, _) = watch::channel(0_i64);
        let wake = Arc::new(wake);
        let mut tasks = vec![tokio::spawn(listen(views.clone(), Arc::clone(&wake)))];
        for view in views.iter() {
            let task = run(views.clone(), Arc::clone(view), wake.subscribe(), Arc::clone(&statuses));
            tasks.push(tokio::spawn(task));
        }
        Self { statuses, tasks }
    }

    /// How far each view is, by name.
    #[must_use]
    pub fn statuses(&self) -> BTreeMap<&'static str, ViewStatus> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn listen(views: Views, wake: Arc<watch::Sender<i64>>) {
    loop {
        if let Ok(mut listener) = PgListener::connect_with(views.log().pool()).await
            && listener.listen("muster_log").await.is_ok()
        {
            while let Ok(notification) = listener.recv().await {
                wake.send_replace(notification.payload().parse().unwrap_or_default());
            }
        }
        tokio::time::sleep(REST_AFTER_FAULT).await;
    }
}

async fn run(views: Views, view: Arc<dyn View>, mut wake: watch::Receiver<i64>, statuses: Statuses) {
    loop {
        let outcome = catch_up_once(&views, view.as_ref(), PAGE_POSITIONS).await;
        // A view that stands still, or that another runner moves on, still says where it is.
        let standing = match outcome {
            Ok(Step::Moved { .. } | Step::AtHead { .. }) => None,
            Ok(Step::Elsewhere) | Err(_) => standing(&views, view.name()).await,
        };
        let rest = {
            let mut statuses = statuses.lock().unwrap_or_else(PoisonError::into_inner);
            let status = statuses.entry(view.name()).or_default();
            match outcome {
                Ok(Step::Moved { position, head }) => {
                    status.fault = None;
                    status.stand_at(position, head);
                    Duration::ZERO
                }
                Ok(Step::AtHead { position }) => {
                    status.fault = None;
                    status.stand_at(position, position);
                    POLL
                }
                Ok(Step::Elsewhere) => {
                    status.fault = None;
                    if let Some((position, head)) = standing {
                        status.stand_at(position, head);
                    }
                    POLL
                }
                Err(fault) => {
                    let text = chain(&fault);
                    tracing::error!(view = view.name(), fault = %text, "a view stands still");
                    if let Some((position, head)) = standing {
                        (status.position, status.head) = (position, head);
                    }
                    status.fault = Some(text);
                    REST_AFTER_FAULT
                }
            }
        };
        if !rest.is_zero() {
            let _timeout_or_wake = tokio::time::timeout(rest, wake.changed()).await;
        }
    }
}

impl Views {
    /// Moves one view to a position before anybody reads it, beside a runner or alone.
    ///
    /// # Errors
    /// [`ViewFault`] when a page cannot be read or folded.
    pub async fn reach(&self, name: &str, position: i64) -> Result<(), ViewFault> {
        let view = Arc::clone(self.find(name)?);
        while standing(self, name).await.is_none_or(|(at, _)| at < position) {
            match catch_up_once(self, view.as_ref(), PAGE_POSITIONS).await? {
                Step::Moved { .. } => {}
                Step::AtHead { .. } => return Ok(()),
                Step::Elsewhere => tokio::time::sleep(POLL).await,
            }
        }
        Ok(())
    }
}

/// Where a view and the log are, where that can be read.
async fn standing(views: &Views, name: &str) -> Option<(i64, i64)> {
    let mut connection = views.log().pool().acquire().await.ok()?;
    let (_, schema) = live(&mut connection, name).await.ok()??;
    let sql = format!("select position from {schema}.checkpoint");
    let position = sqlx::query_scalar(&sql).fetch_one(&mut *connection).await.ok()?;
    drop(connection);
    Some((position, views.log().reader().head().await.ok()?))
}

/// The fault and its sources in one line.
fn chain(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut next = fault.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

/// What one page came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The view moved on.
    Moved {
        /// Where it is now.
        position: i64,
        /// Where the log is.
        head: i64,
    },
    /// Nothing is new.
    AtHead {
        /// Where both are.
        position: i64,
    },
    /// Another runner has the view's lease.
    Elsewhere,
}

/// Folds one page into the live tables of a view.
async fn catch_up_once(views: &Views, view: &dyn View, positions: i64) -> Result<Step, ViewFault> {
    let doing = || ViewFault::database("catching up");
    let mut connection = views.log().pool().acquire().await.map_err(doing())?;
    let mut transaction = connection.begin().await.map_err(doing())?;
    // Holding the registry row for the page keeps a switch to rebuilt tables out until the page is in.
    let schema: String = sqlx::query_scalar("select schema from views.live where name = $1 for key share")
        .bind(view.name())
        .fetch_one(&mut *transaction)
        .await
        .map_err(doing())?;
    let step = fold_page(views.log(), view, &mut transaction, &schema, positions, i64::MAX).await?;
    transaction.commit().await.map_err(doing())?;
    Ok(step)
}

/// Folds one page into the tables in a schema, inside the caller's transaction, up to a last position.
pub(crate) async fn fold_page(
    log: &muster_eventstore::EventLog,
    view: &dyn View,
    connection: &mut PgConnection,
    schema: &str,
    positions: i64,
    until: i64,
) -> Result<Step, ViewFault> {
    let doing = || ViewFault::database("folding a page");
    sqlx::query("select set_config('search_path', $1, true)")
        .bind(schema)
        .execute(&mut *connection)
        .await
        .map_err(doing())?;
    // The row lock on the checkpoint is the lease: whoever has it folds, others look on.
    let position: Option<i64> = sqlx::query_scalar("select position from checkpoint for update skip locked")
        .fetch_optional(&mut *connection)
        .await
        .map_err(doing())?;
    let Some(position) = position else { return Ok(Step::Elsewhere) };
    let wanted = positions.min(until.saturating_sub(position));
    if wanted <= 0 {
        return Ok(Step::AtHead { position });
    }
    let page = log.reader().page_on(&mut *connection, position, wanted, view.aggregate_types()).await?;
    if page.to == position {
        return Ok(Step::AtHead { position });
    }
    let mut fold = Fold { connection, vault: log.vault().clone(), divisions: Arc::clone(log.divisions()) };
    view.fold(&page.events, &mut fold).await?;
    let moved = sqlx::query("update checkpoint set position = $2 where position = $1")
        .bind(position)
        .bind(page.to)
        .execute(&mut *fold.connection)
        .await
        .map_err(doing())?;
    if moved.rows_affected() != 1 {
        return Err(ViewFault::Database { doing: "moving a checkpoint", source: sqlx::Error::RowNotFound });
    }
    Ok(Step::Moved { position: page.to, head: page.head })
}

/// Runs `create` statements with a schema first on the search path.
pub(crate) async fn run_in_schema(connection: &mut PgConnection, schema: &str, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select set_config('search_path', $1, true)").bind(schema).execute(&mut *connection).await?;
    connection.execute(sql).await?;
    Ok(())
}
