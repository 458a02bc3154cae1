//! How a page of events changes the ledger of demand.

use super::{AllocationRow, CatalogRow, EditionRow, ItemRow, LinkRow, MatchRow, RecipientRow};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{Code, DateSpan, PersonId, TalentProfileId, time},
    talent_demand::TalentDemandEvent,
    talent_profile::{TalentProfileEvent, engagements::Engagement},
};
use muster_eventstore::Recorded;
use serde::Serialize;

/// The rows in hand while a page is folded.
#[derive(Default)]
struct Rows {
    catalogs: RowSet<CatalogRow>,
    editions: RowSet<EditionRow>,
    items: RowSet<ItemRow>,
    recipients: RowSet<RecipientRow>,
    allocations: RowSet<AllocationRow>,
    matches: RowSet<MatchRow>,
    links: RowSet<LinkRow>,
}

/// An event of one of the kinds of streams.
enum Told {
    Demand(TalentDemandEvent),
    /// An engagement that has a last day now.
    Ended(PersonId, Engagement, NaiveDate),
}

fn told(recorded: &Recorded) -> Result<Option<Told>, ViewFault> {
    Ok(match (recorded.aggregate_type.as_str(), recorded.event_type.as_str()) {
        ("talent_demand", _) => Some(Told::Demand(recorded.decode()?)),
        ("talent_profile", "engagement_ended") => match recorded.decode()? {
            TalentProfileEvent::EngagementEnded { person_id, before, ended_on } => {
                Some(Told::Ended(person_id, before, ended_on))
            }
            TalentProfileEvent::EngagementStarted { .. }
            | TalentProfileEvent::TalentCategoryAssigned { .. }
            | TalentProfileEvent::TalentContacted { .. }
            | TalentProfileEvent::SkillEvidenceRecorded { .. } => None,
        },
        _ => None,
    })
}

/// What the links of an engagement begin with.
fn link_prefix(person: PersonId, engagement: &Code) -> String {
    format!("{}/{engagement}", TalentProfileId::of_person(person))
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let (mut events, mut catalogs, mut units) = (Vec::new(), Vec::new(), Vec::new());
    let (mut people, mut links) = (Vec::new(), Vec::new());
    for recorded in page {
        let Some(told) = told(recorded)? else { continue };
        let under = |id: &dyn std::fmt::Display| format!("{}/{id}", recorded.aggregate_id);
        match &told {
            Told::Demand(event) => {
                catalogs.push(recorded.aggregate_id.clone());
                match event {
                    TalentDemandEvent::DemandAllocated { recipient, .. } => units.push(under(recipient)),
                    TalentDemandEvent::MatchProposed { person_id, .. }
                    | TalentDemandEvent::MatchAccepted { person_id, .. }
                    | TalentDemandEvent::MatchDeclined { person_id, .. }
                    | TalentDemandEvent::MatchEngaged { person_id, .. } => people.push(under(person_id)),
                    TalentDemandEvent::DemandCatalogPublished { .. } | TalentDemandEvent::DemandClosed { .. } => {}
                }
            }
            Told::Ended(person, engagement, _) => links.push(link_prefix(*person, &engagement.code)),
        }
        events.push((recorded, told));
    }
    let mut rows = Rows::default();
    rows.catalogs.load_more(fold.connection, catalogs).await?;
    rows.allocations.load_under(fold.connection, units).await?;
    rows.matches.load_under(fold.connection, people).await?;
    rows.links.load_under(fold.connection, links).await?;
    let linked: Vec<String> = rows.links.iter().map(|link| link.match_key.clone()).collect();
    rows.matches.load_more(fold.connection, linked).await?;
    for (recorded, told) in events {
        match told {
            Told::Demand(event) => demand(&mut rows, recorded, event)?,
            Told::Ended(person, engagement, ended_on) => ended(&mut rows, person, &engagement, ended_on),
        }
    }
    rows.catalogs.write(fold.connection).await?;
    rows.editions.write(fold.connection).await?;
    rows.items.write(fold.connection).await?;
    rows.recipients.write(fold.connection).await?;
    rows.allocations.write(fold.connection).await?;
    rows.links.write(fold.connection).await?;
    rows.matches.write(fold.connection).await
}

fn json<T: Serialize + ?Sized>(table: &'static str, value: &T) -> Result<String, ViewFault> {
    serde_json::to_string(value).map_err(|source| ViewFault::Rows { table, source })
}

