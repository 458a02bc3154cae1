//! The state of a site, its commands and its events.

use crate::{
    kernel::{Code, DivisionCode, OrganizationId, Personal, RuleContext, SiteId, text, time},
    organization::OrganizationFacts,
    site::{Checklist, SiteCommand, SiteEvent, SiteFacts, SiteRefusal, words::SiteKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a rule answers: events, none when it is so already, or a refusal.
type Decision = Result<Vec<SiteEvent>, SiteRefusal>;

/// Checks of one site: one a week for twenty years.
const CHECKS_LIMIT: usize = 1_000;

/// A site (阵地).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    pub(super) opening: Option<Opening>,
    /// Since when the present organization runs it.
    operated_since: Option<NaiveDate>,
    /// When the name or the address changed last.
    changed_on: Option<NaiveDate>,
    checks: BTreeMap<NaiveDate, Checklist>,
    closed_on: Option<NaiveDate>,
}

/// What a site is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Opening {
    code: Code,
    name: String,
    kind: SiteKind,
    pub(super) division: DivisionCode,
    address: Option<String>,
    pub(super) operator: OrganizationId,
    opened_on: NaiveDate,
}

crate::aggregate!(Site, "site", SiteCommand, SiteEvent, SiteRefusal);

impl Site {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`SiteRefusal`] naming the rule that said no.
    pub fn decide(&self, command: SiteCommand, context: &RuleContext) -> Result<Vec<SiteEvent>, SiteRefusal> {
        use SiteCommand as C;
        match command {
            C::OpenSite { code, name, kind, division, address, operator, opened_on } => {
                let name = text::name("name", &name)?;
                let address = address.map(|address| text::name("address", &address)).transpose()?;
                let asked =
                    Opening { code, name, kind, division, address, operator: operator.organization_id, opened_on };
                self.open(asked, &operator, context)
            }
            C::ChangeSite { name, address, changed_on } => self.change(name, address, changed_on, context),
            C::HandOverSite { operator, handed_on } => self.hand_over(&operator, handed_on, context),
            C::CheckSite { checklist, checked_on } => self.check(checklist, checked_on, context),
            C::CloseSite { closed_on, posted_after, reason } => self.close(closed_on, posted_after, &reason, context),
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: SiteEvent) {
        use SiteEvent as E;
        match event {
            E::SiteOpened { code, name, kind, division, address, operator, opened_on } => {
                self.opening = Some(Opening { code, name, kind, division, address, operator, opened_on });
                self.operated_since = Some(opened_on);
            }
            E::SiteChanged { name, address, changed_on } => {
                self.changed_on = Some(changed_on);
                if let Some(opening) = &mut self.opening {
                    opening.name = name.unwrap_or_else(|| opening.name.clone());
                    opening.address = address.or_else(|| opening.address.clone());
                }
            }
            E::SiteHandedOver { operator, handed_on } => {
                if let Some(opening) = &mut self.opening {
                    opening.operator = operator;
                }
                self.operated_since = Some(handed_on);
            }
            E::SiteChecked { checklist, checked_on } => {
                self.checks.insert(checked_on, checklist);
            }
            E::SiteClosed { closed_on, .. } => self.closed_on = Some(closed_on),
        }
    }

    /// What other rules may know of it.
    #[must_use]
    pub fn facts(&self) -> Option<SiteFacts> {
        let opening = self.opening.as_ref()?;
        Some(SiteFacts {
            site_id: SiteId::of_code(&opening.code),
            kind: opening.kind,
            division: opening.division.clone(),
            opened_on: opening.opened_on,
            closed_on: self.closed_on,
        })
    }

    fn live(&self) -> Result<&Opening, SiteRefusal> {
        let opening = self.opening.as_ref().ok_or(SiteRefusal::SiteUnknown)?;
        match self.closed_on {
            Some(closed_on) => Err(SiteRefusal::SiteClosed { closed_on }),
            None => Ok(opening),
        }
    }

    fn open(&self, asked: Opening, operator: &OrganizationFacts, context: &RuleContext) -> Decision {
        if let Some(known) = &self.opening {
            let fields = known.differences(&asked);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(SiteRefusal::CodeTaken { fields }) };
        }
        not_in_future(asked.opened_on, context)?;
        context.divisions.valid_on(&asked.division, asked.opened_on)?;
        check_live(operator, asked.opened_on, context)?;
        let Opening { code, name, kind, division, address, operator, opened_on } = asked;
        Ok(vec![SiteEvent::SiteOpened { code, name, kind, division, address, operator, opened_on }])
    }

    fn change(
        &self,
        name: Option<String>,
        address: Option<String>,
        changed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let known = self.live()?;
        let name = name.map(|name| text::name("name", &name)).transpose()?.filter(|name| *name != known.name);
        let address = address.map(|address| text::name("address", &address)).transpose()?;
        let address = address.filter(|address| Some(address) != known.address.as_ref());
        if name.is_none() && address.is_none() {
            return Ok(Vec::new());
        }
        not_in_future(changed_on, context)?;
        not_before(changed_on, self.changed_on.unwrap_or(known.opened_on))?;
        Ok(vec![SiteEvent::SiteChanged { name, address, changed_on }])
    }

    fn hand_over(&self, operator: &OrganizationFacts, handed_on: NaiveDate, context: &RuleContext) -> Decision {
        let known = self.live()?;
        if known.operator == operator.organization_id {
            return Ok(Vec::new());
        }
        not_in_future(handed_on, context)?;
        not_before(handed_on, self.operated_since.map_or(known.opened_on, time::next_day))?;
        check_live(operator, handed_on, context)?;
        Ok(vec![SiteEvent::SiteHandedOver { operator: operator.organization_id, handed_on }])
    }

    fn check(&self, checklist: Checklist, checked_on: NaiveDate, context: &RuleContext) -> Decision {
        let known = self.live()?;
        if let Some(found) = self.checks.get(&checked_on).copied() {
            let differs = SiteRefusal::CheckDiffers { checked_on, found };
            return if found == checklist { Ok(Vec::new()) } else { Err(differs) };
        }
        not_in_future(checked_on, context)?;
        not_before(checked_on, known.opened_on)?;
        if self.checks.len() >= CHECKS_LIMIT {
            return Err(SiteRefusal::TooMany { list: "checks", limit: CHECKS_LIMIT });
        }
        Ok(vec![SiteEvent::SiteChecked { checklist, checked_on }])
    }

    fn close(&self, closed_on: NaiveDate, posted_after: usize, reason: &str, context: &RuleContext) -> Decision {
        if self.closed_on == Some(closed_on) {
            return Ok(Vec::new());
        }
        let known = self.live()?;
        not_in_future(closed_on, context)?;
        let checked = self.checks.last_key_value().map(|(day, _)| *day);
        let days = [self.operated_since, self.changed_on, checked];
        not_before(closed_on, days.into_iter().flatten().fold(known.opened_on, Ord::max))?;
        if posted_after > 0 {
            return Err(SiteRefusal::PeoplePosted { posted: posted_after, closed_on });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![SiteEvent::SiteClosed { closed_on, reason }])
    }
}

impl Opening {
    /// The fields in which two openings differ.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let checks = [
            ("name", self.name == other.name),
            ("kind", self.kind == other.kind),
            ("division", self.division == other.division),
            ("address", self.address == other.address),
            ("operator", self.operator == other.operator),
            ("opened_on", self.opened_on == other.opened_on),
        ];
        checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

/// Refuses a day that has not come.
fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), SiteRefusal> {
    let today = context.today();
    if day > today { Err(SiteRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

/// Refuses a day before another.
fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), SiteRefusal> {
    if day < earliest { Err(SiteRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}

/// Refuses an organization that does not exist on a day; what the operator takes over from files came without a first
/// day, so there only the last one counts.
fn check_live(facts: &OrganizationFacts, day: NaiveDate, context: &RuleContext) -> Result<(), SiteRefusal> {
    let began = context.counts_as_approved() || facts.registered_on <= day;
    if began && facts.dissolved_on.is_none_or(|last| day <= last) {
        return Ok(());
    }
    Err(SiteRefusal::OrganizationNotLive {
        organization_id: facts.organization_id,
        day,
        from: facts.registered_on,
        until: facts.dissolved_on,
    })
}
