//! What is proved across crates, on a real PostgreSQL with a fresh database each: the log and its vault, access and sign-in,
//! what people ask and are told (`journeys`), history as of a moment and sealed, backups and keys, golden forms.
//! `tests/README.md` says which rule is proved where.
// The schema is one deep type, whose layout the compiler follows further than its default.
#![recursion_limit = "256"]
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test ends with what went wrong")]

mod access;
mod append;
mod architecture;
mod as_of;
mod backups;
mod claims;
mod conformance;
mod crash;
mod erasure;
mod event_contract;
mod figures;
mod files;
mod guard;
mod idempotency;
mod imports;
mod journeys;
mod ordering;
mod personal;
mod privacy;
mod questions;
mod reader;
mod replay;
mod rotation;
mod runner;
mod schema;
mod seal;
mod sign_in;
mod support;
mod totals;
mod upcasting;
mod vault;
mod watch;
