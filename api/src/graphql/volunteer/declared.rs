//! What a volunteer declared and how they are insured, as GraphQL shows it.

use super::readiness::Weekday;
use crate::{
    edge::EdgeError,
    graphql::{
        division::Division,
        scalars::{Date, TimeOfDay},
    },
};
use async_graphql::{Context, Error, Object, Result, SimpleObject};
use chrono::NaiveDate;
use muster_domain::volunteer::words;
use muster_projections::{
    ViewRead,
    views::volunteer_availability::{self, DeclarationRow, InsuranceRow, WindowRow, weekday_number},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Declarations that are shown of one volunteer, newest first; earlier ones hold for days long past.
const DECLARATIONS_LIMIT: i64 = 100;
/// Policies of insurance that are shown of one volunteer; the rules allow no more.
const INSURANCES_LIMIT: i64 = 200;

/// A window of one local day (+08:00), half open (时段).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct DayWindow {
    /// From when (开始).
    from: TimeOfDay,
    /// Until when; 24:00 is the end of the day (结束).
    to: TimeOfDay,
}

/// A window of every week (每周时段).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct WeeklyWindow {
    /// On which day of the week (星期).
    weekday: Weekday,
    /// From when (开始).
    from: TimeOfDay,
    /// Until when; 24:00 is the end of the day (结束).
    to: TimeOfDay,
}

/// A day on which other windows hold than those of its weekday (例外日).
#[derive(SimpleObject, Clone, Debug)]
pub struct DayException {
    /// Which day (日期).
    day: Date,
    /// Its windows; without any the volunteer cannot come (时段).
    windows: Vec<DayWindow>,
}

/// One declaration of when and where a volunteer can come (可服务时间申报).
pub struct DeclaredAvailability {
    row: DeclarationRow,
    holds: bool,
    weekly: Vec<WeeklyWindow>,
    exceptions: Vec<DayException>,
}

/// One declaration of when and where a volunteer can come (可服务时间申报).
#[Object]
impl DeclaredAvailability {
    /// First day (生效日期).
    async fn from(&self) -> Date {
        Date(self.row.from_day)
    }

    /// Last day, where there is one (截止日期).
    async fn until(&self) -> Option<Date> {
        self.row.to_day.map(Date)
    }

    /// Whether it is the one that holds on the day: of those that have begun, the one recorded last (是否有效).
    async fn holds(&self) -> bool {
        self.holds
    }

    /// Divisions served, each with all below it (服务区域).
    async fn divisions(&self, ctx: &Context<'_>) -> Result<Vec<Division>> {
        let found = self.row.divisions.iter().map(|code| Division::find(ctx, code));
        Ok(found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Windows of a week (每周时段).
    async fn weekly(&self) -> &[WeeklyWindow] {
        &self.weekly
    }

    /// Days that differ (例外日).
    async fn exceptions(&self) -> &[DayException] {
        &self.exceptions
    }
}

/// A policy of insurance of a volunteer's own (志愿者保险).
#[derive(SimpleObject, Clone, Debug)]
pub struct VolunteerInsurance {
    /// Who insures (保险公司).
    insurer: String,
    /// The insurer's reference (保单号).
    policy_reference: String,
    /// First day insured (生效日期).
    from: Date,
    /// Last day insured (到期日期).
    to: Date,
    /// Whether it covers the day (是否有效).
    covers: bool,
}

/// The declarations of a volunteer, the one recorded last first.
pub(super) async fn declarations(
    read: &mut ViewRead,
    volunteer: Uuid,
    on: NaiveDate,
) -> Result<Vec<DeclaredAvailability>> {
    let rows = volunteer_availability::declarations_of(read, volunteer, DECLARATIONS_LIMIT).await;
    let rows = rows.map_err(EdgeError::from)?;
    let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
    let windows = volunteer_availability::windows_of(read, &keys).await.map_err(EdgeError::from)?;
    let mut by_declaration: HashMap<String, Vec<WindowRow>> = HashMap::new();
    for window in windows {
        by_declaration.entry(window.declaration.clone()).or_default().push(window);
    }
    let begun = rows.iter().position(|row| row.from_day <= on);
    let declared = |(place, row): (usize, DeclarationRow)| {
        let mut declared = DeclaredAvailability {
            holds: begun == Some(place) && row.to_day.is_none_or(|last| on <= last),
            row,
            weekly: Vec::new(),
            exceptions: Vec::new(),
        };
        for window in by_declaration.remove(&declared.row.key).unwrap_or_default() {
            declared.take(&window)?;
        }
        Ok(declared)
    };
    rows.into_iter().enumerate().map(declared).collect()
}

impl DeclaredAvailability {
    fn take(&mut self, row: &WindowRow) -> Result<()> {
        let unreadable = || Error::new("a view holds a window that cannot be read");
        let minute = |minute: i32| u16::try_from(minute).map(TimeOfDay).map_err(|_| unreadable());
        let (from, to) = (minute(row.from_minute)?, minute(row.to_minute)?);
        if let Some(day) = row.day {
            let window = (row.from_minute < row.to_minute).then_some(DayWindow { from, to });
            match self.exceptions.last_mut().filter(|last| last.day.0 == day) {
                Some(last) => last.windows.extend(window),
                None => self.exceptions.push(DayException { day: Date(day), windows: window.into_iter().collect() }),
            }
        } else {
            let named = words::Weekday::ALL.iter().find(|weekday| Some(weekday_number(**weekday)) == row.weekday);
            let weekday = named.copied().ok_or_else(unreadable)?.into();
            self.weekly.push(WeeklyWindow { weekday, from, to });
        }
        Ok(())
    }
}

/// The insurance of a volunteer's own, by first day.
pub(super) async fn insurances(read: &mut ViewRead, volunteer: Uuid, on: NaiveDate) -> Result<Vec<VolunteerInsurance>> {
    let rows = volunteer_availability::insurances_of(read, volunteer, INSURANCES_LIMIT).await;
    let shown = |row: InsuranceRow| VolunteerInsurance {
        covers: row.from_day <= on && on <= row.to_day,
        insurer: row.insurer,
        policy_reference: row.policy_reference,
        from: Date(row.from_day),
        to: Date(row.to_day),
    };
    Ok(rows.map_err(EdgeError::from)?.into_iter().map(shown).collect())
}
