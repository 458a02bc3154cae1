//! Headcounts (底数): volunteers by division, the workforce by post and level, organizations by kind, as of a day.
//!
//! Ratios are not given here: a ratio carries its denominator, basis, source and day, and comes with its own report.

use super::{
    division::Division,
    gate::{Gate, codes_within, read_view},
    scalars::Date,
    words_organization::{OrganizationKind, PostClass, ProfessionalLevel},
};
use crate::{access::SmallCells, edge::EdgeError};
use async_graphql::{Context, Object, Result, SimpleObject};
use muster_domain::kernel::words;
use muster_projections::views::{
    organization_directory, social_worker_register,
    volunteer_roster::{self, DivisionVolunteers, VolunteerFilter},
};

/// Volunteers of one division (一个区划的志愿者).
pub struct DivisionHeadcount {
    row: DivisionVolunteers,
    shown: bool,
    shown_active: bool,
}

impl DivisionHeadcount {
    /// The rows of a report, as far as the caller sees them.
    fn seen(rows: Vec<DivisionVolunteers>, cells: SmallCells) -> Vec<Self> {
        let column = |count: fn(&DivisionVolunteers) -> i64| cells.shown(&rows.iter().map(count).collect::<Vec<_>>());
        let shown: Vec<_> = column(|row| row.volunteers).into_iter().zip(column(|row| row.active)).collect();
        let row = |(row, (shown, shown_active))| Self { row, shown, shown_active };
        rows.into_iter().zip(shown).map(row).collect()
    }
}

/// Volunteers of one division (一个区划的志愿者).
#[Object]
impl DivisionHeadcount {
    /// The division of residence (居住地).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Registered volunteers; null of fewer than five whom the caller may not see (注册志愿者).
    async fn volunteers(&self) -> Option<i64> {
        self.shown.then_some(self.row.volunteers)
    }

    /// Volunteers with at least one live credit (有服务记录者).
    async fn active(&self) -> Option<i64> {
        self.shown_active.then_some(self.row.active)
    }
}

/// Registered volunteers (注册志愿者).
#[derive(SimpleObject)]
pub struct VolunteerHeadcount {
    /// The position of the log that the figures reflect (日志位置).
    position: i64,
    /// Registered volunteers; null of fewer than five whom the caller may not see (注册志愿者).
    volunteers: Option<i64>,
    /// Volunteers with at least one live credit (有服务记录者).
    active: Option<i64>,
    /// By division of residence; divisions without a volunteer are left out (各区划).
    rows: Vec<DivisionHeadcount>,
}

/// People in posts of one class (一类岗位).
#[derive(SimpleObject)]
pub struct PostHeadcount {
    /// Class of the post (岗位类别).
    post_class: PostClass,
    /// People in it (人数).
    workers: i64,
}

/// Professionals of one level (一个等级).
#[derive(SimpleObject)]
pub struct LevelHeadcount {
    /// The highest level held (等级).
    level: ProfessionalLevel,
    /// Professionals; null of fewer than five whom the caller may not see (人数).
    workers: Option<i64>,
}

/// Community workers and social-work professionals (社区工作者、社会工作专业人才).
#[derive(SimpleObject)]
pub struct Workforce {
    /// The position of the log that the figures reflect (日志位置).
    position: i64,
    /// The day for which they answer (截至日期).
    on: Date,
    /// Community workers in posts that count in the ratio: committee and staff (社区工作者).
    community_workers: i64,
    /// Community assistants, who never count in the ratio (社区助理).
    assistants: i64,
    /// People by class of post (按岗位).
    posts: Vec<PostHeadcount>,
    /// Professionals: people with a certificate; null of fewer than five whom the caller may not see (社会工作专业人才).
    professionals: Option<i64>,
    /// Professionals by highest level (按等级).
    levels: Vec<LevelHeadcount>,
}

/// Live organizations of one kind (一类组织).
#[derive(SimpleObject)]
pub struct KindHeadcount {
    /// Kind (组织类型).
    kind: OrganizationKind,
    /// Live organizations (组织数).
    organizations: i64,
}

/// Questions about headcounts.
#[derive(Default)]
pub struct HeadcountQuery;

/// Questions about headcounts.
#[Object]
impl HeadcountQuery {
    /// Registered volunteers, whole and by division (志愿者底数).
    async fn volunteer_headcount(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<VolunteerHeadcount> {
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let filter = VolunteerFilter { divisions, ..VolunteerFilter::default() };
        let mut read = read_view(ctx, volunteer_roster::NAME, at_least).await?;
        let rows = volunteer_roster::volunteers_by_division(&mut read, &filter).await.map_err(EdgeError::from)?;
        let cells = SmallCells::of(ctx)?;
        Ok(VolunteerHeadcount {
            position: read.position(),
            volunteers: cells.count(rows.iter().map(|row| row.volunteers).sum()),
            active: cells.count(rows.iter().map(|row| row.active).sum()),
            rows: DivisionHeadcount::seen(rows, cells),
        })
    }

    /// Community workers by post and professionals by level, as of a day (队伍底数).
    async fn workforce(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "The day; today where it is not given.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Workforce> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let mut read = read_view(ctx, social_worker_register::NAME, at_least).await?;
        let posts = social_worker_register::posts_by_class(&mut read, on, divisions.as_deref()).await;
        let levels = social_worker_register::counts_by_level(&mut read, on, divisions.as_deref()).await;
        let mut workforce = Workforce {
            position: read.position(),
            on: Date(on),
            community_workers: 0,
            assistants: 0,
            posts: Vec::new(),
            professionals: None,
            levels: Vec::new(),
        };
        for row in posts.map_err(EdgeError::from)? {
            let post_class = PostClass::of_code(&row.post_class)?;
            if words::PostClass::from(post_class).counts_in_ratio() {
                workforce.community_workers += row.workers;
            } else {
                workforce.assistants += row.workers;
            }
            workforce.posts.push(PostHeadcount { post_class, workers: row.workers });
        }
        let cells = SmallCells::of(ctx)?;
        let levels = levels.map_err(EdgeError::from)?.into_iter();
        let levels: Vec<(String, i64)> = levels.filter_map(|row| Some((row.level?, row.workers))).collect();
        let people: Vec<i64> = levels.iter().map(|(_, workers)| *workers).collect();
        workforce.professionals = cells.count(people.iter().sum());
        for ((level, workers), shown) in levels.into_iter().zip(cells.shown(&people)) {
            let workers = shown.then_some(workers);
            workforce.levels.push(LevelHeadcount { level: ProfessionalLevel::of_code(&level)?, workers });
        }
        Ok(workforce)
    }

    /// Live organizations by kind, as of a day (组织底数).
    async fn organization_headcount(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "The day; today where it is not given.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Vec<KindHeadcount>> {
        let on = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let divisions = within.map(|within| codes_within(ctx, &within)).transpose()?;
        let mut read = read_view(ctx, organization_directory::NAME, at_least).await?;
        let rows = organization_directory::counts_by_kind(&mut read, on, divisions.as_deref()).await;
        let row = |row: organization_directory::CountRow| {
            Ok(KindHeadcount { kind: OrganizationKind::of_code(&row.key)?, organizations: row.organizations })
        };
        rows.map_err(EdgeError::from)?.into_iter().map(row).collect()
    }
}
