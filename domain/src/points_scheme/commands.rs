//! What may be asked of a points scheme. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, DivisionCode},
    organization::OrganizationFacts,
};
use chrono::NaiveDate;

/// The commands of a points scheme (积分方案).
#[derive(Clone, Debug, PartialEq)]
pub enum PointsSchemeCommand {
    /// Open a scheme (启用积分方案, PS1).
    OpenPointsScheme {
        /// The sender's own key.
        code: Code,
        /// Name (方案名称).
        name: String,
        /// Division in whose shops its points are redeemed.
        jurisdiction: DivisionCode,
        /// The organization that answers for it.
        operator: OrganizationFacts,
        /// Points for an hour of service; 0 where hours bring none.
        points_per_hour: u32,
        /// First day.
        opened_on: NaiveDate,
    },
    /// Set the rate from a day on (调整积分标准, PS2).
    SetPointsRate {
        /// Points for an hour of service; 0 where hours bring none.
        points_per_hour: u32,
        /// First day of service to which it applies.
        effective_from: NaiveDate,
    },
    /// End a scheme (停用积分方案, PS3).
    ClosePointsScheme {
        /// Last day.
        closed_on: NaiveDate,
    },
}
