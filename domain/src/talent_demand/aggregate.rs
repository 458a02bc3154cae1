//! The state of a demand catalogue: editions, allocations and the close. Matches are decided in `matching.rs`.

use crate::{
    kernel::{Code, DivisionCode, OrganizationId, PersonId, RuleContext, text},
    talent_demand::{DemandItem, Recipient, TalentDemandCommand, TalentDemandEvent, TalentDemandRefusal},
    talent_profile::{Verdict, criteria},
};
use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Editions of one catalogue.
pub(super) const EDITIONS_LIMIT: u32 = 50;
/// Items of one edition.
pub const ITEMS_LIMIT: usize = 200;
/// Townships and member units of one edition.
pub const RECIPIENTS_LIMIT: usize = 200;
/// People wanted of one item.
pub const QUANTITY_LIMIT: u32 = 100_000;
/// Matches of one item, declined ones too.
pub const MATCHES_LIMIT: usize = 2_000;

pub(super) type Decision = Result<Vec<TalentDemandEvent>, TalentDemandRefusal>;

/// The demand catalogue of a division and year (急需紧缺人才目录), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TalentDemand {
    /// Oldest first.
    pub(super) editions: Vec<Edition>,
    /// What was done with each item that an edition ever had.
    acts: BTreeMap<Code, ItemActs>,
    closed_on: Option<NaiveDate>,
}

/// One edition, as it was published (目录版次).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Edition {
    pub(super) division: DivisionCode,
    year: i32,
    edition: u32,
    title: String,
    recipients: Vec<Recipient>,
    items: Vec<DemandItem>,
    published_on: NaiveDate,
}

/// What was done with an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ItemActs {
    /// Newest day of what was done, by which the next act is dated.
    pub(super) newest: Option<NaiveDate>,
    /// People whom each recipient has.
    pub(super) allocated: BTreeMap<OrganizationId, u32>,
    pub(super) matches: BTreeMap<PersonId, Match>,
}

/// How a person stands with an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Match {
    pub(super) recipient: Option<OrganizationId>,
    pub(super) proposed_on: NaiveDate,
    /// Criteria that were unmet, and those of which nothing was known.
    pub(super) open_criteria: (usize, usize),
    pub(super) accepted_on: Option<NaiveDate>,
    pub(super) declined_on: Option<NaiveDate>,
    pub(super) engagement: Option<Code>,
}

impl Match {
    /// Whether the person has a place.
    fn is_accepted(&self) -> bool {
        self.accepted_on.is_some() && self.declined_on.is_none()
    }
}

impl ItemActs {
    /// People accepted for a recipient, or for the rest.
    pub(super) fn accepted_for(&self, recipient: Option<OrganizationId>) -> u32 {
        let taken = self.matches.values().filter(|held| held.is_accepted() && held.recipient == recipient).count();
        u32::try_from(taken).unwrap_or(u32::MAX)
    }

    /// People whom recipients other than this one have.
    pub(super) fn allocated_beside(&self, recipient: Option<OrganizationId>) -> u32 {
        let others = self.allocated.iter().filter(|(held, _)| Some(**held) != recipient);
        others.map(|(_, quantity)| *quantity).fold(0, u32::saturating_add)
    }

    /// People who are dealt out, or were accepted beside, other than those of a recipient.
    fn committed_beside(&self, recipient: Option<OrganizationId>) -> u32 {
        self.allocated_beside(recipient).saturating_add(self.accepted_for(None))
    }
}