fn demand(rows: &mut Rows, recorded: &Recorded, event: TalentDemandEvent) -> Result<(), ViewFault> {
    use TalentDemandEvent as E;
    let (catalog_id, stream) = (recorded.stream()?, &recorded.aggregate_id);
    match event {
        E::DemandCatalogPublished { .. } => published(rows, recorded, event)?,
        E::DemandAllocated { item, recipient, quantity, allocated_on } => {
            let item = item.as_str();
            let under = format!("{stream}/{recipient}");
            let held = rows.allocations.under(&under);
            let open = held.filter(|row| row.item == item && row.to_day.is_none());
            let open: Vec<AllocationRow> = open.cloned().collect();
            for row in open {
                rows.allocations.put(AllocationRow { to_day: Some(time::day_before(allocated_on)), ..row });
            }
            // One of the same day has the same key, and so gives way.
            rows.allocations.put(AllocationRow {
                key: format!("{stream}/{recipient}/{allocated_on}/{item}"),
                catalog_id,
                item: item.to_owned(),
                recipient_id: recipient.uuid(),
                quantity: i64::from(quantity),
                from_day: allocated_on,
                to_day: None,
            });
        }
        E::MatchProposed { person_id, item, recipient, explained, proposed_on, .. } => {
            rows.matches.put(MatchRow {
                key: format!("{stream}/{person_id}/{proposed_on}/{item}"),
                catalog_id,
                item: item.as_str().to_owned(),
                person_id: person_id.uuid(),
                recipient_id: recipient.map(|unit| unit.uuid()),
                explained: json("matches", &explained)?,
                proposed_on,
                accepted_on: None,
                declined_on: None,
                engagement: None,
                engaged_from: None,
                engaged_to: None,
            });
        }
        E::MatchAccepted { person_id, item, accepted_on, .. } => {
            live_match(rows, recorded, person_id, &item)?.accepted_on = Some(accepted_on);
        }
        E::MatchDeclined { person_id, item, declined_on, .. } => {
            live_match(rows, recorded, person_id, &item)?.declined_on = Some(declined_on);
        }
        E::MatchEngaged { person_id, item, engagement } => {
            let DateSpan { from, to } = engagement.span;
            let row = live_match(rows, recorded, person_id, &item)?;
            row.engagement = Some(engagement.code.as_str().to_owned());
            (row.engaged_from, row.engaged_to) = (Some(from), to);
            let match_key = row.key.clone();
            let key = format!("{}/{match_key}", link_prefix(person_id, &engagement.code));
            rows.links.put(LinkRow { key, match_key });
        }
        E::DemandClosed { closed_on } => {
            rows.catalogs.get_mut(stream).ok_or_else(|| ViewFault::unknown(recorded, "catalogue"))?.closed_on =
                Some(closed_on);
        }
    }
    Ok(())
}

fn published(rows: &mut Rows, recorded: &Recorded, event: TalentDemandEvent) -> Result<(), ViewFault> {
    let TalentDemandEvent::DemandCatalogPublished { division, year, edition, title, recipients, items, published_on } =
        event
    else {
        return Ok(());
    };
    let (catalog_id, edition) = (recorded.stream()?, integer(edition));
    let (division, code) = (division.as_str().to_owned(), format!("{division}-{year}"));
    rows.catalogs.put(CatalogRow { id: catalog_id, code, division, year, closed_on: None });
    let under = format!("{}/{edition:04}", recorded.aggregate_id);
    rows.editions.put(EditionRow { key: under.clone(), catalog_id, edition, title, published_on });
    for (place, unit) in (0..).zip(recipients) {
        let (key, kind) = (format!("{under}/{place:04}"), unit.kind.code().to_owned());
        let organization_id = unit.organization_id.uuid();
        rows.recipients.put(RecipientRow { key, catalog_id, edition, place, organization_id, kind });
    }
    for (place, item) in (0..).zip(items) {
        rows.items.put(ItemRow {
            key: format!("{under}/{place:04}"),
            catalog_id,
            edition,
            place,
            code: item.code.as_str().to_owned(),
            title: item.title,
            quantity: i64::from(item.quantity),
            criteria: json("items", &item.criteria)?,
            modes: item.modes.iter().map(|mode| mode.code().to_owned()).collect(),
            employer_id: item.employer.map(|employer| employer.uuid()),
        });
    }
    Ok(())
}

/// The person's match with an item that was not declined.
fn live_match<'r>(
    rows: &'r mut Rows,
    recorded: &Recorded,
    person: PersonId,
    item: &Code,
) -> Result<&'r mut MatchRow, ViewFault> {
    let under = format!("{}/{person}", recorded.aggregate_id);
    let held = rows.matches.under(&under);
    let live = held.filter(|row| row.item == item.as_str() && row.declined_on.is_none()).last();
    let key = live.map(|row| row.key.clone());
    let key = key.ok_or_else(|| ViewFault::unknown(recorded, "match"))?;
    rows.matches.get_mut(&key).ok_or_else(|| ViewFault::unknown(recorded, "match"))
}

/// The engagement has another last day than it had when it filled a match.
fn ended(rows: &mut Rows, person: PersonId, engagement: &Engagement, ended_on: NaiveDate) {
    let prefix = link_prefix(person, &engagement.code);
    let keys: Vec<String> = rows.links.under(&prefix).map(|link| link.match_key.clone()).collect();
    for key in keys {
        // A code that only begins like this one is another engagement.
        if let Some(row) =
            rows.matches.get_mut(&key).filter(|row| row.engagement.as_deref() == Some(engagement.code.as_str()))
        {
            row.engaged_to = Some(ended_on);
        }
    }
}
