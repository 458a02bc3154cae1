//! The state of a points account: one function a command, one arm an event.

use crate::{
    kernel::{Code, CreditId, OrganizationId, PersonId, Personal, RuleContext, SiteId, text, time},
    organization::OrganizationFacts,
    points_account::{
        GrantCause, PointsAccountCommand, PointsAccountEvent, PointsAccountRefusal, PointsCause, purse::Purse,
    },
    points_scheme::SchemeFacts,
    recognition::LedgerFacts,
    site::{SiteFacts, words::SiteKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

type Decision = Result<Vec<PointsAccountEvent>, PointsAccountRefusal>;

/// Points that one entry moves at most.
const AMOUNT_LIMIT: u32 = 100_000;
/// Entries of one account.
const ENTRIES_LIMIT: usize = 20_000;
/// Minutes of an hour.
const HOUR_MINUTES: u64 = 60;

/// A points account (积分账户).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PointsAccount {
    pub(super) entries: BTreeMap<Code, Entry>,
    /// The points of each scheme.
    pub(super) purses: BTreeMap<Code, Purse>,
}

/// A grant or redemption; its text stays in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) scheme: Code,
    pub(super) amount: u32,
    pub(super) what: What,
    site: Option<SiteId>,
    on: NaiveDate,
    pub(super) reversed_on: Option<NaiveDate>,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum What {
    /// A grant for a credit, with the minutes for which it stood.
    GrantForCredit { organization: OrganizationId, credit_id: CreditId, minutes: u32 },
    /// A grant for an act, with the reference of its evidence.
    GrantForAct { organization: OrganizationId, evidence_reference: String },
    /// A redemption.
    Redemption,
}

crate::aggregate!(PointsAccount, "points_account", PointsAccountCommand, PointsAccountEvent, PointsAccountRefusal);

impl PointsAccount {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`PointsAccountRefusal`] naming the rule that said no.
    pub fn decide(&self, command: PointsAccountCommand, context: &RuleContext) -> Decision {
        use PointsAccountCommand as C;
        match command {
            C::GrantPoints { code, scheme, ledger, cause, organization, site, granted_on } => {
                let (amount, cause, what) = match cause {
                    GrantCause::Credit(credit_id) => {
                        if self.is_granted(&scheme.scheme, credit_id) {
                            return Ok(Vec::new());
                        }
                        for_service(&scheme, &ledger, credit_id, organization.organization_id, granted_on)?
                    }
                    GrantCause::Act { amount, act, evidence_reference } => {
                        let evidence_reference = text::name("evidence_reference", &evidence_reference)?;
                        let act = Personal::clear(text::note("act", &act)?);
                        let organization = organization.organization_id;
                        let what = What::GrantForAct { organization, evidence_reference: evidence_reference.clone() };
                        (amount, PointsCause::Act { act, evidence_reference }, what)
                    }
                };
                let place = site.as_ref().map(|site| site.site_id);
                let asked = Entry {
                    scheme: scheme.scheme.clone(),
                    amount,
                    what,
                    site: place,
                    on: granted_on,
                    reversed_on: None,
                };
                if self.is_known(&code, &asked)? {
                    return Ok(Vec::new());
                }
                check_live(&organization, granted_on, context)?;
                self.check_entry(&asked, &scheme, site.as_ref(), context)?;
                Ok(vec![PointsAccountEvent::PointsGranted {
                    code,
                    scheme: scheme.scheme,
                    amount,
                    cause,
                    organization: organization.organization_id,
                    site: place,
                    division: site.map_or(ledger.division, |site| site.division),
                    person_id: ledger.person_id,
                    granted_on,
                }])
            }
            C::RedeemPoints { code, scheme, person_id, site, amount, item, redeemed_on } => {
                let place = Some(site.site_id);
                let what = What::Redemption;
                let asked = Entry {
                    scheme: scheme.scheme.clone(),
                    amount,
                    what,
                    site: place,
                    on: redeemed_on,
                    reversed_on: None,
                };
                if self.is_known(&code, &asked)? {
                    return Ok(Vec::new());
                }
                self.check_entry(&asked, &scheme, Some(&site), context)?;
                let available = self.purses.get(&scheme.scheme).map_or(0, |purse| purse.available_on(redeemed_on));
                let scheme = scheme.scheme;
                if amount > available {
                    let day = redeemed_on;
                    return Err(PointsAccountRefusal::PointsMissing { scheme, day, available, asked: amount });
                }
                let item = Personal::clear(text::note("item", &item)?);
                let (site, division) = (site.site_id, site.division);
                Ok(vec![PointsAccountEvent::PointsRedeemed {
                    code,
                    scheme,
                    amount,
                    site,
                    division,
                    person_id,
                    item,
                    redeemed_on,
                }])
            }
            C::ReversePoints { code, person_id, reversed_on, reason } => {
                let unknown = || PointsAccountRefusal::PointsEntryUnknown { entry: code.clone() };
                let entry = self.entries.get(&code).ok_or_else(unknown)?;
                if entry.reversed_on.is_some() {
                    return Ok(Vec::new());
                }
                not_in_future(reversed_on, context)?;
                if reversed_on < entry.on {
                    return Err(PointsAccountRefusal::DayTooEarly { day: reversed_on, earliest: entry.on });
                }
                let reason = Some(Personal::clear(text::note("reason", &reason)?));
                let purse = self.purses.get(&entry.scheme).cloned().unwrap_or_default();
                Ok(vec![entry.reversal(code, &purse, (person_id, reason), reversed_on)])
            }
            C::FollowLedger { ledger } => Ok(self.follow(&ledger, context)),
        }
    }

    /// Reverses each grant whose credit does not count any more for the minutes for which it was granted (PA1).
    fn follow(&self, ledger: &LedgerFacts, context: &RuleContext) -> Vec<PointsAccountEvent> {
        let fell = |entry: &&Entry| match &entry.what {
            What::GrantForCredit { credit_id, minutes, .. } => {
                !ledger.live.iter().any(|held| held.credit_id == *credit_id && held.minutes == *minutes)
            }
            What::GrantForAct { .. } | What::Redemption => false,
        };
        // Several grants of one scheme may fall at once: each takes from what the one before has left.
        let mut purses = self.purses.clone();
        let mut events = Vec::new();
        let standing = self.entries.iter().filter(|(_, entry)| entry.reversed_on.is_none());
        for (code, entry) in standing.filter(|(_, entry)| fell(entry)) {
            let purse = purses.entry(entry.scheme.clone()).or_default();
            let on = context.today().max(entry.on);
            let event = entry.reversal(code.clone(), purse, (ledger.person_id, None), on);
            if let PointsAccountEvent::PointsReversed { amount, .. } = &event {
                purse.take(on, *amount);
            }
            events.push(event);
        }
        events
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: PointsAccountEvent) {
        use PointsAccountEvent as E;
        match event {
            E::PointsGranted { code, scheme, amount, cause, organization, site, granted_on: on, .. } => {
                self.purses.entry(scheme.clone()).or_default().add(on, amount);
                let what = match cause {
                    PointsCause::Credit { credit_id, minutes, .. } => {
                        What::GrantForCredit { organization, credit_id, minutes }
                    }
                    PointsCause::Act { evidence_reference, .. } => {
                        What::GrantForAct { organization, evidence_reference }
                    }
                };
                self.entries.insert(code, Entry { scheme, amount, what, site, on, reversed_on: None });
            }
            E::PointsRedeemed { code, scheme, amount, site, redeemed_on: on, .. } => {
                self.purses.entry(scheme.clone()).or_default().take(on, amount);
                let (what, site) = (What::Redemption, Some(site));
                self.entries.insert(code, Entry { scheme, amount, what, site, on, reversed_on: None });
            }
            E::PointsReversed { code, amount, uncovered, reversed_on, .. } => {
                let Some(entry) = self.entries.get_mut(&code) else { return };
                entry.reversed_on = Some(reversed_on);
                let purse = self.purses.entry(entry.scheme.clone()).or_default();
                match entry.what {
                    What::GrantForCredit { .. } | What::GrantForAct { .. } => {
                        purse.take(reversed_on, amount);
                        purse.uncovered = purse.uncovered.saturating_add(uncovered);
                    }
                    What::Redemption => {
                        purse.add(reversed_on, amount);
                        purse.uncovered = purse.uncovered.saturating_sub(uncovered);
                    }
                }
            }
        }
    }

    /// Whether a credit has brought points of a scheme that stand.
    fn is_granted(&self, scheme: &Code, credit: CreditId) -> bool {
        let standing = self.entries.values().filter(|entry| entry.reversed_on.is_none() && entry.scheme == *scheme);
        standing.into_iter().any(|entry| match &entry.what {
            What::GrantForCredit { credit_id, .. } => *credit_id == credit,
            What::GrantForAct { .. } | What::Redemption => false,
        })
    }

    /// Whether the same entry stands under this code.
    fn is_known(&self, code: &Code, asked: &Entry) -> Result<bool, PointsAccountRefusal> {
        let Some(known) = self.entries.get(code) else { return Ok(false) };
        let checks = [
            ("scheme", known.scheme == asked.scheme),
            ("cause", known.what == asked.what),
            ("amount", known.amount == asked.amount),
            ("site", known.site == asked.site),
            ("day", known.on == asked.on),
        ];
        let fields: Vec<_> = checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect();
        match known.reversed_on {
            _ if !fields.is_empty() => Err(PointsAccountRefusal::CodeTaken { fields }),
            Some(reversed_on) => Err(PointsAccountRefusal::PointsEntryReversed { entry: code.clone(), reversed_on }),
            None => Ok(true),
        }
    }

    /// What every new entry must be: of an open scheme, at an open shop of its division, and believed (PA2).
    fn check_entry(
        &self,
        asked: &Entry,
        scheme: &SchemeFacts,
        site: Option<&SiteFacts>,
        context: &RuleContext,
    ) -> Result<(), PointsAccountRefusal> {
        let (day, amount) = (asked.on, asked.amount);
        not_in_future(day, context)?;
        if !scheme.is_open_on(day) {
            let (from, until) = (scheme.opened_on, scheme.closed_on);
            return Err(PointsAccountRefusal::PointsSchemeNotOpen { scheme: scheme.scheme.clone(), day, from, until });
        }
        if let Some(site) = site {
            check_shop(site, scheme, day, context)?;
        }
        if !(1..=AMOUNT_LIMIT).contains(&amount) {
            return Err(PointsAccountRefusal::PointsOutOfBounds { limit: AMOUNT_LIMIT, actual: amount });
        }
        if self.entries.len() >= ENTRIES_LIMIT {
            return Err(PointsAccountRefusal::TooMany { list: "entries", limit: ENTRIES_LIMIT });
        }
        Ok(())
    }
}

