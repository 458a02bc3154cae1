//! The rules of the people of a team (T1, T2). What the team does with them does not belong here.

use crate::{
    kernel::{RuleContext, VolunteerId},
    team::{
        aggregate::{Decision, Team},
        events::TeamEvent,
        refusals::TeamRefusal,
    },
    volunteer::VolunteerFacts,
};
use chrono::NaiveDate;

/// People whose memberships one stream holds, past ones too.
pub const MEMBERS_LIMIT: usize = 50_000;
/// Memberships of one volunteer in one team, past ones too.
pub const MEMBERSHIPS_LIMIT: usize = 100;

impl Team {
    pub(super) fn admit(&self, volunteer_id: VolunteerId, admitted_on: NaiveDate) -> Decision {
        let formation = self.standing()?;
        not_before(admitted_on, formation.formed_on)?;
        let spans = self.members.get(&volunteer_id).map_or(&[][..], Vec::as_slice);
        if spans.iter().any(|span| span.to.is_none() && span.is_live_on(admitted_on)) {
            return Ok(Vec::new());
        }
        // A membership begins open, so it meets every one that has not ended before it.
        if let Some(other) = spans.iter().find(|span| span.to.is_none_or(|last| last >= admitted_on)) {
            return Err(TeamRefusal::MembershipOverlaps { from: other.from, until: other.to });
        }
        if spans.len() >= MEMBERSHIPS_LIMIT {
            return Err(TeamRefusal::TooMany { list: "memberships of one volunteer", limit: MEMBERSHIPS_LIMIT });
        }
        if spans.is_empty() && self.members.len() >= MEMBERS_LIMIT {
            return Err(TeamRefusal::TooMany { list: "members", limit: MEMBERS_LIMIT });
        }
        Ok(vec![TeamEvent::MemberAdmitted { volunteer_id, admitted_on }])
    }

    pub(super) fn remove(&self, volunteer_id: VolunteerId, left_on: NaiveDate, context: &RuleContext) -> Decision {
        self.standing()?;
        let last = self.members.get(&volunteer_id).and_then(|spans| spans.last());
        let last = last.ok_or(TeamRefusal::NotAMember { day: left_on })?;
        if let Some(to) = last.to {
            let same = to == left_on;
            return if same { Ok(Vec::new()) } else { Err(TeamRefusal::NotAMember { day: left_on }) };
        }
        not_before(left_on, last.from)?;
        not_in_future(left_on, context)?;
        let members =
            self.members.values().filter(|spans| spans.last().is_some_and(|span| span.to.is_none())).count() - 1;
        if self.leaders.len() == 1 && self.leaders.contains(&volunteer_id) && members > 0 {
            return Err(TeamRefusal::LeaderNeeded { members });
        }
        Ok(vec![TeamEvent::MemberLeft { volunteer_id, left_on }])
    }

    pub(super) fn appoint(
        &self,
        volunteer: &VolunteerFacts,
        appointed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let formation = self.standing()?;
        let volunteer_id = volunteer.volunteer_id;
        if self.leaders.contains(&volunteer_id) {
            return Ok(Vec::new());
        }
        not_in_future(appointed_on, context)?;
        let spans = self.members.get(&volunteer_id);
        // Somebody who has left cannot lead, whatever the day of the appointment.
        let present = spans.and_then(|spans| spans.last()).is_some_and(|span| span.to.is_none());
        if !present || !self.is_member(volunteer_id, appointed_on) {
            return Err(TeamRefusal::NotAMember { day: appointed_on });
        }
        let required_age_years = context.policy_on(&formation.home_division, appointed_on).adult_age_years;
        match volunteer.person.age_years {
            None => Err(TeamRefusal::LeaderAgeUnknown { required_age_years }),
            Some(age) if age < required_age_years => Err(TeamRefusal::LeaderNotAdult { required_age_years }),
            Some(_) => Ok(vec![TeamEvent::LeaderAppointed { volunteer_id, appointed_on }]),
        }
    }
}

/// The day is not before the earliest one possible.
pub(super) fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), TeamRefusal> {
    if day < earliest { Err(TeamRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}

/// What takes effect at once is not dated in the future.
pub(super) fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), TeamRefusal> {
    let today = context.today();
    if day > today { Err(TeamRefusal::DayInFuture { day, today }) } else { Ok(()) }
}
