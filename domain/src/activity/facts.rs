//! An activity as seen by the hour ledger: a session, and who of its people can be credited. No decision belongs here.

use crate::kernel::{
    ActivityId, DivisionCode, OrganizationId, TeamId, TimeSpan, VolunteerId,
    words::{ActivityKind, EvidenceClass, ServiceCategory},
};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What the hour ledger may know of one session (场次).
#[derive(Clone, Debug, PartialEq)]
pub struct SessionFacts {
    /// The activity.
    pub activity_id: ActivityId,
    /// Number within the activity, from 1.
    pub session: u32,
    /// Kind of the activity; only service is credited (V9).
    pub kind: ActivityKind,
    /// Category of the service.
    pub category: ServiceCategory,
    /// Division in which it takes place.
    pub division: DivisionCode,
    /// Team that serves, where there is one.
    pub team_id: Option<TeamId>,
    /// Organization that runs and records it.
    pub organization_id: OrganizationId,
    /// The session's span.
    pub span: TimeSpan,
    /// The activity's span.
    pub activity_span: TimeSpan,
    /// Whether the session's attendance is final.
    pub closed: bool,
    /// Whether the activity does not take place.
    pub cancelled: bool,
    /// Whether the activity should never have stood (A10).
    pub voided: bool,
    /// Whether the activity was taken over from a file as held.
    pub imported: bool,
}

/// One person's attendance of one session, as one span (V8: a session is credited once).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttendedSpan {
    /// Who.
    pub volunteer_id: VolunteerId,
    /// From when to when; of several stays see [`crate::activity`].
    pub span: TimeSpan,
    /// A scanned, B confirmed by the leader, C by position only.
    pub evidence: EvidenceClass,
    /// A check-in without check-out is part of it: not credited before the leader confirms (A5).
    pub open: bool,
    /// Share of the session's length that all stays together cover, 0 to 100.
    pub presence_percent: u32,
    /// Minutes of other stays that the span leaves out.
    pub left_out_minutes: u32,
}

/// The people of a closed session: whom a batch may credit, and whom it may not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Creditable {
    /// Whom to credit, with which span.
    pub spans: Vec<AttendedSpan>,
    /// Whom not, and why.
    pub refused: Vec<RefusedAttendance>,
}

/// One person of a closed session who cannot be credited.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedAttendance {
    /// Who.
    pub volunteer_id: VolunteerId,
    /// Why.
    pub reason: AttendanceRefusal,
}

/// Why attendance is not credited without a leader's confirmation.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum AttendanceRefusal {
    /// There is no check-out (A5).
    #[error("the check-in at {checked_in_at} has no check-out; the leader confirms the span first")]
    OpenCheckIn {
        /// The check-in.
        checked_in_at: DateTime<Utc>,
    },
    /// The presence is below the policy's share of the session (A6).
    #[error("presence is {actual} %, {required} % are needed")]
    PresenceTooShort {
        /// Percent of the session's length.
        actual: u32,
        /// Percent needed.
        required: u32,
    },
}
