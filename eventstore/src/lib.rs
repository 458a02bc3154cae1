//! eventstore
pub mod cluster;
