//! The closed lists of demand catalogues on the wire.

use crate::graphql::scalars::word_enum;
use async_graphql::Enum;
use muster_domain::talent_demand;

word_enum! {
    /// What kind of unit demand is dealt out to (需求承接单位类别).
    RecipientKind of talent_demand::words::RecipientKind {
        /// Township or street (乡镇街道).
        Township,
        /// Unit that takes part in the work for talents (成员单位).
        MemberUnit,
    }
}

/// How a match stands on a day (推荐状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchState {
    /// Proposed and not decided (已推荐).
    Proposed,
    /// Accepted, and no engagement runs (已接受).
    Accepted,
    /// Accepted, and an engagement runs (已落实).
    Engaged,
    /// Turned down, or the acceptance taken back (已谢绝).
    Declined,
}
