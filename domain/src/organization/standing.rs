//! What is said of an organization beside its registration: level, terms, labels, pledges, coverage (层级、换届、标识、承诺、覆盖).

use crate::{
    kernel::{Code, DateSpan, Personal, RuleContext, text, time},
    organization::{
        Organization, OrganizationEvent, OrganizationRefusal,
        aggregate::{Decision, not_before, not_in_future},
        words::{OrganizationLabel, OrganizationLevel, PartyCoverage, PledgeKind},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Leadership terms of one organization.
const TERMS_LIMIT: usize = 100;
/// Times that one label is granted to one organization.
const GRANTS_LIMIT: usize = 100;
/// Pledges of one organization.
const PLEDGES_LIMIT: usize = 10_000;
/// Copies that one entry of the ledger of pledges stands for.
pub const COPIES_LIMIT: u32 = 100_000;
/// Surveys of one organization: one a month for eighty years.
const SURVEYS_LIMIT: usize = 1_000;

/// What is said of an organization beside its registration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// The level and since when.
    level: Option<(OrganizationLevel, NaiveDate)>,
    /// Terms, oldest first.
    terms: Vec<DateSpan>,
    /// Each label with the days on which it was held, oldest first.
    labels: BTreeMap<OrganizationLabel, Vec<DateSpan>>,
    pledges: BTreeMap<Code, Pledge>,
    surveys: BTreeMap<NaiveDate, PartyCoverage>,
}

/// One entry of the ledger of pledges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Pledge {
    pledge: PledgeKind,
    copies: u32,
    signed_on: NaiveDate,
}

impl Organization {
    pub(super) fn record_level(
        &self,
        level: OrganizationLevel,
        recorded_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let known = self.live()?;
        if self.standing.level.is_some_and(|(before, _)| before == level) {
            return Ok(Vec::new());
        }
        not_in_future(recorded_on, context)?;
        not_before(recorded_on, self.standing.level.map_or(known.registered_on, |(_, since)| time::next_day(since)))?;
        Ok(vec![OrganizationEvent::LevelRecorded { level, recorded_on }])
    }

    /// A term begins after the one before began, ends after its own first day and within the years allowed (O5).
    pub(super) fn renew_leadership(&self, from: NaiveDate, to: NaiveDate, context: &RuleContext) -> Decision {
        let known = self.live()?;
        let span = DateSpan { from, to: Some(to) };
        if self.standing.terms.contains(&span) {
            return Ok(Vec::new());
        }
        if to <= from {
            return Err(OrganizationRefusal::TermEndsTooEarly { from, to });
        }
        not_in_future(from, context)?;
        not_before(from, self.standing.terms.last().map_or(known.registered_on, |last| time::next_day(last.from)))?;
        let years = context.policy_on(&known.division, from).leadership_term_years;
        let latest = time::day_before(time::years_after(from, i32::try_from(years).unwrap_or(i32::MAX)));
        if to > latest {
            return Err(OrganizationRefusal::TermTooLong { years, to, latest });
        }
        if self.standing.terms.len() >= TERMS_LIMIT {
            return Err(OrganizationRefusal::TooMany { list: "leadership terms", limit: TERMS_LIMIT });
        }
        Ok(vec![OrganizationEvent::LeadershipTermRenewed { from, to }])
    }

    pub(super) fn grant_label(
        &self,
        label: OrganizationLabel,
        granted_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let known = self.live()?;
        let held = self.standing.labels.get(&label).map(Vec::as_slice).unwrap_or_default();
        if held.iter().any(|span| span.is_live_on(granted_on)) {
            return Ok(Vec::new());
        }
        not_in_future(granted_on, context)?;
        let earliest = held.last().map_or(known.registered_on, |last| time::next_day(last.to.unwrap_or(last.from)));
        not_before(granted_on, earliest)?;
        if held.len() >= GRANTS_LIMIT {
            return Err(OrganizationRefusal::TooMany { list: "grants of a label", limit: GRANTS_LIMIT });
        }
        Ok(vec![OrganizationEvent::LabelGranted { label, granted_on }])
    }

