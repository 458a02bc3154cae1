//! Talent pools and their members as GraphQL shows them.

use super::{
    reports::{PoolChanges, changes},
    words::{AdmissionBasis, AdmissionSource, PoolKind},
};
use crate::{
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, read_view},
        loaders::Named,
        person::Person,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, Object, Result, connection::Connection};
use chrono::NaiveDate;
use muster_projections::views::talent_register::{self, Member, PoolRow};

/// A talent pool (人才库).
pub struct Pool {
    pub(super) row: PoolRow,
    /// The position that the row reflects.
    pub(super) position: i64,
}

/// The day given, or today.
pub(in crate::graphql) fn day_or_today(ctx: &Context<'_>, on: Option<Date>) -> Result<NaiveDate> {
    on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))
}

/// A talent pool (人才库).
#[Object]
impl Pool {
    /// Its id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Its name (名称).
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// How it has its members (人才库类型).
    async fn kind(&self) -> PoolKind {
        if self.row.criteria.is_some() { PoolKind::SavedQuery } else { PoolKind::Curated }
    }

    /// Division whose pool it is (所属区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// What is asked of members of a saved query, as `NAME` or `NAME value`; always that they are of its division (条件).
    async fn criteria(&self) -> Result<Vec<String>> {
        let criteria = self.row.criteria().map_err(EdgeError::from)?.unwrap_or_default();
        let text = |(name, wanted): (&str, Option<String>)| match wanted {
            Some(wanted) => format!("{name} {wanted}"),
            None => name.to_owned(),
        };
        Ok(criteria.iter().map(super::criteria::named).map(text).collect())
    }

    /// First day (建库日期).
    async fn opened_on(&self) -> Date {
        Date(self.row.opened_on)
    }

    /// Last day, once closed (关库日期).
    async fn closed_on(&self) -> Option<Date> {
        self.row.closed_on.map(Date)
    }

    /// Position that the answer reflects (截至位置).
    async fn position(&self) -> i64 {
        self.position
    }

    /// Who belongs to it on a day, by person; stale entries only where asked for (成员).
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(default, desc = "Entries too that were not looked at within the review period.")] with_stale: bool,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, PoolMember>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let on = day_or_today(ctx, on)?;
        let divisions = Gate::of(ctx)?.divisions();
        let mut read = read_view(ctx, talent_register::NAME, Some(self.position)).await?;
        let after = page.after().map(|(_, id)| id);
        let window = (after, page.limit());
        let rows = talent_register::members(&mut read, &self.row, (on, with_stale), divisions, window).await;
        let (rows, position) = (rows.map_err(EdgeError::from)?, read.position());
        let cursor = |row: &Member| PageCursor { order: String::new(), id: row.person_id };
        Ok(page.connection(rows, cursor, |row| PoolMember { row, on, position }))
    }

    /// How many belong to it on a day (成员数).
    async fn members_count(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(default, desc = "Entries too that were not looked at within the review period.")] with_stale: bool,
    ) -> Result<i64> {
        let on = day_or_today(ctx, on)?;
        let divisions = Gate::of(ctx)?.divisions();
        let mut read = read_view(ctx, talent_register::NAME, Some(self.position)).await?;
        let counted = talent_register::count(&mut read, &self.row, (on, with_stale), divisions).await;
        Ok(counted.map_err(EdgeError::from)?)
    }

    /// Who came and who left between two days, and why; a saved query is asked as of both (变动).
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The earlier day.")] since: Date,
        #[graphql(desc = "The later day; today where nothing is said.")] until: Option<Date>,
    ) -> Result<PoolChanges> {
        let until = day_or_today(ctx, until)?;
        changes(ctx, &self.row, (since.0, until), self.position).await
    }
}

/// Somebody who belongs to a pool (入库人才).
pub struct PoolMember {
    row: Member,
    on: NaiveDate,
    position: i64,
}

/// Somebody who belongs to a pool (入库人才).
#[Object]
impl PoolMember {
    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// First day of the entry in a curated pool (入库日期).
    async fn admitted_on(&self) -> Option<Date> {
        self.row.admitted_on.map(Date)
    }

    /// By which way (入库来源).
    async fn source(&self) -> Result<Option<AdmissionSource>> {
        self.row.source.as_deref().map(AdmissionSource::of_code).transpose()
    }

    /// Why the person may be listed (处理依据).
    async fn basis(&self) -> Result<Option<AdmissionBasis>> {
        self.row.basis.as_deref().map(AdmissionBasis::of_code).transpose()
    }

    /// The provision of a statutory basis (法律条款).
    async fn provision(&self) -> Option<&str> {
        self.row.provision.as_deref()
    }

    /// Last day on which the entry is fresh (复核期限).
    async fn fresh_until(&self) -> Option<Date> {
        self.row.fresh_until.map(Date)
    }

    /// Whether the entry was not looked at within the review period (逾期未复核).
    async fn stale(&self) -> bool {
        self.row.fresh_until.is_some_and(|until| until < self.on)
    }
}
