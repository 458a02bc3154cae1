//! Reading a view: one snapshot in which rows and position belong together, waiting bounded for a position asked for.

use crate::{ViewFault, Views};
use sqlx::{PgConnection, Postgres, Transaction};
use std::time::Duration;

/// How long a read waits for the position asked for; well inside the time limit of a request.
const WAIT_LIMIT: Duration = Duration::from_secs(3);
/// The first pause between two looks; doubled up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// An answer with the position that it reflects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    /// The position of the last event that the answer knows of.
    pub position: i64,
    /// The answer.
    pub value: T,
}

/// One snapshot of one view.
pub struct ViewRead {
    transaction: Transaction<'static, Postgres>,
    position: i64,
}

impl ViewRead {
    pub(crate) const fn of(transaction: Transaction<'static, Postgres>, position: i64) -> Self {
        Self { transaction, position }
    }

    /// Notes that the snapshot now shows another position.
    pub(crate) fn show(&mut self, position: i64) {
        self.position = position;
    }

    /// The position that everything read here reflects.
    #[must_use]
    pub fn position(&self) -> i64 {
        self.position
    }

    /// The connection, with the view's schema on its search path.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// An answer at this read's position.
    pub fn answer<T>(&self, value: T) -> Answer<T> {
        Answer { position: self.position, value }
    }
}

impl Views {
    /// Opens a snapshot of a view that reflects at least a position, waiting for it within a limit.
    ///
    /// # Errors
    /// [`ViewFault::NotYet`] when the view did not get there in time; [`ViewFault::Database`].
    pub async fn read(&self, name: &'static str, at_least: Option<i64>) -> Result<ViewRead, ViewFault> {
        let at_least = at_least.unwrap_or(0);
        let deadline = tokio::time::Instant::now() + WAIT_LIMIT;
        let mut pause = FIRST_PAUSE;
        loop {
            let read = self.open_read(name).await?;
            if read.position >= at_least {
                return Ok(read);
            }
            let position = read.position;
            drop(read);
            if tokio::time::Instant::now() + pause > deadline {
                return Err(ViewFault::NotYet { view: name, position, at_least });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn open_read(&self, name: &'static str) -> Result<ViewRead, ViewFault> {
        let doing = || ViewFault::database("opening a view");
        let mut transaction =
            self.log().pool().begin_with("begin isolation level repeatable read read only").await.map_err(doing())?;
        sqlx::query(
            "select set_config('search_path', schema, true), set_config('statement_timeout', '5s', true)
             from views.live where name = $1",
        )
        .bind(name)
        .fetch_one(&mut *transaction)
        .await
        .map_err(doing())?;
        let position =
            sqlx::query_scalar("select position from checkpoint").fetch_one(&mut *transaction).await.map_err(doing())?;
        Ok(ViewRead { transaction, position })
    }
}
