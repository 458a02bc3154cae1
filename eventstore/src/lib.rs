//! The log of the registry: append, read, order, claims, idempotency, the vault, and the private PostgreSQL.
//!
//! Invariants of this crate: positions are gapless and in commit order; a command's events are all or none; nothing
//! personal reaches the database in clear; a short read is an error. It decides no rule and answers no report.

pub mod access_log;
pub mod api_keys;
pub mod archiving;
pub mod carried_keys;
pub mod clock;
pub mod cluster;
pub mod database;
pub mod erasures;
mod executor;
pub mod fault;
mod fold;
mod held;
mod idempotency;
pub mod log;
pub mod nouns;
mod outcome;
mod request;
pub mod seal;
pub mod sign_in;
mod standing;
pub mod stock;
mod turns;
pub mod unit;
pub mod upcast;
pub mod vault;

pub use clock::Clock;
pub use executor::EventLog;
pub use fault::StoreFault;
pub use fold::StateAt;
pub use held::Held;
pub use idempotency::IdempotencyKey;
pub use log::{Metadata, Receipt, Recorded};
pub use outcome::{Committed, ExecuteError, StepError, TransactError};
pub use request::Request;
pub use unit::Unit;
