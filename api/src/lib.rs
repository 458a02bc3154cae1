//! The doors of the registry: GraphQL, HTTP, command line, sign-in, import, demonstration.
//!
//! Invariants of this crate: it is the only one that knows the wire; it decides no rule and holds no SQL; faults
//! never leak, and every refusal reaches the caller with its code and figures.
// The schema is one deep type, whose layout the compiler follows further than its default.
#![recursion_limit = "256"]

pub mod access;
pub mod app;
pub mod backend;
pub mod backups;
pub mod bundles;
pub mod cli;
pub mod demo;
pub mod edge;
pub mod erasures;
pub mod facts;
pub mod graphql;
pub mod http;
pub mod import;
pub mod keys;
pub mod replay;
pub mod seal;
pub mod sign_in;

pub use app::App;
