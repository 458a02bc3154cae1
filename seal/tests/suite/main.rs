//! The sealed log beside its golden files, an independent implementation, and whoever wants to change it unseen.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends with what went wrong")]

mod bundle;
mod common;
mod differential;
mod golden;
mod proofs;
