//! What an auditor looks at twice (异常规则): each rule is one statement with its number, and proves nothing by itself.
//!
//! The rules are those of reports of fraud in service hours; where a report gives no number, it is one of our own. The
//! ages of people are sealed, so that no rule asks whether a minor served dangerously: the gates of enrolment refuse it.

use super::reads::AuditFilter;
use crate::{ViewFault, ViewRead};
use sqlx::FromRow;
use uuid::Uuid;

/// Minutes within which an entry is soon after a registration or a first appearance (reports of fraud: ten).
pub const SOON_MINUTES: i32 = 10;
/// People whom one account credits within one hour of the clock before it is bulk; a number of our own.
pub const BULK_PEOPLE: i32 = 30;
/// Divisions in which they served, of which none holds another, before these are unrelated; a number of our own.
pub const BULK_DIVISIONS: i32 = 3;
/// The round time (reports of fraud: five hours).
pub const ROUND_MINUTES: i32 = 300;
/// Percent of a session's credits that have the round time (reports of fraud: 80).
pub const ROUND_SHARE_PERCENT: i32 = 80;
/// Credits of a session below which a share of it says nothing; a number of our own.
const ROUND_CREDITS_LEAST: i32 = 5;
/// Days in a row on which an organization begins an activity of the same title (reports of fraud: daily); a number of
/// our own.
pub const REUSED_TITLE_DAYS: i32 = 5;
/// Minutes within which a certificate follows a manual credit in it (reports of fraud: one hour).
pub const CERTIFICATE_MINUTES: i32 = 60;
/// Percent of an organization's minutes with evidence D or E (reports of fraud: 50).
pub const MANUAL_SHARE_PERCENT: i32 = 50;
/// Minutes between two credits in different counties of a city, cities of a province, and provinces: as far as
/// divisions tell of a way; numbers of our own.
pub const TRAVEL_MINUTES: [i32; 3] = [20, 60, 180];

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)+) => {
        /// A rule (异常规则).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AnomalyKind { $($(#[doc = $doc])+ $name,)+ }

        impl AnomalyKind {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What it says.
            #[must_use]
            pub const fn rule(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

kinds! {
    /// Entered for somebody who never appears in the activity, otherwise than from a file (无考勤录入).
    WithoutAttendance = "WITHOUT_ATTENDANCE";
    /// Entered after the due date (逾期录入).
    Late = "LATE";
    /// One account entered so many people of unrelated divisions within an hour, otherwise than from a file (批量录入).
    InBulk = "IN_BULK";
    /// Entered within minutes of the volunteer's registration (注册后即录入).
    SoonAfterRegistration = "SOON_AFTER_REGISTRATION";
    /// Entered within minutes of the volunteer's first appearance in the activity (首次出现后即录入).
    SoonAfterAppearance = "SOON_AFTER_APPEARANCE";
    /// Most credits of a session have the same round time (整数时长).
    RoundHours = "ROUND_HOURS";
    /// The activity came on record after its own end, otherwise than from a file (活动事后建立).
    ActivityAfterEnd = "ACTIVITY_AFTER_END";
    /// An organization begins an activity of the same title day after day (标题每日重复).
    TitleReused = "TITLE_REUSED";
    /// Two credits of one volunteer in different counties with less time between than the way takes (异地重叠).
    FarApart = "FAR_APART";
    /// A certificate follows a manual credit in it within the hour (补录后即开证明).
    CertificateAfterManual = "CERTIFICATE_AFTER_MANUAL";
    /// Most minutes of an organization have evidence D or E (人工凭证过半).
    MostlyManual = "MOSTLY_MANUAL";
}

/// What a rule found: the record, and the figure beside the rule's own number.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AnomalyRow {
    /// The credit.
    pub credit_id: Option<Uuid>,
    /// The other credit, of two.
    pub other_credit_id: Option<Uuid>,
    /// The activity.
    pub activity_id: Option<Uuid>,
    /// The session.
    pub session: Option<i32>,
    /// The volunteer.
    pub volunteer_id: Option<Uuid>,
    /// The organization that records.
    pub organization_id: Option<Uuid>,
    /// Number of the certificate.
    pub certificate: Option<String>,
    /// Pseudonym of who entered, created or issued it.
    pub actor: Option<String>,
    /// Position of the event of that, or of the first one of several.
    pub position: Option<i64>,
    /// What was found.
    pub actual: Option<i64>,
    /// Of how many, of a share.
    pub of_all: Option<i64>,
    /// The rule's number for this record.
    pub bound: Option<i64>,
}

/// The columns of a row that is one credit `c`, with what was found and the rule's number.
const OF_CREDIT: &str = "c.credit_id, null::uuid as other_credit_id, c.activity_id, c.session, c.volunteer_id,
    c.organization_id, null::text as certificate, c.entered_by as actor, c.entered_position as position";

/// What a rule finds among the records of a period, in the order of their positions; `limit` at most.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn anomalies(
    read: &mut ViewRead,
    kind: AnomalyKind,
    filter: &AuditFilter,
    limit: i64,
) -> Result<Vec<AnomalyRow>, ViewFault> {
    let sql = format!("{} order by position nulls last, credit_id limit $4", statement(kind));
    filter
        .ask(&sql)
        .bind(limit)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("looking for anomalies"))
}

