//! Local time is +08:00 the whole year; the daily limit and the months of a report split there and nowhere else.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, Utc};

/// Seconds that China Standard Time is ahead of UTC.
const CHINA_STANDARD_TIME_SECONDS: i32 = 8 * 3600;

/// China Standard Time.
#[must_use]
pub fn local_offset() -> FixedOffset {
    // Eight hours are inside the day, so the fallback is never taken.
    FixedOffset::east_opt(CHINA_STANDARD_TIME_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// The local date of the last instant of a half-open span: one until midnight ended on the day before.
#[must_use]
pub fn last_local_date(ends_at: DateTime<Utc>) -> NaiveDate {
    local_date(ends_at - chrono::Duration::milliseconds(1))
}

/// The local date on which an instant falls.
#[must_use]
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&local_offset()).date_naive()
}

/// The instant at which a local date begins.
#[must_use]
pub fn local_midnight(date: NaiveDate) -> DateTime<Utc> {
    let utc = date.and_time(NaiveTime::MIN) - chrono::Duration::seconds(i64::from(CHINA_STANDARD_TIME_SECONDS));
    utc.and_utc()
}

/// The day after, or the same day at the end of time.
#[must_use]
pub fn next_day(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

/// The day before, or the same day at the beginning of time.
#[must_use]
pub fn day_before(date: NaiveDate) -> NaiveDate {
    date.checked_sub_days(Days::new(1)).unwrap_or(date)
}

/// Completed years between a birth date and a day.
#[must_use]
pub fn age_years(birth: NaiveDate, on: NaiveDate) -> u32 {
    on.years_since(birth).unwrap_or(0)
}

/// Whole years from this day; 29 February becomes 1 March where there is none. The same day beyond the end of time.
#[must_use]
pub fn years_after(date: NaiveDate, years: i32) -> NaiveDate {
    use chrono::Datelike;
    let year = date.year().saturating_add(years);
    date.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn local_day_begins_at_sixteen_hours_of_the_day_before() {
        let midnight: DateTime<Utc> = "2024-06-02T16:00:00Z".parse().unwrap();
        assert_eq!(local_midnight(day("2024-06-03")), midnight);
        let before = midnight - chrono::Duration::milliseconds(1);
        assert_eq!((local_date(before), local_date(midnight)), (day("2024-06-02"), day("2024-06-03")));
        assert_eq!((last_local_date(before), last_local_date(midnight)), (day("2024-06-02"), day("2024-06-02")));
        assert_eq!(last_local_date(midnight + chrono::Duration::milliseconds(1)), day("2024-06-03"));
        assert_eq!(local_offset().local_minus_utc(), 28_800);
    }

    #[test]
    fn days_and_years_are_counted_and_stay_where_time_ends() {
        assert_eq!(
            (next_day(day("2024-02-28")), day_before(day("2024-03-01"))),
            (day("2024-02-29"), day("2024-02-29"))
        );
        assert_eq!((next_day(NaiveDate::MAX), day_before(NaiveDate::MIN)), (NaiveDate::MAX, NaiveDate::MIN));
        let years = ["2023-12-31", "2024-06-02", "2024-06-03"].map(|on| age_years(day("2000-06-03"), day(on)));
        assert_eq!((years, age_years(day("2024-06-04"), day("2024-06-03"))), ([23, 23, 24], 0));
        assert_eq!(
            (years_after(day("2024-02-29"), 4), years_after(day("2024-02-29"), 1)),
            (day("2028-02-29"), day("2025-03-01"))
        );
        assert_eq!(years_after(day("2024-06-03"), i32::MAX), day("2024-06-03"));
    }
}
