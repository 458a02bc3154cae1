//! Instructors and their links as GraphQL shows them.

use super::record::{EducationLevel, FocusOverride, InstructorQualification, InstructorTraining};
use crate::{
    access::beside,
    edge::EdgeError,
    graphql::{
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, read_view},
        loaders::{self, Named, instructor::InstructorLoader},
        organization::Organization,
        person::Person,
        scalars::Date,
        social_worker::Appraisal,
        words_organization::{InstructorKind, LinkKind},
    },
};
use async_graphql::{Context, Error, ID, Object, Result, connection::Connection};
use muster_domain::{
    instructor::Qualification,
    kernel::{DivisionCode, words},
};
use muster_projections::views::instructor_assignments::{self, InstructorRow, LinkFilter, LinkRow};
use uuid::Uuid;

/// An instructor of party building (党建指导员).
pub struct Instructor {
    pub(crate) row: InstructorRow,
    /// The position that the row reflects.
    pub(crate) position: i64,
}

impl Instructor {
    /// The instructor whom another answer names, read together with those of its neighbours.
    pub(crate) async fn load(ctx: &Context<'_>, named: Named) -> Result<Self> {
        let found = loaders::load::<InstructorLoader, _>(ctx, named).await?;
        let (position, row) = found.ok_or_else(|| Error::new("the roster misses an instructor who has a link"))?;
        Ok(Self { row, position })
    }
}

/// An instructor of party building (党建指导员).
#[Object]
impl Instructor {
    /// Their id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// Full-time or part-time (指导员类别).
    async fn kind(&self) -> Result<InstructorKind> {
        InstructorKind::of_code(&self.row.kind)
    }

    /// Division (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// First day in office (聘任日期).
    async fn appointed_on(&self) -> Date {
        Date(self.row.appointed_on)
    }

    /// Last day in office, where it ended (解聘日期).
    async fn released_on(&self) -> Option<Date> {
        self.row.released_on.map(Date)
    }

    /// Education and experience (任职条件).
    async fn qualification(&self, ctx: &Context<'_>) -> Result<InstructorQualification> {
        beside::check_instructor(ctx, &self.row)?;
        let gate = Gate::of(ctx)?;
        let known = self.row.education.as_deref().map(EducationLevel::of_code).transpose()?;
        let party_work_years = self.row.party_work_years;
        let state = if self.row.kind == words::InstructorKind::FullTime.code() {
            let standing = gate.standing_rules().await.map_err(EdgeError::from)?;
            let division = DivisionCode::new(&self.row.division);
            let policy = standing.policies.in_force(gate.divisions(), &division, self.row.appointed_on);
            let party_work_years = party_work_years.and_then(|years| u32::try_from(years).ok());
            Some(Qualification { education: known.map(Into::into), party_work_years }.state(&policy).into())
        } else {
            None
        };
        Ok(InstructorQualification { education: known, party_work_years, state })
    }

    /// Overrides of the limit of focus links, newest first (特批超限).
    async fn focus_overrides(&self, ctx: &Context<'_>) -> Result<Vec<FocusOverride>> {
        let mut read = read_view(ctx, instructor_assignments::NAME, Some(self.position)).await?;
        let rows = instructor_assignments::overrides(&mut read, self.row.id).await.map_err(EdgeError::from)?;
        Ok(rows.iter().map(|row| FocusOverride::of(row, read.position())).collect())
    }

    /// Appraisals, newest first (年度考核).
    async fn appraisals(&self, ctx: &Context<'_>) -> Result<Vec<Appraisal>> {
        beside::check_instructor(ctx, &self.row)?;
        let mut read = read_view(ctx, instructor_assignments::NAME, Some(self.position)).await?;
        let rows = instructor_assignments::appraisals(&mut read, self.row.id).await.map_err(EdgeError::from)?;
        rows.iter().map(|row| Appraisal::of(row.year, &row.grade)).collect()
    }

    /// Trainings, newest first (培训).
    async fn trainings(&self, ctx: &Context<'_>) -> Result<Vec<InstructorTraining>> {
        beside::check_instructor(ctx, &self.row)?;
        let mut read = read_view(ctx, instructor_assignments::NAME, Some(self.position)).await?;
        let rows = instructor_assignments::trainings(&mut read, self.row.id).await.map_err(EdgeError::from)?;
        Ok(rows.into_iter().map(InstructorTraining::from).collect())
    }

    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// Links with organizations (联系单位).
    async fn links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Live on this day; all that ever were where there is none.")] on: Option<Date>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
    ) -> Result<Connection<PageCursor, InstructorLink>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = LinkFilter { instructor_id: Some(self.row.id), on: on.map(|day| day.0), ..LinkFilter::default() };
        let mut read = read_view(ctx, instructor_assignments::NAME, Some(self.position)).await?;
        let after = page.after().map(|(key, _)| key);
        let rows = instructor_assignments::links(&mut read, &filter, after, page.limit()).await;
        Ok(connection(&page, rows.map_err(EdgeError::from)?, read.position()))
    }
}

/// A page of links; they are ordered by their keys.
pub(super) fn connection(
    page: &PageArguments,
    rows: Vec<LinkRow>,
    position: i64,
) -> Connection<PageCursor, InstructorLink> {
    page.connection(
        rows,
        |row| PageCursor { order: row.key.clone(), id: row.instructor_id },
        |row| InstructorLink { row, position },
    )
}

/// A link between an instructor and an organization, of one kind, from a first to a last day (联系).
pub struct InstructorLink {
    row: LinkRow,
    position: i64,
}

impl InstructorLink {
    fn named(&self, id: Uuid) -> Named {
        Named { id, at_least: self.position }
    }
}

/// A link between an instructor and an organization, of one kind, from a first to a last day (联系).
#[Object]
impl InstructorLink {
    /// The instructor (指导员).
    async fn instructor(&self, ctx: &Context<'_>) -> Result<Instructor> {
        Instructor::load(ctx, self.named(self.row.instructor_id)).await
    }

    /// The organization (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, self.named(self.row.organization_id)).await
    }

    /// Focus or general (联系类别).
    async fn link_kind(&self) -> Result<LinkKind> {
        LinkKind::of_code(&self.row.link_kind)
    }

    /// First day (开始日期).
    async fn from(&self) -> Date {
        Date(self.row.from_day)
    }

    /// Last day, where there is one (结束日期).
    async fn to(&self) -> Option<Date> {
        self.row.to_day.map(Date)
    }

    /// The instructor who took it over, where it was transferred (接收人).
    async fn successor(&self, ctx: &Context<'_>) -> Result<Option<Instructor>> {
        match self.row.successor_id {
            Some(id) => Instructor::load(ctx, self.named(id)).await.map(Some),
            None => Ok(None),
        }
    }
}
