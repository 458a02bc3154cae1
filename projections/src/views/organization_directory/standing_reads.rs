//! The reads of what is said of organizations: terms, labels, pledges, coverage, levels. Nothing is written here.

use super::{LabelRow, OrganizationRow, PairingRow, SurveyRow, TermRow};
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::{
    kernel::words::OrganizationKind,
    organization::words::{OrganizationLabel, OrganizationLevel, PartyCoverage, PledgeKind},
};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

/// How many steps a chain of successors is followed at most.
const SUCCESSORS_LIMIT: i32 = 32;
/// Pairings that are shown with one organization.
const PAIRINGS_SHOWN: i64 = 100;

/// What is said of one organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Terms of its leadership, oldest first.
    pub terms: Vec<TermRow>,
    /// Labels, held and withdrawn, oldest first.
    pub labels: Vec<LabelRow>,
    /// Pledges by what is promised.
    pub pledges: Vec<PledgeCount>,
    /// What the last survey found, where there was one.
    pub survey: Option<SurveyRow>,
    /// Pairings on either side, the newest first, at most a hundred.
    pub pairings: Vec<PairingRow>,
    /// Who answers for its certificates at the end of the chain of successors, where it has one (O6).
    pub answering_id: Option<Uuid>,
}

/// Pledges of one kind.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct PledgeCount {
    /// Code of what is promised.
    pub pledge: String,
    /// Copies signed.
    pub copies: i64,
    /// Entries of the ledger.
    pub entries: i64,
    /// Different organizations.
    pub organizations: i64,
}

#[derive(FromRow)]
struct OwnPledges {
    organization_id: Uuid,
    #[sqlx(flatten)]
    count: PledgeCount,
}

#[derive(FromRow)]
struct OwnPairing {
    own_id: Uuid,
    #[sqlx(flatten)]
    pairing: PairingRow,
}

/// What is said of each of these organizations; one without anything is not in the answer.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn standing_of(read: &mut ViewRead, ids: &[Uuid]) -> Result<HashMap<Uuid, Standing>, ViewFault> {
    let fault = || ViewFault::database("reading what is said of organizations");
    let mut found: HashMap<Uuid, Standing> = HashMap::new();
    let terms = "select * from terms where organization_id = any($1) order by key";
    let terms: Vec<TermRow> = sqlx::query_as(terms).bind(ids).fetch_all(read.connection()).await.map_err(fault())?;
    for row in terms {
        found.entry(row.organization_id).or_default().terms.push(row);
    }
    let labels = "select * from labels where organization_id = any($1) order by from_day, key";
    let labels: Vec<LabelRow> = sqlx::query_as(labels).bind(ids).fetch_all(read.connection()).await.map_err(fault())?;
    for row in labels {
        found.entry(row.organization_id).or_default().labels.push(row);
    }
    let pledges = "select organization_id, pledge, sum(copies)::bigint as copies, count(*) as entries,
            1::bigint as organizations
         from pledges where organization_id = any($1) group by organization_id, pledge order by pledge";
    let pledges: Vec<OwnPledges> =
        sqlx::query_as(pledges).bind(ids).fetch_all(read.connection()).await.map_err(fault())?;
    for row in pledges {
        found.entry(row.organization_id).or_default().pledges.push(row.count);
    }
    let surveys = "select distinct on (organization_id) * from surveys where organization_id = any($1)
         order by organization_id, surveyed_on desc";
    let surveys: Vec<SurveyRow> =
        sqlx::query_as(surveys).bind(ids).fetch_all(read.connection()).await.map_err(fault())?;
    for row in surveys {
        let organization_id = row.organization_id;
        found.entry(organization_id).or_default().survey = Some(row);
    }
    for row in pairings(read, ids).await? {
        found.entry(row.own_id).or_default().pairings.push(row.pairing);
    }
    for (id, answering_id) in answering(read, ids).await? {
        found.entry(id).or_default().answering_id = Some(answering_id);
    }
    Ok(found)
}

