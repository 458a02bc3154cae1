//! What ends soon (到期提醒), in one list.
//!
//! Registrations, insurance, entries of talent pools, engagements, overrides of focus limits and terms of leadership. A
//! consent is given until it is withdrawn and has no such day.

use super::{
    cursor::{ForgedCursor, PageArguments, PageCursor, part_of_order},
    division::Division,
    gate::{Gate, codes_within, read_view},
    loaders::Named,
    person::Person,
    scalars::Date,
    volunteer::Volunteer,
};
use crate::edge::{EdgeError, Refused};
use async_graphql::{Context, Enum, Error, Object, Result, connection::Connection};
use chrono::{Days, NaiveDate};
use muster_projections::views::expiry_calendar::{self, ExpiryFilter, ExpiryRow};
use uuid::Uuid;

/// Days that one question looks ahead: ten years.
const DAYS_LIMIT: u32 = 3_660;

/// What kind of thing ends (到期类别).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "expiry_calendar::ExpiryKind")]
pub enum ExpiryKind {
    /// A registration of practice of a social worker (职业登记).
    Registration,
    /// Accident insurance of a participant (保险).
    Insurance,
    /// The time in which an entry of a talent pool is fresh (入库复核期).
    PoolEntry,
    /// An engagement whose contract names a last day (引才合同).
    Engagement,
    /// Leave of an instructor to hold more focus links (特批超限).
    FocusOverride,
    /// The newest term of an organization's leadership (换届).
    LeadershipTerm,
}

/// Something that ends (到期事项).
pub struct Expiry {
    row: ExpiryRow,
    on: NaiveDate,
    position: i64,
}

/// Something that ends (到期事项).
#[Object]
impl Expiry {
    /// What kind of thing (到期类别).
    async fn kind(&self) -> Result<ExpiryKind> {
        let kinds = expiry_calendar::ExpiryKind::ALL.iter();
        let found = kinds.copied().find(|kind| kind.code() == self.row.kind).map(Into::into);
        found.ok_or_else(|| Error::new("a view holds an unknown kind of expiry"))
    }

    /// Whose it is; of insurance the volunteer tells, and a term is nobody's own (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let Some(id) = self.row.person_id else { return Ok(None) };
        Ok(Some(Person::load(ctx, Named { id, at_least: self.position }).await?))
    }

    /// The volunteer who is insured (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let Some(id) = self.row.volunteer_id else { return Ok(None) };
        Ok(Some(Volunteer::load(ctx, Named { id, at_least: self.position }).await?))
    }

    /// Code of the social worker, activity, pool, engagement, instructor or organization (编码).
    async fn what(&self) -> &str {
        &self.row.what
    }

    /// Division of the role, activity, pool or organization; an engagement has none (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        match &self.row.division {
            Some(division) => Division::find(ctx, division),
            None => Ok(None),
        }
    }

    /// Last day (到期日).
    async fn ends_on(&self) -> Date {
        Date(self.row.ends_on)
    }

    /// Days from the day of the question to the last day (剩余天数).
    async fn days_left(&self) -> i64 {
        (self.row.ends_on - self.on).num_days()
    }

    /// Position that the answer reflects (截至位置).
    async fn position(&self) -> i64 {
        self.position
    }
}

/// Questions about what ends.
#[derive(Default)]
pub struct ExpiryQuery;

/// Questions about what ends.
#[Object]
impl ExpiryQuery {
    /// What ends within so many days, the nearest first (到期提醒).
    #[expect(clippy::too_many_arguments, reason = "a report is flat on the wire")]
    async fn expiring(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Days from the day of the question, 0 to 3660.")] within: u32,
        #[graphql(desc = "Kinds of things; all where nothing is said.")] kinds: Option<Vec<ExpiryKind>>,
        #[graphql(desc = "Division and everything below it; engagements are left out then.")] division: Option<String>,
        #[graphql(desc = "The day of the question; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Expiry>> {
        let page = PageArguments::read(first, after.as_deref())?;
        if within > DAYS_LIMIT {
            let refused = Refused::new("TOO_MANY_DAYS", format!("at most {DAYS_LIMIT} days can be asked for"));
            return Err(refused.with("limit", DAYS_LIMIT).with("actual", within).into());
        }
        let from = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let filter = ExpiryFilter {
            from,
            to: from.checked_add_days(Days::new(u64::from(within))).unwrap_or(NaiveDate::MAX),
            kinds: kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            divisions: division.map(|division| codes_within(ctx, &division)).transpose()?,
        };
        let after = page.after().map(|(order, _)| place_of(order)).transpose()?;
        let mut read = read_view(ctx, expiry_calendar::NAME, at_least).await?;
        let rows = expiry_calendar::page(&mut read, &filter, after, page.limit()).await.map_err(EdgeError::from)?;
        let position = read.position();
        Ok(page.connection(rows, cursor_of, |row| Expiry { row, on: from, position }))
    }
}

/// The cursor of a row: rows are ordered by last day and key.
fn cursor_of(row: &ExpiryRow) -> PageCursor {
    PageCursor { order: format!("{} {}", row.ends_on, row.key), id: Uuid::nil() }
}

/// The last day and key after which a page begins.
fn place_of(order: &str) -> Result<(NaiveDate, &str)> {
    let place = order.split_once(' ').and_then(|(day, key)| Some((part_of_order(day)?, key)));
    Ok(place.ok_or_else(ForgedCursor::refused)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_begins_after_the_row_of_its_cursor() {
        let day = NaiveDate::from_ymd_opt(2024, 5, 1).unwrap();
        assert_eq!(place_of("2024-05-01 a/POOL_ENTRY/b").unwrap(), (day, "a/POOL_ENTRY/b"));
        assert!(place_of("2024-05-01").is_err());
        assert!(place_of("yesterday a").is_err());
    }
}
