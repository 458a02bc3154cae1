//! Which sites there are, who runs them and what the last check found (阵地名录).

mod fold;
mod reads;

pub use reads::{SiteCount, SiteFilter, by_codes, by_ids, by_operators, counts, page};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "site_register";
/// Points of a complete site (六有).
pub const POINTS: usize = 6;

/// The register of sites.
#[derive(Clone, Copy, Debug, Default)]
pub struct SiteRegister;

/// One site as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SiteRow {
    /// The site.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind code.
    pub kind: String,
    /// Division.
    pub division: String,
    /// Public address, where it is known.
    pub address: Option<String>,
    /// The organization that runs it.
    pub operator_id: Uuid,
    /// First day.
    pub opened_on: NaiveDate,
    /// Last day, where it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Day of the latest check, where there was one.
    pub checked_on: Option<NaiveDate>,
    /// The points that it found: `place`, `team`, `projects`, `equipment`, `rules`, `sign`.
    pub points: Vec<String>,
}

/// What one check found (六有核查).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CheckRow {
    /// `{site}/{checked_on}`.
    pub key: String,
    /// The site.
    pub site_id: Uuid,
    /// The day.
    pub checked_on: NaiveDate,
    /// Whether it found all six points.
    pub complete: bool,
}

rows! {
    SiteRow: "sites" by id "uuid";
    CheckRow: "checks" by key "text";
}

impl View for SiteRegister {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["site"]
    }

    fn tables(&self) -> &'static str {
        "create table sites (
            id uuid primary key, code text not null, name text not null, kind text not null, division text not null,
            address text, operator_id uuid not null, opened_on date not null, closed_on date, checked_on date,
            points text[] not null
         );
         create table checks (
            key text collate \"C\" primary key, site_id uuid not null, checked_on date not null,
            complete boolean not null
         )"
    }

    fn indexes(&self) -> &'static str {
        // Pages run in the order of the code; counts are asked by division and kind, sites by who runs them.
        "create index sites_code on sites (code, id);
         create index sites_division on sites (division, kind);
         create index sites_operator on sites (operator_id);
         -- What the last check up to a day found.
         create index checks_site on checks (site_id, checked_on)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
