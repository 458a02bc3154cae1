//! The working-day calendar (工作日历): the days of a year, deadlines counted in working days, and loading a year.

use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        gate::Gate,
        mutation::{Done, execute_keyed},
        scalars::Date,
    },
};
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use muster_domain::{
    kernel::{CalendarDays, work_calendar},
    work_calendar::{LoadedCalendar, WORK_CALENDAR, WorkCalendarCommand},
};

/// Working days that a deadline counts at most.
const WORKING_DAYS_LIMIT: u32 = 250;

/// Whether work is done on a day that the State Council's order names (日期性质).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "work_calendar::DayKind")]
pub enum DayKind {
    /// A holiday (放假).
    Off,
    /// A make-up working day (调休上班).
    Work,
}

/// Days of one kind that follow each other (连续日期).
#[derive(InputObject, Clone)]
pub struct CalendarDaysInput {
    /// First day (开始日期).
    from: Date,
    /// Last day (结束日期).
    to: Date,
    /// Whether work is done (日期性质).
    kind: DayKind,
    /// The holiday to which they belong (节日).
    name: String,
}

/// The order for a year (年度节假日安排).
#[derive(InputObject)]
pub struct CalendarYearInput {
    /// The year (年度).
    year: i32,
    /// All its holidays and make-up working days (放假与调休).
    days: Vec<CalendarDaysInput>,
    /// The State Council's order (文号).
    order_reference: String,
}

/// A deadline in working days (工作日期限).
#[derive(SimpleObject, Clone, Debug)]
pub struct Deadline {
    /// Its last day (截止日期).
    due_on: Date,
}

/// Questions about working days.
#[derive(Default)]
pub struct CalendarQuery;

/// Questions about working days.
#[Object]
impl CalendarQuery {
    /// The years whose working days are known (已载入年度).
    async fn calendar_years(&self, ctx: &Context<'_>) -> Result<Vec<i32>> {
        Ok(known(ctx).await?.years().collect())
    }

    /// The last of so many working days after a day, which does not count itself (工作日期限).
    async fn working_day_deadline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day after which the count begins.")] after: Date,
        #[graphql(desc = "Working days to count.")] working_days: u32,
    ) -> Result<Deadline> {
        if working_days > WORKING_DAYS_LIMIT {
            let message = format!("a deadline counts at most {WORKING_DAYS_LIMIT} working days");
            let refused = Refused::new("TOO_MANY_WORKING_DAYS", message);
            return Err(refused.with("limit", WORKING_DAYS_LIMIT).with("actual", working_days).into());
        }
        let due_on = known(ctx).await?.due_on(after.0, working_days).map_err(|missing| Refused::of(&missing))?;
        Ok(Deadline { due_on: Date(due_on) })
    }
}

/// The calendar as the log tells it now.
async fn known(ctx: &Context<'_>) -> Result<work_calendar::WorkCalendar> {
    let loaded = Gate::of(ctx)?.find::<LoadedCalendar>(WORK_CALENDAR).await.map_err(EdgeError::from)?;
    let calendar = loaded.unwrap_or_default().calendar();
    calendar.map_err(|_| EdgeError::from(muster_eventstore::StoreFault::Reference).into())
}

/// Commands of the calendar.
#[derive(Default)]
pub struct CalendarMutation;

/// Commands of the calendar.
#[Object]
impl CalendarMutation {
    /// Loads the holidays and make-up working days of a year, in place of what was known of it (载入工作日历).
    async fn load_work_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order for the year.")] input: CalendarYearInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let days = input.days.into_iter().map(|run| CalendarDays {
            from: run.from.0,
            to: run.to.0,
            kind: run.kind.into(),
            name: run.name,
        });
        let command = WorkCalendarCommand::LoadYear {
            year: input.year,
            days: days.collect(),
            order_reference: input.order_reference,
        };
        execute_keyed::<LoadedCalendar>(ctx, idempotency_key.as_deref(), WORK_CALENDAR, command).await
    }
}