impl Entry {
    /// The event that reverses this entry: of a grant what is left is taken; a redemption settles first what is uncovered.
    fn reversal(
        &self,
        code: Code,
        purse: &Purse,
        (person_id, reason): (PersonId, Option<Personal>),
        reversed_on: NaiveDate,
    ) -> PointsAccountEvent {
        let uncovered = match self.what {
            What::GrantForCredit { .. } | What::GrantForAct { .. } => {
                self.amount.saturating_sub(purse.available_on(reversed_on))
            }
            What::Redemption => self.amount.min(purse.uncovered),
        };
        let amount = self.amount - uncovered;
        PointsAccountEvent::PointsReversed { code, amount, uncovered, person_id, reason, reversed_on }
    }
}

/// What a live credit brings by the rate of its day, whole points only (PA1).
fn for_service(
    scheme: &SchemeFacts,
    ledger: &LedgerFacts,
    credit_id: CreditId,
    organization: OrganizationId,
    granted_on: NaiveDate,
) -> Result<(u32, PointsCause, What), PointsAccountRefusal> {
    let held = ledger.live.iter().find(|held| held.credit_id == credit_id);
    let held = held.ok_or(PointsAccountRefusal::CreditNotLive { credit_id })?;
    let served_on = time::local_date(held.span.starts_at);
    if granted_on < served_on {
        return Err(PointsAccountRefusal::DayTooEarly { day: granted_on, earliest: served_on });
    }
    let (minutes, points_per_hour) = (held.minutes, scheme.points_per_hour_on(served_on));
    let amount = u64::from(minutes) * u64::from(points_per_hour) / HOUR_MINUTES;
    let amount = u32::try_from(amount).unwrap_or(u32::MAX);
    if amount == 0 {
        return Err(PointsAccountRefusal::NoPointsForService { minutes, points_per_hour });
    }
    let cause = PointsCause::Credit { credit_id, minutes, points_per_hour };
    Ok((amount, cause, What::GrantForCredit { organization, credit_id, minutes }))
}

