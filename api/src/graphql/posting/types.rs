//! A post as GraphQL shows it.

use crate::graphql::{
    division::Division,
    loaders::Named,
    organization::Organization,
    person::Person,
    scalars::{Date, word_enum},
    site::Site,
};
use async_graphql::{Context, Object, Result};
use muster_projections::views::posting_roster::PostRow;

word_enum! {
    /// In which role a person is posted (岗位角色).
    PostRole of muster_domain::posting::words::PostRole {
        /// First secretary who lives in the village (驻村第一书记).
        FirstSecretary,
        /// Member of the work team of a village (驻村工作队员).
        WorkTeamMember,
        /// Observer of social work at an observation station (社会工作观察员).
        Observer,
        /// Worker of a grid (网格员).
        GridWorker,
        /// Informant of the council for weddings and funerals (红白理事会信息员).
        Informant,
        /// Worker of civilization practice (文明实践员).
        PracticeWorker,
    }
}

/// A post of a person (岗位任职).
pub struct Posting {
    pub(super) row: PostRow,
    /// The position that the row reflects.
    pub(super) position: i64,
}

/// A post of a person (岗位任职).
#[Object]
impl Posting {
    /// The person (人员).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// The role (岗位角色).
    async fn role(&self) -> Result<PostRole> {
        PostRole::of_code(&self.row.role)
    }

    /// The organization, where the place is one (派驻组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.row.organization_id {
            Some(id) => Organization::load(ctx, Named { id, at_least: self.position }).await.map(Some),
            None => Ok(None),
        }
    }

    /// The site, where the place is one (派驻阵地).
    async fn site(&self, ctx: &Context<'_>) -> Result<Option<Site>> {
        match self.row.site_id {
            Some(id) => Site::load(ctx, Named { id, at_least: self.position }).await.map(Some),
            None => Ok(None),
        }
    }

    /// Division of the place on the first day (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// First day (任职日期).
    async fn from(&self) -> Date {
        Date(self.row.from_day)
    }

    /// Last day, where there is one (离任日期).
    async fn to(&self) -> Option<Date> {
        self.row.to_day.map(Date)
    }
}
