//! What reaches a caller when something is not done: a refusal with its figures, a condition, or a masked fault.

use muster_domain::kernel::Refusal;
use muster_eventstore::{StepError, StoreFault, TransactError};
use muster_projections::ViewFault;
use serde_json::{Map, Value};

/// A "no" with a name: a stable upper-case code, a sentence, and the figures that a person needs.
///
/// It has no `Display` on purpose: whatever has one turns into a GraphQL error without its code.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The stable code, upper case.
    pub code: String,
    /// One sentence, nothing personal.
    pub message: String,
    /// The figures, by name.
    pub figures: Map<String, Value>,
}

impl Refused {
    /// A refusal of the edge itself, for example an unknown code.
    #[must_use]
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), figures: Map::new() }
    }

    /// The same with a figure more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.figures.insert(name.to_owned(), value.into());
        self
    }

    /// A typed refusal as it reaches the caller: its code and figures are its serialised form.
    #[must_use]
    pub fn of<R: std::error::Error + serde::Serialize>(refusal: &R) -> Self {
        let message = refusal.to_string();
        let mut figures = match serde_json::to_value(refusal) {
            Ok(Value::Object(figures)) => figures,
            _ => Map::new(),
        };
        let code = match figures.remove("code") {
            Some(Value::String(code)) => code,
            _ => "REFUSED".to_owned(),
        };
        Self { code, message, figures }
    }
}

/// Why the edge does not do what was asked; without `Display`, for the reason of [`Refused`].
#[derive(Debug)]
pub enum EdgeError {
    /// A rule, or the edge, said no.
    Refused(Refused),
    /// The store failed.
    Store(StoreFault),
    /// A view failed.
    View(ViewFault),
}

impl From<Refused> for EdgeError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<StoreFault> for EdgeError {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl From<ViewFault> for EdgeError {
    fn from(fault: ViewFault) -> Self {
        condition(&fault).map_or_else(|| Self::View(fault), Self::Refused)
    }
}

/// What of a view's faults is a condition that a caller should know of; nothing where it is a fault of ours.
pub(crate) fn condition(fault: &ViewFault) -> Option<Refused> {
    match fault {
        ViewFault::NotYet { view, position, at_least } => Some(
            Refused::new("NOT_YET", format!("{view} is at position {position}, {at_least} was asked for"))
                .with("position", *position)
                .with("atLeast", *at_least),
        ),
        ViewFault::Building { view, reached, position } => Some(
            Refused::new("AS_OF_BUILDING", format!("{view} as of position {position} is being built; ask again"))
                .with("view", *view)
                .with("reached", *reached)
                .with("position", *position),
        ),
        ViewFault::TooManyBuilds { limit } => Some(
            Refused::new("AS_OF_BUSY", format!("{limit} answers as of other moments are being built; ask later"))
                .with("limit", *limit),
        ),
        ViewFault::NoSuchView { name } => Some(Refused::new("VIEW_UNKNOWN", format!("there is no view {name}"))),
        ViewFault::Database { .. }
        | ViewFault::Log(_)
        | ViewFault::Rows { .. }
        | ViewFault::Unknown { .. }
        | ViewFault::Build(_)
        | ViewFault::BuildStopped { .. }
        | ViewFault::Unexplained { .. }
        | ViewFault::Reindexing { .. }
        | ViewFault::Differs { .. } => None,
    }
}

impl<R: Refusal> From<TransactError<R>> for EdgeError {
    fn from(error: TransactError<R>) -> Self {
        match error {
            TransactError::Refused(refusal) => Self::Refused(Refused::of(&refusal)),
            TransactError::Claimed { kind, holder } => match R::of_claim(&kind, holder) {
                Some(refusal) => Self::Refused(Refused::of(&refusal)),
                None => Self::Refused(claimed(&kind, holder)),
            },
            TransactError::Conflict { attempts } => Self::Refused(conflict(attempts)),
            TransactError::KeyReused => Self::Refused(key_reused()),
            TransactError::Busy => Self::Refused(busy()),
            TransactError::Fault(fault) => Self::Store(fault),
        }
    }
}

/// The end of a unit of work whose steps refuse with [`Refused`].
#[must_use]
pub fn unit_error(error: TransactError<Refused>) -> EdgeError {
    match error {
        TransactError::Refused(refused) => EdgeError::Refused(refused),
        TransactError::Claimed { kind, holder } => EdgeError::Refused(claimed(&kind, holder)),
        TransactError::Conflict { attempts } => EdgeError::Refused(conflict(attempts)),
        TransactError::KeyReused => EdgeError::Refused(key_reused()),
        TransactError::Busy => EdgeError::Refused(busy()),
        TransactError::Fault(fault) => EdgeError::Store(fault),
    }
}

/// A rule's refusal as the end of a step of a unit of work.
#[expect(clippy::needless_pass_by_value, reason = "it stands as it is in `map_err`")]
pub fn refuse<R: Refusal>(refusal: R) -> StepError<Refused> {
    StepError::Refused(Refused::of(&refusal))
}

fn claimed(kind: &str, holder: uuid::Uuid) -> Refused {
    Refused::new(&format!("{}_TAKEN", kind.to_uppercase()), format!("{kind} is held by {holder}"))
        .with("holder", holder.to_string())
}

fn conflict(attempts: u32) -> Refused {
    Refused::new("CONFLICT", format!("others kept changing the same records; {attempts} attempts were made"))
        .with("attempts", attempts)
}

fn busy() -> Refused {
    Refused::new("LOG_BUSY", "other work holds the log, such as a change of keys; nothing was changed, try again")
}

fn key_reused() -> Refused {
    Refused::new("IDEMPOTENCY_KEY_REUSED", "this idempotency key came before with another body")
}
