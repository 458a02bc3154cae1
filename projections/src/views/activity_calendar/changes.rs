//! What of an activity was changed after it was planned (活动变更), and the rows that this changes.

use super::{ActivityRow, SessionRow, fold::session_key};
use crate::{rows::integer, rows::rows};
use chrono::{DateTime, Utc};
use muster_domain::activity::{ActivityChange, SessionPlan};
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// One change of an activity; its reason is sealed in the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct ActivityChangeRow {
    /// Position of the event.
    pub position: i64,
    /// The activity.
    pub activity_id: Uuid,
    /// What of the activity is otherwise: `title`, `place`, `risk_notice`.
    pub fields: Vec<String>,
    /// Numbers of the sessions that are otherwise.
    pub sessions: Vec<i32>,
    /// Whether it was open to volunteers already.
    pub published: bool,
    /// Pseudonym of who changed it.
    pub actor: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

rows! {
    ActivityChangeRow: "activity_changes" by position "bigint";
}

/// The row of a change.
pub(super) fn change_row(
    recorded: &Recorded,
    activity_id: Uuid,
    change: &ActivityChange,
    published: bool,
) -> ActivityChangeRow {
    let changed = [
        ("title", change.title.is_some()),
        ("place", change.place.is_some()),
        ("risk_notice", change.risk_notice.is_some()),
    ];
    ActivityChangeRow {
        position: recorded.position,
        activity_id,
        fields: changed.into_iter().filter(|(_, is)| *is).map(|(field, _)| field.to_owned()).collect(),
        sessions: change.sessions.iter().map(|plan| integer(plan.session)).collect(),
        published,
        actor: recorded.metadata.actor.clone(),
        recorded_at: recorded.recorded_at,
    }
}

impl ActivityRow {
    /// Takes the new texts in.
    pub(super) fn change(&mut self, change: ActivityChange) {
        let ActivityChange { title, place, risk_notice, sessions: _ } = change;
        if let Some(title) = title {
            self.title = title;
        }
        self.place = place.or(self.place.take());
        self.risk_notice = risk_notice.or(self.risk_notice.take());
    }
}

impl SessionRow {
    /// Takes the new times and capacity in.
    pub(super) fn change(&mut self, plan: &SessionPlan) {
        self.starts_at = plan.span.starts_at;
        self.ends_at = plan.span.ends_at;
        self.capacity = plan.capacity.map(integer);
    }
}

/// The keys of the sessions that a change names.
pub(super) fn changed_sessions(activity: Uuid, change: &ActivityChange) -> Vec<String> {
    change.sessions.iter().map(|plan| session_key(activity, plan.session)).collect()
}