/// The site is a points shop of the scheme's division that is open on the day (PA2).
fn check_shop(
    site: &SiteFacts,
    scheme: &SchemeFacts,
    day: NaiveDate,
    context: &RuleContext,
) -> Result<(), PointsAccountRefusal> {
    let (site_id, kind) = (site.site_id, site.kind);
    if kind != SiteKind::PointsShop {
        return Err(PointsAccountRefusal::NotAPointsShop { site_id, kind });
    }
    let (from, until) = (site.opened_on, site.closed_on);
    if day < from || until.is_some_and(|last| last < day) {
        return Err(PointsAccountRefusal::SiteNotOpen { site_id, day, from, until });
    }
    if !context.divisions.is_within(&site.division, &scheme.jurisdiction) {
        let (division, jurisdiction) = (site.division.clone(), scheme.jurisdiction.clone());
        return Err(PointsAccountRefusal::SiteOutsideScheme { site_id, division, jurisdiction });
    }
    Ok(())
}

/// Refuses an organization that does not exist on a day; what the operator takes over from files came without a first
/// day, so there only the last one counts.
fn check_live(facts: &OrganizationFacts, day: NaiveDate, context: &RuleContext) -> Result<(), PointsAccountRefusal> {
    let began = context.counts_as_approved() || facts.registered_on <= day;
    if began && facts.dissolved_on.is_none_or(|last| day <= last) {
        return Ok(());
    }
    Err(PointsAccountRefusal::OrganizationNotLive {
        organization_id: facts.organization_id,
        day,
        from: facts.registered_on,
        until: facts.dissolved_on,
    })
}

/// Refuses a day that has not come.
fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), PointsAccountRefusal> {
    let today = context.today();
    if day > today { Err(PointsAccountRefusal::DayInFuture { day, today }) } else { Ok(()) }
}
