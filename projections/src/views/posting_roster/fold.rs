//! How a page of posts' events changes the roster. No reads for others.

use super::PostRow;
use crate::{Fold, Row as _, RowSet, ViewFault, merged::Merged};
use chrono::NaiveDate;
use muster_domain::{
    kernel::PersonId,
    posting::{PostPlace, PostingEvent, words::PostRole},
};
use muster_eventstore::Recorded;
use uuid::Uuid;

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let merged = Merged::take_in(page, fold.connection).await?;
    let (mut events, mut ended) = (Vec::new(), Vec::new());
    for recorded in page.iter().filter(|event| event.aggregate_type == "posting") {
        let event = recorded.decode::<PostingEvent>()?;
        if let PostingEvent::PostEnded { person_id, role, span, .. } = &event {
            ended.push(key(&recorded.aggregate_id, *role, *person_id, span.from));
        }
        events.push((recorded, event));
    }
    let mut rows = RowSet::<PostRow>::load(fold.connection, ended).await?;
    for (recorded, event) in events {
        apply(&mut rows, recorded, event)?;
    }
    let entered: Vec<Uuid> = rows.touched().map(|(row, _)| row.entered_id).collect();
    rows.write(fold.connection).await?;
    merged.settle(fold.connection, PostRow::TABLE, entered).await
}

fn key(place: &str, role: PostRole, person: PersonId, from: NaiveDate) -> String {
    format!("{place}/{}/{person}/{from}", role.code())
}

fn apply(rows: &mut RowSet<PostRow>, recorded: &Recorded, event: PostingEvent) -> Result<(), ViewFault> {
    match event {
        PostingEvent::PeoplePosted { place, division, posts, span } => {
            let (organization_id, site_id) = match place {
                PostPlace::Organization(id) => (Some(id.uuid()), None),
                PostPlace::Site(id) => (None, Some(id.uuid())),
            };
            for post in posts {
                rows.put(PostRow {
                    key: key(&recorded.aggregate_id, post.role, post.person_id, span.from),
                    organization_id,
                    site_id,
                    place_id: place.uuid(),
                    role: post.role.code().to_owned(),
                    person_id: post.person_id.uuid(),
                    entered_id: post.person_id.uuid(),
                    division: division.as_str().to_owned(),
                    from_day: span.from,
                    to_day: span.to,
                });
            }
        }
        PostingEvent::PostEnded { person_id, role, span, ended_on, .. } => {
            let key = key(&recorded.aggregate_id, role, person_id, span.from);
            let unknown = || ViewFault::Unknown {
                position: recorded.position,
                event_type: recorded.event_type.clone(),
                what: "post",
            };
            rows.get_mut(&key).ok_or_else(unknown)?.to_day = Some(ended_on);
        }
    }
    Ok(())
}
