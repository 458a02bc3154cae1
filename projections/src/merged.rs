//! Who speaks for whom (并档): views that count people or lead from a person to their roles count a record that was merged
//! as its survivor.
//!
//! Each such view keeps the pairs as of its own position in a table `merged`, folded from the log like everything else. A row
//! keeps the person under whom it was entered (`entered_id`) beside the one for whom it counts (`person_id`), so that a split
//! puts it back. Because one step leads from a duplicate to its survivor, the pairs need no walk.

use crate::{RowSet, ViewFault, rows::rows};
use muster_domain::person::PersonEvent;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, PgConnection};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A record that was merged, or split off again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Merge {
    /// Position of the event.
    pub(crate) position: i64,
    /// The record.
    pub(crate) duplicate: Uuid,
    /// For whom it counts from there on; nothing where it speaks for itself again.
    pub(crate) survivor: Option<Uuid>,
}

impl Merge {
    /// Puts the record beside its survivor, or takes it out.
    pub(crate) fn note(self, rows: &mut RowSet<MergedRecord>) {
        let Self { duplicate, survivor, .. } = self;
        match survivor {
            Some(survivor) => rows.put(MergedRecord { duplicate, survivor }),
            None => rows.remove(&duplicate.to_string()),
        }
    }
}

/// A record that counts as another (并档): the row of a view's table `merged`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub(crate) struct MergedRecord {
    /// The record that was merged.
    pub(crate) duplicate: Uuid,
    /// For whom it counts.
    pub(crate) survivor: Uuid,
}

rows! {
    MergedRecord: "merged" by duplicate "uuid";
}

/// The merges and splits of a page, in the order of the log.
pub(crate) fn told(page: &[Recorded]) -> Result<Vec<Merge>, ViewFault> {
    let told = |event: &&Recorded| matches!(&*event.event_type, "persons_merged" | "persons_split");
    let mut merges = Vec::new();
    for recorded in page.iter().filter(|event| event.aggregate_type == "person").filter(told) {
        let (position, event): (_, PersonEvent) = (recorded.position, recorded.decode()?);
        if let PersonEvent::PersonsMerged { person_id, duplicate, .. } = event {
            merges.push(Merge { position, duplicate: duplicate.uuid(), survivor: Some(person_id.uuid()) });
        } else if let PersonEvent::PersonsSplit { duplicate, .. } = event {
            merges.push(Merge { position, duplicate: duplicate.uuid(), survivor: None });
        }
    }
    Ok(merges)
}

/// The records whose merges a page of events changed.
pub(crate) struct Merged(BTreeSet<Uuid>);

impl Merged {
    /// Takes the merges and splits of a page into the view's table `merged (duplicate, survivor)`.
    pub(crate) async fn take_in(page: &[Recorded], connection: &mut PgConnection) -> Result<Self, ViewFault> {
        let (mut rows, mut changed) = (RowSet::<MergedRecord>::default(), BTreeSet::new());
        for merge in told(page)? {
            merge.note(&mut rows);
            changed.insert(merge.duplicate);
        }
        rows.write(connection).await?;
        Ok(Self(changed))
    }

    /// The records whose merges this page changed.
    pub(crate) fn changed(&self) -> Vec<Uuid> {
        self.0.iter().copied().collect()
    }

    /// Lets the rows of a table count for whom they should: those of the records that the page merged or split, and those
    /// of the people whom it entered anything for.
    pub(crate) async fn settle(
        &self,
        connection: &mut PgConnection,
        table: &'static str,
        entered: impl IntoIterator<Item = Uuid>,
    ) -> Result<(), ViewFault> {
        let doing = || ViewFault::database("counting merged people once");
        let entered: Vec<Uuid> = entered.into_iter().collect::<BTreeSet<Uuid>>().into_iter().collect();
        let mut people = self.changed();
        if !entered.is_empty() {
            let found = sqlx::query_scalar::<_, Uuid>("select duplicate from merged where duplicate = any($1)");
            people.extend(found.bind(entered).fetch_all(&mut *connection).await.map_err(doing())?);
        }
        if people.is_empty() {
            return Ok(());
        }
        let statement = format!(
            "update {table} t set person_id = p.counted
             from (select e.id, coalesce(m.survivor, e.id) as counted
                   from unnest($1::uuid[]) as e (id) left join merged m on m.duplicate = e.id) as p
             where t.entered_id = p.id and t.person_id <> p.counted"
        );
        sqlx::query(&statement).bind(people).execute(connection).await.map_err(doing())?;
        Ok(())
    }
}
