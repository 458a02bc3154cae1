//! The tables of the assignments and their rows. No fold and no reads here.

use crate::rows::rows;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// `create table` statements.
pub(super) const TABLES: &str = r#"create table instructors (
    id uuid primary key, person_id uuid not null, code text not null, division text not null, kind text not null,
    appointed_on date not null, released_on date, education text, party_work_years integer
);
create table overrides (
    key text collate "C" primary key, instructor_id uuid not null, granted_by uuid not null,
    links_limit integer not null, from_day date not null, to_day date not null
);
create table appraisals (
    key text collate "C" primary key, instructor_id uuid not null, year integer not null, grade text not null
);
create table trainings (
    key text collate "C" primary key, instructor_id uuid not null, name text not null, minutes integer not null,
    completed_on date not null
);
create table links (
    key text collate "C" primary key, instructor_id uuid not null, organization_id uuid not null,
    link_kind text not null, from_day date not null, to_day date, state text not null, successor_id uuid
);
create table problems (
    id uuid primary key, instructor_id uuid not null, organization_id uuid not null, raised_on date not null,
    resolved_on date, reopened integer not null, open boolean not null
);
create table solutions (
    key text collate "C" primary key, problem_id uuid not null, resolved_on date not null, reopened_on date
);
create table visits (
    key text collate "C" primary key, instructor_id uuid not null, organization_id uuid not null,
    visited_on date not null, visits integer not null
);
create table organizations (
    id uuid primary key, code text not null, name text not null, kind text not null, division text not null,
    registered_on date not null, dissolved_on date
)"#;

/// `create index` statements, each for the query that needs it.
pub(super) const INDEXES: &str =
    // Pages of instructors run in the order of the code; the load is asked by division.
    "create index instructors_code on instructors (code, id);
     create index instructors_division on instructors (division);
     create index instructors_person on instructors (person_id);
     -- Links are asked from either end, and joined to organizations to find the uncovered.
     create index links_instructor on links (instructor_id, from_day);
     create index links_organization on links (organization_id, from_day);
     -- The load shows the override of the day; one instructor's record is shown whole.
     create index overrides_instructor on overrides (instructor_id, from_day);
     create index appraisals_instructor on appraisals (instructor_id, year);
     create index trainings_instructor on trainings (instructor_id, completed_on);
     -- The history counts who left in a period.
     create index instructors_released_on on instructors (released_on);
     -- Problems and visits are counted by either end.
     create index problems_instructor on problems (instructor_id);
     create index problems_organization on problems (organization_id);
     create index solutions_problem on solutions (problem_id);
     create index visits_organization on visits (organization_id);
     -- Uncovered organizations are listed in the order of the code.
     create index organizations_code on organizations (code, id)";

/// An instructor in office from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct InstructorRow {
    /// The instructor.
    pub id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Division.
    pub division: String,
    /// Kind code.
    pub kind: String,
    /// First day in office.
    pub appointed_on: NaiveDate,
    /// Last day in office, where it ended.
    pub released_on: Option<NaiveDate>,
    /// Code of the highest education, where known (I4).
    pub education: Option<String>,
    /// Whole years of party work, where known (I4).
    pub party_work_years: Option<i32>,
}

/// Leave to hold more focus links for a time (I1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct OverrideRow {
    /// `{instructor}/{from_day}`.
    pub key: String,
    /// The instructor.
    pub instructor_id: Uuid,
    /// The department that granted it.
    pub granted_by: Uuid,
    /// Focus links allowed at a time.
    pub links_limit: i32,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, as it stands.
    pub to_day: NaiveDate,
}

/// The appraisal of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct AppraisalRow {
    /// `{instructor}/{year}`.
    pub key: String,
    /// The instructor.
    pub instructor_id: Uuid,
    /// The year.
    pub year: i32,
    /// Code of the grade.
    pub grade: String,
}

/// A training of an instructor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct TrainingRow {
    /// `{instructor}/{completed_on}/{minutes}/{name}`.
    pub key: String,
    /// The instructor.
    pub instructor_id: Uuid,
    /// What it was called.
    pub name: String,
    /// Minutes of learning.
    pub minutes: i32,
    /// Day of its completion.
    pub completed_on: NaiveDate,
}

/// A link between an instructor and an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct LinkRow {
    /// `{instructor}/{organization}/{from_day}`.
    pub key: String,
    /// The instructor.
    pub instructor_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Link kind code.
    pub link_kind: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where there is one.
    pub to_day: Option<NaiveDate>,
    /// How it stands by its events: `ASSIGNED`, `CHANGED` (a link of the other kind follows), `ENDED`, `TRANSFERRED`.
    pub state: String,
    /// The instructor who took it over, where it was transferred.
    pub successor_id: Option<Uuid>,
}

/// A problem brought up with an instructor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ProblemRow {
    /// The problem.
    pub id: Uuid,
    /// The instructor.
    pub instructor_id: Uuid,
    /// The organization that has it.
    pub organization_id: Uuid,
    /// When it was brought up.
    pub raised_on: NaiveDate,
    /// When it was last solved; nothing while it is open.
    pub resolved_on: Option<NaiveDate>,
    /// How often it was opened again.
    pub reopened: i32,
    /// Whether it is open.
    pub open: bool,
}

/// From when to when a problem counted as solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct SolutionRow {
    /// `{problem}/{resolved_on}`.
    pub key: String,
    /// The problem.
    pub problem_id: Uuid,
    /// First day on which it counted as solved.
    pub resolved_on: NaiveDate,
    /// First day on which it was open again, where it was.
    pub reopened_on: Option<NaiveDate>,
}

/// The visits of an instructor to an organization on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct VisitRow {
    /// `{instructor}/{organization}/{visited_on}`.
    pub key: String,
    /// The instructor.
    pub instructor_id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// On which day.
    pub visited_on: NaiveDate,
    /// How many that day.
    pub visits: i32,
}

/// What of an organization the uncovered list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct OrganizationRow {
    /// The organization.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind code.
    pub kind: String,
    /// Division as it stands.
    pub division: String,
    /// First day.
    pub registered_on: NaiveDate,
    /// Last day, where it was dissolved.
    pub dissolved_on: Option<NaiveDate>,
}

rows! {
    InstructorRow: "instructors" by id "uuid";
    OverrideRow: "overrides" by key "text";
    AppraisalRow: "appraisals" by key "text";
    TrainingRow: "trainings" by key "text";
    LinkRow: "links" by key "text";
    ProblemRow: "problems" by id "uuid";
    SolutionRow: "solutions" by key "text";
    VisitRow: "visits" by key "text";
    OrganizationRow: "organizations" by id "uuid";
}