impl TalentDemand {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`TalentDemandRefusal`] names the rule that said no.
    pub fn decide(&self, command: TalentDemandCommand, context: &RuleContext) -> Decision {
        use TalentDemandCommand as C;
        match command {
            C::PublishCatalog { division, year, edition, title, recipients, items, published_on } => {
                let missing = recipients.iter().find(|(facts, _)| !facts.is_live_on(published_on));
                let missing = missing.map(|(facts, _)| facts.organization_id);
                let recipients = recipients
                    .into_iter()
                    .map(|(facts, kind)| Recipient { organization_id: facts.organization_id, kind })
                    .collect();
                let asked = Edition { division, year, edition, title, recipients, items, published_on };
                self.publish(asked, missing, context)
            }
            C::AllocateDemand { item, recipient, quantity, allocated_on } => {
                self.allocate(item, recipient, quantity, allocated_on, context)
            }
            C::ProposeMatch { person, facts, item, recipient, note, proposed_on } => {
                self.propose((person.person_id, &facts), (item, recipient), note.as_deref(), proposed_on, context)
            }
            C::AcceptMatch { person, item, reason, accepted_on } => {
                self.accept(person.person_id, item, reason.as_deref(), accepted_on, context)
            }
            C::DeclineMatch { person_id, item, reason, declined_on } => {
                self.decline(person_id, item, &reason, declined_on, context)
            }
            C::LinkEngagement { person_id, item, engagement } => self.link(person_id, item, engagement),
            C::CloseDemand { closed_on } => self.close(closed_on, context),
        }
    }

    /// What an item of the newest edition asks of people; nothing where there is no such item.
    #[must_use]
    pub fn item(&self, code: &Code) -> Option<&DemandItem> {
        self.editions.last()?.items.iter().find(|item| item.code == *code)
    }

    fn open_edition(&self) -> Result<&Edition, TalentDemandRefusal> {
        let newest = self.editions.last().ok_or(TalentDemandRefusal::CatalogUnknown)?;
        match self.closed_on {
            Some(closed_on) => Err(TalentDemandRefusal::DemandClosed { closed_on }),
            None => Ok(newest),
        }
    }

    /// An item of the newest edition of an open catalogue, and what was done with it.
    pub(super) fn open_item(&self, code: &Code) -> Result<(&DemandItem, &ItemActs), TalentDemandRefusal> {
        let edition = self.open_edition()?;
        let found = edition.items.iter().find(|item| item.code == *code).zip(self.acts.get(code));
        found.ok_or_else(|| TalentDemandRefusal::ItemUnknown { item: code.clone() })
    }

    /// Refuses a day that has not come, or that lies before the edition or the newest act on the item.
    pub(super) fn check_day(
        &self,
        acts: &ItemActs,
        day: NaiveDate,
        context: &RuleContext,
    ) -> Result<(), TalentDemandRefusal> {
        not_in_future(day, context)?;
        let published_on = self.editions.last().map(|edition| edition.published_on);
        not_before(day, acts.newest.max(published_on))
    }

    /// Every item and what was done with it, whichever edition has it.
    pub(super) fn every_item(&self) -> impl Iterator<Item = (&Code, &ItemActs)> {
        self.acts.iter()
    }

    fn publish(&self, mut asked: Edition, missing: Option<OrganizationId>, context: &RuleContext) -> Decision {
        asked.title = text::name("title", &asked.title)?;
        for item in &mut asked.items {
            item.title = text::name("item title", &item.title)?;
            item.criteria = criteria::read(&item.criteria, &context.divisions)?;
            item.modes.sort_unstable();
            item.modes.dedup();
        }
        if let Some(held) = self.editions.iter().find(|held| held.edition == asked.edition) {
            let edition = held.edition;
            let fields = differences(held, &asked);
            return if fields.is_empty() {
                Ok(Vec::new())
            } else {
                Err(TalentDemandRefusal::EditionTaken { edition, fields })
            };
        }
        if let Some(closed_on) = self.closed_on {
            return Err(TalentDemandRefusal::DemandClosed { closed_on });
        }
        let expected = self.editions.last().map_or(1, |newest| newest.edition.saturating_add(1));
        if asked.edition != expected || expected > EDITIONS_LIMIT {
            return Err(TalentDemandRefusal::EditionOutOfOrder { expected, actual: asked.edition });
        }
        let published_on = asked.published_on;
        not_in_future(published_on, context)?;
        context.divisions.valid_on(&asked.division, published_on)?;
        if asked.year.abs_diff(published_on.year()) > 1 {
            return Err(TalentDemandRefusal::YearImplausible { year: asked.year, day: published_on });
        }
        if let Some(organization_id) = missing {
            return Err(TalentDemandRefusal::OrganizationNotLive { organization_id, day: published_on });
        }
        check_lists(&asked)?;
        self.check_succession(&asked)?;
        let Edition { division, year, edition, title, recipients, items, published_on } = asked;
        Ok(vec![TalentDemandEvent::DemandCatalogPublished {
            division,
            year,
            edition,
            title,
            recipients,
            items,
            published_on,
        }])
    }

    /// Refuses an edition that lowers an item below what was dealt out, or leaves out a unit that has a part.
    fn check_succession(&self, asked: &Edition) -> Result<(), TalentDemandRefusal> {
        let newest = self.acts.values().filter_map(|acts| acts.newest).max();
        not_before(asked.published_on, newest.max(self.editions.last().map(|held| held.published_on)))?;
        for (code, acts) in &self.acts {
            let quantity = asked.items.iter().find(|item| item.code == *code).map_or(0, |item| item.quantity);
            let committed = acts.committed_beside(None);
            if committed > quantity {
                return Err(TalentDemandRefusal::QuantityBelowCommitted { item: code.clone(), quantity, committed });
            }
        }
        let mut held: BTreeMap<OrganizationId, u32> = BTreeMap::new();
        for (recipient, quantity) in self.acts.values().flat_map(|acts| &acts.allocated) {
            let sum = held.entry(*recipient).or_default();
            *sum = sum.saturating_add(*quantity);
        }
        let named: BTreeSet<OrganizationId> = asked.recipients.iter().map(|one| one.organization_id).collect();
        match held.into_iter().find(|(recipient, allocated)| *allocated > 0 && !named.contains(recipient)) {
            Some((recipient, allocated)) => Err(TalentDemandRefusal::RecipientCommitted { recipient, allocated }),
            None => Ok(()),
        }
    }

    fn allocate(
        &self,
        item: Code,
        recipient: OrganizationId,
        asked: u32,
        allocated_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let (wanted, acts) = self.open_item(&item)?;
        let limit = wanted.quantity;
        if !self.open_edition()?.recipients.iter().any(|named| named.organization_id == recipient) {
            return Err(TalentDemandRefusal::RecipientUnknown { recipient });
        }
        let held = acts.allocated.get(&recipient).copied().unwrap_or_default();
        if held == asked {
            return Ok(Vec::new());
        }
        self.check_day(acts, allocated_on, context)?;
        let committed = acts.committed_beside(Some(recipient));
        if committed.saturating_add(asked) > limit {
            return Err(TalentDemandRefusal::AllocationExceedsQuantity { item, limit, committed, asked });
        }
        let accepted = acts.accepted_for(Some(recipient));
        if accepted > asked {
            return Err(TalentDemandRefusal::AllocationBelowAccepted { accepted, asked });
        }
        Ok(vec![TalentDemandEvent::DemandAllocated { item, recipient, quantity: asked, allocated_on }])
    }

    fn close(&self, closed_on: NaiveDate, context: &RuleContext) -> Decision {
        if !self.editions.is_empty() && self.closed_on == Some(closed_on) {
            return Ok(Vec::new());
        }
        let published_on = self.open_edition()?.published_on;
        not_in_future(closed_on, context)?;
        let newest = self.acts.values().filter_map(|acts| acts.newest).max();
        not_before(closed_on, newest.max(Some(published_on)))?;
        Ok(vec![TalentDemandEvent::DemandClosed { closed_on }])
    }

    pub(super) fn remember(&mut self, event: TalentDemandEvent) {
        use TalentDemandEvent as E;
        match event {
            E::DemandCatalogPublished { division, year, edition, title, recipients, items, published_on } => {
                for item in &items {
                    self.acts.entry(item.code.clone()).or_default();
                }
                self.editions.push(Edition { division, year, edition, title, recipients, items, published_on });
            }
            E::DemandAllocated { item, recipient, quantity, allocated_on } => {
                self.acts_on(item, allocated_on).allocated.insert(recipient, quantity);
            }
            E::MatchProposed { person_id, item, recipient, explained, proposed_on, .. } => {
                let count = |verdict: Verdict| explained.iter().filter(|one| one.verdict == verdict).count();
                let held = Match {
                    recipient,
                    proposed_on,
                    open_criteria: (count(Verdict::Unmet), count(Verdict::Unknown)),
                    accepted_on: None,
                    declined_on: None,
                    engagement: None,
                };
                self.acts_on(item, proposed_on).matches.insert(person_id, held);
            }
            E::MatchAccepted { person_id, item, accepted_on, .. } => {
                if let Some(held) = self.acts_on(item, accepted_on).matches.get_mut(&person_id) {
                    held.accepted_on = Some(accepted_on);
                }
            }
            E::MatchDeclined { person_id, item, declined_on, .. } => {
                if let Some(held) = self.acts_on(item, declined_on).matches.get_mut(&person_id) {
                    held.declined_on = Some(declined_on);
                }
            }
            E::MatchEngaged { person_id, item, engagement } => {
                let acts = self.acts.get_mut(&item);
                if let Some(held) = acts.and_then(|acts| acts.matches.get_mut(&person_id)) {
                    held.engagement = Some(engagement.code);
                }
            }
            E::DemandClosed { closed_on } => self.closed_on = Some(closed_on),
        }
    }

    /// What was done with an item, with one act more on a day.
    fn acts_on(&mut self, item: Code, day: NaiveDate) -> &mut ItemActs {
        let acts = self.acts.entry(item).or_default();
        acts.newest = acts.newest.max(Some(day));
        acts
    }
}

