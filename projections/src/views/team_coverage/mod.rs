//! Which teams serve which division on any day (队伍覆盖): intervals of category, suspension, call, area and membership,
//! the days of drills, and which members are insured and trained.
//!
//! A team counts in each service division that it lists and on each day on which it lives (T6). No home divisions here.

mod fold;
mod members;
mod reads;
mod serving;

pub use members::{Drilled, Membership, drills_of, memberships_of};
pub use reads::{CoverageFilter, CoverageRow, CoverageTotal, changed, coverage, coverage_by_category, outside, total};
pub use serving::{ServingTeam, serving};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "team_coverage";

/// The coverage of divisions by teams.
#[derive(Clone, Copy, Debug, Default)]
pub struct TeamCoverage;

/// From when to when a team serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct TeamRow {
    /// The team.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Category code as it stands.
    pub category: String,
    /// Whether it is an emergency backbone team as it stands.
    pub emergency: bool,
    /// First day of service.
    pub formed_on: NaiveDate,
    /// Last day of service, where it ended.
    pub disbanded_on: Option<NaiveDate>,
}

/// A team's category from a day on, until the next such row of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CategoryRow {
    /// `{team}/{from_day}`.
    pub key: String,
    /// The team.
    pub team_id: Uuid,
    /// From which day.
    pub from_day: NaiveDate,
    /// Category code.
    pub category: String,
    /// Whether it is an emergency backbone team.
    pub emergency: bool,
}

/// A suspension of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SuspensionRow {
    /// `{team}/{from_day}`.
    pub key: String,
    /// The team.
    pub team_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where it ended.
    pub to_day: Option<NaiveDate>,
}

/// A division that a team serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct AreaRow {
    /// `{team}/{division}/{from_day}`.
    pub key: String,
    /// The team.
    pub team_id: Uuid,
    /// The division's code.
    pub division: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where there is one.
    pub to_day: Option<NaiveDate>,
}

/// A membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct MemberRow {
    /// `{team}/{volunteer}/{admitted_on}`.
    pub key: String,
    /// The team.
    pub team_id: Uuid,
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// First day.
    pub admitted_on: NaiveDate,
    /// Last day, where it ended.
    pub left_on: Option<NaiveDate>,
}

/// A day on which a team trained together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct DrillRow {
    /// `{team}/{drilled_on}`.
    pub key: String,
    /// The team.
    pub team_id: Uuid,
    /// The day.
    pub drilled_on: NaiveDate,
}

/// A call: days on which a team is not at standby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct CallRow {
    /// `{team}/{from_day}`.
    pub key: String,
    /// The team.
    pub team_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where it ended.
    pub to_day: Option<NaiveDate>,
}

rows! {
    TeamRow: "teams" by id "uuid";
    CategoryRow: "categories" by key "text";
    SuspensionRow: "suspensions" by key "text";
    AreaRow: "areas" by key "text";
    MemberRow: "members" by key "text";
    DrillRow: "drills" by key "text";
    CallRow: "calls" by key "text";
}

impl View for TeamCoverage {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        5
    }

    fn keeps_versions(&self) -> bool {
        true
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["recognition", "team", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        r#"create table teams (
            id uuid primary key, code text not null, category text not null, emergency boolean not null,
            formed_on date not null, disbanded_on date
        );
        create table categories (
            key text collate "C" primary key, team_id uuid not null, from_day date not null, category text not null,
            emergency boolean not null
        );
        create table suspensions (
            key text collate "C" primary key, team_id uuid not null, from_day date not null, to_day date
        );
        create table areas (
            key text collate "C" primary key, team_id uuid not null, division text not null, from_day date not null,
            to_day date
        );
        create table members (
            key text collate "C" primary key, team_id uuid not null, volunteer_id uuid not null,
            admitted_on date not null, left_on date
        );
        create table drills (key text collate "C" primary key, team_id uuid not null, drilled_on date not null);
        create table calls (
            key text collate "C" primary key, team_id uuid not null, from_day date not null, to_day date
        );
        create table insurances (
            key text collate "C" primary key, volunteer_id uuid not null, from_day date not null, to_day date not null
        );
        create table trainings (
            key text collate "C" primary key, volunteer_id uuid not null, team_id uuid, trained_on date not null
        )"#
    }

    fn indexes(&self) -> &'static str {
        // Every report joins the intervals to the living teams by team and asks for one day.
        "create index categories_team on categories (team_id, from_day);
         create index suspensions_team on suspensions (team_id);
         create index areas_team on areas (team_id, division);
         create index members_team on members (team_id, admitted_on);
         create index members_volunteer on members (volunteer_id);
         create index drills_day on drills (drilled_on, team_id);
         create index calls_team on calls (team_id);
         -- What do the members bring?
         create index insurances_volunteer on insurances (volunteer_id);
         create index trainings_volunteer on trainings (volunteer_id, trained_on)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
