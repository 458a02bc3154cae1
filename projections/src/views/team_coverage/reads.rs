//! The reads of the coverage report. Each answers for one day; nothing is written here.

use crate::{
    ViewFault, ViewRead,
    versions::{self, Changed, Stretch},
};
use chrono::NaiveDate;
use muster_domain::kernel::words::TeamCategory;
use sqlx::FromRow;

/// What a coverage report counts.
#[derive(Clone, Copy, Debug)]
pub struct CoverageFilter {
    /// One category of teams; all when there is none.
    pub category: Option<TeamCategory>,
    /// Only emergency backbone teams, or only others; all when there is none.
    pub emergency_only: Option<bool>,
    /// The day.
    pub on: NaiveDate,
    /// Months in which a training counts (T4).
    pub training_months: u32,
    /// Only teams that are not called out on the day.
    pub standby_only: bool,
}

/// One line of the coverage report.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CoverageRow {
    /// The division's code.
    pub division: String,
    /// The category, where the report is of one or by category.
    pub category: Option<String>,
    /// Teams that serve the division on the day.
    pub teams: i64,
    /// Distinct volunteers in these teams on the day.
    pub members: i64,
    /// Those of them whom insurance of their own covers on the day.
    pub insured_members: i64,
    /// Those of them with a training, or a drill of the team by name, in the months that count.
    pub trained_members: i64,
    /// Those of the teams that drilled in the twelve months up to the day.
    pub drilled_teams: i64,
    /// Drills of these teams in the twelve months up to the day.
    pub drills: i64,
}

impl From<CoverageRow> for CoverageTotal {
    fn from(row: CoverageRow) -> Self {
        let CoverageRow { teams, members, insured_members, trained_members, drilled_teams, drills, .. } = row;
        Self { teams, members, insured_members, trained_members, drilled_teams, drills }
    }
}

/// Distinct teams, members and drills.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct CoverageTotal {
    /// Distinct teams.
    pub teams: i64,
    /// Distinct volunteers in them.
    pub members: i64,
    /// Those of them whom insurance of their own covers on the day.
    pub insured_members: i64,
    /// Those of them with a training, or a drill of the team by name, in the months that count.
    pub trained_members: i64,
    /// Those of the teams that drilled in the twelve months up to the day.
    pub drilled_teams: i64,
    /// Drills of these teams in the twelve months up to the day.
    pub drills: i64,
}

/// Teams living on the day ($4) with their valid areas and members; $2 and $3 narrow category and emergency.
/// `drilled` holds each team's drills in the twelve months up to the day (V9); the same day a year before is out.
pub(super) fn served(filter: &CoverageFilter) -> String {
    let standby = if filter.standby_only { STANDBY } else { "" };
    SERVED.replace("{standby}", standby).replace("{months}", &filter.training_months.to_string())
}

/// That a team is not called out on the day.
const STANDBY: &str = "and not exists (select from calls k where k.team_id = t.id and k.from_day <= $4
                      and (k.to_day is null or $4 <= k.to_day))";

const SERVED: &str = "with served as (
    select distinct t.id, a.division, c.category from teams t
    join lateral (select category, emergency from categories c where c.team_id = t.id and c.from_day <= $4
                  order by c.from_day desc limit 1) c on true
    join areas a on a.team_id = t.id and a.from_day <= $4 and (a.to_day is null or $4 <= a.to_day)
    where t.formed_on <= $4 and (t.disbanded_on is null or $4 <= t.disbanded_on)
      and not exists (select from suspensions s where s.team_id = t.id and s.from_day <= $4
                      and (s.to_day is null or $4 <= s.to_day))
      and ($2::text is null or c.category = $2) and ($3::bool is null or c.emergency = $3) {standby}
), serving as (
    select m.team_id, m.volunteer_id,
           exists (select from insurances i where i.volunteer_id = m.volunteer_id
                   and i.from_day <= $4 and $4 <= i.to_day) as insured,
           exists (select from trainings r where r.volunteer_id = m.volunteer_id
                   and (r.team_id is null or r.team_id = m.team_id)
                   and $4::date - interval '{months} months' < r.trained_on and r.trained_on <= $4) as trained
    from members m where m.admitted_on <= $4 and (m.left_on is null or $4 <= m.left_on)
), drilled as (
    select team_id, count(*) as drills, max(drilled_on) as last_drilled_on from drills
    where $4::date - interval '12 months' < drilled_on and drilled_on <= $4 group by team_id
), trained as (
    select s.division, s.category, count(*) as drilled_teams, sum(r.drills)::bigint as drills
    from served s join drilled r on r.team_id = s.id group by s.division, s.category
)";

