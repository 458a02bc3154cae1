//! One sample of every event, with fixed values: what the golden files are made of. One file a noun.

mod parts;

pub mod account;
pub mod activity;
pub mod category_catalog;
pub mod instructor;
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
pub mod variants;
pub mod volunteer;
pub mod work_calendar;
