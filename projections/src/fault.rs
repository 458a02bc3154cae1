//! Faults of the views: ours, never the caller's. Messages hold no payload and nothing personal.

use muster_eventstore::{Recorded, StoreFault};

/// What went wrong in a view.
#[derive(Debug, thiserror::Error)]
pub enum ViewFault {
    /// The database did not answer as it should.
    #[error("the database failed while {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The driver's error.
        #[source]
        source: sqlx::Error,
    },
    /// The log could not be read, or an event not be decoded.
    #[error("the log could not be read")]
    Log(#[from] StoreFault),
    /// Rows of a view cannot be encoded or decoded.
    #[error("rows of {table} cannot be read or written")]
    Rows {
        /// Which table.
        table: &'static str,
        /// Why; names columns, never values.
        #[source]
        source: serde_json::Error,
    },
    /// An event speaks of a row that the view does not have.
    #[error("event {event_type} at position {position} speaks of an unknown {what}")]
    Unknown {
        /// Where.
        position: i64,
        /// Which event.
        event_type: String,
        /// What is missing.
        what: &'static str,
    },
    /// There is no view of this name.
    #[error("there is no view {name}")]
    NoSuchView {
        /// The name asked for.
        name: String,
    },
    /// The view did not reach the position in time; it never shows an old value as new.
    #[error("view {view} is at position {position}, {at_least} was asked for")]
    NotYet {
        /// Which view.
        view: &'static str,
        /// The position that it reflects.
        position: i64,
        /// The position asked for.
        at_least: i64,
    },
    /// A view as of a position is still being built; the build goes on, and asking again finds it.
    #[error("view {view} as of position {position} is being built and has come to position {reached}")]
    Building {
        /// Which view.
        view: &'static str,
        /// Where the build is.
        reached: i64,
        /// The position asked for.
        position: i64,
    },
    /// So many views as of positions are being built that no more is begun.
    #[error("{limit} views as of a position are being built")]
    TooManyBuilds {
        /// How many may be.
        limit: usize,
    },
    /// A view as of a position could not be built, for all who waited for it.
    #[error("a view as of a position could not be built")]
    Build(#[source] std::sync::Arc<ViewFault>),
    /// The building of a view as of a position stopped.
    #[error("the building of view {view} stopped")]
    BuildStopped {
        /// Which view.
        view: &'static str,
    },
    /// What the events of a stretch change does not add up to the difference of its ends.
    #[error("figures of view {view} from position {from} to {to} are not the sum of its events")]
    Unexplained {
        /// Which view.
        view: &'static str,
        /// The earlier position.
        from: i64,
        /// The later one.
        to: i64,
    },
    /// A view cannot be compared with its rebuilt self while an index key takes over: its rows stand under an older one.
    #[error(
        "rows of view {view} are not compared while index key {version} takes over; end that with muster vault rotate-index"
    )]
    Reindexing {
        /// Which view.
        view: &'static str,
        /// The index key in force.
        version: i32,
    },
    /// A rebuilt view differs from the live one at the same position.
    #[error("table {table} of view {view} differs in {rows} rows from its rebuilt self")]
    Differs {
        /// Which view.
        view: &'static str,
        /// Which table.
        table: String,
        /// Rows that only one of the two has.
        rows: i64,
    },
}

impl ViewFault {
    /// An event that speaks of a row which the view does not have.
    pub(crate) fn unknown(recorded: &Recorded, what: &'static str) -> Self {
        Self::Unknown { position: recorded.position, event_type: recorded.event_type.clone(), what }
    }

    /// Wraps a driver error with what was being done.
    pub fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source }
    }
}
