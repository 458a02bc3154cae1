//! The state of a points account: one function a command, one arm an event.

use crate::{
    kernel::{Code, CreditId, OrganizationId, PersonId, Personal, RuleContext, SiteId, text},
    organization::OrganizationFacts,
    points_account::{
        GrantCause, PointsAccountCommand, PointsAccountEvent, PointsAccountRefusal, PointsCause,
        checks::{check_live, check_shop, for_service, not_in_future},
        purse::Purse,
    },
    points_scheme::SchemeFacts,
    recognition::LedgerFacts,
    site::SiteFacts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

type Decision = Result<Vec<PointsAccountEvent>, PointsAccountRefusal>;

/// Points that one entry moves at most.
const AMOUNT_LIMIT: u32 = 100_000;
/// Entries of one account.
const ENTRIES_LIMIT: usize = 20_000;

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
                self.grant((code, granted_on), &scheme, ledger, cause, (&organization, site), context)
            }
            C::RedeemPoints { code, scheme, person_id, site, amount, item, redeemed_on } => {
                self.redeem((code, redeemed_on), &scheme, (person_id, amount), site, &item, context)
            }
            C::ReversePoints { code, person_id, reversed_on, reason } => {
                self.reverse(code, person_id, (reversed_on, &reason), context)
            }
            C::FollowLedger { ledger } => Ok(self.follow(&ledger, context)),
        }
    }

    /// The organization that granted an entry, where it is a grant, and the shop at which it was made, where it was one;
    /// nothing for an entry unknown.
    #[must_use]
    pub fn made_by(&self, entry: &Code) -> Option<(Option<OrganizationId>, Option<SiteId>)> {
        let entry = self.entries.get(entry)?;
        let organization = match &entry.what {
            What::GrantForCredit { organization, .. } | What::GrantForAct { organization, .. } => Some(*organization),
            What::Redemption => None,
        };
        Some((organization, entry.site))
    }

    fn grant(
        &self,
        (code, on): (Code, NaiveDate),
        scheme: &SchemeFacts,
        ledger: LedgerFacts,
        cause: GrantCause,
        (organization, site): (&OrganizationFacts, Option<SiteFacts>),
        context: &RuleContext,
    ) -> Decision {
        let by = organization.organization_id;
        let (amount, cause, what) = match cause {
            GrantCause::Credit(credit_id) if self.is_granted(&scheme.scheme, credit_id) => return Ok(Vec::new()),
            GrantCause::Credit(credit_id) => for_service(scheme, &ledger, credit_id, by, on)?,
            GrantCause::Act { amount, act, evidence_reference } => {
                let evidence_reference = text::name("evidence_reference", &evidence_reference)?;
                let act = Personal::clear(text::note("act", &act)?);
                let what = What::GrantForAct { organization: by, evidence_reference: evidence_reference.clone() };
                (amount, PointsCause::Act { act, evidence_reference }, what)
            }
        };
        let asked = Entry::new(&scheme.scheme, amount, what, site.as_ref().map(|site| site.site_id), on);
        if self.is_known(&code, &asked)? {
            return Ok(Vec::new());
        }
        check_live(organization, on, context)?;
        self.check_entry(&asked, scheme, site.as_ref(), context)?;
        Ok(vec![PointsAccountEvent::PointsGranted {
            code,
            scheme: asked.scheme,
            amount,
            cause,
            organization: by,
            site: asked.site,
            division: site.map_or(ledger.division, |site| site.division),
            person_id: ledger.person_id,
            granted_on: on,
        }])
    }

    fn redeem(
        &self,
        (code, on): (Code, NaiveDate),
        scheme: &SchemeFacts,
        (person_id, amount): (PersonId, u32),
        site: SiteFacts,
        item: &str,
        context: &RuleContext,
    ) -> Decision {
        let asked = Entry::new(&scheme.scheme, amount, What::Redemption, Some(site.site_id), on);
        if self.is_known(&code, &asked)? {
            return Ok(Vec::new());
        }
        self.check_entry(&asked, scheme, Some(&site), context)?;
        let scheme = asked.scheme;
        let available = self.purses.get(&scheme).map_or(0, |purse| purse.available_on(on));
        if amount > available {
            return Err(PointsAccountRefusal::PointsMissing { scheme, day: on, available, asked: amount });
        }
        Ok(vec![PointsAccountEvent::PointsRedeemed {
            code,
            scheme,
            amount,
            site: site.site_id,
            division: site.division,
            person_id,
            item: Personal::clear(text::note("item", item)?),
            redeemed_on: on,
        }])
    }

    fn reverse(
        &self,
        code: Code,
        person_id: PersonId,
        (on, reason): (NaiveDate, &str),
        context: &RuleContext,
    ) -> Decision {
        let Some(entry) = self.entries.get(&code) else {
            return Err(PointsAccountRefusal::PointsEntryUnknown { entry: code });
        };
        if entry.reversed_on.is_some() {
            return Ok(Vec::new());
        }
        not_in_future(on, context)?;
        if on < entry.on {
            return Err(PointsAccountRefusal::DayTooEarly { day: on, earliest: entry.on });
        }
        let reason = Some(Personal::clear(text::note("reason", reason)?));
        let purse = self.purses.get(&entry.scheme).cloned().unwrap_or_default();
        Ok(vec![entry.reversal(code, &purse, (person_id, reason), on)])
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
    fn new(scheme: &Code, amount: u32, what: What, site: Option<SiteId>, on: NaiveDate) -> Self {
        Self { scheme: scheme.clone(), amount, what, site, on, reversed_on: None }
    }

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
