//! The rules of the registry, and nothing else.
//!
//! Invariants of this crate: no I/O, no clock, no random, no SQL, no web. A command comes in with all the
//! facts it needs, and events or a typed refusal come out. Stored events (`*/events.rs`) change only by adding.

pub mod account;
pub mod activity;
pub mod category_catalog;
pub mod instructor;
pub mod kernel;
pub mod matter;
pub mod organization;
pub mod person;
pub mod points_account;
pub mod points_scheme;
pub mod population;
pub mod posting;
pub mod publication;
pub mod recognition;
pub mod rule_policy;
pub mod service_demand;
pub mod site;
pub mod social_worker;
pub mod talent_demand;
pub mod talent_pool;
pub mod talent_profile;
pub mod team;
pub mod volunteer;
pub mod work_calendar;