    pub(super) fn withdraw_label(
        &self,
        label: OrganizationLabel,
        withdrawn_on: NaiveDate,
        reason: &str,
        context: &RuleContext,
    ) -> Decision {
        self.live()?;
        let held = self.standing.labels.get(&label).map(Vec::as_slice).unwrap_or_default();
        if held.iter().any(|span| span.to == Some(withdrawn_on)) {
            return Ok(Vec::new());
        }
        let open = held.last().filter(|span| span.to.is_none() && span.from <= withdrawn_on);
        let granted_on = open.ok_or(OrganizationRefusal::LabelNotHeld { label, day: withdrawn_on })?.from;
        not_in_future(withdrawn_on, context)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![OrganizationEvent::LabelWithdrawn { label, granted_on, withdrawn_on, reason }])
    }

    pub(super) fn sign_pledge(
        &self,
        code: Code,
        pledge: PledgeKind,
        copies: u32,
        signed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let known = self.acting()?;
        let asked = Pledge { pledge, copies, signed_on };
        if let Some(before) = self.standing.pledges.get(&code) {
            let fields = before.differences(&asked);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(OrganizationRefusal::PledgeTaken { fields }) };
        }
        if !(1..=COPIES_LIMIT).contains(&copies) {
            return Err(OrganizationRefusal::CopiesOutOfRange { actual: copies, limit: COPIES_LIMIT });
        }
        not_in_future(signed_on, context)?;
        not_before(signed_on, known.registered_on)?;
        if self.standing.pledges.len() >= PLEDGES_LIMIT {
            return Err(OrganizationRefusal::TooMany { list: "pledges", limit: PLEDGES_LIMIT });
        }
        Ok(vec![OrganizationEvent::PledgeSigned { code, pledge, copies, signed_on }])
    }

    pub(super) fn survey_coverage(
        &self,
        coverage: PartyCoverage,
        surveyed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let known = self.live()?;
        if !known.kind.is_of_new_fields() {
            return Err(OrganizationRefusal::CoverageNotAsked { kind: known.kind });
        }
        if let Some(found) = self.standing.surveys.get(&surveyed_on).copied() {
            let differs = OrganizationRefusal::SurveyDiffers { surveyed_on, found };
            return if found == coverage { Ok(Vec::new()) } else { Err(differs) };
        }
        not_in_future(surveyed_on, context)?;
        not_before(surveyed_on, known.registered_on)?;
        if self.standing.surveys.len() >= SURVEYS_LIMIT {
            return Err(OrganizationRefusal::TooMany { list: "surveys", limit: SURVEYS_LIMIT });
        }
        Ok(vec![OrganizationEvent::CoverageSurveyed { coverage, surveyed_on }])
    }
}

impl Standing {
    pub(super) fn level_recorded(&mut self, level: OrganizationLevel, recorded_on: NaiveDate) {
        self.level = Some((level, recorded_on));
    }

    pub(super) fn leadership_renewed(&mut self, from: NaiveDate, to: NaiveDate) {
        // Whoever is elected early takes over: the term before ends on the day before.
        if let Some(before) = self.terms.last_mut().filter(|before| before.to.is_none_or(|to| to >= from)) {
            before.to = Some(time::day_before(from));
        }
        self.terms.push(DateSpan { from, to: Some(to) });
    }

    pub(super) fn label_granted(&mut self, label: OrganizationLabel, granted_on: NaiveDate) {
        self.labels.entry(label).or_default().push(DateSpan { from: granted_on, to: None });
    }

    pub(super) fn label_withdrawn(&mut self, label: OrganizationLabel, withdrawn_on: NaiveDate) {
        if let Some(open) = self.labels.get_mut(&label).and_then(|held| held.last_mut()) {
            open.to = Some(withdrawn_on);
        }
    }

    pub(super) fn pledge_signed(&mut self, code: Code, pledge: PledgeKind, copies: u32, signed_on: NaiveDate) {
        self.pledges.insert(code, Pledge { pledge, copies, signed_on });
    }

    pub(super) fn coverage_surveyed(&mut self, coverage: PartyCoverage, surveyed_on: NaiveDate) {
        self.surveys.insert(surveyed_on, coverage);
    }

    /// Terms of leadership, oldest first; one that was cut short shows its real last day.
    #[cfg(test)]
    pub(super) fn terms(&self) -> &[DateSpan] {
        &self.terms
    }
}

impl Pledge {
    /// The fields in which two entries differ.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let checks = [
            ("pledge", self.pledge == other.pledge),
            ("copies", self.copies == other.copies),
            ("signed_on", self.signed_on == other.signed_on),
        ];
        checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}