fn statement(kind: AnomalyKind) -> String {
    let asked = "($1::text[] is null or c.division = any($1)) and c.served_on between $2 and $3
        and c.state <> 'REJECTED'";
    match kind {
        AnomalyKind::WithoutAttendance => format!(
            "select {OF_CREDIT}, null::bigint as actual, null::bigint as of_all, null::bigint as bound from credits c
             where {asked} and c.source = 'API'
               and not exists (select from appearances a where a.key = c.activity_id || '/' || c.volunteer_id)"
        ),
        AnomalyKind::Late => format!(
            "select {OF_CREDIT}, null::bigint as actual, null::bigint as of_all, null::bigint as bound from credits c
             where {asked} and c.late"
        ),
        AnomalyKind::InBulk => in_bulk(asked),
        AnomalyKind::SoonAfterRegistration => soon_after(
            asked,
            "volunteers v on v.id = c.volunteer_id",
            "v.registered_at",
        ),
        AnomalyKind::SoonAfterAppearance => soon_after(
            asked,
            "appearances v on v.key = c.activity_id || '/' || c.volunteer_id",
            "v.first_at",
        ),
        AnomalyKind::RoundHours => format!(
            "select null::uuid as credit_id, null::uuid as other_credit_id, c.activity_id, c.session,
                    null::uuid as volunteer_id, min(c.organization_id::text)::uuid as organization_id,
                    null::text as certificate, null::text as actor, min(c.entered_position) as position,
                    count(*) filter (where c.minutes = {ROUND_MINUTES}) as actual, count(*) as of_all,
                    {ROUND_SHARE_PERCENT}::bigint as bound
             from credits c where {asked} group by c.activity_id, c.session
             having count(*) >= {ROUND_CREDITS_LEAST}
                and count(*) filter (where c.minutes = {ROUND_MINUTES}) * 100 > count(*) * {ROUND_SHARE_PERCENT}"
        ),
        AnomalyKind::ActivityAfterEnd => format!(
            "select null::uuid as credit_id, null::uuid as other_credit_id, c.id as activity_id, null::integer as session,
                    null::uuid as volunteer_id, c.organization_id, null::text as certificate, c.actor, c.position,
                    (extract(epoch from c.created_at - c.ends_at) / 60)::bigint as actual, null::bigint as of_all,
                    0::bigint as bound
             from activities c where {ACTIVITIES} and c.source = 'API' and c.created_at > c.ends_at"
        ),
        AnomalyKind::TitleReused => title_reused(),
        AnomalyKind::FarApart => far_apart(asked),
        AnomalyKind::CertificateAfterManual => format!(
            "select c.credit_id, null::uuid as other_credit_id, c.activity_id, c.session, c.volunteer_id,
                    c.organization_id, z.number as certificate, z.actor, z.position,
                    (extract(epoch from z.issued_at - c.entered_at) / 60)::bigint as actual, null::bigint as of_all,
                    {CERTIFICATE_MINUTES}::bigint as bound
             from credits c join items i on i.credit_id = c.credit_id join certificates z on z.number = i.number
             where {asked} and c.manual and z.issued_at >= c.entered_at
               and z.issued_at < c.entered_at + interval '{CERTIFICATE_MINUTES} minutes'"
        ),
        AnomalyKind::MostlyManual => format!(
            "select null::uuid as credit_id, null::uuid as other_credit_id, null::uuid as activity_id,
                    null::integer as session, null::uuid as volunteer_id, c.organization_id, null::text as certificate,
                    null::text as actor, min(c.entered_position) as position,
                    coalesce(sum(c.minutes) filter (where c.manual), 0)::bigint as actual,
                    sum(c.minutes)::bigint as of_all, {MANUAL_SHARE_PERCENT}::bigint as bound
             from credits c where {asked} and c.state = 'LIVE' group by c.organization_id
             having coalesce(sum(c.minutes) filter (where c.manual), 0) * 100
                    > sum(c.minutes) * {MANUAL_SHARE_PERCENT}"
        ),
    }
}

