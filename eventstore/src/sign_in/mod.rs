//! The tables of sign-in besides keys: local accounts, their links, sessions and failures, and denied tokens.
//!
//! Rows here are deletable and never in the log, which knows a principal by its id alone. Who may do what is decided
//! at the edge.

pub mod accounts;
pub mod denied_tokens;
pub mod enrolments;
pub mod failures;
pub mod secret;
pub mod sessions;
