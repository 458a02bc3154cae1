//! Journeys through the real router: what people ask and do, and what they are told when a rule says no.

mod attendance;
mod availability;
mod demands;
mod instructors;
mod matters;
mod organizations;
mod recognition;
mod records;
mod reports;
mod service;
mod sites;
mod standing;
mod talents;
mod teams;
mod wire;
mod workforce;
