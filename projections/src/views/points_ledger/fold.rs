//! How a page of events of accounts, schemes and sites changes the ledger. No reads for others.

use super::tables::{EntryKind, EntryRow, RateRow, SchemeRow, ShopRow};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{Code, DivisionCode, SiteId},
    points_account::{PointsAccountEvent, PointsCause},
    points_scheme::PointsSchemeEvent,
    site::{SiteEvent, words::SiteKind},
};
use muster_eventstore::Recorded;

#[derive(Default)]
struct Rows {
    entries: RowSet<EntryRow>,
    schemes: RowSet<SchemeRow>,
    rates: RowSet<RateRow>,
    shops: RowSet<ShopRow>,
}

enum Told {
    Account(PointsAccountEvent),
    Scheme(PointsSchemeEvent),
    Site(SiteEvent),
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    let (mut entries, mut schemes, mut sites) = (Vec::new(), Vec::new(), Vec::new());
    for recorded in page {
        let told = match recorded.aggregate_type.as_str() {
            "points_account" => Told::Account(recorded.decode()?),
            "points_scheme" => Told::Scheme(recorded.decode()?),
            "site" => Told::Site(recorded.decode()?),
            _ => continue,
        };
        match &told {
            Told::Account(PointsAccountEvent::PointsReversed { code, .. }) => entries.push(key(recorded, 'E', code)),
            Told::Scheme(PointsSchemeEvent::PointsSchemeClosed { .. }) => schemes.push(recorded.aggregate_id.clone()),
            Told::Site(SiteEvent::SiteClosed { .. }) => sites.push(recorded.aggregate_id.clone()),
            Told::Account(_) | Told::Scheme(_) | Told::Site(_) => {}
        }
        events.push((recorded, told));
    }
    let mut rows = Rows::default();
    rows.entries.load_more(fold.connection, entries).await?;
    rows.schemes.load_more(fold.connection, schemes).await?;
    rows.shops.load_more(fold.connection, sites).await?;
    for (recorded, told) in events {
        match told {
            Told::Account(event) => enter(&mut rows.entries, recorded, event)?,
            Told::Scheme(event) => rule(&mut rows, recorded, event)?,
            Told::Site(event) => open(&mut rows.shops, recorded, event)?,
        }
    }
    rows.entries.write(fold.connection).await?;
    rows.schemes.write(fold.connection).await?;
    rows.rates.write(fold.connection).await?;
    rows.shops.write(fold.connection).await
}

/// An entry's key; `E` of one that was made, `R` of its reversal.
fn key(recorded: &Recorded, mark: char, code: &Code) -> String {
    format!("{}/{mark}/{code}", recorded.aggregate_id)
}

fn ordered(day: NaiveDate, key: &str) -> String {
    format!("{day}/{key}")
}

fn enter(rows: &mut RowSet<EntryRow>, recorded: &Recorded, event: PointsAccountEvent) -> Result<(), ViewFault> {
    match event {
        PointsAccountEvent::PointsGranted {
            code,
            scheme,
            amount,
            cause,
            organization,
            site,
            division,
            granted_on,
            ..
        } => {
            let (credit_id, evidence_reference) = match cause {
                PointsCause::Credit { credit_id, .. } => (Some(credit_id.uuid()), None),
                PointsCause::Act { evidence_reference, .. } => (None, Some(evidence_reference)),
            };
            rows.put(EntryRow {
                site_id: site.map(SiteId::uuid),
                organization_id: Some(organization.uuid()),
                credit_id,
                evidence_reference,
                ..made(recorded, EntryKind::Grant, (&code, &scheme, amount), &division, granted_on)?
            });
        }
        PointsAccountEvent::PointsRedeemed { code, scheme, amount, site, division, redeemed_on, .. } => {
            rows.put(EntryRow {
                site_id: Some(site.uuid()),
                ..made(recorded, EntryKind::Redemption, (&code, &scheme, amount), &division, redeemed_on)?
            });
        }
        PointsAccountEvent::PointsReversed { code, amount, uncovered, reversed_on, .. } => {
            let entry =
                rows.get_mut(&key(recorded, 'E', &code)).ok_or_else(|| ViewFault::unknown(recorded, "entry"))?;
            entry.reversed_on = Some(reversed_on);
            let of_grant = entry.kind == EntryKind::Grant.code();
            let kind = if of_grant { EntryKind::GrantReversal } else { EntryKind::RedemptionReversal };
            let key = key(recorded, 'R', &code);
            let reversal = EntryRow {
                ordered: ordered(reversed_on, &key),
                key,
                kind: kind.code().to_owned(),
                amount: i64::from(amount),
                uncovered: i64::from(uncovered),
                entered_on: reversed_on,
                reversed_on: None,
                ..entry.clone()
            };
            rows.put(reversal);
        }
    }
    Ok(())
}

