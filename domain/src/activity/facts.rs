//! What an activity tells the rules of others; it is given out with a command and never stored.

use crate::kernel::{
    ActivityId, DivisionCode, OrganizationId, TeamId, TimeSpan,
    words::{ActivityKind, ServiceCategory},
};

/// One session of an activity, as seen by other rules (场次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    /// The activity.
    pub activity_id: ActivityId,
    /// Number of the session within the activity, from 1.
    pub session: u32,
    /// Kind of the activity; only service is credited.
    pub kind: ActivityKind,
    /// Category of the service.
    pub category: ServiceCategory,
    /// Division in which it takes place.
    pub division: DivisionCode,
    /// Team that serves, where there is one.
    pub team_id: Option<TeamId>,
    /// Organization that runs and records it.
    pub organization_id: OrganizationId,
    /// When the session takes place.
    pub span: TimeSpan,
    /// When the whole activity takes place.
    pub activity_span: TimeSpan,
    /// Whether the session is closed.
    pub closed: bool,
    /// Whether the activity is cancelled.
    pub cancelled: bool,
    /// Whether the activity came from a file.
    pub imported: bool,
}
