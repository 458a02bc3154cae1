//! Who can come in a window: one page, each row with what speaks for it. Nothing is written here.

use super::fold::weekday_number;
use crate::{ViewFault, ViewRead};
use chrono::NaiveDate;
use muster_domain::{
    kernel::{TimeSpan, time},
    volunteer::{availability::DAY_END_MINUTE, words::Weekday},
};
use sqlx::FromRow;
use uuid::Uuid;

/// Who is asked for.
#[derive(Clone, Debug)]
pub struct AvailabilityFilter {
    /// The window that a volunteer can come for, whole.
    pub window: TimeSpan,
    /// Divisions of which one is served: those asked for, and those above them, whose declaration holds below.
    pub divisions: Vec<String>,
    /// A skill that they declare.
    pub skill: Option<String>,
    /// Only those whose skill was checked on evidence; nobody where no skill is asked for.
    pub verified_only: bool,
    /// Only those insured on every day of the window, or only others; all when there is none.
    pub insured: Option<bool>,
    /// Volunteers who are not asked for.
    pub without: Vec<Uuid>,
}

/// A volunteer who can come, and why.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AvailableRow {
    /// The volunteer.
    pub id: Uuid,
    /// The natural person.
    pub person_id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Whether the skill asked for was checked on evidence; nothing where none was asked for.
    pub skill_verified: Option<bool>,
    /// Last day of insurance, where it covers every day of the window.
    pub insured_until: Option<NaiveDate>,
    /// Local day of the latest live credit up to the window's last day.
    pub last_served_on: Option<NaiveDate>,
    /// Last day of the declaration, where there is one.
    pub declared_until: Option<NaiveDate>,
}

/// What a window asks of each local day: weekday, first minute, first minute after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct DayParts {
    days: Vec<NaiveDate>,
    weekdays: Vec<i32>,
    from_minutes: Vec<i32>,
    to_minutes: Vec<i32>,
}

impl DayParts {
    /// The parts of a window; a started minute is asked for whole.
    fn of(window: &TimeSpan) -> Self {
        let mut parts = Self::default();
        let (mut day, last) = (time::local_date(window.starts_at), time::last_local_date(window.ends_at));
        loop {
            let midnight = time::local_midnight(day);
            let from = (window.starts_at - midnight).num_minutes().max(0);
            let to = ((window.ends_at - midnight).num_seconds().saturating_add(59) / 60).min(i64::from(DAY_END_MINUTE));
            parts.days.push(day);
            parts.weekdays.push(weekday_number(Weekday::of(day)));
            parts.from_minutes.push(i32::try_from(from).unwrap_or_default());
            parts.to_minutes.push(i32::try_from(to).unwrap_or_default());
            let next = time::next_day(day);
            if day >= last || next == day {
                return parts;
            }
            day = next;
        }
    }
}

/// A page of volunteers who can come, in the order of code and id, after a cursor.
///
/// $1 to $4 are the parts of the window, $5 and $6 its ends, $7 the divisions.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn available(
    read: &mut ViewRead,
    filter: &AvailabilityFilter,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<AvailableRow>, ViewFault> {
    let parts = DayParts::of(&filter.window);
    let sql = "with parts as (
            select * from unnest($1::date[], $2::int[], $3::int[], $4::int[]) as p (day, weekday, from_minute, to_minute)
         ), edges as (select min(day) as first_day, max(day) as last_day from parts)
         select v.id, v.person_id, v.code,
                case when $8::text is not null then v.verified_skills @> array[$8] end as skill_verified,
                case when i.insured then (select max(n.to_day) from insurances n where n.volunteer_id = v.id
                    and n.from_day <= e.last_day and e.last_day <= n.to_day) end as insured_until,
                (select max(c.served_on) from credits c where c.volunteer_id = v.id and c.live
                    and c.served_on <= e.last_day) as last_served_on,
                (select d.to_day from declarations d where d.volunteer_id = v.id and d.from_day <= e.last_day
                    order by d.position desc limit 1) as declared_until
         from volunteers v cross join edges e
         cross join lateral (select not exists (
            select from parts p where not exists (select from insurances n where n.volunteer_id = v.id
                and n.from_day <= p.day and p.day <= n.to_day)) as insured) i
         where v.registered_on <= e.first_day
           and ($8::text is null or v.skills @> array[$8]) and (not $9 or coalesce(v.verified_skills @> array[$8], false))
           and ($10::bool is null or i.insured = $10)
           and exists (select from declarations d where d.volunteer_id = v.id and d.divisions && $7)
           and not exists (select from pauses s where s.volunteer_id = v.id and s.from_day <= e.last_day
                and (s.to_day is null or e.first_day <= s.to_day))
           -- Each day lies in a window of the declaration that holds on it; a day that differs has windows of its own.
           and not exists (select from parts p where not exists (
                select from (select * from declarations d where d.volunteer_id = v.id and d.from_day <= p.day
                             order by d.position desc limit 1) d
                join windows w on w.declaration = d.key
                where (d.to_day is null or p.day <= d.to_day) and d.divisions && $7
                  and w.from_minute <= p.from_minute and p.to_minute <= w.to_minute
                  and (w.day = p.day or (w.weekday = p.weekday and not exists (
                       select from windows x where x.declaration = d.key and x.day = p.day)))))
           and not exists (select from credits c where c.volunteer_id = v.id and c.standing
                and c.starts_at < $6 and $5 < c.ends_at)
           and not exists (select from busy b join sessions s on s.key = b.session where b.volunteer_id = v.id
                and not s.cancelled and s.starts_at < $6 and $5 < s.ends_at)
           and not v.id = any($14) and ($11::text is null or (v.code, v.id) > ($11, $12))
         order by v.code, v.id limit $13";
    sqlx::query_as(sql)
        .bind(parts.days)
        .bind(parts.weekdays)
        .bind(parts.from_minutes)
        .bind(parts.to_minutes)
        .bind(filter.window.starts_at)
        .bind(filter.window.ends_at)
        .bind(&filter.divisions)
        .bind(filter.skill.as_deref())
        .bind(filter.verified_only)
        .bind(filter.insured)
        .bind(after.map(|(code, _)| code))
        .bind(after.map(|(_, id)| id))
        .bind(limit)
        .bind(&filter.without)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("finding who can come"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(from: &str, to: &str) -> Vec<(String, i32, i32, i32)> {
        let at = |text: &str| format!("{text}+08:00").parse().unwrap();
        let parts = DayParts::of(&TimeSpan { starts_at: at(from), ends_at: at(to) });
        let days = parts.days.iter().map(ToString::to_string).zip(parts.weekdays);
        days.zip(parts.from_minutes.into_iter().zip(parts.to_minutes)).map(|((a, b), (c, d))| (a, b, c, d)).collect()
    }

    #[test]
    fn window_is_split_at_local_midnight_and_ends_there_without_a_next_day() {
        let saturday = |from, to| ("2024-07-06".to_owned(), 6, from, to);
        assert_eq!(parts("2024-07-06T09:00:00", "2024-07-06T12:00:00"), [saturday(540, 720)]);
        assert_eq!(parts("2024-07-06T09:00:30", "2024-07-06T09:00:40"), [saturday(540, 541)]);
        assert_eq!(parts("2024-07-06T22:00:00", "2024-07-07T00:00:00"), [saturday(1_320, 1_440)]);
        let sunday = ("2024-07-07".to_owned(), 7, 0, 120);
        assert_eq!(parts("2024-07-06T22:00:00", "2024-07-07T02:00:00"), [saturday(1_320, 1_440), sunday]);
    }
}
