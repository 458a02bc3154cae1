//! Who the volunteers are (志愿者名册): code, division, skills and what they gave. Names stand in the person directory.

mod fold;
mod reads;

pub use reads::{
    DivisionVolunteers, PAGE_LIMIT, VolunteerFilter, by_code, by_ids, by_person_ids, page, people_of, records_of,
    volunteers_by_division,
};

use crate::{Fold, Row, View, ViewFault};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "volunteer_roster";

/// The roster of volunteers.
#[derive(Clone, Copy, Debug, Default)]
pub struct VolunteerRoster;

/// One volunteer as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct VolunteerRow {
    /// The volunteer.
    pub id: Uuid,
    /// The natural person, for whom another record may speak.
    pub person_id: Uuid,
    /// The natural person as entered.
    pub entered_id: Uuid,
    /// The volunteer who goes on for this one, where the human was entered twice (并入).
    pub merged_into: Option<Uuid>,
    /// The sender's own key.
    pub code: String,
    /// Division of residence.
    pub division: String,
    /// Day of registration.
    pub registered_on: NaiveDate,
    /// Skills declared now.
    pub skills: Vec<String>,
    /// Skills that were checked on evidence, sorted.
    pub verified_skills: Vec<String>,
    /// Minutes of live credits.
    pub minutes_total: i64,
    /// Live credits.
    pub credits_count: i32,
    /// Minutes of credits that wait for an approval.
    pub pending_minutes: i64,
    /// Minutes that other platforms recorded; part of no other total.
    pub imported_minutes: i64,
    /// Local day of the latest live credit.
    pub last_served_on: Option<NaiveDate>,
}

impl Row for VolunteerRow {
    const TABLE: &'static str = "volunteers";
    const KEY: &'static str = "id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.id.to_string()
    }
}

/// What the roster has to know of a credit that may change later; a side table of the fold.
///
/// The key begins with the volunteer, so that the primary key alone finds all credits of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct LedgerRow {
    /// `{volunteer}/{credit}`.
    pub key: String,
    /// Day of service.
    pub served_on: NaiveDate,
    /// Minutes.
    pub minutes: i32,
    /// Whether they count.
    pub live: bool,
    /// Whether they wait for an approval.
    pub pending: bool,
}

impl Row for LedgerRow {
    const TABLE: &'static str = "ledger";
    const KEY: &'static str = "key";
    const KEY_TYPE: &'static str = "text";

    fn key(&self) -> String {
        self.key.clone()
    }
}

impl View for VolunteerRoster {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        3
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["person", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        "create table volunteers (
            id uuid primary key, person_id uuid not null, entered_id uuid not null, merged_into uuid, code text not null, division text not null,
            registered_on date not null, skills text[] not null, verified_skills text[] not null,
            minutes_total bigint not null, credits_count integer not null, pending_minutes bigint not null,
            imported_minutes bigint not null, last_served_on date
         );
         create table ledger (
            key text collate \"C\" primary key, served_on date not null, minutes integer not null,
            live boolean not null, pending boolean not null
         );
         create table merged (duplicate uuid primary key, survivor uuid not null)"
    }

    fn indexes(&self) -> &'static str {
        "-- Pages of the roster run in the order of the code, often within one division.
         create index volunteers_code on volunteers (code, id);
         create index volunteers_division on volunteers (division, code, id);
         -- From a person found by name or number to the volunteer.
         create index volunteers_person on volunteers (person_id);
         create index volunteers_entered on volunteers (entered_id);
         -- Who has a skill?
         create index volunteers_skills on volunteers using gin (skills);
         create index volunteers_verified on volunteers using gin (verified_skills);
         -- Who gave at least so much?
         create index volunteers_minutes on volunteers (minutes_total)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
