//! Closed lists of activities on the wire.

use super::scalars::word_enum;
use async_graphql::{Enum, Error, Result};
use muster_domain::kernel;
use muster_projections::views::activity_calendar;

word_enum! {
    /// The kind of an activity; only service is credited (活动类型).
    ActivityKind of kernel::words::ActivityKind {
        /// Volunteer service (志愿服务).
        Service,
        /// Training or exchange (培训交流).
        Training,
        /// Meeting (会议).
        Meeting,
        /// Office duty (值班).
        OfficeDuty,
        /// Dinner or team building (聚餐团建).
        Dinner,
        /// Rehearsal (彩排).
        Rehearsal,
        /// Study tour (考察).
        StudyTour,
    }
}

word_enum! {
    /// How dangerous an activity is (风险等级).
    RiskLevel of kernel::words::RiskLevel {
        /// Ordinary (一般).
        Ordinary,
        /// Possibly dangerous: insurance first, no minors (可能危险).
        Hazardous,
    }
}

/// How far an activity has come (活动状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "activity_calendar::ActivityStatus")]
pub enum ActivityStatus {
    /// Planned, not open (拟定).
    Draft,
    /// Open to volunteers (已发布).
    Published,
    /// Held, taken over from a file (已举办).
    Held,
    /// Closed: the recording clock runs (已结项).
    Closed,
    /// Called off (已取消).
    Cancelled,
    /// It should never have stood; its credits are taken back (已作废).
    Voided,
}

impl ActivityStatus {
    /// The status that a view keeps under this code.
    pub(crate) fn of_code(code: &str) -> Result<Self> {
        let status = activity_calendar::ActivityStatus::of_code(code);
        status.map(Self::from).ok_or_else(|| Error::new("a view holds an unknown status"))
    }
}
