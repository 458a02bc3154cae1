//! The report of assignments (指导员联系单位): links and figures as they stood on one day.

use super::types::{InstructorLink, connection};
use crate::{
    edge::EdgeError,
    graphql::{
        as_of::{AsOf, occurred_day},
        cursor::{PageArguments, PageCursor},
        gate::{Gate, codes_within, read_view},
        mutation::code,
        scalars::Date,
        standing::version_in_force,
        words_organization::LinkKind,
    },
};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject, connection::Connection};
use chrono::NaiveDate;
use muster_domain::kernel::{InstructorId, OrganizationId};
use muster_projections::{
    ViewRead,
    views::instructor_assignments::{self, LinkFilter, ProblemFilter},
};

/// Which links the report shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct AssignmentFilterInput {
    /// Division of the instructor and everything below it (指导员所在区划).
    within: Option<String>,
    /// Code of the instructor (指导员).
    instructor: Option<String>,
    /// Code of the organization (组织).
    organization: Option<String>,
    /// Focus or general (联系类别).
    link_kind: Option<LinkKind>,
}

/// Figures of all assignments within the divisions of the filter; its other fields do not narrow them (联系统计).
#[derive(SimpleObject)]
pub struct AssignmentCounts {
    /// Full-time instructors in office (专职指导员).
    pub(crate) full_time: i64,
    /// Part-time instructors in office (兼职指导员).
    pub(crate) part_time: i64,
    /// Different organizations with a live link (联系单位数).
    pub(crate) organizations_guided: i64,
    /// Live focus links (重点联系).
    pub(crate) links_focus: i64,
    /// Live general links (一般联系).
    pub(crate) links_general: i64,
    /// Problems brought up by the day (提出事项).
    pub(crate) problems_raised: i64,
    /// Of these, solved on the day (办结事项).
    pub(crate) problems_resolved: i64,
    /// Of these, open on the day (未办结事项).
    pub(crate) problems_open: i64,
}

/// The report of assignments (指导员联系单位).
#[derive(SimpleObject)]
pub struct InstructorAssignments {
    /// The position of the log that the report reflects (日志位置).
    position: i64,
    /// The day for which it answers (统计日期).
    on: Date,
    /// Versions of the policy in force on the day, in the division asked for (规则版本).
    policy_version: String,
    /// Figures (联系统计).
    counts: AssignmentCounts,
    /// Links live on the day, those of one instructor together (联系明细).
    links: Connection<PageCursor, InstructorLink>,
}

/// The report of assignments.
#[derive(Default)]
pub struct AssignmentQuery;

/// The report of assignments.
#[Object]
impl AssignmentQuery {
    /// Links of instructors with organizations on a day, with the figures of the day (指导员联系单位).
    async fn instructor_assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which links.")] filter: AssignmentFilterInput,
        #[graphql(desc = "The moment for which the report is meant; today where it is not given.")] as_of: Option<AsOf>,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<InstructorAssignments> {
        let on = occurred_day(as_of, Gate::of(ctx)?.today())?;
        let page = PageArguments::read(first, after.as_deref())?;
        let instructor = filter.instructor.as_deref().map(code).transpose()?;
        let organization = filter.organization.as_deref().map(code).transpose()?;
        let policy_version = version_in_force(ctx, filter.within.as_deref(), on).await?;
        let divisions = filter.within.map(|within| codes_within(ctx, &within)).transpose()?;
        let links = LinkFilter {
            instructor_id: instructor.map(|code| InstructorId::of_code(&code).uuid()),
            organization_id: organization.map(|code| OrganizationId::of_code(&code).uuid()),
            link_kind: filter.link_kind.map(Into::into),
            divisions: divisions.clone(),
            on: Some(on),
        };
        let mut read = read_view(ctx, instructor_assignments::NAME, at_least).await?;
        let after = page.after().map(|(key, _)| key);
        let rows = instructor_assignments::links(&mut read, &links, after, page.limit()).await;
        let rows = rows.map_err(EdgeError::from)?;
        let counts = counted(&mut read, on, divisions).await?;
        let position = read.position();
        Ok(InstructorAssignments {
            position,
            on: Date(on),
            policy_version,
            counts,
            links: connection(&page, rows, position),
        })
    }
}

/// The figures of a day over one read: what `instructorAssignments` answers, and what is published of it.
pub(crate) async fn counted(
    read: &mut ViewRead,
    on: NaiveDate,
    divisions: Option<Vec<String>>,
) -> Result<AssignmentCounts> {
    let counts = instructor_assignments::counts(read, on, divisions.as_deref()).await.map_err(EdgeError::from)?;
    let problems = ProblemFilter { divisions, ..ProblemFilter::default() };
    let problems = instructor_assignments::problem_counts(read, on, &problems).await.map_err(EdgeError::from)?;
    Ok(AssignmentCounts {
        full_time: counts.instructors_full_time,
        part_time: counts.instructors_part_time,
        organizations_guided: counts.organizations_guided,
        links_focus: counts.links_focus,
        links_general: counts.links_general,
        problems_raised: problems.raised,
        problems_resolved: problems.resolved,
        problems_open: problems.open,
    })
}
