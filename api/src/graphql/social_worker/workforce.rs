//! Community workers beside the people they serve: the ratio for 10,000 residents and the gap to the benchmark (H5).

use crate::{
    edge::EdgeError,
    graphql::{
        coverage::listed,
        division::{Division, DivisionSet},
        gate::{Gate, codes_within, read_view},
        population::{PopulationBasis, Ratio, figures::populations},
        scalars::Date,
    },
};
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::kernel::{DivisionCode, PolicyTimeline, population::Populations};
use muster_projections::views::career_ledger::{self, DivisionHeadcount};

/// People for whom the benchmark is given.
const BENCHMARK_PEOPLE: u64 = 10_000;

/// How many community workers are missing to the benchmark (与配备标准的差额).
#[derive(SimpleObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkforceGap {
    /// Workers for 10,000 urban residents that the policy asks for (每万城镇常住人口配备标准).
    benchmark: u32,
    /// Workers whom that makes, rounded up (应配备人数).
    pub(crate) needed: i64,
    /// Workers missing; negative where there are more (缺口人数).
    pub(crate) missing: i64,
}

/// Community workers of one division (一个区划的社区工作者).
#[derive(SimpleObject)]
pub struct WorkforceRow {
    /// The division (区划).
    pub(crate) division: Option<Division>,
    /// Full-time committee members (社区两委).
    pub(crate) committee: i64,
    /// Full-time staff (专职社区工作者).
    pub(crate) staff: i64,
    /// Assistants, who never count (社区助理).
    pub(crate) assistants: i64,
    /// Committee and staff by the denominator; null where the population is unknown (每万人比率).
    pub(crate) ratio: Option<Ratio>,
    /// The gap to the benchmark; null where the population is unknown (缺口).
    pub(crate) gap: Option<WorkforceGap>,
}

/// The report of the workforce ratio; it names its set of divisions and its basis (社区工作者配备统计).
#[derive(SimpleObject)]
pub struct WorkforceRatio {
    /// The position of the log that the report reflects (日志位置).
    pub(crate) position: i64,
    /// The day for which it answers (截至日期).
    on: Date,
    /// Which divisions it lists (区划口径).
    division_set: DivisionSet,
    /// Whom the denominators count (人口口径).
    basis: PopulationBasis,
    /// Versions of the policy that give the benchmark (规则版本).
    policy_version: String,
    /// Every division of the set, those without a worker too (各区划).
    pub(crate) rows: Vec<WorkforceRow>,
    /// Workers in posts outside the set, for example of the city itself (口径之外).
    pub(crate) outside_the_set: WorkforceRow,
    /// All of the division asked for, by its own denominator: populations overlap and are never summed (合计).
    pub(crate) total: WorkforceRow,
}

/// Questions about the workforce.
#[derive(Default)]
pub struct WorkforceQuery;

/// Questions about the workforce.
#[Object]
impl WorkforceQuery {
    /// Community workers for 10,000 residents by county, and the gap to the benchmark of the policy (社区工作者配备).
    async fn workforce_ratio(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the division.")] within: String,
        #[graphql(default_with = "PopulationBasis::UrbanResidents", desc = "Whom the denominators count.")]
        basis: PopulationBasis,
        #[graphql(default, desc = "Which divisions are listed.")] division_set: DivisionSet,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<WorkforceRatio> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        report(ctx, &within, (basis, division_set, on), at_least).await
    }
}

/// The report: what `workforceRatio` answers, and what is published of it.
pub(crate) async fn report(
    ctx: &Context<'_>,
    within: &str,
    (basis, division_set, on): (PopulationBasis, DivisionSet, NaiveDate),
    at_least: Option<i64>,
) -> Result<WorkforceRatio> {
    let gate = Gate::of(ctx)?;
    let codes = codes_within(ctx, within)?;
    let set = listed(ctx, Some(within), division_set, on)?;
    // One after the other: a view is a connection, and whoever waits for a second one holds up the others.
    let (position, populations) = populations(ctx, &codes, at_least).await?;
    let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
    let mut read = read_view(ctx, career_ledger::NAME, at_least).await?;
    let counts = career_ledger::headcounts(&mut read, on, &codes).await.map_err(EdgeError::from)?;
    let report = Report { gate, populations, policies: &standing.policies, basis, on };
    let top = DivisionCode::new(within);
    let count = |wanted: &dyn Fn(&str) -> bool| sum(counts.iter().filter(|row| wanted(&row.division)));
    let rows = set.iter().map(|code| report.row(Some(&DivisionCode::new(code)), &count(&|division| division == code)));
    Ok(WorkforceRatio {
        position: position.min(read.position()),
        on: Date(on),
        division_set,
        basis,
        policy_version: standing.policies.in_force(gate.divisions(), &top, on).version.clone(),
        rows: rows.collect(),
        outside_the_set: report.row(None, &count(&|division| !set.iter().any(|code| code == division))),
        total: report.row(Some(&top), &count(&|_| true)),
    })
}

/// What every row of one report goes by.
struct Report<'r> {
    gate: &'r Gate,
    populations: Populations,
    policies: &'r PolicyTimeline,
    basis: PopulationBasis,
    on: NaiveDate,
}

impl Report<'_> {
    fn row(&self, division: Option<&DivisionCode>, count: &DivisionHeadcount) -> WorkforceRow {
        let DivisionHeadcount { committee, staff, assistants, .. } = *count;
        let numerator = committee + staff;
        let denominator = division.and_then(|division| self.populations.find(division, self.basis.into(), self.on));
        let gap = division.zip(denominator.as_ref()).map(|(division, denominator)| {
            let policy = self.policies.in_force(self.gate.divisions(), division, self.on);
            gap(policy.community_workers_per_ten_thousand, denominator.value, numerator)
        });
        WorkforceRow {
            division: division.and_then(|division| self.gate.divisions().find(division)).cloned().map(Division),
            committee,
            staff,
            assistants,
            ratio: denominator.map(|denominator| Ratio { numerator, denominator }),
            gap,
        }
    }
}

fn sum<'r>(rows: impl Iterator<Item = &'r DivisionHeadcount>) -> DivisionHeadcount {
    let none = DivisionHeadcount { division: String::new(), committee: 0, staff: 0, assistants: 0 };
    rows.fold(none, |sum, row| DivisionHeadcount {
        committee: sum.committee + row.committee,
        staff: sum.staff + row.staff,
        assistants: sum.assistants + row.assistants,
        ..sum
    })
}

fn gap(benchmark: u32, people: u64, workers: i64) -> WorkforceGap {
    let needed = (u128::from(people) * u128::from(benchmark)).div_ceil(u128::from(BENCHMARK_PEOPLE));
    let needed = i64::try_from(needed).unwrap_or(i64::MAX);
    WorkforceGap { benchmark, needed, missing: needed - workers }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gap_is_the_rounded_up_need_less_those_in_posts() {
        assert_eq!(gap(18, 938_889, 1_690), WorkforceGap { benchmark: 18, needed: 1_691, missing: 1 });
        assert_eq!(gap(18, 859_613, 1_690), WorkforceGap { benchmark: 18, needed: 1_548, missing: -142 });
        assert_eq!(gap(18, 10_000, 0), WorkforceGap { benchmark: 18, needed: 18, missing: 18 });
    }
}
