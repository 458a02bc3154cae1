//! What a unit of work, or a step of it, came to.

use crate::{StoreFault, log::Receipt};
use uuid::Uuid;

/// What a unit of work came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed<T> {
    /// What the unit gave back; the first time's where the key was repeated.
    pub value: T,
    /// The receipt; nothing when nothing had to happen.
    pub receipt: Option<Receipt>,
    /// The key came before with the same body, and nothing was appended now.
    pub repeated: bool,
}

/// Why a step of a unit ended.
#[derive(Debug)]
pub enum StepError<R> {
    /// A rule said no.
    Refused(R),
    /// The store failed.
    Fault(StoreFault),
}

impl<R> From<StoreFault> for StepError<R> {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

/// Why a unit of work was not committed.
#[derive(Debug)]
pub enum TransactError<R> {
    /// A rule said no; nothing was appended.
    Refused(R),
    /// Somebody else holds a unique value; nothing was appended.
    Claimed {
        /// The rule's name.
        kind: String,
        /// Who holds it.
        holder: Uuid,
    },
    /// Streams kept moving on; nothing was appended.
    Conflict {
        /// How often it was tried.
        attempts: u32,
    },
    /// The idempotency key came before with another body.
    KeyReused,
    /// The log was held by other work for longer than a caller waits; nothing was appended, and trying again is safe.
    Busy,
    /// The store failed.
    Fault(StoreFault),
}

impl<R> From<StoreFault> for TransactError<R> {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

/// Why one command was not executed.
pub type ExecuteError<R> = TransactError<R>;