/// An entry with what every one has.
fn made(
    recorded: &Recorded,
    kind: EntryKind,
    (code, scheme, amount): (&Code, &Code, u32),
    division: &DivisionCode,
    on: NaiveDate,
) -> Result<EntryRow, ViewFault> {
    let key = key(recorded, 'E', code);
    Ok(EntryRow {
        ordered: ordered(on, &key),
        key,
        volunteer_id: recorded.stream()?,
        code: code.as_str().to_owned(),
        scheme: scheme.as_str().to_owned(),
        kind: kind.code().to_owned(),
        amount: i64::from(amount),
        uncovered: 0,
        entered_on: on,
        site_id: None,
        division: division.as_str().to_owned(),
        organization_id: None,
        credit_id: None,
        evidence_reference: None,
        reversed_on: None,
    })
}

fn rule(rows: &mut Rows, recorded: &Recorded, event: PointsSchemeEvent) -> Result<(), ViewFault> {
    let id = recorded.stream()?;
    let rate = |effective_from: NaiveDate, points_per_hour| RateRow {
        key: format!("{id}/{effective_from}"),
        scheme_id: id,
        effective_from,
        points_per_hour: integer(points_per_hour),
    };
    match event {
        PointsSchemeEvent::PointsSchemeOpened { code, name, jurisdiction, operator, points_per_hour, opened_on } => {
            rows.rates.put(rate(opened_on, points_per_hour));
            rows.schemes.put(SchemeRow {
                id,
                code: code.as_str().to_owned(),
                name,
                jurisdiction: jurisdiction.as_str().to_owned(),
                operator_id: operator.uuid(),
                opened_on,
                closed_on: None,
            });
        }
        PointsSchemeEvent::PointsRateSet { points_per_hour, effective_from } => {
            rows.rates.put(rate(effective_from, points_per_hour));
        }
        PointsSchemeEvent::PointsSchemeClosed { closed_on } => {
            let scheme =
                rows.schemes.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "scheme"))?;
            scheme.closed_on = Some(closed_on);
        }
    }
    Ok(())
}

fn open(rows: &mut RowSet<ShopRow>, recorded: &Recorded, event: SiteEvent) -> Result<(), ViewFault> {
    match event {
        SiteEvent::SiteOpened { code, kind: SiteKind::PointsShop, division, opened_on, .. } => rows.put(ShopRow {
            id: recorded.stream()?,
            code: code.as_str().to_owned(),
            division: division.as_str().to_owned(),
            opened_on,
            closed_on: None,
        }),
        SiteEvent::SiteClosed { closed_on, .. } => {
            // A site of another kind has no row here.
            if let Some(shop) = rows.get_mut(&recorded.aggregate_id) {
                shop.closed_on = Some(closed_on);
            }
        }
        SiteEvent::SiteOpened { .. }
        | SiteEvent::SiteChanged { .. }
        | SiteEvent::SiteHandedOver { .. }
        | SiteEvent::SiteChecked { .. } => {}
    }
    Ok(())
}
