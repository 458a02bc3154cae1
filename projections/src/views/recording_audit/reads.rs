//! The reads of the audit of recording. Nothing is written here.

use super::tables::{CertificateRow, CreditEntryRow, DecisionRow, FocusOverrideRow, RefusalRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use sqlx::{
    FromRow, Postgres,
    postgres::{PgArguments, PgRow},
    query::QueryAs,
};
use uuid::Uuid;

/// Which records an audit looks at.
#[derive(Clone, Debug)]
pub struct AuditFilter {
    /// Divisions of the activity; all when there is no list.
    pub divisions: Option<Vec<String>>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
}

impl AuditFilter {
    /// A statement whose `$1` to `$3` are the divisions, the first and the last day.
    pub(super) fn ask<'q, T>(&'q self, sql: &'q str) -> QueryAs<'q, Postgres, T, PgArguments>
    where
        T: for<'r> FromRow<'r, PgRow>,
    {
        sqlx::query_as(sql).bind(self.divisions.as_deref()).bind(self.from).bind(self.to)
    }
}

/// What one organization recorded in a period, by how it was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Compliance {
    /// Credits entered, whatever became of them.
    pub entries: i64,
    /// Those of them that were entered in time.
    pub in_time: i64,
    /// Those of them that one person alone could write: evidence D or E.
    pub manual: i64,
    /// Those of them that were corrected or revoked.
    pub corrected: i64,
    /// Minutes that count.
    pub minutes: i64,
    /// Those of them with evidence D or E.
    pub manual_minutes: i64,
    /// Volunteers of the minutes that count.
    pub people: i64,
    /// Those of them with minutes of evidence D or E.
    pub manual_people: i64,
    /// Certificates that hold one of the credits.
    pub certificates: i64,
    /// Those of them that were revoked.
    pub certificates_revoked: i64,
}

/// How an organization recorded its service of a period.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn compliance(
    read: &mut ViewRead,
    organization_id: Uuid,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Compliance, ViewFault> {
    sqlx::query_as(
        "with entered as (
            select *, state = 'LIVE' as live from credits
            where organization_id = $1 and served_on between $2 and $3
         ), certified as (
            select distinct c.number, c.revoked_position from entered e join items i on i.credit_id = e.credit_id
            join certificates c on c.number = i.number
         )
         select count(*) as entries, count(*) filter (where not late) as in_time,
                count(*) filter (where manual) as manual,
                count(*) filter (where corrections > 0 or state = 'REVOKED') as corrected,
                coalesce(sum(minutes) filter (where live), 0)::bigint as minutes,
                coalesce(sum(minutes) filter (where live and manual), 0)::bigint as manual_minutes,
                count(distinct volunteer_id) filter (where live) as people,
                count(distinct volunteer_id) filter (where live and manual) as manual_people,
                (select count(*) from certified) as certificates,
                (select count(*) from certified where revoked_position is not null) as certificates_revoked
         from entered",
    )
    .bind(organization_id)
    .bind(from)
    .bind(to)
    .fetch_one(read.connection())
    .await
    .map_err(ViewFault::database("counting how an organization recorded"))
}

/// A volunteer's local day with many minutes.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DayOver {
    /// The volunteer.
    pub volunteer_id: Uuid,
    /// The local day.
    pub day: NaiveDate,
    /// Minutes of standing credits that fall on it.
    pub minutes: i64,
    /// Divisions of their activities, each once.
    pub divisions: Vec<String>,
    /// The credits.
    pub credits: Vec<Uuid>,
}

/// Days on which somebody has more minutes of live or pending credits than a number, in the order of day and volunteer.
///
/// Spans are split at local (+08:00) midnight; a day counts whole where one of its activities is asked about.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn days_over(
    read: &mut ViewRead,
    filter: &AuditFilter,
    minutes: i64,
    limit: i64,
) -> Result<Vec<DayOver>, ViewFault> {
    filter
        .ask(
        "select c.volunteer_id, d.day, sum(p.minutes)::bigint as minutes,
                array_agg(distinct c.division order by c.division) as divisions,
                array_agg(c.credit_id order by c.starts_at, c.credit_id) as credits
         from credits c
         cross join lateral (select generate_series(
                (c.starts_at at time zone interval '08:00')::date,
                ((c.ends_at - interval '1 microsecond') at time zone interval '08:00')::date, interval '1 day')::date as day) d
         cross join lateral (select floor(extract(epoch from
                least(c.ends_at, (d.day + 1)::timestamp at time zone interval '08:00')
                - greatest(c.starts_at, d.day::timestamp at time zone interval '08:00')) / 60)::bigint as minutes) p
         where c.state in ('LIVE', 'PENDING') and c.served_on between $2::date - 1 and $3 and d.day between $2 and $3
         group by c.volunteer_id, d.day
         having sum(p.minutes) > $4 and ($1::text[] is null or bool_or(c.division = any($1)))
         order by d.day, c.volunteer_id limit $5",
    )
    .bind(minutes)
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading days with many minutes"))
}