/// One row a division of the set, in its order, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn coverage(
    read: &mut ViewRead,
    divisions: &[String],
    filter: &CoverageFilter,
) -> Result<Vec<CoverageRow>, ViewFault> {
    let served = served(filter);
    let sql = format!(
        "{served} select d.division, $2::text as category, count(distinct s.id) as teams,
                count(distinct m.volunteer_id) as members,
                count(distinct m.volunteer_id) filter (where m.insured) as insured_members,
                count(distinct m.volunteer_id) filter (where m.trained) as trained_members,
                (select coalesce(sum(t.drilled_teams), 0)::bigint from trained t where t.division = d.division)
                    as drilled_teams,
                (select coalesce(sum(t.drills), 0)::bigint from trained t where t.division = d.division) as drills
         from unnest($1::text[]) with ordinality as d (division, place)
         left join served s on s.division = d.division left join serving m on m.team_id = s.id
         group by d.division, d.place order by d.place"
    );
    sqlx::query_as(&sql)
        .bind(divisions)
        .bind(filter.category.map(TeamCategory::code))
        .bind(filter.emergency_only)
        .bind(filter.on)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the coverage"))
}

/// One row a division of the set and category, in the order of both lists, zero rows too (R4).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn coverage_by_category(
    read: &mut ViewRead,
    divisions: &[String],
    filter: &CoverageFilter,
) -> Result<Vec<CoverageRow>, ViewFault> {
    let wanted = TeamCategory::ALL.iter().filter(|category| filter.category.is_none_or(|one| one == **category));
    let categories: Vec<&str> = wanted.map(|category| category.code()).collect();
    let served = served(filter);
    let sql = format!(
        "{served} select d.division, k.category, count(distinct s.id) as teams,
                count(distinct m.volunteer_id) as members,
                count(distinct m.volunteer_id) filter (where m.insured) as insured_members,
                count(distinct m.volunteer_id) filter (where m.trained) as trained_members,
                coalesce(max(t.drilled_teams), 0) as drilled_teams, coalesce(max(t.drills), 0) as drills
         from unnest($1::text[]) with ordinality as d (division, place)
         cross join unnest($5::text[]) with ordinality as k (category, place)
         left join served s on s.division = d.division and s.category = k.category
         left join serving m on m.team_id = s.id
         left join trained t on t.division = d.division and t.category = k.category
         group by d.division, d.place, k.category, k.place order by d.place, k.place"
    );
    sqlx::query_as(&sql)
        .bind(divisions)
        .bind(filter.category.map(TeamCategory::code))
        .bind(filter.emergency_only)
        .bind(filter.on)
        .bind(categories)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading the coverage by category"))
}

/// Distinct teams, members and drills over the whole set.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn total(
    read: &mut ViewRead,
    divisions: &[String],
    filter: &CoverageFilter,
) -> Result<CoverageTotal, ViewFault> {
    let served = served(filter);
    let sql = format!(
        "{served} select count(distinct s.id) as teams, count(distinct m.volunteer_id) as members,
                count(distinct m.volunteer_id) filter (where m.insured) as insured_members,
                count(distinct m.volunteer_id) filter (where m.trained) as trained_members,
                count(distinct r.team_id) as drilled_teams,
                (select coalesce(sum(drills), 0)::bigint from drilled
                 where team_id in (select id from served where division = any($1))) as drills
         from served s left join serving m on m.team_id = s.id left join drilled r on r.team_id = s.id
         where s.division = any($1)"
    );
    sums(read, &sql, divisions, filter).await
}

/// Distinct teams whose valid areas all lie outside the set, and their members whom no team inside has; with
/// [`total`] they make all.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn outside(
    read: &mut ViewRead,
    divisions: &[String],
    filter: &CoverageFilter,
) -> Result<CoverageTotal, ViewFault> {
    let served = served(filter);
    let sql = format!(
        "{served}, sides as (select id, bool_or(division = any($1)) as inside from served group by id),
         people as (select bool_or(m.insured) as insured, bool_or(m.trained) as trained
                    from sides s join serving m on m.team_id = s.id
                    group by m.volunteer_id having not bool_or(s.inside))
         select (select count(*) from sides where not inside) as teams,
                (select count(*) from people) as members,
                (select count(*) from people where insured) as insured_members,
                (select count(*) from people where trained) as trained_members,
                (select count(*) from sides s join drilled r on r.team_id = s.id where not s.inside) as drilled_teams,
                (select coalesce(sum(r.drills), 0)::bigint from sides s join drilled r on r.team_id = s.id
                 where not s.inside) as drills"
    );
    sums(read, &sql, divisions, filter).await
}

async fn sums(
    read: &mut ViewRead,
    sql: &str,
    divisions: &[String],
    filter: &CoverageFilter,
) -> Result<CoverageTotal, ViewFault> {
    sqlx::query_as(sql)
        .bind(divisions)
        .bind(filter.category.map(TeamCategory::code))
        .bind(filter.emergency_only)
        .bind(filter.on)
        .fetch_one(read.connection())
        .await
        .map_err(ViewFault::database("reading the sum of the coverage"))
}

/// The positions at which the coverage may change.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn changed(read: &mut ViewRead, stretch: Stretch) -> Result<Changed, ViewFault> {
    let tables =
        ["teams", "categories", "suspensions", "areas", "members", "drills", "calls", "insurances", "trainings"];
    versions::changed(read, &tables, |_| {}, stretch).await
}
