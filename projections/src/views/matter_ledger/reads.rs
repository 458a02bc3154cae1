//! The reads of the ledger of matters. Nothing is written here.

use super::{MatterRow, MatterState};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::matter::words::MatterKind;
use sqlx::FromRow;
use uuid::Uuid;

/// Which matters are shown or counted.
#[derive(Clone, Debug, Default)]
pub struct MatterFilter {
    /// Divisions; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// Brought to this department.
    pub department_id: Option<Uuid>,
    /// Brought by this organization.
    pub organization_id: Option<Uuid>,
    /// Brought by this instructor.
    pub instructor_id: Option<Uuid>,
    /// Listed by this call.
    pub call_code: Option<String>,
    /// Standing so.
    pub state: Option<MatterState>,
    /// Raised on or after this day.
    pub from: Option<NaiveDate>,
    /// Raised on or before this day.
    pub to: Option<NaiveDate>,
}

/// What a filter keeps, $1 to $8.
const KEPT: &str = "($1::text[] is null or division = any($1)) and ($2::uuid is null or department_id = $2)
    and ($3::uuid is null or organization_id = $3) and ($4::uuid is null or instructor_id = $4)
    and ($5::text is null or call_code = $5) and ($6::text is null or state = $6)
    and ($7::date is null or $7 <= raised_on) and ($8::date is null or raised_on <= $8)";

/// The figures over matters, each counted once, as it stands (MA5).
const FIGURES: &str = "count(key) as raised, count(key) filter (where taken_on is not null) as taken,
    count(key) filter (where state = 'RESOLVED') as resolved, count(key) filter (where state = 'DECLINED') as declined,
    count(key) filter (where state in ('RAISED', 'TAKEN')) as open, count(key) filter (where reopened > 0) as reopened,
    count(distinct call_id) as calls, count(distinct (call_id, response)) filter (where response is not null)
        as responses,
    count(distinct department_id) as departments";

macro_rules! bound {
    ($sql:expr, $filter:expr) => {
        sqlx::query_as($sql)
            .bind($filter.divisions.as_deref())
            .bind($filter.department_id)
            .bind($filter.organization_id)
            .bind($filter.instructor_id)
            .bind($filter.call_code.as_deref())
            .bind($filter.state.map(MatterState::code))
            .bind($filter.from)
            .bind($filter.to)
    };
}

/// A page of matters in the order of their keys, after one.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn page(
    read: &mut ViewRead,
    filter: &MatterFilter,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<MatterRow>, ViewFault> {
    let sql = format!("select * from matters where {KEPT} and ($9::text is null or key > $9) order by key limit $10");
    bound!(&sql, filter)
        .bind(after)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading matters"))
}

/// What became of matters: raised = open + resolved + declined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ClosureTotal {
    /// Matters raised.
    pub raised: i64,
    /// Of these, taken by a department.
    pub taken: i64,
    /// Of these, resolved.
    pub resolved: i64,
    /// Of these, declined.
    pub declined: i64,
    /// Of these, open.
    pub open: i64,
    /// Of these, opened again at least once.
    pub reopened: i64,
    /// Calls that list them.
    pub calls: i64,
    /// Responses that took them.
    pub responses: i64,
    /// Different departments called on.
    pub departments: i64,
}

/// The figures of one group.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ClosureCount {
    /// Id or code of the group.
    pub key: String,
    /// The figures.
    #[sqlx(flatten)]
    pub total: ClosureTotal,
}

/// By what the report of closure is broken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClosureGroup {
    /// By the department called on; those called on at least once.
    Department,
    /// By the organization that called; those that called at least once.
    Organization,
    /// By the instructor who called; those who called at least once.
    Instructor,
    /// By division, zero rows for those given.
    Division(Vec<String>),
    /// By kind, zero rows too.
    Kind,
}

impl ClosureGroup {
    const fn column(&self) -> &'static str {
        match self {
            Self::Department => "department_id::text",
            Self::Organization => "organization_id::text",
            Self::Instructor => "instructor_id::text",
            Self::Division(_) => "division",
            Self::Kind => "kind",
        }
    }

    /// The keys that are listed whether or not a matter has them.
    fn always(&self) -> Vec<String> {
        match self {
            Self::Department | Self::Organization | Self::Instructor => Vec::new(),
            Self::Division(divisions) => divisions.clone(),
            Self::Kind => MatterKind::ALL.iter().map(|kind| kind.code().to_owned()).collect(),
        }
    }
}

/// The figures over all matters that a filter keeps.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn closure_total(read: &mut ViewRead, filter: &MatterFilter) -> Result<ClosureTotal, ViewFault> {
    let sql = format!("select {FIGURES} from matters where {KEPT}");
    bound!(&sql, filter).fetch_one(read.connection()).await.map_err(ViewFault::database("counting matters"))
}

/// The figures of each group, the one with most matters first, at most so many rows.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn closure(
    read: &mut ViewRead,
    filter: &MatterFilter,
    group: &ClosureGroup,
    limit: i64,
) -> Result<Vec<ClosureCount>, ViewFault> {
    let sql = format!(
        "with kept as (select *, {column} as grouped from matters where {KEPT}),
         listed as (select unnest($9::text[]) as grouped union select grouped from kept where grouped is not null)
         select l.grouped as key, {FIGURES} from listed l left join kept using (grouped)
         group by l.grouped order by count(kept.key) desc, l.grouped limit $10",
        column = group.column(),
    );
    bound!(&sql, filter)
        .bind(group.always())
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("counting matters by group"))
}