/// One account's decisions on another's acts of one kind.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DecisionEdge {
    /// Code of a [`DecisionKind`](super::DecisionKind).
    pub kind: String,
    /// Pseudonym of who entered or proposed.
    pub asked_by: Option<String>,
    /// Pseudonym of who decided.
    pub decided_by: Option<String>,
    /// How many were let through.
    pub approved: i64,
    /// How many were turned down.
    pub declined: i64,
    /// Position of the first decision.
    pub first_position: i64,
    /// Position of the last decision.
    pub last_position: i64,
}

/// Who decided on whose acts in a period, of hours only in the divisions asked for; most decisions first. Without
/// divisions grants, erasures and reads of minors' records too.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn decisions(read: &mut ViewRead, filter: &AuditFilter, limit: i64) -> Result<Vec<DecisionEdge>, ViewFault> {
    filter
        .ask(
            "select kind, asked_by, decided_by, count(*) filter (where approved) as approved,
                count(*) filter (where not approved) as declined, min(position) as first_position,
                max(position) as last_position
         from decisions where decided_on between $2 and $3 and ($1::text[] is null or division = any($1))
         group by kind, asked_by, decided_by order by count(*) desc, kind, asked_by, decided_by limit $4",
        )
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading decisions"))
}

/// Decisions on credits of days that had too many minutes to count at once, by the day, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn over_limit(read: &mut ViewRead, filter: &AuditFilter, limit: i64) -> Result<Vec<DecisionRow>, ViewFault> {
    filter
        .ask(
            "select * from decisions where over_day between $2 and $3 and ($1::text[] is null or division = any($1))
         order by position limit $4",
        )
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading decisions on long days"))
}

/// Sessions of which somebody was refused when all were to be credited, by the day of that, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn refusals(read: &mut ViewRead, filter: &AuditFilter, limit: i64) -> Result<Vec<RefusalRow>, ViewFault> {
    filter
        .ask(
            "select * from refusals where recorded_on between $2 and $3 and ($1::text[] is null or division = any($1))
         order by position limit $4",
        )
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading refusals"))
}

/// Overrides of the limit of focus links that hold on a day of the period, oldest first.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn focus_overrides(
    read: &mut ViewRead,
    filter: &AuditFilter,
    limit: i64,
) -> Result<Vec<FocusOverrideRow>, ViewFault> {
    filter
        .ask(
            "select * from focus_overrides where from_day <= $3 and $2 <= to_day
         and ($1::text[] is null or division = any($1)) order by position limit $4",
        )
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading overrides"))
}

/// How many credits, of every state, a sample is drawn from.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn population(read: &mut ViewRead, filter: &AuditFilter) -> Result<i64, ViewFault> {
    let (count,) = filter
        .ask("select count(*) from credits where served_on between $2 and $3 and ($1::text[] is null or division = any($1))")
        .fetch_one(read.connection())
        .await
        .map_err(ViewFault::database("counting what a sample is drawn from"))?;
    Ok(count)
}

/// A credit that was drawn.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct SampledCredit {
    /// SHA-256 in hexadecimal by which it was ranked.
    pub rank: String,
    /// The credit.
    #[sqlx(flatten)]
    pub entry: CreditEntryRow,
    /// When the volunteer first appeared in the activity, where that is on record.
    pub appeared_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// The credits, of every state, whose hash is smallest: SHA-256 over the text `{seed}:{credit}`, the id in small letters
/// with hyphens. Anybody who has the ids draws the same.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn sample(
    read: &mut ViewRead,
    filter: &AuditFilter,
    seed: i64,
    limit: i64,
) -> Result<Vec<SampledCredit>, ViewFault> {
    filter
        .ask(
            "with drawn as (
            select *, sha256(convert_to($4::bigint || ':' || credit_id, 'UTF8')) as hash from credits
            where served_on between $2 and $3 and ($1::text[] is null or division = any($1))
            order by hash, credit_id limit $5)
         select encode(d.hash, 'hex') as rank, d.*, a.first_at as appeared_at
         from drawn d left join appearances a on a.key = d.activity_id || '/' || d.volunteer_id
         order by d.hash, d.credit_id",
        )
        .bind(seed)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("drawing a sample"))
}

/// A certificate and the credits in it as they stand, by start; nothing where there is none of this number.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn certificate(
    read: &mut ViewRead,
    number: &str,
) -> Result<Option<(CertificateRow, Vec<CreditEntryRow>)>, ViewFault> {
    let doing = || ViewFault::database("reading a certificate");
    let row =
        "select number, volunteer_id, actor, issued_at, position, revoked_position from certificates where number = $1";
    let Some(row) = sqlx::query_as(row).bind(number).fetch_optional(read.connection()).await.map_err(doing())? else {
        return Ok(None);
    };
    let credits = sqlx::query_as(
        "select c.* from items i join credits c on c.credit_id = i.credit_id where i.number = $1
         order by c.starts_at, c.credit_id",
    );
    let credits = credits.bind(number).fetch_all(read.connection()).await.map_err(doing())?;
    Ok(Some((row, credits)))
}
