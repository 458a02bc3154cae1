//! What takes place, when and with whom (活动日历): activities, their sessions, who is in them, and what came of them.

mod attendance;
mod changes;
mod fold;
mod reads;
mod tables;

pub use attendance::{AttendanceRow, AttendanceStatus};
pub use changes::ActivityChangeRow;
pub use reads::{
    ActivityFilter, EndedSession, PAGE_LIMIT, attendance_of, attendance_of_volunteer, by_code, by_ids, changes_of,
    enrolled_between, outcomes_of, page, sessions_of, uncredited,
};
pub use tables::{ActivityRow, ActivityStatus, OutcomeRow, SessionRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "activity_calendar";

/// The calendar of activities.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActivityCalendar;

impl View for ActivityCalendar {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        3
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["activity", "volunteer"]
    }

    fn tables(&self) -> &'static str {
        "create table activities (
            id uuid primary key, code text not null, title text not null, kind text not null, category text not null,
            division text not null, team_id uuid, organization_id uuid not null, starts_at timestamptz not null,
            ends_at timestamptz not null, risk text not null, programme text, status text not null, leader_id uuid,
            place text, risk_notice text, closed_on date, sessions_count integer not null
         );
         create table sessions (
            key text collate \"C\" primary key, activity_id uuid not null, session integer not null,
            starts_at timestamptz not null, ends_at timestamptz not null, capacity integer, closed boolean not null,
            enrolled integer not null, accepted integer not null, checked_in integer not null,
            confirmed integer not null, absent integer not null, credited integer not null, refused integer not null,
            open_check_ins integer not null, feedback_count integer not null, feedback_points integer not null
         );
         create table activity_changes (
            position bigint primary key, activity_id uuid not null, fields text[] not null, sessions integer[] not null,
            published boolean not null, actor text, recorded_at timestamptz not null
         );
         create table attendance (
            key text collate \"C\" primary key, activity_id uuid not null, session integer not null,
            volunteer_id uuid not null, status text not null, enrollment text, first_in timestamptz,
            last_out timestamptz, check_ins integer not null, evidence text, present boolean not null,
            open_check_in boolean not null, confirmed_from timestamptz, confirmed_to timestamptz,
            absent boolean not null, insured_to date, recorded boolean not null
         );
         create table outcomes (
            key text collate \"C\" primary key, activity_id uuid not null, measure text not null, amount integer not null
         )"
    }

    fn indexes(&self) -> &'static str {
        "-- The calendar runs in the order of the start, often within one division or organization.
         create index activities_start on activities (starts_at, id);
         create index activities_division on activities (division, starts_at, id);
         create index activities_end on activities (ends_at);
         create index activities_organization on activities (organization_id, starts_at, id);
         -- From the sender's code to the activity.
         create index activities_code on activities (code);
         -- The sessions of activities, the people of a session, the sessions of a volunteer.
         create index sessions_activity on sessions (activity_id, session);
         create index attendance_session on attendance (activity_id, session, volunteer_id);
         create index attendance_volunteer on attendance (volunteer_id, key);
         -- How an activity changed.
         create index activity_changes_activity on activity_changes (activity_id, position);
         -- What came of activities.
         create index outcomes_activity on outcomes (activity_id, measure)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
