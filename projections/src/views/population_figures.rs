//! How many people live where, on which basis, as of when, said by whom (人口口径).

use crate::{Fold, RowSet, View, ViewFault, ViewRead, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_domain::population::PopulationEvent;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// The view's name.
pub const NAME: &str = "population_figures";

/// The figures that were recorded here, beside those that the product carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct PopulationFigures;

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PopulationRow {
    /// `{division}/{basis}/{as_of}`.
    pub key: String,
    /// The division.
    pub division: String,
    /// Basis code.
    pub basis: String,
    /// The day for which it was counted.
    pub as_of: NaiveDate,
    /// People.
    pub people: i64,
    /// Where it was published.
    pub source: String,
}

rows! {
    PopulationRow: "figures" by key "text";
}

impl View for PopulationFigures {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        1
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["population"]
    }

    fn tables(&self) -> &'static str {
        r#"create table figures (
            key text collate "C" primary key, division text not null, basis text not null, as_of date not null,
            people bigint not null, source text not null
        )"#
    }

    fn indexes(&self) -> &'static str {
        // Figures are asked by division.
        "create index figures_division on figures (division)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(async move {
            // A figure is put in whole, so nothing is read.
            let mut rows = RowSet::<PopulationRow>::default();
            for recorded in page.iter().filter(|event| event.aggregate_type == "population") {
                let (PopulationEvent::PopulationRecorded { division, figure }
                | PopulationEvent::PopulationCorrected { division, figure, .. }) = recorded.decode()?;
                let (division, basis) = (division.as_str().to_owned(), figure.basis.code().to_owned());
                rows.put(PopulationRow {
                    key: format!("{division}/{basis}/{}", figure.as_of),
                    division,
                    basis,
                    as_of: figure.as_of,
                    people: i64::try_from(figure.value).unwrap_or(i64::MAX),
                    source: figure.source,
                });
            }
            rows.write(fold.connection).await
        })
    }
}

/// The figures recorded of these divisions, by division, basis and day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn of_divisions(read: &mut ViewRead, divisions: &[String]) -> Result<Vec<PopulationRow>, ViewFault> {
    sqlx::query_as("select * from figures where division = any($1) order by key")
        .bind(divisions)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading populations"))
}
