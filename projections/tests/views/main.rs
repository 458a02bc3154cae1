//! Every view against a real log on a private PostgreSQL: figures counted by hand, live rows and replayed rows.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod availability;
mod credits;
mod criteria;
mod given;
mod harness;
mod instructors;
mod organizations;
mod places;
mod service;
mod sheets;
mod talents;
mod teams;
mod workers;