async fn pairings(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<OwnPairing>, ViewFault> {
    sqlx::query_as(
        "select own.id as own_id, p.* from unnest($1::uuid[]) as own (id) cross join lateral (
            select * from pairings where organization_id = own.id or partner_id = own.id
            order by from_day desc, id limit $2
         ) p order by p.from_day desc, p.id",
    )
    .bind(ids)
    .bind(PAIRINGS_SHOWN)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading pairings of organizations"))
}

/// The end of each chain of successors, at most 32 steps.
async fn answering(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, ViewFault> {
    sqlx::query_as(
        "with recursive chain as (
            select id as origin, successor_id as id, 1 as step from organizations
            where id = any($1) and successor_id is not null
            union all
            select c.origin, o.successor_id, c.step + 1 from chain c join organizations o on o.id = c.id
            where o.successor_id is not null and c.step < $2
        )
        select distinct on (origin) origin, id from chain order by origin, step desc",
    )
    .bind(ids)
    .bind(SUCCESSORS_LIMIT)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("following successors"))
}

/// The last term of an organization that must be renewed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DueTerm {
    /// The organization.
    #[sqlx(flatten)]
    pub organization: OrganizationRow,
    /// First day of the term.
    pub from_day: NaiveDate,
    /// Last day of the term.
    pub to_day: NaiveDate,
}

/// Living organizations whose last term up to a day ends on or before another, the longest overdue first, after a cursor.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn terms_due(
    read: &mut ViewRead,
    divisions: Option<&[String]>,
    (on, until): (NaiveDate, NaiveDate),
    after: Option<(NaiveDate, Uuid)>,
    limit: i64,
) -> Result<Vec<DueTerm>, ViewFault> {
    sqlx::query_as(
        "select o.*, t.from_day, t.to_day from organizations o join lateral (
            select from_day, to_day from terms where organization_id = o.id and from_day <= $2
            order by from_day desc limit 1
         ) t on t.to_day <= $3
         where ($1::text[] is null or o.division = any($1)) and o.registered_on <= $2
           and (o.dissolved_on is null or $2 <= o.dissolved_on)
           and ($4::date is null or (t.to_day, o.id) > ($4, $5))
         order by t.to_day, o.id limit $6",
    )
    .bind(divisions)
    .bind(on)
    .bind(until)
    .bind(after.map(|(day, _)| day))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading leadership terms that are due"))
}

/// Pledges signed in these days by what is promised, in the order of the list, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn pledge_counts(
    read: &mut ViewRead,
    divisions: Option<&[String]>,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<Vec<PledgeCount>, ViewFault> {
    let kinds: Vec<&str> = PledgeKind::ALL.iter().map(|kind| kind.code()).collect();
    sqlx::query_as(
        "with signed as (
            select p.* from pledges p join organizations o on o.id = p.organization_id
            where ($1::text[] is null or o.division = any($1)) and ($2::date is null or $2 <= p.signed_on)
              and ($3::date is null or p.signed_on <= $3)
         )
         select k.pledge, coalesce(sum(s.copies), 0)::bigint as copies, count(s.key) as entries,
                count(distinct s.organization_id) as organizations
         from unnest($4::text[]) with ordinality as k (pledge, place) left join signed s on s.pledge = k.pledge
         group by k.pledge, k.place order by k.place",
    )
    .bind(divisions)
    .bind(from)
    .bind(to)
    .bind(kinds)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting pledges"))
}

/// Organizations that hold a label.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LabelCount {
    /// Label code.
    pub label: String,
    /// Living organizations that hold it on the day.
    pub organizations: i64,
}

