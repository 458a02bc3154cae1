//! A volunteer as GraphQL shows them.

use super::{
    credit::{Credit, cursor_of},
    declared::{self, DeclaredAvailability, VolunteerInsurance},
};
use crate::{
    access::beside,
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, read_view},
        loaders::{self, Named, volunteer::VolunteerLoader},
        person::Person,
        recognition::Recognition,
        scalars::Date,
    },
};
use async_graphql::{Context, Error, ID, Object, Result, connection::Connection};
use muster_projections::views::{service_hours, volunteer_availability, volunteer_roster::VolunteerRow};

/// A volunteer (志愿者).
pub struct Volunteer {
    pub(crate) row: VolunteerRow,
    /// The position that the row reflects.
    pub(crate) position: i64,
}

impl Volunteer {
    /// The volunteer whom another answer names, read together with those of its neighbours.
    pub(crate) async fn load(ctx: &Context<'_>, named: Named) -> Result<Self> {
        let found = loaders::load::<VolunteerLoader, _>(ctx, named).await?;
        let (position, row) =
            found.ok_or_else(|| Error::new("the roster misses a volunteer whom another view names"))?;
        Ok(Self { row, position })
    }
}

/// A volunteer (志愿者).
#[Object]
impl Volunteer {
    /// Their id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// Division of residence (居住地).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Day of registration (注册日期).
    async fn registered_on(&self) -> Date {
        Date(self.row.registered_on)
    }

    /// Skills declared now (申报技能).
    async fn skills(&self) -> &[String] {
        &self.row.skills
    }

    /// Skills that were checked on evidence (已核验技能).
    async fn verified_skills(&self) -> &[String] {
        &self.row.verified_skills
    }

    /// Minutes of live credits (服务时长, 分钟).
    async fn minutes_total(&self, ctx: &Context<'_>) -> Result<i64> {
        beside::check_volunteer(ctx, &self.row).await?;
        Ok(self.row.minutes_total)
    }

    /// Minutes of credits that wait for an approval (待审批时长, 分钟).
    async fn pending_minutes(&self, ctx: &Context<'_>) -> Result<i64> {
        beside::check_volunteer(ctx, &self.row).await?;
        Ok(self.row.pending_minutes)
    }

    /// Number of live credits (服务人次).
    async fn credits_count(&self, ctx: &Context<'_>) -> Result<i32> {
        beside::check_volunteer(ctx, &self.row).await?;
        Ok(self.row.credits_count)
    }

    /// Trainings, commendations, star and certificates (激励嘉许).
    async fn recognition(&self, ctx: &Context<'_>) -> Result<Recognition> {
        beside::check_volunteer(ctx, &self.row).await?;
        Ok(Recognition { volunteer_id: self.row.id, position: self.position })
    }

    /// When and where they can come, the declaration recorded last first (可服务时间).
    async fn availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day for which one of them holds; today where nothing is said.")] on: Option<Date>,
    ) -> Result<Vec<DeclaredAvailability>> {
        beside::check_volunteer(ctx, &self.row).await?;
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let mut read = read_view(ctx, volunteer_availability::NAME, Some(self.position)).await?;
        declared::declarations(&mut read, self.row.id, on).await
    }

    /// Insurance of their own; that of a participant stands with the session (志愿者保险).
    async fn insurances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day that it covers or not; today where nothing is said.")] on: Option<Date>,
    ) -> Result<Vec<VolunteerInsurance>> {
        beside::check_volunteer(ctx, &self.row).await?;
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let mut read = read_view(ctx, volunteer_availability::NAME, Some(self.position)).await?;
        declared::insurances(&mut read, self.row.id, on).await
    }

    /// Minutes that other platforms recorded; part of no other total (转入分钟数).
    async fn imported_minutes(&self, ctx: &Context<'_>) -> Result<i64> {
        beside::check_volunteer(ctx, &self.row).await?;
        Ok(self.row.imported_minutes)
    }

    /// Local day of the latest live credit (最近服务日期).
    async fn last_served_on(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        beside::check_volunteer(ctx, &self.row).await?;
        Ok(self.row.last_served_on.map(Date))
    }

    /// Credits of every state in the order of their start (时长记录).
    async fn credits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, Credit>> {
        beside::check_volunteer(ctx, &self.row).await?;
        let page = PageArguments::read(first, after.as_deref())?;
        let after = page.after_in_order_of()?;
        let mut read = read_view(ctx, service_hours::NAME, Some(self.position)).await?;
        let rows = service_hours::credits_of_volunteer(&mut read, self.row.id, after, page.limit()).await;
        let position = read.position();
        Ok(page.connection(rows.map_err(EdgeError::from)?, cursor_of, |row| Credit { row, position }))
    }
}
