//! Journeys through the real router: what people ask and do, and what they are told when a rule says no.

mod attendance;
mod availability;
mod changes;
mod demand;
mod demands;
mod eligibility;
mod exports;
mod instructors;
mod matters;
mod organizations;
mod points;
mod publications;
mod reassignment;
mod recognition;
mod recorders;
mod records;
mod reports;
mod service;
mod sites;
mod spreadsheets;
mod standing;
mod talents;
mod teams;
mod voiding;
mod wire;
mod workforce;
