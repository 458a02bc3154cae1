//! Journeys through the real router: what people ask and do, and what they are told when a rule says no.

mod attendance;
mod instructors;
mod records;
mod reports;
mod service;
mod standing;
mod teams;
mod wire;
mod workforce;
