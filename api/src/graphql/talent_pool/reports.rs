//! Reports on talents: what changed in a pool, why somebody is in a list, people by category and mode over time.

use super::{
    criteria::ExplainedCriterion,
    queries::find,
    types::day_or_today,
    words::{AdmissionSource, ChangeCause, EngagementMode, RemovalCause, TalentCategory, Verdict},
};
use crate::{
    access::SmallCells,
    edge::{EdgeError, Refused},
    graphql::{
        gate::{Gate, codes_within, read_view},
        loaders::Named,
        mutation::uuid,
        person::Person,
        scalars::Date,
    },
};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{Months, NaiveDate};
use muster_domain::talent_profile::{explain, words};
use muster_projections::views::talent_register::{self, Change, PoolRow};
use uuid::Uuid;

/// Changes that one answer names.
const CHANGES_LIMIT: i64 = 1_000;
/// Days of one matrix.
const MATRIX_DAYS_LIMIT: usize = 60;

/// Who came into a pool and who left it between two days (人才库变动).
#[derive(SimpleObject)]
pub struct PoolChanges {
    /// The earlier day (起始日期).
    since: Date,
    /// The later day (截止日期).
    until: Date,
    /// Who belongs to it on the later day only (新入).
    came: Vec<PoolChange>,
    /// Who belonged to it on the earlier day only (退出).
    left: Vec<PoolChange>,
    /// Position that the answer reflects (截至位置).
    position: i64,
}

/// Somebody who belongs to a pool on one of two days only (变动).
pub struct PoolChange {
    row: Change,
    explained: Vec<ExplainedCriterion>,
    position: i64,
}

/// Somebody who belongs to a pool on one of two days only (变动).
#[Object]
impl PoolChange {
    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// Why (变动原因).
    async fn cause(&self) -> Result<ChangeCause> {
        ChangeCause::of_code(&self.row.cause)
    }

    /// By which way the person came into a curated pool (入库来源).
    async fn source(&self) -> Result<Option<AdmissionSource>> {
        self.row.source.as_deref().map(AdmissionSource::of_code).transpose()
    }

    /// Why the person was taken out of a curated pool (出库原因).
    async fn removal_cause(&self) -> Result<Option<RemovalCause>> {
        self.row.removal_cause.as_deref().map(RemovalCause::of_code).transpose()
    }

    /// Criteria of a saved query whose verdict is not the same on both days, as of the later one (变化的条件).
    async fn explained(&self) -> &[ExplainedCriterion] {
        &self.explained
    }

    /// Position of the event behind it; nothing where only time passed (事件位置).
    async fn event_position(&self) -> Option<i64> {
        self.row.position
    }
}

/// What changed in a pool between two days.
pub(super) async fn changes(
    ctx: &Context<'_>,
    pool: &PoolRow,
    (since, until): (NaiveDate, NaiveDate),
    at_least: i64,
) -> Result<PoolChanges> {
    if until < since {
        let refused = Refused::new("SPAN_REVERSED", format!("{until} is before {since}"));
        return Err(refused.with("from", since.to_string()).with("to", until.to_string()).into());
    }
    let divisions = Gate::of(ctx)?.divisions();
    let mut read = read_view(ctx, talent_register::NAME, Some(at_least)).await?;
    let rows = talent_register::changes_of(&mut read, pool, (since, until), divisions, CHANGES_LIMIT + 1).await;
    let rows = rows.map_err(EdgeError::from)?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > CHANGES_LIMIT {
        let message = format!("more than {CHANGES_LIMIT} people came or left; ask for fewer days");
        return Err(Refused::new("TOO_MANY_CHANGES", message).with("limit", CHANGES_LIMIT).into());
    }
    let (criteria, position) = (pool.criteria().map_err(EdgeError::from)?.unwrap_or_default(), read.position());
    let (mut came, mut left) = (Vec::new(), Vec::new());
    let people: Vec<Uuid> =
        if criteria.is_empty() { Vec::new() } else { rows.iter().map(|row| row.person_id).collect() };
    let before = talent_register::talent_facts(&mut read, &people, since).await.map_err(EdgeError::from)?;
    let after = talent_register::talent_facts(&mut read, &people, until).await.map_err(EdgeError::from)?;
    for row in rows {
        let mut explained = Vec::new();
        if let (Some(before), Some(after)) = (before.get(&row.person_id), after.get(&row.person_id)) {
            let before = explain(&criteria, before, since, divisions);
            let after = explain(&criteria, after, until, divisions);
            let moved = before.iter().zip(&after).filter(|(before, after)| before.verdict != after.verdict);
            explained.extend(moved.map(|(_, after)| ExplainedCriterion::from(after)));
        }
        let side = if row.came { &mut came } else { &mut left };
        side.push(PoolChange { row, explained, position });
    }
    Ok(PoolChanges { since: Date(since), until: Date(until), came, left, position })
}

/// Why somebody is in a list or is not (入选说明).
#[derive(SimpleObject)]
pub struct MatchExplanation {
    /// Whether the person belongs to the pool on the day (是否在库).
    belongs: bool,
    /// The day (日期).
    on: Date,
    /// Each criterion and what it comes to; what is unknown is never met (逐条说明).
    criteria: Vec<ExplainedCriterion>,
    /// Position that the answer reflects (截至位置).
    position: i64,
}

/// People in one category and mode (类别与方式).
#[derive(SimpleObject)]
pub struct MatrixCell {
    /// The category; nothing for those who have none (人才类别).
    category: Option<TalentCategory>,
    /// The mode; nothing for those who are not engaged (引才方式).
    mode: Option<EngagementMode>,
    /// Distinct people, who count in each of their modes; null of fewer than five whom the caller may not see (人数).
    people: Option<i64>,
}

