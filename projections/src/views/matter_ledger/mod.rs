//! Which matters were brought to which department, and what became of them (吹哨报到台账).
//!
//! What a matter is about stays in the log, sealed; here are only its kind, its days and its parties.

mod fold;
mod reads;

pub use reads::{ClosureCount, ClosureGroup, ClosureTotal, MatterFilter, closure, closure_total, page};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "matter_ledger";

/// How a matter stands (办理状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatterState {
    /// Raised; nobody has taken it.
    Raised,
    /// A department has taken it.
    Taken,
    /// Settled.
    Resolved,
    /// Declined.
    Declined,
}

impl MatterState {
    /// Every state, in the order of a matter's life.
    pub const ALL: &'static [Self] = &[Self::Raised, Self::Taken, Self::Resolved, Self::Declined];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Raised => "RAISED",
            Self::Taken => "TAKEN",
            Self::Resolved => "RESOLVED",
            Self::Declined => "DECLINED",
        }
    }
}

/// The ledger of matters.
#[derive(Clone, Copy, Debug, Default)]
pub struct MatterLedger;

/// One matter as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct MatterRow {
    /// `{call}/{code}`.
    pub key: String,
    /// The call that lists it.
    pub call_id: Uuid,
    /// The sender's own key of the call.
    pub call_code: String,
    /// The sender's own key of the matter.
    pub code: String,
    /// Kind code.
    pub kind: String,
    /// The organization that called, where it was one.
    pub organization_id: Option<Uuid>,
    /// The instructor who called, where it was one.
    pub instructor_id: Option<Uuid>,
    /// The department called on.
    pub department_id: Uuid,
    /// Division to which it belongs.
    pub division: String,
    /// On which day it was raised.
    pub raised_on: NaiveDate,
    /// The response that took it.
    pub response: Option<String>,
    /// On which day it was taken.
    pub taken_on: Option<NaiveDate>,
    /// State code.
    pub state: String,
    /// On which day it was closed, while it is.
    pub closed_on: Option<NaiveDate>,
    /// How often it was opened again.
    pub reopened: i32,
}

rows! {
    MatterRow: "matters" by key "text";
}

impl View for MatterLedger {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["matter"]
    }

    fn tables(&self) -> &'static str {
        r#"create table matters (
            key text collate "C" primary key, call_id uuid not null, call_code text not null, code text not null,
            kind text not null, organization_id uuid, instructor_id uuid, department_id uuid not null,
            division text not null, raised_on date not null, response text, taken_on date, state text not null,
            closed_on date, reopened integer not null
        )"#
    }

    fn indexes(&self) -> &'static str {
        // Lists are asked by department or caller, the report by days.
        "create index matters_department on matters (department_id, key);
         create index matters_organization on matters (organization_id, key);
         create index matters_instructor on matters (instructor_id, key);
         create index matters_raised on matters (raised_on)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
