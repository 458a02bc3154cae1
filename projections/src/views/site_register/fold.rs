//! How a page of sites' events changes the register. No reads for others.

use super::{CheckRow, POINTS, SiteRow};
use crate::{Fold, RowSet, ViewFault};
use muster_domain::site::{Checklist, SiteEvent};
use muster_eventstore::Recorded;

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let mut events = Vec::new();
    for recorded in page.iter().filter(|event| event.aggregate_type == "site") {
        events.push((recorded, recorded.decode::<SiteEvent>()?));
    }
    let ids = events.iter().map(|(recorded, _)| recorded.aggregate_id.clone()).collect::<Vec<_>>();
    let mut sites = RowSet::<SiteRow>::load(fold.connection, ids).await?;
    let mut checks = RowSet::<CheckRow>::default();
    for (recorded, event) in events {
        if let SiteEvent::SiteChecked { checklist, checked_on } = &event {
            checks.put(CheckRow {
                key: format!("{}/{checked_on}", recorded.aggregate_id),
                site_id: recorded.stream()?,
                checked_on: *checked_on,
                complete: points(checklist).len() == POINTS,
            });
        }
        apply(&mut sites, recorded, event)?;
    }
    sites.write(fold.connection).await?;
    checks.write(fold.connection).await
}

fn apply(sites: &mut RowSet<SiteRow>, recorded: &Recorded, event: SiteEvent) -> Result<(), ViewFault> {
    if let SiteEvent::SiteOpened { code, name, kind, division, address, operator, opened_on } = event {
        sites.put(SiteRow {
            id: recorded.stream()?,
            code: code.as_str().to_owned(),
            name,
            kind: kind.code().to_owned(),
            division: division.as_str().to_owned(),
            address,
            operator_id: operator.uuid(),
            opened_on,
            closed_on: None,
            checked_on: None,
            points: Vec::new(),
        });
        return Ok(());
    }
    let row = sites.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::Unknown {
        position: recorded.position,
        event_type: recorded.event_type.clone(),
        what: "site",
    })?;
    match event {
        SiteEvent::SiteChanged { name, address, .. } => {
            row.name = name.unwrap_or_else(|| row.name.clone());
            row.address = address.or_else(|| row.address.clone());
        }
        SiteEvent::SiteHandedOver { operator, .. } => row.operator_id = operator.uuid(),
        // A check that was entered late does not hide a later one.
        SiteEvent::SiteChecked { checklist, checked_on } if row.checked_on.is_none_or(|last| last < checked_on) => {
            row.checked_on = Some(checked_on);
            row.points = points(&checklist);
        }
        SiteEvent::SiteClosed { closed_on, .. } => row.closed_on = Some(closed_on),
        SiteEvent::SiteOpened { .. } | SiteEvent::SiteChecked { .. } => {}
    }
    Ok(())
}

fn points(checklist: &Checklist) -> Vec<String> {
    let all = [
        ("place", checklist.place),
        ("team", checklist.team),
        ("projects", checklist.projects),
        ("equipment", checklist.equipment),
        ("rules", checklist.rules),
        ("sign", checklist.sign),
    ];
    all.into_iter().filter(|(_, found)| *found).map(|(point, _)| point.to_owned()).collect()
}
