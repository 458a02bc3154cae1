//! The answers of the registry: one file a view, with its tables, its fold and its reads.
//!
//! Invariants of this crate: a page of events and the checkpoint move in one transaction; nothing is skipped; an
//! emptied view replayed from position 1 has the same rows. A view decides no rule and calls no command.

pub mod as_of;
pub mod fault;
mod left_behind;
mod merged;
pub mod read;
pub mod rebuild;
pub mod registry;
pub mod reindex;
pub mod rows;
pub mod runner;
pub mod versions;
pub mod view;
pub mod views;

pub use fault::ViewFault;
pub use read::{Answer, ViewRead};
pub use registry::Views;
pub use rows::{Row, RowSet};
pub use runner::{Runner, ViewStatus};
pub use view::{Fold, View};
