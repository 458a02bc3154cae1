//! A matter as GraphQL shows it. What it is about stays sealed.

use crate::graphql::{
    division::Division,
    instructor::Instructor,
    loaders::Named,
    organization::Organization,
    scalars::{Date, word_enum},
};
use async_graphql::{Context, Enum, Error, Object, Result};
use muster_projections::views::matter_ledger::{self, MatterRow};

word_enum! {
    /// What a matter is about (事项类别).
    MatterKind of muster_domain::matter::words::MatterKind {
        /// Roads, pipes, lifts and other works (基础设施).
        Infrastructure,
        /// Refuse, noise, green (环境整治).
        Environment,
        /// Dangers to life and property (安全隐患).
        Safety,
        /// Schools, doctors, care, allowances (民生服务).
        Livelihood,
        /// Quarrels (矛盾纠纷).
        Dispute,
        /// What an enterprise or group needs to work (企业发展).
        Business,
        /// Anything else (其他).
        Other,
    }
}

/// How a matter stands (办理状态).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "matter_ledger::MatterState")]
pub enum MatterState {
    /// Raised; nobody has taken it (已吹哨).
    Raised,
    /// A department has taken it (已报到).
    Taken,
    /// Settled (已办结).
    Resolved,
    /// Declined (已退回).
    Declined,
}

impl MatterState {
    /// The state that the view keeps under this code.
    fn of_code(code: &str) -> Result<Self> {
        let found = matter_ledger::MatterState::ALL.iter().find(|state| state.code() == code);
        found.copied().map(Self::from).ok_or_else(|| Error::new("a view holds an unknown state of a matter"))
    }
}

/// A matter brought to a department (事项).
pub struct Matter {
    pub(super) row: MatterRow,
    /// The position that the row reflects.
    pub(super) position: i64,
}

/// A matter brought to a department (事项).
#[Object]
impl Matter {
    /// The sender's own key of the call that lists it (吹哨单编码).
    async fn call(&self) -> &str {
        &self.row.call_code
    }

    /// The sender's own key, one within the call (事项编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// What it is about (事项类别).
    async fn kind(&self) -> Result<MatterKind> {
        MatterKind::of_code(&self.row.kind)
    }

    /// How it stands (办理状态).
    async fn state(&self) -> Result<MatterState> {
        MatterState::of_code(&self.row.state)
    }

    /// Division to which it belongs (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// The organization that called, where it was one (吹哨单位).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.row.organization_id {
            Some(id) => Organization::load(ctx, Named { id, at_least: self.position }).await.map(Some),
            None => Ok(None),
        }
    }

    /// The instructor who called, where it was one (吹哨指导员).
    async fn instructor(&self, ctx: &Context<'_>) -> Result<Option<Instructor>> {
        match self.row.instructor_id {
            Some(id) => Instructor::load(ctx, Named { id, at_least: self.position }).await.map(Some),
            None => Ok(None),
        }
    }

    /// The department called on (报到部门).
    async fn department(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.row.department_id, at_least: self.position }).await
    }

    /// On which day it was raised (吹哨日期).
    async fn raised_on(&self) -> Date {
        Date(self.row.raised_on)
    }

    /// The sender's own key of the response that took it (响应编码).
    async fn response(&self) -> Option<&str> {
        self.row.response.as_deref()
    }

    /// On which day it was taken (报到日期).
    async fn taken_on(&self) -> Option<Date> {
        self.row.taken_on.map(Date)
    }

    /// On which day it was resolved or declined, while it is (办结日期).
    async fn closed_on(&self) -> Option<Date> {
        self.row.closed_on.map(Date)
    }

    /// How often it was opened again (重办次数).
    async fn reopened(&self) -> i32 {
        self.row.reopened
    }
}
