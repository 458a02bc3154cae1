//! A team as seen by other rules: what they may know of one. No rule of the team itself belongs here.

use crate::kernel::{DateSpan, OrganizationId, RuleContext, TeamId, VolunteerId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What other rules may know of a team (志愿服务队).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamFacts {
    /// Which one.
    pub team_id: TeamId,
    /// The organization that answers for it (T3).
    pub organization_id: OrganizationId,
    /// First day of service.
    pub formed_on: NaiveDate,
    /// Last day, once disbanded.
    pub disbanded_on: Option<NaiveDate>,
    /// Whether it does not serve for the time being.
    pub suspended: bool,
}

impl TeamFacts {
    /// Whether the team serves on a day: from its first to its last day, both included, and not suspended.
    #[must_use]
    pub fn is_live_on(&self, day: NaiveDate) -> bool {
        !self.suspended && self.formed_on <= day && self.disbanded_on.is_none_or(|last| day <= last)
    }
}

/// What the rule of calling out (T4) may know of a member on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberFacts {
    /// Who.
    pub volunteer_id: VolunteerId,
    /// Whether the volunteer is active.
    pub active: bool,
    /// Completed years of age; nothing where the birth date is not on file.
    pub age_years: Option<u32>,
    /// Day of the last training completed, where there is one.
    pub last_trained_on: Option<NaiveDate>,
    /// Whether insurance of the volunteer's own covers the day.
    pub insured: bool,
}

/// Whether something that exists in these days may stand behind a fact of this day.
///
/// What the operator takes over from files came without a first day and carries that of its import, and a
/// suspension of today says nothing of a fact of last year: there only the last day counts.
pub(crate) fn may_stand_behind(exists: DateSpan, suspended: bool, day: NaiveDate, context: &RuleContext) -> bool {
    if context.counts_as_approved() {
        exists.to.is_none_or(|last| day <= last)
    } else {
        !suspended && exists.is_live_on(day)
    }
}
