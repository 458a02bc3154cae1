//! The state of a points scheme: one function a command, one arm an event.

use crate::{
    kernel::{Code, DivisionCode, OrganizationId, RuleContext, text, time},
    organization::OrganizationFacts,
    points_scheme::{PointsSchemeCommand, PointsSchemeEvent, PointsSchemeRefusal, SchemeFacts},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

type Decision = Result<Vec<PointsSchemeEvent>, PointsSchemeRefusal>;

/// Points that an hour of service brings at most.
pub(super) const RATE_LIMIT: u32 = 1_000;
/// Rates of one scheme: one a month for forty years.
const RATES_LIMIT: usize = 500;

/// A points scheme (积分方案).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PointsScheme {
    opening: Option<Opening>,
    /// Points for an hour of service, from each day on.
    rates: BTreeMap<NaiveDate, u32>,
    closed_on: Option<NaiveDate>,
}

/// What a scheme is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Opening {
    code: Code,
    name: String,
    jurisdiction: DivisionCode,
    operator: OrganizationId,
    points_per_hour: u32,
    opened_on: NaiveDate,
}

crate::aggregate!(PointsScheme, "points_scheme", PointsSchemeCommand, PointsSchemeEvent, PointsSchemeRefusal);

impl PointsScheme {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`PointsSchemeRefusal`] naming the rule that said no.
    pub fn decide(&self, command: PointsSchemeCommand, context: &RuleContext) -> Decision {
        use PointsSchemeCommand as C;
        match command {
            C::OpenPointsScheme { code, name, jurisdiction, operator, points_per_hour, opened_on } => {
                let name = text::name("name", &name)?;
                let of = operator.organization_id;
                let asked = Opening { code, name, jurisdiction, operator: of, points_per_hour, opened_on };
                self.open(asked, &operator, context)
            }
            C::SetPointsRate { points_per_hour, effective_from } => {
                self.set_rate(points_per_hour, effective_from, context)
            }
            C::ClosePointsScheme { closed_on } => self.close(closed_on, context),
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: PointsSchemeEvent) {
        use PointsSchemeEvent as E;
        match event {
            E::PointsSchemeOpened { code, name, jurisdiction, operator, points_per_hour, opened_on } => {
                self.rates.insert(opened_on, points_per_hour);
                self.opening = Some(Opening { code, name, jurisdiction, operator, points_per_hour, opened_on });
            }
            E::PointsRateSet { points_per_hour, effective_from } => {
                self.rates.insert(effective_from, points_per_hour);
            }
            E::PointsSchemeClosed { closed_on } => self.closed_on = Some(closed_on),
        }
    }

    /// What the rules of accounts may know of it.
    #[must_use]
    pub fn facts(&self) -> Option<SchemeFacts> {
        let opening = self.opening.as_ref()?;
        Some(SchemeFacts {
            scheme: opening.code.clone(),
            jurisdiction: opening.jurisdiction.clone(),
            opened_on: opening.opened_on,
            closed_on: self.closed_on,
            rates: self.rates.clone(),
        })
    }

    fn live(&self) -> Result<&Opening, PointsSchemeRefusal> {
        let opening = self.opening.as_ref().ok_or(PointsSchemeRefusal::PointsSchemeUnknown)?;
        match self.closed_on {
            Some(closed_on) => Err(PointsSchemeRefusal::PointsSchemeClosed { closed_on }),
            None => Ok(opening),
        }
    }

    fn open(&self, asked: Opening, operator: &OrganizationFacts, context: &RuleContext) -> Decision {
        if let Some(known) = &self.opening {
            let fields = known.differences(&asked);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(PointsSchemeRefusal::CodeTaken { fields }) };
        }
        let Opening { code, name, jurisdiction, operator: organization_id, points_per_hour, opened_on } = asked;
        believed(points_per_hour)?;
        context.divisions.valid_on(&jurisdiction, opened_on)?;
        if !operator.is_live_on(opened_on) {
            let (from, until) = (operator.registered_on, operator.dissolved_on);
            return Err(PointsSchemeRefusal::OrganizationNotLive { organization_id, day: opened_on, from, until });
        }
        let operator = organization_id;
        let event =
            PointsSchemeEvent::PointsSchemeOpened { code, name, jurisdiction, operator, points_per_hour, opened_on };
        Ok(vec![event])
    }

    fn set_rate(&self, points_per_hour: u32, effective_from: NaiveDate, context: &RuleContext) -> Decision {
        let opening = self.live()?;
        if self.rates.get(&effective_from) == Some(&points_per_hour) {
            return Ok(Vec::new());
        }
        believed(points_per_hour)?;
        let last = self.rates.last_key_value().map_or(opening.opened_on, |(day, _)| *day);
        not_before(effective_from, time::next_day(last.max(context.today())))?;
        if self.rates.len() >= RATES_LIMIT {
            return Err(PointsSchemeRefusal::TooMany { list: "rates", limit: RATES_LIMIT });
        }
        Ok(vec![PointsSchemeEvent::PointsRateSet { points_per_hour, effective_from }])
    }

    fn close(&self, closed_on: NaiveDate, context: &RuleContext) -> Decision {
        if self.closed_on == Some(closed_on) {
            return Ok(Vec::new());
        }
        let opening = self.live()?;
        not_before(closed_on, opening.opened_on.max(context.today()))?;
        Ok(vec![PointsSchemeEvent::PointsSchemeClosed { closed_on }])
    }
}

impl Opening {
    /// The fields in which two openings differ.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let checks = [
            ("name", self.name == other.name),
            ("jurisdiction", self.jurisdiction == other.jurisdiction),
            ("operator", self.operator == other.operator),
            ("points_per_hour", self.points_per_hour == other.points_per_hour),
            ("opened_on", self.opened_on == other.opened_on),
        ];
        checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

/// Refuses a rate that nobody believes.
fn believed(points_per_hour: u32) -> Result<(), PointsSchemeRefusal> {
    if points_per_hour > RATE_LIMIT {
        return Err(PointsSchemeRefusal::PointsRateOutOfBounds { limit: RATE_LIMIT, actual: points_per_hour });
    }
    Ok(())
}

/// Refuses a day before another.
fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), PointsSchemeRefusal> {
    if day < earliest { Err(PointsSchemeRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}
