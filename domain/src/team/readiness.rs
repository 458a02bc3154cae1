//! Whether a team is ready to be called out (T4): how many of its members are active, adult, trained and insured.

use crate::{
    kernel::{Policy, VolunteerId},
    team::{aggregate::Team, facts::MemberFacts, refusals::TeamRefusal},
};
use chrono::{Months, NaiveDate};
use serde::Serialize;

/// The members of a team on a day, by what they lack; one may lack several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Readiness {
    /// Members who must be ready.
    pub required: u32,
    /// Members who lack nothing.
    pub ready: usize,
    /// Members on the day.
    pub members: usize,
    /// Members who are not of age.
    pub minors: usize,
    /// Members whose age is not known.
    pub age_unknown: usize,
    /// Members without a training or a drill by name in these months.
    pub untrained: usize,
    /// Members whom no insurance of their own covers on the day.
    pub uninsured: usize,
    /// Members who are not active.
    pub inactive: usize,
    /// Months in which a training counts.
    pub training_months: u32,
}

impl Team {
    /// Refuses a call of which too few members would be ready; what is not known of a member is lacking.
    pub(super) fn check_ready(&self, facts: &[MemberFacts], on: NaiveDate, policy: &Policy) -> Result<(), TeamRefusal> {
        let required = policy.activation_members;
        let needed = usize::try_from(required).unwrap_or(usize::MAX);
        let actual = self.member_count(on);
        if actual < needed {
            return Err(TeamRefusal::TooFewMembers { required, actual });
        }
        let training_months = policy.activation_training_months;
        let mut found = Readiness { required, training_months, ..Readiness::default() };
        for volunteer_id in self.members_on(on) {
            let unknown =
                MemberFacts { volunteer_id, active: true, age_years: None, last_trained_on: None, insured: false };
            let member = facts.iter().find(|facts| facts.volunteer_id == volunteer_id).unwrap_or(&unknown);
            let trained_on = member.last_trained_on.max(self.last_drilled_on(volunteer_id, on));
            let trained = trained_on.is_some_and(|day| counts(day, on, training_months));
            let minor = member.age_years.is_some_and(|age| age < policy.adult_age_years);
            let age_unknown = member.age_years.is_none();
            found.members += 1;
            found.minors += usize::from(minor);
            found.age_unknown += usize::from(age_unknown);
            found.untrained += usize::from(!trained);
            found.uninsured += usize::from(!member.insured);
            found.inactive += usize::from(!member.active);
            found.ready += usize::from(member.active && member.insured && trained && !minor && !age_unknown);
        }
        if found.ready < needed { Err(TeamRefusal::TeamNotReady(found)) } else { Ok(()) }
    }

    /// The last drill of the team by a day in which a member is named.
    fn last_drilled_on(&self, volunteer: VolunteerId, on: NaiveDate) -> Option<NaiveDate> {
        let named = self.drills.range(..=on).rev().find(|(_, drill)| drill.people.binary_search(&volunteer).is_ok());
        named.map(|(day, _)| *day)
    }
}

/// Whether a training of a day still counts; the same day so many months before is out.
fn counts(trained_on: NaiveDate, on: NaiveDate, months: u32) -> bool {
    trained_on <= on && on.checked_sub_months(Months::new(months)).is_none_or(|since| since < trained_on)
}