/// The activities `c` of the divisions that end on a day of the period.
const ACTIVITIES: &str = "($1::text[] is null or c.division = any($1))
    and (c.ends_at at time zone interval '08:00')::date between $2 and $3";

/// Entries within minutes of an instant of a joined row.
fn soon_after(asked: &str, joined: &str, instant: &str) -> String {
    format!(
        "select {OF_CREDIT}, (extract(epoch from c.entered_at - {instant}) / 60)::bigint as actual,
                null::bigint as of_all, {SOON_MINUTES}::bigint as bound
         from credits c join {joined}
         where {asked} and c.entered_at >= {instant}
           and c.entered_at < {instant} + interval '{SOON_MINUTES} minutes'"
    )
}

/// Divisions count as unrelated where none of them holds another.
fn in_bulk(asked: &str) -> String {
    format!(
        "select null::uuid as credit_id, null::uuid as other_credit_id, null::uuid as activity_id,
                null::integer as session, null::uuid as volunteer_id, null::uuid as organization_id,
                null::text as certificate, c.entered_by as actor, min(c.entered_position) as position,
                count(distinct c.volunteer_id) as actual, count(distinct c.division) as of_all,
                {BULK_PEOPLE}::bigint as bound
         from credits c where {asked} and c.source = 'API' and c.entered_by is not null
         group by c.entered_by, date_trunc('hour', c.entered_at)
         having count(distinct c.volunteer_id) > {BULK_PEOPLE} and count(distinct c.division) >= {BULK_DIVISIONS}"
    )
}

fn title_reused() -> String {
    format!(
        "select null::uuid as credit_id, null::uuid as other_credit_id, null::uuid as activity_id,
                null::integer as session, null::uuid as volunteer_id, r.organization_id, null::text as certificate,
                null::text as actor, min(r.position) as position, count(*) as actual, null::bigint as of_all,
                {REUSED_TITLE_DAYS}::bigint as bound
         from (select d.*, d.day - (row_number() over (partition by organization_id, title order by day))::integer as run
               from (select c.organization_id, c.title, (c.starts_at at time zone interval '08:00')::date as day,
                            min(c.position) as position
                     from activities c where {ACTIVITIES} group by 1, 2, 3) d) r
         group by r.organization_id, r.title, r.run having count(*) >= {REUSED_TITLE_DAYS}"
    )
}

/// The credit before it of the same volunteer may lie outside of what is asked about.
fn far_apart(asked: &str) -> String {
    let [county, city, province] = TRAVEL_MINUTES;
    format!(
        "select c.credit_id, b.credit_id as other_credit_id, c.activity_id, c.session, c.volunteer_id,
                c.organization_id, null::text as certificate, c.entered_by as actor, c.entered_position as position,
                (extract(epoch from c.starts_at - b.ends_at) / 60)::bigint as actual, null::bigint as of_all,
                w.minutes::bigint as bound
         from credits c
         join lateral (select p.* from credits p
                where p.volunteer_id = c.volunteer_id and p.starts_at < c.starts_at and p.state in ('LIVE', 'PENDING')
                order by p.starts_at desc limit 1) b on b.division <> c.division
         cross join lateral (select case when left(b.division, 4) = left(c.division, 4) then {county}
                when left(b.division, 2) = left(c.division, 2) then {city} else {province} end as minutes) w
         where {asked} and c.state in ('LIVE', 'PENDING') and c.starts_at < b.ends_at + make_interval(mins => w.minutes)"
    )
}
