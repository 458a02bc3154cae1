//! The limit of focus links (重点联系上限, I1), and the overrides with which a department lifts it for a time.

use crate::{
    instructor::{
        Instructor, InstructorEvent, InstructorRefusal, Link,
        aggregate::{Decision, not_before, not_in_future},
    },
    kernel::{
        DateSpan, OrganizationId, Personal, RuleContext, text, time,
        words::{LinkKind, OrganizationKind},
    },
    organization::OrganizationFacts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Focus links that an override may allow at a time; as many as a policy may.
const OVERRIDE_LIMIT: u32 = 100;
/// Overrides of one instructor.
const OVERRIDES_LIMIT: usize = 200;

/// Leave of a department to hold more focus links than the policy allows (特批).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FocusOverride {
    /// The department that granted it.
    pub granted_by: OrganizationId,
    /// Focus links allowed at a time.
    pub limit: u32,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// It was ended before the last day for which it was granted.
    #[serde(default)]
    pub ended_early: bool,
}

impl FocusOverride {
    /// Granted as it is asked for, nothing ended yet.
    pub(super) const fn granted(granted_by: OrganizationId, limit: u32, from: NaiveDate, to: NaiveDate) -> Self {
        Self { granted_by, limit, from, to, ended_early: false }
    }

    fn span(&self) -> DateSpan {
        DateSpan { from: self.from, to: Some(self.to) }
    }
}

/// A day on which focus links may become too many.
struct FocusDay {
    day: NaiveDate,
    limit: u32,
    live: u32,
}

impl Instructor {
    /// The override in force on a day.
    #[must_use]
    pub fn override_on(&self, day: NaiveDate) -> Option<&FocusOverride> {
        self.overrides.iter().find(|granted| granted.span().is_live_on(day))
    }

    pub(super) fn grant_override(
        &self,
        asked: FocusOverride,
        department: &OrganizationFacts,
        reason: &str,
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.in_office()?;
        let FocusOverride { granted_by, limit, from, to, .. } = asked;
        if self.overrides.iter().any(|held| FocusOverride { ended_early: false, ..*held } == asked) {
            return Ok(Vec::new());
        }
        if department.kind != OrganizationKind::Department {
            return Err(InstructorRefusal::OverrideNotByDepartment { kind: department.kind });
        }
        if !department.is_live_on(from) {
            return Err(InstructorRefusal::OrganizationNotLive {
                organization_id: granted_by,
                day: from,
                from: department.registered_on,
                until: department.dissolved_on,
            });
        }
        let span = DateSpan::try_new(from, Some(to)).ok_or(InstructorRefusal::SpanReversed { from, to })?;
        not_before(from, appointment.appointed_on)?;
        let min = context.policy_on(&appointment.division, from).focus_links_limit.saturating_add(1);
        if !(min..=OVERRIDE_LIMIT).contains(&limit) {
            return Err(InstructorRefusal::OverrideOutOfBounds { min, max: OVERRIDE_LIMIT, actual: limit });
        }
        if let Some(other) = self.overrides.iter().find(|other| other.span().overlaps(&span)) {
            let (from, until) = (other.from, other.to);
            return Err(if other.ended_early {
                InstructorRefusal::OverrideEnded { from, ended_on: until, earliest: time::next_day(until) }
            } else {
                InstructorRefusal::OverrideOverlaps { from, until }
            });
        }
        if self.overrides.len() >= OVERRIDES_LIMIT {
            return Err(InstructorRefusal::TooMany { list: "overrides", limit: OVERRIDES_LIMIT });
        }
        let (person_id, reason) = (appointment.person_id, Personal::clear(text::note("reason", reason)?));
        Ok(vec![InstructorEvent::FocusOverrideGranted { granted_by, limit, from, to, person_id, reason }])
    }

    /// Nothing happens to the links: from the next day on the load stands as over.
    pub(super) fn end_override(&self, ended_on: NaiveDate, context: &RuleContext) -> Decision {
        self.in_office()?;
        let granted = self.override_on(ended_on).ok_or(InstructorRefusal::OverrideUnknown { day: ended_on })?;
        if granted.to == ended_on {
            return Ok(Vec::new());
        }
        not_in_future(ended_on, context)?;
        Ok(vec![InstructorEvent::FocusOverrideEnded { from: granted.from, ended_on }])
    }

    pub(super) fn shorten_override(&mut self, from: NaiveDate, last_day: NaiveDate) {
        if let Some(granted) = self.overrides.iter_mut().find(|granted| granted.from == from) {
            (granted.to, granted.ended_early) = (last_day, true);
        }
    }

    /// Refuses a focus link with which on some day more than the limit would be live (I1).
    pub(super) fn check_focus(&self, link: &Link, context: &RuleContext) -> Result<(), InstructorRefusal> {
        if link.link_kind != LinkKind::Focus {
            return Ok(());
        }
        match self.focus_days(link.span, context).into_iter().find(|day| day.live >= day.limit) {
            Some(FocusDay { day, limit, live }) => {
                Err(InstructorRefusal::FocusLimitExceeded { limit, actual: live.saturating_add(1), day })
            }
            None => Ok(()),
        }
    }

    /// How many open-ended focus links from a day on there is room for (I1).
    #[must_use]
    pub fn focus_room(&self, from: NaiveDate, context: &RuleContext) -> u32 {
        let days = self.focus_days(DateSpan { from, to: None }, context);
        days.iter().map(|day| day.limit.saturating_sub(day.live)).min().unwrap_or(0)
    }

    /// The days of a new link on which there may be too many, in their order.
    ///
    /// The number of live links only rises where one begins, and the limit only falls where a version of the policy
    /// begins. The end of an override is no such day: what stands then stays, and for a link that begins under an
    /// override neither is a version that begins after it; only other links that begin are.
    fn focus_days(&self, span: DateSpan, context: &RuleContext) -> Vec<FocusDay> {
        let Some(division) = self.appointment.as_ref().map(|appointment| &appointment.division) else {
            return Vec::new();
        };
        let leave_until = self.override_on(span.from).map(|granted| granted.to);
        let versions = context.standing.policies.versions().iter().map(|version| version.effective_from);
        let versions = versions.filter(|day| leave_until.is_none_or(|last| *day <= last));
        let beginnings = self.links().map(|other| other.span.from);
        let later = beginnings.chain(versions).filter(|day| span.is_live_on(*day));
        let mut days: Vec<NaiveDate> = std::iter::once(span.from).chain(later).collect();
        days.sort_unstable();
        days.dedup();
        let measured = |day| {
            let limit = context.policy_on(division, day).focus_links_limit;
            let limit = self.override_on(day).map_or(limit, |granted| granted.limit.max(limit));
            FocusDay { day, limit, live: u32::try_from(self.load_on(day).0).unwrap_or(u32::MAX) }
        };
        days.into_iter().map(measured).collect()
    }
}