/// Living organizations by label on a day, in the order of the list, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn label_counts(
    read: &mut ViewRead,
    divisions: Option<&[String]>,
    on: NaiveDate,
) -> Result<Vec<LabelCount>, ViewFault> {
    let labels: Vec<&str> = OrganizationLabel::ALL.iter().map(|label| label.code()).collect();
    sqlx::query_as(
        "with held as (
            select l.label, o.id from labels l join organizations o on o.id = l.organization_id
            where l.from_day <= $2 and (l.to_day is null or $2 <= l.to_day)
              and (o.dissolved_on is null or $2 <= o.dissolved_on) and ($1::text[] is null or o.division = any($1))
         )
         select k.label, count(distinct h.id) as organizations
         from unnest($3::text[]) with ordinality as k (label, place) left join held h on h.label = k.label
         group by k.label, k.place order by k.place",
    )
    .bind(divisions)
    .bind(on)
    .bind(labels)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting labels"))
}

/// Organizations of one level.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LevelCount {
    /// Level code; nothing for those whose level is not known.
    pub level: Option<String>,
    /// Living organizations on the day.
    pub organizations: i64,
}

/// Living organizations by the level that they had on a day, in the order of the list, zero rows too, and last those without (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn level_counts(
    read: &mut ViewRead,
    divisions: Option<&[String]>,
    kinds: Option<&[OrganizationKind]>,
    on: NaiveDate,
) -> Result<Vec<LevelCount>, ViewFault> {
    let levels: Vec<Option<&str>> =
        OrganizationLevel::ALL.iter().map(|level| Some(level.code())).chain([None]).collect();
    let kinds: Option<Vec<&str>> = kinds.map(|kinds| kinds.iter().map(|kind| kind.code()).collect());
    sqlx::query_as(
        "with living as (
            select o.id, l.level from organizations o left join lateral (
                select level from levels where organization_id = o.id and recorded_on <= $3
                order by recorded_on desc limit 1
             ) l on true
            where o.registered_on <= $3 and (o.dissolved_on is null or $3 <= o.dissolved_on)
              and ($1::text[] is null or o.division = any($1)) and ($2::text[] is null or o.kind = any($2))
         )
         select k.level, count(o.id) as organizations
         from unnest($4::text[]) with ordinality as k (level, place)
         left join living o on o.level is not distinct from k.level
         group by k.level, k.place order by k.place",
    )
    .bind(divisions)
    .bind(kinds)
    .bind(on)
    .bind(levels)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting organizations by level"))
}

/// What the last surveys found in one division.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CoverageCount {
    /// Division.
    pub division: String,
    /// Living organizations of the new fields.
    pub organizations: i64,
    /// Found with a party organization.
    pub organization_covered: i64,
    /// Found with party work alone.
    pub work_covered: i64,
    /// Found with neither.
    pub not_covered: i64,
    /// Never surveyed up to the day.
    pub not_surveyed: i64,
}

/// The two coverages of living organizations of the new fields as of a day, by division, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn coverage_counts(
    read: &mut ViewRead,
    divisions: &[String],
    on: NaiveDate,
) -> Result<Vec<CoverageCount>, ViewFault> {
    let asked: Vec<&str> =
        OrganizationKind::ALL.iter().filter(|kind| kind.is_of_new_fields()).map(|kind| kind.code()).collect();
    sqlx::query_as(
        "with last as (
            select distinct on (organization_id) organization_id, coverage from surveys where surveyed_on <= $2
            order by organization_id, surveyed_on desc
         )
         select d.division, count(o.id) as organizations,
                count(o.id) filter (where l.coverage = $4) as organization_covered,
                count(o.id) filter (where l.coverage = $5) as work_covered,
                count(o.id) filter (where l.coverage = $6) as not_covered,
                count(o.id) filter (where l.coverage is null) as not_surveyed
         from unnest($1::text[]) with ordinality as d (division, place)
         left join organizations o on o.division = d.division and o.kind = any($3) and o.registered_on <= $2
           and (o.dissolved_on is null or $2 <= o.dissolved_on)
         left join last l on l.organization_id = o.id
         group by d.division, d.place order by d.place",
    )
    .bind(divisions)
    .bind(on)
    .bind(asked)
    .bind(PartyCoverage::Organization.code())
    .bind(PartyCoverage::Work.code())
    .bind(PartyCoverage::None.code())
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("counting the two coverages"))
}
