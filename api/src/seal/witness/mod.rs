//! Witnesses: those that a log asks over HTTP, and one of our own to run elsewhere. C2SP tlog-witness.

mod client;
mod server;

pub use client::HttpWitness;
pub use server::{WitnessFault, WitnessState, router};
