//! Which reports were published, edition by edition, with the figures as they were told (报表发布).
//!
//! Why a later edition was needed stays in the log, sealed.

mod reads;

pub use reads::{PublicationFilter, edition, page};

use crate::{Fold, RowSet, View, ViewFault, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_domain::{kernel::OrganizationId, publication::PublicationEvent};
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "report_publications";

/// The published reports.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReportPublications;

/// One edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct EditionRow {
    /// `{series}/{number}`, the number in six digits.
    pub key: String,
    /// The series.
    pub series_id: Uuid,
    /// Kind code.
    pub kind: String,
    /// Division.
    pub division: String,
    /// The organization whose service it sums up, where the report is of one.
    pub organization_id: Option<Uuid>,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day.
    pub to_day: NaiveDate,
    /// Number of the edition, from 1.
    pub number: i32,
    /// The edition as it was stored, in JSON.
    pub edition: String,
    /// Position of the event that published it.
    pub recorded_position: i64,
    /// Whether a later edition stands beside it.
    pub corrected: bool,
}

rows! {
    EditionRow: "editions" by key "text";
}

impl View for ReportPublications {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["publication"]
    }

    fn tables(&self) -> &'static str {
        r#"create table editions (
            key text collate "C" primary key, series_id uuid not null, kind text not null, division text not null,
            organization_id uuid, from_day date not null, to_day date not null, number integer not null, edition text not null,
            recorded_position bigint not null, corrected boolean not null
        )"#
    }

    fn indexes(&self) -> &'static str {
        // Asked by kind and division; the newest edition of a series is found by its key.
        "create index editions_kind on editions (kind, division, key);
         create index editions_organization on editions (organization_id, key)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(async move {
            let mut told = Vec::new();
            for recorded in page.iter().filter(|event| event.aggregate_type == "publication") {
                told.push((recorded, recorded.decode::<PublicationEvent>()?));
            }
            let before = told.iter().map(|(recorded, PublicationEvent::ReportPublished { edition, .. })| {
                key(recorded, edition.number.saturating_sub(1))
            });
            let mut rows = RowSet::<EditionRow>::load(fold.connection, before).await?;
            for (recorded, event) in told {
                remember(&mut rows, recorded, event)?;
            }
            rows.write(fold.connection).await
        })
    }
}

fn key(recorded: &Recorded, number: u32) -> String {
    format!("{}/{number:06}", recorded.aggregate_id)
}

fn remember(rows: &mut RowSet<EditionRow>, recorded: &Recorded, event: PublicationEvent) -> Result<(), ViewFault> {
    let PublicationEvent::ReportPublished { series, edition, reason: _ } = event;
    if let Some(before) = rows.get_mut(&key(recorded, edition.number.saturating_sub(1))) {
        before.corrected = true;
    }
    let encoded = serde_json::to_string(&edition);
    rows.put(EditionRow {
        key: key(recorded, edition.number),
        series_id: recorded.stream()?,
        kind: series.kind.code().to_owned(),
        division: series.division.as_str().to_owned(),
        organization_id: series.organization.map(OrganizationId::uuid),
        from_day: series.from,
        to_day: series.to,
        number: crate::rows::integer(edition.number),
        edition: encoded.map_err(|source| ViewFault::Rows { table: "editions", source })?,
        recorded_position: recorded.position,
        corrected: false,
    });
    Ok(())
}
