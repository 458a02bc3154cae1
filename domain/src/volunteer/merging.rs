//! Two volunteers who turn out to be one human (P4): their ledgers are joined, and parted when it was wrong.
//!
//! No hour moves: each stays in the ledger in which it was entered, under its organization and its id, and is approved,
//! corrected, revoked and disputed there. What is new is entered for the volunteer who goes on, and is refused for the other
//! with both ids. A new or corrected span is held against the hours of all joined ledgers, which the unit of work loads and
//! hands over, so that the log checks them at the append too.

use crate::{
    kernel::{DivisionCode, PersonId, RuleContext, TimeSpan, VolunteerId},
    person::merge_facts::{FullDay, SharedDay, SharedService},
    volunteer::{
        Volunteer, VolunteerCommand, VolunteerEvent, VolunteerRefusal, crediting::Decision, ledger::HeldCredit,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The ledgers that are joined with this one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Joined {
    /// The volunteer who goes on, and the person who speaks for both; nothing for whoever goes on.
    into: Option<(VolunteerId, PersonId)>,
    /// Those for whom nothing new is entered.
    with: BTreeSet<VolunteerId>,
}

impl VolunteerCommand {
    /// Whether it enters something new, and does not set right or end what was entered before.
    pub(super) fn is_new(&self) -> bool {
        match self {
            Self::DeclareSkills { .. }
            | Self::VerifySkill { .. }
            | Self::ImportHours { .. }
            | Self::SetAvailability { .. }
            | Self::RecordInsurance { .. }
            | Self::DeactivateVolunteer { .. }
            | Self::ReactivateVolunteer { .. } => true,
            // What is known already is no refusal; each looks itself.
            Self::RegisterVolunteer { .. }
            | Self::CreditHours { .. }
            | Self::ApproveCredit { .. }
            | Self::RejectCredit { .. }
            | Self::CorrectHours { .. }
            | Self::RevokeHours { .. }
            | Self::DisputeRecord { .. }
            | Self::ResolveDispute { .. }
            | Self::SuspendSelfEntry { .. }
            | Self::RestoreSelfEntry
            | Self::JoinLedgers { .. }
            | Self::PartLedgers { .. } => false,
        }
    }
}

impl Volunteer {
    /// The volunteer who goes on for this one, where this record was merged.
    #[must_use]
    pub fn goes_on_as(&self) -> Option<VolunteerId> {
        self.joined.into.map(|(survivor, _)| survivor)
    }

    /// The volunteers for whom this one goes on.
    pub fn goes_on_for(&self) -> impl Iterator<Item = VolunteerId> {
        self.joined.with.iter().copied()
    }

    /// Refuses what is new for a volunteer who is another one too.
    ///
    /// # Errors
    /// [`VolunteerRefusal::PersonMerged`] with the person who speaks for both and the volunteer who goes on.
    pub fn goes_on(&self) -> Result<(), VolunteerRefusal> {
        match self.joined.into {
            Some((volunteer, survivor)) => Err(VolunteerRefusal::PersonMerged { survivor, volunteer }),
            None => Ok(()),
        }
    }

    pub(super) fn join_ledgers(&self, survivor: VolunteerId, duplicate: VolunteerId, person_id: PersonId) -> Decision {
        self.registered()?;
        self.goes_on()?;
        if self.joined.with.contains(&duplicate) {
            return Ok(Vec::new());
        }
        Ok(vec![VolunteerEvent::LedgersJoined { survivor, duplicate, person_id }])
    }

    pub(super) fn part_ledgers(&self, survivor: VolunteerId, duplicate: VolunteerId) -> Decision {
        self.registered()?;
        let joined = self.joined.with.contains(&duplicate) || self.goes_on_as() == Some(survivor);
        Ok(if joined { vec![VolunteerEvent::LedgersParted { survivor, duplicate }] } else { Vec::new() })
    }

    pub(super) fn remember_joined(&mut self, survivor: VolunteerId, duplicate: VolunteerId, person_id: PersonId) {
        if self.volunteer_id() == Some(duplicate) {
            self.joined.into = Some((survivor, person_id));
        } else {
            self.joined.with.insert(duplicate);
        }
    }

    pub(super) fn remember_parted(&mut self, survivor: VolunteerId, duplicate: VolunteerId) {
        if self.goes_on_as() == Some(survivor) {
            self.joined.into = None;
        } else {
            self.joined.with.remove(&duplicate);
        }
    }
}

/// The part of a span that lies in another one, in minutes by local day.
fn shared_days(one: TimeSpan, other: TimeSpan) -> Vec<(NaiveDate, u32)> {
    let (starts_at, ends_at) = (one.starts_at.max(other.starts_at), one.ends_at.min(other.ends_at));
    TimeSpan::try_new(starts_at, ends_at).map(|span| span.minutes_by_local_day()).unwrap_or_default()
}

/// Minutes that joined ledgers hold on a local day.
pub(super) fn joined_minutes(joined: &[HeldCredit], day: NaiveDate) -> u32 {
    let days = joined.iter().flat_map(|held| held.span.minutes_by_local_day());
    days.filter(|(of_day, _)| *of_day == day).map(|(_, minutes)| minutes).sum()
}

/// What stands against the hours of two records being those of one human.
///
/// Minutes at the same time (V3), and days beyond the bound of the division in which the survivor is a volunteer (V4). `theirs` stands in the order of a ledger.
#[must_use]
pub fn shared_service(
    ours: &[HeldCredit],
    theirs: &[HeldCredit],
    division: &DivisionCode,
    context: &RuleContext,
) -> SharedService {
    let mut overlaps = BTreeMap::<NaiveDate, u32>::new();
    for one in ours.iter().map(|held| held.span) {
        let first = theirs.partition_point(|held| held.span.ends_at <= one.starts_at);
        let met = theirs.iter().skip(first).take_while(|held| held.span.starts_at < one.ends_at);
        for (day, minutes) in met.flat_map(|held| shared_days(one, held.span)) {
            *overlaps.entry(day).or_default() += minutes;
        }
    }
    let mut days = BTreeMap::<NaiveDate, (u32, u32)>::new();
    for (day, minutes) in ours.iter().flat_map(|held| held.span.minutes_by_local_day()) {
        days.entry(day).or_default().0 += minutes;
    }
    for (day, minutes) in theirs.iter().flat_map(|held| held.span.minutes_by_local_day()) {
        days.entry(day).or_default().1 += minutes;
    }
    let full = days.into_iter().filter_map(|(day, (ours, theirs))| {
        let (limit, actual) = (context.policy_on(division, day).daily_minutes_bound, ours.saturating_add(theirs));
        // A day that one record fills alone is not of the merge's making.
        (ours > 0 && theirs > 0 && actual > limit).then_some(FullDay { day, limit, actual })
    });
    SharedService {
        full: full.collect(),
        overlaps: overlaps
            .into_iter()
            .filter(|(_, minutes)| *minutes > 0)
            .map(|(day, minutes)| SharedDay { day, minutes })
            .collect(),
    }
}