/// The fields in which an edition is not the one that is out.
fn differences(held: &Edition, asked: &Edition) -> Vec<&'static str> {
    let checks = [
        ("division", held.division == asked.division),
        ("year", held.year == asked.year),
        ("title", held.title == asked.title),
        ("recipients", held.recipients == asked.recipients),
        ("items", held.items == asked.items),
        ("published_on", held.published_on == asked.published_on),
    ];
    checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}

/// Refuses lists that are empty or too long, name something twice, or want nobody or too many.
fn check_lists(asked: &Edition) -> Result<(), TalentDemandRefusal> {
    let lists = [("items", ITEMS_LIMIT, asked.items.len()), ("recipients", RECIPIENTS_LIMIT, asked.recipients.len())];
    if let Some((list, limit, actual)) = lists.into_iter().find(|(_, limit, actual)| !(1..=*limit).contains(actual)) {
        return Err(TalentDemandRefusal::CatalogListCount { list, limit, actual });
    }
    let mut codes = BTreeSet::new();
    for item in &asked.items {
        if !codes.insert(&item.code) {
            return Err(TalentDemandRefusal::ItemRepeated { item: item.code.clone() });
        }
        if !(1..=QUANTITY_LIMIT).contains(&item.quantity) {
            let (limit, actual) = (QUANTITY_LIMIT, item.quantity);
            return Err(TalentDemandRefusal::QuantityOutOfBounds { item: item.code.clone(), limit, actual });
        }
    }
    let mut units = BTreeSet::new();
    match asked.recipients.iter().find(|unit| !units.insert(unit.organization_id)) {
        Some(unit) => Err(TalentDemandRefusal::RecipientRepeated { recipient: unit.organization_id }),
        None => Ok(()),
    }
}

fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), TalentDemandRefusal> {
    let today = context.today();
    if day > today { Err(TalentDemandRefusal::DayInFuture { day, today }) } else { Ok(()) }
}

fn not_before(day: NaiveDate, earliest: Option<NaiveDate>) -> Result<(), TalentDemandRefusal> {
    match earliest.filter(|earliest| day < *earliest) {
        Some(earliest) => Err(TalentDemandRefusal::DayTooEarly { day, earliest }),
        None => Ok(()),
    }
}

crate::aggregate!(TalentDemand, "talent_demand", TalentDemandCommand, TalentDemandEvent, TalentDemandRefusal);
