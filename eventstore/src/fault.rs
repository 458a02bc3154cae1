//! Faults of the store: ours, never the caller's. Messages hold no payload and nothing personal.

/// What went wrong below the rules.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The database did not answer as it should.
    #[error("the database failed while {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The driver's error.
        #[source]
        source: sqlx::Error,
    },
    /// A stored event cannot be decoded; nothing is skipped.
    #[error("event {event_type} {event_version} at position {position} cannot be decoded")]
    Undecodable {
        /// Where.
        position: i64,
        /// Stored name.
        event_type: String,
        /// Stored version.
        event_version: String,
        /// Why; names fields, never values.
        #[source]
        source: serde_json::Error,
    },
    /// An event cannot be encoded, for example because a personal field was not sealed.
    #[error("event {event_type} cannot be encoded")]
    Unencodable {
        /// Stored name.
        event_type: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A state has no form in JSON.
    #[error("the state of a {aggregate_type} cannot be shown")]
    Unshowable {
        /// Which aggregate.
        aggregate_type: &'static str,
        /// Why; names fields, never values.
        #[source]
        source: serde_json::Error,
    },
    /// The reference data that the product carries are damaged.
    #[error("the built-in reference data are damaged")]
    Reference,
    /// The log gave fewer events than its positions promise.
    #[error("positions {from} to {to} gave {found} events")]
    ShortRead {
        /// First position asked for.
        from: i64,
        /// Last position asked for.
        to: i64,
        /// Events read.
        found: usize,
    },
    /// A sealed field does not open with its key: it was moved or changed.
    #[error("field {field} of the event at position {position} does not open with its key")]
    Unopenable {
        /// Where.
        position: i64,
        /// Which field.
        field: &'static str,
    },
    /// The key-encryption key is missing, malformed or not the one that wrapped this store's keys.
    #[error("the key-encryption key is not usable: {why}")]
    KeyEncryptionKey {
        /// Why.
        why: String,
    },
    /// Another rotation of keys runs.
    #[error("another rotation of keys runs; let it end")]
    RotationRuns,
    /// The writer task is gone or its queue is full beyond the waiting time.
    #[error("the writer of the log does not answer")]
    WriterGone,
    /// An id in the log is no UUID where one is needed.
    #[error("stream id of {aggregate_type} is no UUID")]
    StreamId {
        /// Which aggregate.
        aggregate_type: String,
    },
    /// A step was asked to use a stream that it had not loaded, or of another type.
    #[error("stream of {aggregate_type} was not loaded")]
    NotLoaded {
        /// Which aggregate.
        aggregate_type: &'static str,
    },
    /// The outcome of a command cannot be stored or read again.
    #[error("the outcome of a command cannot be kept")]
    Outcome {
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

impl StoreFault {
    /// Wraps a driver error with what was being done.
    pub fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database { doing, source }
    }
}
