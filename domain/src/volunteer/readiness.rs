//! The rules of who can come: declared availability, insurance of one's own, and the days on which one is not active.
//!
//! - Of several declarations the one recorded last holds from its first day on.
//! - Insurance is told by its policy: recorded again under the same reference, it takes the place of what was recorded.
//!   Insurance of a participant in one session stands with the activity and does not count here; insurance of one's own
//!   that covers the day counts there.
//! - A volunteer who is not active (停用) cannot come, and signs up for no session of these days; the ledger stays as it
//!   is.

use crate::{
    kernel::{DateSpan, Personal, RuleContext, text, time},
    volunteer::{
        aggregate::Volunteer,
        availability::{Availability, limited},
        events::{Insurance, VolunteerEvent},
        facts::OnTheDay,
        readiness_refusals::ReadinessRefusal,
        refusals::VolunteerRefusal,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Policies of insurance of one volunteer.
const INSURANCES_LIMIT: usize = 200;
/// Pauses of one volunteer.
const PAUSES_LIMIT: usize = 100;
/// Days that one policy of insurance lasts: ten years.
const INSURANCE_DAYS_LIMIT: i64 = 3_660;

type Decision = Result<Vec<VolunteerEvent>, VolunteerRefusal>;

/// What says whether a volunteer can come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Readiness {
    availability: Option<Availability>,
    /// By the reference of the policy.
    insurances: BTreeMap<String, Insurance>,
    /// Days on which the volunteer was or is not active, oldest first.
    pauses: Vec<DateSpan>,
}

impl Volunteer {
    /// Whether some insurance of the volunteer's own covers a day.
    #[must_use]
    pub fn is_insured_on(&self, day: NaiveDate) -> bool {
        self.readiness.insurances.values().any(|insurance| insurance.span.is_live_on(day))
    }

    /// How it stands with the volunteer on a day, for the rules of others.
    #[must_use]
    pub fn on_the_day(&self, day: NaiveDate) -> OnTheDay {
        let covering = self.readiness.insurances.values().filter(|insurance| insurance.span.is_live_on(day));
        OnTheDay {
            insured_to: covering.filter_map(|insurance| insurance.span.to).max(),
            pause: self.readiness.pauses.iter().find(|pause| pause.is_live_on(day)).copied(),
        }
    }

    /// Whether the volunteer is active on a day.
    #[must_use]
    pub fn is_active_on(&self, day: NaiveDate) -> bool {
        self.registered_on().is_some_and(|from| from <= day)
            && !self.readiness.pauses.iter().any(|pause| pause.is_live_on(day))
    }

    /// The availability declared last.
    #[must_use]
    pub fn availability(&self) -> Option<&Availability> {
        self.readiness.availability.as_ref()
    }

    pub(super) fn set_availability(&self, asked: Availability, context: &RuleContext) -> Decision {
        let registration = self.registered()?;
        let mut asked = asked.normal()?;
        if asked.divisions.is_empty() {
            asked.divisions.push(registration.division.clone());
        }
        if self.readiness.availability.as_ref() == Some(&asked) {
            return Ok(Vec::new());
        }
        let (from, today) = (asked.span.from, context.today());
        not_before(from, registration.registered_on)?;
        if from < today && !context.counts_as_approved() {
            return Err(ReadinessRefusal::AvailabilityInPast { from, today }.into());
        }
        for division in &asked.divisions {
            context.divisions.valid_on(division, from)?;
        }
        Ok(vec![VolunteerEvent::AvailabilityDeclared { availability: asked }])
    }

    pub(super) fn record_insurance(&self, asked: &Insurance) -> Decision {
        self.registered()?;
        let insurer = text::name("insurer", &asked.insurer)?;
        let policy_reference = text::name("policy_reference", &asked.policy_reference)?;
        let DateSpan { from, to } = asked.span;
        let to = to.unwrap_or(from);
        if to < from {
            return Err(ReadinessRefusal::SpanReversed { from, to }.into());
        }
        let actual = (to - from).num_days().saturating_add(1);
        if actual > INSURANCE_DAYS_LIMIT {
            return Err(ReadinessRefusal::InsuranceTooLong { limit: INSURANCE_DAYS_LIMIT, actual }.into());
        }
        let insurance = Insurance { insurer, policy_reference, span: DateSpan { from, to: Some(to) } };
        let held = self.readiness.insurances.get(&insurance.policy_reference);
        if held == Some(&insurance) {
            return Ok(Vec::new());
        }
        if held.is_none() {
            limited("insurances", self.readiness.insurances.len().saturating_add(1), INSURANCES_LIMIT)?;
        }
        Ok(vec![VolunteerEvent::InsuranceRecorded { insurance }])
    }

    pub(super) fn deactivate(&self, deactivated_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        let registration = self.registered()?;
        let last = self.readiness.pauses.last();
        if last.is_some_and(|pause| pause.to.is_none()) {
            return Ok(Vec::new());
        }
        let earliest = last.and_then(|pause| pause.to).map_or(registration.registered_on, time::next_day);
        not_before(deactivated_on, earliest)?;
        not_in_future(deactivated_on, context)?;
        limited("pauses", self.readiness.pauses.len().saturating_add(1), PAUSES_LIMIT)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![VolunteerEvent::VolunteerDeactivated { deactivated_on, person_id: registration.person_id, reason }])
    }

    pub(super) fn reactivate(&self, reactivated_on: NaiveDate, context: &RuleContext) -> Decision {
        self.registered()?;
        let Some(pause) = self.readiness.pauses.last().filter(|pause| pause.to.is_none()) else {
            return Ok(Vec::new());
        };
        not_before(reactivated_on, time::next_day(pause.from))?;
        not_in_future(reactivated_on, context)?;
        Ok(vec![VolunteerEvent::VolunteerReactivated { reactivated_on }])
    }

    pub(super) fn declare(&mut self, availability: Availability) {
        self.readiness.availability = Some(availability);
    }

    pub(super) fn insure(&mut self, insurance: Insurance) {
        self.readiness.insurances.insert(insurance.policy_reference.clone(), insurance);
    }

    pub(super) fn pause(&mut self, from: NaiveDate) {
        self.readiness.pauses.push(DateSpan { from, to: None });
    }

    pub(super) fn resume(&mut self, from: NaiveDate) {
        if let Some(pause) = self.readiness.pauses.last_mut() {
            pause.to = Some(time::day_before(from));
        }
    }
}

fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), ReadinessRefusal> {
    if day < earliest { Err(ReadinessRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}

fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), ReadinessRefusal> {
    let today = context.today();
    if day > today { Err(ReadinessRefusal::DayInFuture { day, today }) } else { Ok(()) }
}
