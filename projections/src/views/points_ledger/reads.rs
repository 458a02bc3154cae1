//! The reads of the ledger of points. Nothing is written here.

use super::tables::{EntryRow, RateRow, SchemeRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

/// Which entries are shown or counted.
#[derive(Clone, Debug, Default)]
pub struct PointsFilter {
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Of this volunteer.
    pub volunteer_id: Option<Uuid>,
    /// Of this scheme, by its code.
    pub scheme: Option<String>,
    /// At this points shop.
    pub site_id: Option<Uuid>,
    /// On or after this day.
    pub from: Option<NaiveDate>,
    /// On or before this day.
    pub to: Option<NaiveDate>,
}

/// What a filter keeps, $1 to $6.
const KEPT: &str = "($1::text[] is null or e.division = any($1)) and ($2::uuid is null or e.volunteer_id = $2)
    and ($3::text is null or e.scheme = $3) and ($4::uuid is null or e.site_id = $4)
    and ($5::date is null or $5 <= e.entered_on) and ($6::date is null or e.entered_on <= $6)";

/// The figures over entries; balance = granted − taken back − redeemed + given back.
const FIGURES: &str = "coalesce(sum(k.amount) filter (where k.kind = 'GRANT'), 0)::bigint as granted,
    coalesce(sum(k.amount) filter (where k.kind = 'GRANT_REVERSAL'), 0)::bigint as taken_back,
    coalesce(sum(k.amount) filter (where k.kind = 'REDEMPTION'), 0)::bigint as redeemed,
    coalesce(sum(k.amount) filter (where k.kind = 'REDEMPTION_REVERSAL'), 0)::bigint as given_back,
    coalesce(sum(case when k.kind = 'GRANT_REVERSAL' then k.uncovered else -k.uncovered end), 0)::bigint as uncovered,
    coalesce(sum(case when k.kind in ('GRANT', 'REDEMPTION_REVERSAL') then k.amount else -k.amount end), 0)::bigint
        as balance,
    count(distinct k.volunteer_id) as volunteers";

macro_rules! bound {
    ($sql:expr, $filter:expr) => {
        sqlx::query_as($sql)
            .bind($filter.divisions.as_deref())
            .bind($filter.volunteer_id)
            .bind($filter.scheme.as_deref())
            .bind($filter.site_id)
            .bind($filter.from)
            .bind($filter.to)
    };
}

/// The figures over entries: balance = granted − taken back − redeemed + given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct PointsTotal {
    /// Points granted.
    pub granted: i64,
    /// Points of grants that were taken back.
    pub taken_back: i64,
    /// Points redeemed.
    pub redeemed: i64,
    /// Points of redemptions that were given back.
    pub given_back: i64,
    /// Points of reversed grants that were spent already, less those that were settled.
    pub uncovered: i64,
    /// What is left.
    pub balance: i64,
    /// Different volunteers.
    pub volunteers: i64,
}

/// The figures of one group; nothing for entries at no shop.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PointsGroupCount {
    /// Code of the group, or month `YYYY-MM`.
    pub key: Option<String>,
    /// The figures.
    #[sqlx(flatten)]
    pub total: PointsTotal,
}

/// By what the figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointsGroup {
    /// By points shop, by its code; those open in the days without an entry too.
    Site,
    /// By month, those with an entry.
    Month,
    /// By scheme, by its code; those open in the days without an entry too.
    Scheme,
}

impl PointsGroup {
    const fn column(self) -> &'static str {
        match self {
            Self::Site => "(select s.code from shops s where s.id = e.site_id)",
            Self::Month => "to_char(e.entered_on, 'YYYY-MM')",
            Self::Scheme => "e.scheme",
        }
    }

    /// The keys that are listed whether or not an entry has them.
    const fn always(self) -> &'static str {
        match self {
            Self::Site => {
                "select s.code from shops s where ($1::text[] is null or s.division = any($1))
                    and ($4::uuid is null or s.id = $4) and ($6::date is null or s.opened_on <= $6)
                    and ($5::date is null or s.closed_on is null or $5 <= s.closed_on)"
            }
            Self::Month => "select null::text where false",
            Self::Scheme => {
                "select s.code from schemes s where ($3::text is null or s.code = $3)
                    and ($6::date is null or s.opened_on <= $6)
                    and ($5::date is null or s.closed_on is null or $5 <= s.closed_on)"
            }
        }
    }
}

/// A page of entries in the order of their days, after one.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &PointsFilter,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<EntryRow>, ViewFault> {
    let sql = format!(
        "select e.* from entries e where {KEPT} and ($7::text is null or e.ordered > $7) order by e.ordered limit $8"
    );
    bound!(&sql, filter)
        .bind(after)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading points"))
}

/// The figures over all entries that a filter keeps.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn total(read: &mut ViewRead, filter: &PointsFilter) -> Result<PointsTotal, ViewFault> {
    let sql = format!("select {FIGURES} from entries k where k.key in (select e.key from entries e where {KEPT})");
    bound!(&sql, filter).fetch_one(read.connection()).await.map_err(ViewFault::database("counting points"))
}

/// The figures of each group in the order of their keys; entries that have none come last.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn summary(
    read: &mut ViewRead,
    filter: &PointsFilter,
    group: PointsGroup,
    limit: i64,
) -> Result<Vec<PointsGroupCount>, ViewFault> {
    let sql = format!(
        "with kept as (select e.*, {column} as grouped from entries e where {KEPT}),
         listed (grouped) as ({always} union select grouped from kept)
         select l.grouped as key, {FIGURES} from listed l left join kept k on k.grouped is not distinct from l.grouped
         group by l.grouped order by l.grouped nulls last limit $7",
        column = group.column(),
        always = group.always(),
    );
    bound!(&sql, filter)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("counting points by group"))
}

/// The figures of one volunteer by scheme; schemes without an entry are left out.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn balances(read: &mut ViewRead, filter: &PointsFilter) -> Result<Vec<PointsGroupCount>, ViewFault> {
    let sql = format!(
        "with kept as (select e.* from entries e where {KEPT})
         select k.scheme as key, {FIGURES} from kept k group by k.scheme order by k.scheme"
    );
    bound!(&sql, filter).fetch_all(read.connection()).await.map_err(ViewFault::database("counting balances"))
}

/// The schemes in the order of their codes, each with its rates by day.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn schemes(read: &mut ViewRead) -> Result<Vec<(SchemeRow, Vec<RateRow>)>, ViewFault> {
    let doing = || ViewFault::database("reading points schemes");
    let schemes: Vec<SchemeRow> =
        sqlx::query_as("select * from schemes order by code").fetch_all(read.connection()).await.map_err(doing())?;
    let rates: Vec<RateRow> =
        sqlx::query_as("select * from rates order by key").fetch_all(read.connection()).await.map_err(doing())?;
    let of = |scheme: &SchemeRow| rates.iter().filter(|rate| rate.scheme_id == scheme.id).cloned().collect();
    Ok(schemes
        .into_iter()
        .map(|scheme| {
            let rates = of(&scheme);
            (scheme, rates)
        })
        .collect())
}