/// The matrix on one day (时点).
#[derive(SimpleObject)]
pub struct MatrixDay {
    /// The day (日期).
    day: Date,
    /// Cells with at least one person (分布).
    cells: Vec<MatrixCell>,
}

/// People by category and mode of engagement over time (人才结构).
#[derive(SimpleObject)]
pub struct TalentMatrix {
    /// The days, oldest first (时点).
    days: Vec<MatrixDay>,
    /// Position that the answer reflects (截至位置).
    position: i64,
}

/// How far the days of a matrix are apart (步长).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixStep {
    /// A month (月).
    Month,
    /// Three months (季).
    Quarter,
    /// Twelve months (年).
    Year,
}

impl MatrixStep {
    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

/// The days from the first to the last, a step apart.
fn matrix_days(from: NaiveDate, to: NaiveDate, step: MatrixStep) -> Result<Vec<NaiveDate>> {
    let steps = 0..=u32::try_from(MATRIX_DAYS_LIMIT).unwrap_or(u32::MAX);
    let days = steps.map_while(|count| from.checked_add_months(Months::new(count * step.months())));
    let days: Vec<NaiveDate> = days.take_while(|day| *day <= to).collect();
    let actual = days.len();
    if !(1..=MATRIX_DAYS_LIMIT).contains(&actual) {
        let message = format!("a matrix has 1 to {MATRIX_DAYS_LIMIT} days");
        return Err(Refused::new("MATRIX_DAYS_OUT_OF_RANGE", message).with("limit", MATRIX_DAYS_LIMIT).into());
    }
    Ok(days)
}

/// Reports on talents.
#[derive(Default)]
pub struct TalentReportQuery;

/// Reports on talents.
#[Object]
impl TalentReportQuery {
    /// Why a person is in a pool or is not, criterion by criterion; null where there is no such pool (入选说明).
    async fn explain_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "Code of the pool.")] pool: String,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Option<MatchExplanation>> {
        let (person, on) = (uuid(&person)?, day_or_today(ctx, on)?);
        let Some(pool) = find(ctx, &pool, at_least).await?.map(|pool| pool.row) else { return Ok(None) };
        let divisions = Gate::of(ctx)?.divisions();
        let mut read = read_view(ctx, talent_register::NAME, at_least).await?;
        let mut explained: Vec<ExplainedCriterion> = match pool.criteria().map_err(EdgeError::from)? {
            Some(criteria) => {
                let facts = talent_register::talent_facts(&mut read, &[person], on).await.map_err(EdgeError::from)?;
                let facts = facts.get(&person).cloned().unwrap_or_default();
                let of_criteria = explain(&criteria, &facts, on, divisions);
                let talent = of_pool("TALENT", None, facts.is_talent());
                std::iter::once(talent).chain(of_criteria.iter().map(ExplainedCriterion::from)).collect()
            }
            None => {
                let standing = talent_register::standing(&mut read, &pool, person, on).await;
                let standing = standing.map_err(EdgeError::from)?;
                let checks = [("ENTRY", standing.live), ("LEGAL_BASIS", standing.lawful), ("FRESH", standing.fresh)];
                checks.map(|(name, holds)| of_pool(name, None, holds)).into()
            }
        };
        let open = pool.opened_on <= on && pool.closed_on.is_none_or(|last| on <= last);
        explained.push(of_pool("POOL_OPEN", Some(on.to_string()), open));
        let belongs = explained.iter().all(|one| one.verdict == Verdict::Met);
        Ok(Some(MatchExplanation { belongs, on: Date(on), criteria: explained, position: read.position() }))
    }

    /// People by category and mode of engagement, on days a step apart (人才结构统计).
    async fn talent_matrix(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day that can be one.")] to: Date,
        #[graphql(desc = "How far the days are apart.")] step: MatrixStep,
        #[graphql(desc = "Division of a role and everything below it; people without a role are left out then.")]
        within: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<TalentMatrix> {
        let days = matrix_days(from.0, to.0, step)?;
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let mut read = read_view(ctx, talent_register::NAME, at_least).await?;
        let rows = talent_register::matrix(&mut read, &days, divisions.as_deref()).await.map_err(EdgeError::from)?;
        let mut report: Vec<MatrixDay> =
            days.into_iter().map(|day| MatrixDay { day: Date(day), cells: Vec::new() }).collect();
        let cells = SmallCells::of(ctx)?;
        for row in rows {
            let Some(place) = report.iter_mut().find(|place| place.day.0 == row.day) else { continue };
            place.cells.push(MatrixCell {
                category: row.category.as_deref().map(TalentCategory::of_code).transpose()?,
                mode: row.mode.as_deref().map(EngagementMode::of_code).transpose()?,
                people: cells.count(row.people),
            });
        }
        Ok(TalentMatrix { days: report, position: read.position() })
    }
}

/// What a pool itself asks for.
fn of_pool(name: &str, wanted: Option<String>, holds: bool) -> ExplainedCriterion {
    let verdict = if holds { words::Verdict::Met } else { words::Verdict::Unmet };
    ExplainedCriterion { criterion: name.to_owned(), wanted, verdict: verdict.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_of_a_matrix_are_a_step_apart_and_bounded() {
        let days = matrix_days(day("2024-01-31"), day("2024-07-31"), MatrixStep::Quarter).unwrap();
        assert_eq!(days, [day("2024-01-31"), day("2024-04-30"), day("2024-07-31")]);
        assert!(matrix_days(day("2024-01-02"), day("2024-01-01"), MatrixStep::Month).is_err());
        assert!(matrix_days(day("2000-01-01"), day("2024-01-01"), MatrixStep::Month).is_err());
    }
}
