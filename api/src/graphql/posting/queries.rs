//! Questions about posts.

use super::{PostRole, Posting};
use crate::{
    edge::{EdgeError, Refused},
    graphql::{
        counted_ratio::{CountedRatio, counted_in, is_listed},
        cursor::{PageArguments, PageCursor},
        division::Division,
        gate::{Gate, codes_within, read_view},
        mutation::{code, uuid},
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, connection::Connection};
use chrono::NaiveDate;
use muster_domain::kernel::{OrganizationId, SiteId};
use muster_projections::views::posting_roster::{self as roster, PostingCount, PostingFilter, PostingTotal};

/// What the ratio of people to places counts.
const PLACES_BASIS: &str = "different people posted, for each place with at least one of them";

/// Which posts a list shows; all that is given holds (筛选).
#[derive(InputObject, Default)]
pub struct PostingFilterInput {
    /// Division of the place and everything below it (所在区划).
    within: Option<String>,
    /// Roles (岗位角色).
    roles: Option<Vec<PostRole>>,
    /// Code of the organization; not together with `site` (派驻组织).
    organization: Option<String>,
    /// Code of the site (派驻阵地).
    site: Option<String>,
    /// Id of the person (人员).
    person_id: Option<ID>,
    /// Held on this day; all that ever were where there is none (在任日期).
    live_on: Option<Date>,
    /// Ending on or before this day (届满日期).
    ends_by: Option<Date>,
}

impl PostingFilterInput {
    fn read(self, ctx: &Context<'_>) -> Result<PostingFilter> {
        let place_id = match (&self.organization, &self.site) {
            (Some(organization), None) => Some(OrganizationId::of_code(&code(organization)?).uuid()),
            (None, Some(site)) => Some(SiteId::of_code(&code(site)?).uuid()),
            (None, None) => None,
            (Some(_), Some(_)) => {
                return Err(Refused::new("FILTER_AMBIGUOUS", "organization and site are not given together").into());
            }
        };
        Ok(PostingFilter {
            divisions: self.within.map(|within| codes_within(ctx, &within)).transpose()?,
            roles: self.roles.map(|roles| roles.into_iter().map(Into::into).collect()),
            place_id,
            person_id: self.person_id.as_ref().map(uuid).transpose()?,
            live_on: self.live_on.map(|day| day.0),
            ends_by: self.ends_by.map(|day| day.0),
        })
    }
}

/// Posts of one role (一类岗位).
pub struct PostingRoleRow(PostingCount);

/// Posts of one role (一类岗位).
#[Object]
impl PostingRoleRow {
    /// The role (岗位角色).
    async fn role(&self) -> Result<PostRole> {
        PostRole::of_code(&self.0.key)
    }

    /// Posts (岗位数).
    async fn posts(&self) -> i64 {
        self.0.total.posts
    }

    /// Different people (人数).
    async fn people(&self) -> i64 {
        self.0.total.people
    }

    /// Different places (派驻点数).
    async fn places(&self) -> i64 {
        self.0.total.places
    }
}

/// Posts of one division (一个区划的岗位).
pub struct PostingDivisionRow(PostingCount);

/// Posts of one division (一个区划的岗位).
#[Object]
impl PostingDivisionRow {
    /// The division (区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.0.key)
    }

    /// Posts (岗位数).
    async fn posts(&self) -> i64 {
        self.0.total.posts
    }

    /// Different people (人数).
    async fn people(&self) -> i64 {
        self.0.total.people
    }

    /// Different places (派驻点数).
    async fn places(&self) -> i64 {
        self.0.total.places
    }
}

/// People posted on a day (派驻统计).
#[derive(SimpleObject)]
pub struct PostingCounts {
    /// The position of the log that the answer reflects (日志位置).
    position: i64,
    /// The day (截至日期).
    on: Date,
    /// Posts (岗位数).
    posts: i64,
    /// Different people (人数).
    people: i64,
    /// Different places (派驻点数).
    places: i64,
    /// People for each place (每点人数).
    people_per_place: CountedRatio,
    /// By role, zero rows too (按角色).
    roles: Vec<PostingRoleRow>,
    /// By division of the place, zero rows too (按区划).
    divisions: Vec<PostingDivisionRow>,
}

/// Questions about posts.
#[derive(Default)]
pub struct PostingQuery;

/// Questions about posts.
#[Object]
impl PostingQuery {
    /// Posts by place, role and person (岗位任职名册).
    async fn postings(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Which posts.")] filter: PostingFilterInput,
        #[graphql(desc = "Rows of the page, 1 to 100; 20 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<Connection<PageCursor, Posting>> {
        let page = PageArguments::read(first, after.as_deref())?;
        let filter = filter.read(ctx)?;
        let mut read = read_view(ctx, roster::NAME, at_least).await?;
        let rows = roster::page(&mut read, &filter, page.after().map(|(key, _)| key), page.limit()).await;
        let position = read.position();
        Ok(page.connection(
            rows.map_err(EdgeError::from)?,
            |row| PageCursor { order: row.key.clone(), id: row.person_id },
            |row| Posting { row, position },
        ))
    }

    /// People posted on a day by role and division: first secretaries and work teams, observers (派驻统计).
    async fn posting_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only divisions within this one.")] within: Option<String>,
        #[graphql(desc = "Only these roles.")] roles: Option<Vec<PostRole>>,
        #[graphql(desc = "The day; today where nothing is said.")] on: Option<Date>,
        #[graphql(desc = "Position that the answer must reflect.")] at_least: Option<i64>,
    ) -> Result<PostingCounts> {
        let on: NaiveDate = on.map_or_else(|| Gate::of(ctx).map(Gate::today), |day| Ok(day.0))?;
        let divisions = counted_in(ctx, within.as_deref())?;
        let filter = PostingFilter {
            divisions: Some(divisions.clone()),
            roles: roles.map(|roles| roles.into_iter().map(Into::into).collect()),
            live_on: Some(on),
            ..PostingFilter::default()
        };
        let mut read = read_view(ctx, roster::NAME, at_least).await?;
        let total = roster::total(&mut read, &filter).await.map_err(EdgeError::from)?;
        let by_role = roster::counts_by_role(&mut read, &filter).await.map_err(EdgeError::from)?;
        let by_division = roster::counts_by_division(&mut read, &filter, divisions).await.map_err(EdgeError::from)?;
        let mut rows = Vec::with_capacity(by_division.len());
        for count in by_division {
            if is_listed(ctx, &count.key, count.total.posts, on)? {
                rows.push(PostingDivisionRow(count));
            }
        }
        let PostingTotal { posts, people, places } = total;
        Ok(PostingCounts {
            position: read.position(),
            on: Date(on),
            posts,
            people,
            places,
            people_per_place: CountedRatio::new((people, places), PLACES_BASIS, on),
            roles: by_role.into_iter().map(PostingRoleRow).collect(),
            divisions: rows,
        })
    }
}
