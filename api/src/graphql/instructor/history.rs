//! The load of instructors over time (负载沿革): the last day of each month, quarter or year of a period.

use super::reports::{band, row_limit, whole};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        gate::{Gate, codes_within, read_view},
        mutation::code,
        scalars::Date,
        words_organization::{LoadBand, OrganizationKind},
    },
};
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{Datelike, Months, NaiveDate};
use muster_domain::kernel::{DivisionCode, InstructorId, time, words};
use muster_projections::views::instructor_assignments::{self, LoadFilter};
use std::collections::BTreeMap;

/// Rows of one history: ten years by month.
const ROWS_LIMIT: usize = 120;

/// How far apart the rows of a history stand (统计周期).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryStep {
    /// A month (月).
    Month,
    /// A quarter (季度).
    Quarter,
    /// A year (年).
    Year,
}

impl HistoryStep {
    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The last day of the month, quarter or year in which a day lies.
    fn last_day(self, day: NaiveDate) -> NaiveDate {
        let first_month = day.month0() / self.months() * self.months() + 1;
        let first = NaiveDate::from_ymd_opt(day.year(), first_month, 1).unwrap_or(day);
        first.checked_add_months(Months::new(self.months())).map_or(day, time::day_before)
    }
}

/// The load at the end of a period (期末负载).
#[derive(SimpleObject, Clone, Debug)]
pub struct LoadHistoryRow {
    /// First day of the period (期初).
    from: Date,
    /// Its last day, on which the load is taken (期末).
    on: Date,
    /// Instructors in office (在任人数).
    instructors: i64,
    /// Live focus links (重点联系).
    focus: i64,
    /// Live general links (一般联系).
    general: i64,
    /// Instructors with fewer focus links than expected (不足).
    under: i64,
    /// Instructors with as many as expected (正常).
    within: i64,
    /// Instructors with more than allowed (超额).
    over: i64,
    /// Appointments that ended in the period (解聘人数).
    released: i64,
    /// Organizations without any live link; null for one instructor (未覆盖组织).
    uncovered: Option<i64>,
    /// Organizations with general links only; null for one instructor (仅一般联系组织).
    general_only: Option<i64>,
}

/// The history of load.
#[derive(Default)]
pub struct HistoryQuery;

/// The history of load.
#[Object]
impl HistoryQuery {
    /// The load of all instructors, of those of a division or of one, at the end of each period (负载沿革).
    #[expect(clippy::too_many_arguments, reason = "a report is flat on the wire")]
    async fn load_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First day.")] from: Date,
        #[graphql(desc = "Last day; the last period ends there.")] to: Date,
        #[graphql(default_with = "HistoryStep::Month", desc = "How far apart the rows stand.")] by: HistoryStep,
        #[graphql(desc = "Division of instructors and organizations and everything below it.")] within: Option<String>,
        #[graphql(desc = "Code of one instructor.")] instructor: Option<String>,
        #[graphql(desc = "Kinds of organizations that are counted as uncovered; all where nothing is said.")]
        kinds: Option<Vec<OrganizationKind>>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Vec<LoadHistoryRow>> {
        let gate = Gate::of(ctx)?;
        let periods = periods(from.0, to.0, by)?;
        let instructor_id =
            instructor.as_deref().map(code).transpose()?.map(|code| InstructorId::of_code(&code).uuid());
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let filter = LoadFilter { divisions, instructor_id };
        let kinds: Option<Vec<words::OrganizationKind>> =
            kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
        let mut read = read_view(ctx, instructor_assignments::NAME, at_least).await?;
        let divisions = filter.divisions.as_deref();
        let released = instructor_assignments::released(&mut read, (from.0, to.0), divisions, instructor_id).await;
        let released = released.map_err(EdgeError::from)?;
        let days: Vec<NaiveDate> = periods.iter().map(|(_, last)| *last).collect();
        let gaps = match instructor_id {
            Some(_) => Vec::new(),
            None => instructor_assignments::gaps(&mut read, &days, kinds.as_deref(), divisions)
                .await
                .map_err(EdgeError::from)?,
        };
        let gaps: BTreeMap<NaiveDate, _> = gaps.into_iter().map(|gap| (gap.on_day, gap)).collect();
        let mut rows = Vec::with_capacity(periods.len());
        for (first, on) in periods {
            let load = instructor_assignments::load(&mut read, on, &filter, row_limit()).await;
            let load = whole(load.map_err(EdgeError::from)?)?;
            let (mut under, mut within, mut over) = (0, 0, 0);
            for row in &load {
                let division = DivisionCode::new(&row.division);
                match band(row, on, &standing.policies.in_force(gate.divisions(), &division, on)) {
                    LoadBand::Under => under += 1,
                    LoadBand::Within => within += 1,
                    LoadBand::Over => over += 1,
                }
            }
            let gap = gaps.get(&on);
            rows.push(LoadHistoryRow {
                from: Date(first),
                on: Date(on),
                instructors: count(load.len()),
                focus: load.iter().map(|row| row.focus).sum(),
                general: load.iter().map(|row| row.general).sum(),
                under,
                within,
                over,
                released: count(released.iter().filter(|day| (first..=on).contains(*day)).count()),
                uncovered: gap.map(|gap| gap.uncovered),
                general_only: gap.map(|gap| gap.general_only),
            });
        }
        Ok(rows)
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The periods from one day to another, each with its first and its last day.
fn periods(from: NaiveDate, to: NaiveDate, by: HistoryStep) -> Result<Vec<(NaiveDate, NaiveDate)>> {
    if to < from {
        let refused = Refused::new("SPAN_REVERSED", format!("the last day {to} is before the first day {from}"));
        return Err(refused.with("from", from.to_string()).with("to", to.to_string()).into());
    }
    let mut periods = Vec::new();
    let mut first = from;
    while first <= to {
        if periods.len() >= ROWS_LIMIT {
            let refused = Refused::new("HISTORY_TOO_LONG", format!("a history has at most {ROWS_LIMIT} rows"));
            return Err(refused.with("limit", ROWS_LIMIT).into());
        }
        let last = by.last_day(first).min(to);
        periods.push((first, last));
        first = time::next_day(last);
    }
    Ok(periods)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_end_with_their_month_quarter_or_year_and_the_last_with_the_question() {
        let ends = |by| {
            let periods = periods(day("2023-11-15"), day("2024-02-10"), by).unwrap();
            periods.iter().map(|(_, last)| last.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(ends(HistoryStep::Month), ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-10"]);
        assert_eq!(ends(HistoryStep::Quarter), ["2023-12-31", "2024-02-10"]);
        assert_eq!(ends(HistoryStep::Year), ["2023-12-31", "2024-02-10"]);
    }

    #[test]
    fn history_is_refused_when_reversed_or_too_long() {
        assert!(periods(day("2024-02-01"), day("2024-01-31"), HistoryStep::Month).is_err());
        assert!(periods(day("2014-01-01"), day("2023-12-31"), HistoryStep::Month).is_ok());
        assert!(periods(day("2014-01-01"), day("2024-01-01"), HistoryStep::Month).is_err());
    }
}
