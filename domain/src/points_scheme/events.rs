//! What is remembered of a points scheme. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::kernel::{ClaimChange, Code, DivisionCode, OrganizationId, PersonalVisitor, StoredEvent};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a points scheme (积分方案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsSchemeEvent {
    /// A scheme is open (积分方案已启用).
    PointsSchemeOpened {
        /// The sender's own key.
        code: Code,
        /// Name.
        name: String,
        /// Division in whose shops its points are redeemed.
        jurisdiction: DivisionCode,
        /// The organization that answers for it.
        operator: OrganizationId,
        /// Points for an hour of service.
        points_per_hour: u32,
        /// First day.
        opened_on: NaiveDate,
    },
    /// The rate changes from a day on (积分标准已调整).
    PointsRateSet {
        /// Points for an hour of service.
        points_per_hour: u32,
        /// First day of service to which it applies.
        effective_from: NaiveDate,
    },
    /// A scheme ends (积分方案已停用).
    PointsSchemeClosed {
        /// Last day.
        closed_on: NaiveDate,
    },
}

crate::stored_names!(PointsSchemeEvent {
    PointsSchemeOpened => "points_scheme_opened" v "1.0",
    PointsRateSet => "points_rate_set" v "1.0",
    PointsSchemeClosed => "points_scheme_closed" v "1.0",
});

impl StoredEvent for PointsSchemeEvent {
    fn visit_personal(&mut self, _visit: &mut PersonalVisitor<'_>) {}

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}
