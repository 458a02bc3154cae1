//! The tables of the ledger of points, and their rows.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

pub(super) const TABLES: &str = r#"create table entries (
    key text collate "C" primary key, ordered text collate "C" not null, volunteer_id uuid not null, code text not null,
    scheme text not null, kind text not null, amount bigint not null, uncovered bigint not null, entered_on date not null,
    site_id uuid, division text not null, organization_id uuid, credit_id uuid, evidence_reference text,
    reversed_on date
);
create table schemes (
    id uuid primary key, code text not null, name text not null, jurisdiction text not null, operator_id uuid not null,
    opened_on date not null, closed_on date
);
create table rates (
    key text collate "C" primary key, scheme_id uuid not null, effective_from date not null,
    points_per_hour integer not null
);
create table shops (
    id uuid primary key, code text not null, division text not null, opened_on date not null, closed_on date
)"#;

pub(super) const INDEXES: &str =
    "-- Pages run by day; an account is asked by its volunteer, a shop and a scheme by days.
create unique index entries_ordered on entries (ordered);
create index entries_volunteer on entries (volunteer_id, ordered);
create index entries_site on entries (site_id, entered_on);
create index entries_scheme on entries (scheme, entered_on);
create index rates_scheme on rates (scheme_id, effective_from);
create unique index schemes_code on schemes (code)";

/// What an entry of the ledger is (积分事项).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// Points were granted.
    Grant,
    /// Points were redeemed.
    Redemption,
    /// Points of a grant were taken back.
    GrantReversal,
    /// Points of a redemption were given back.
    RedemptionReversal,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Grant, Self::Redemption, Self::GrantReversal, Self::RedemptionReversal];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Grant => "GRANT",
            Self::Redemption => "REDEMPTION",
            Self::GrantReversal => "GRANT_REVERSAL",
            Self::RedemptionReversal => "REDEMPTION_REVERSAL",
        }
    }
}

/// One entry: a grant, a redemption, or the reversal of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct EntryRow {
    /// `{volunteer}/E/{code}`, of a reversal `{volunteer}/R/{code}`.
    pub key: String,
    /// The day and the key, in which order pages run.
    pub ordered: String,
    /// Whose.
    pub volunteer_id: Uuid,
    /// The sender's own key of the entry; a reversal has that of what it reverses.
    pub code: String,
    /// Code of the scheme.
    pub scheme: String,
    /// Kind code.
    pub kind: String,
    /// Points moved, never negative: the kind says which way.
    pub amount: i64,
    /// Points of a reversal that were spent already, or settle such.
    pub uncovered: i64,
    /// On which day.
    pub entered_on: NaiveDate,
    /// The points shop, where there was one.
    pub site_id: Option<Uuid>,
    /// Division of the shop, or of residence.
    pub division: String,
    /// The organization that granted.
    pub organization_id: Option<Uuid>,
    /// The credit behind a grant.
    pub credit_id: Option<Uuid>,
    /// The reference of the evidence of an act.
    pub evidence_reference: Option<String>,
    /// On which day it was reversed, where it was.
    pub reversed_on: Option<NaiveDate>,
}

/// One scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SchemeRow {
    /// The scheme.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Name.
    pub name: String,
    /// Division in whose shops its points are redeemed.
    pub jurisdiction: String,
    /// The organization that answers for it.
    pub operator_id: Uuid,
    /// First day.
    pub opened_on: NaiveDate,
    /// Last day, once it is set.
    pub closed_on: Option<NaiveDate>,
}

/// One rate of a scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct RateRow {
    /// `{scheme}/{effective_from}`.
    pub key: String,
    /// The scheme.
    pub scheme_id: Uuid,
    /// First day of service to which it applies.
    pub effective_from: NaiveDate,
    /// Points for an hour of service.
    pub points_per_hour: i32,
}

/// One points shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ShopRow {
    /// The site.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division.
    pub division: String,
    /// First day.
    pub opened_on: NaiveDate,
    /// Last day, where it was closed.
    pub closed_on: Option<NaiveDate>,
}

rows! {
    EntryRow: "entries" by key "text";
    SchemeRow: "schemes" by id "uuid";
    RateRow: "rates" by key "text";
    ShopRow: "shops" by id "uuid";
}
