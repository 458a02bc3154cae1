//! The proposal of who takes over, as GraphQL shows it.

use super::Instructor;
use crate::graphql::{loaders::Named, organization::Organization, scalars::Date, words_organization::LinkKind};
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use muster_domain::{instructor::reassignment, kernel::words};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How far an instructor's division is from an organization's; there are no coordinates (距离等级).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reassignment::Distance")]
pub enum Distance {
    /// The same division (同一区划).
    SameDivision,
    /// Within one county, district or zone (同县).
    SameCounty,
    /// Within one city (同市).
    SameCity,
    /// Within one province (同省).
    SameProvince,
    /// Nothing in common (跨省).
    Elsewhere,
}

/// A link and who could take it over (移交建议).
pub struct ProposedPlacement {
    pub(super) organization_id: Uuid,
    pub(super) link_kind: words::LinkKind,
    pub(super) successor_id: Uuid,
    pub(super) distance: Distance,
    pub(super) load_before: u32,
    pub(super) position: i64,
}

/// A link and who could take it over (移交建议).
#[Object]
impl ProposedPlacement {
    /// The organization (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.organization_id, at_least: self.position }).await
    }

    /// Focus or general (联系类别).
    async fn link_kind(&self) -> LinkKind {
        self.link_kind.into()
    }

    /// Who could take it over (接收人).
    async fn to(&self, ctx: &Context<'_>) -> Result<Instructor> {
        Instructor::load(ctx, Named { id: self.successor_id, at_least: self.position }).await
    }

    /// How far that instructor's division is from the organization's (距离等级).
    async fn distance(&self) -> Distance {
        self.distance
    }

    /// That instructor's links of this kind before this one, those of the proposal above it counted (移交前负载).
    async fn load_before(&self) -> u32 {
        self.load_before
    }

    /// That instructor's links of this kind with this one (移交后负载).
    async fn load_after(&self) -> u32 {
        self.load_before.saturating_add(1)
    }
}

/// Why candidates do not take a link (原因).
#[derive(SimpleObject, Clone, Debug)]
pub struct UnplacedReason {
    /// Code of the refusal, as the command would give it; `ROOM_TAKEN` where other links of the proposal took the room
    /// (原因代码).
    code: String,
    /// Candidates of whom it holds (人数).
    pub(super) candidates: u32,
}

/// A link that nobody may take over (无人可接).
pub struct UnplacedLink {
    pub(super) organization_id: Uuid,
    pub(super) link_kind: words::LinkKind,
    pub(super) reasons: BTreeMap<String, u32>,
    pub(super) position: i64,
}

/// A link that nobody may take over (无人可接).
#[Object]
impl UnplacedLink {
    /// The organization (组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Organization> {
        Organization::load(ctx, Named { id: self.organization_id, at_least: self.position }).await
    }

    /// Focus or general (联系类别).
    async fn link_kind(&self) -> LinkKind {
        self.link_kind.into()
    }

    /// Why, counted by candidates; empty where there is no candidate at all (原因).
    async fn reasons(&self) -> Vec<UnplacedReason> {
        let reasons = self.reasons.iter();
        reasons.map(|(code, candidates)| UnplacedReason { code: code.clone(), candidates: *candidates }).collect()
    }
}

/// One row of a plan, as `transferAssignments` takes it (移交安排).
#[derive(SimpleObject, Clone, Debug)]
pub struct ProposedHandover {
    /// Code of the organization (组织).
    pub(super) organization: String,
    /// Code of the instructor who takes it over (接收人).
    pub(super) to: String,
}

/// Who could take over the links of an instructor (移交方案).
#[derive(SimpleObject)]
pub struct ReassignmentProposal {
    /// Position that the list of candidates reflects; the rules are asked on the log as it is (截至位置).
    pub(super) position: i64,
    /// Last day of the instructor who leaves (移交日期).
    pub(super) on: Date,
    /// Instructors who were asked (候选人数).
    pub(super) candidates: i64,
    /// What could go to whom, in the order of the organizations' codes (移交建议).
    pub(super) placements: Vec<ProposedPlacement>,
    /// What nobody may take over (无人可接).
    pub(super) unplaced: Vec<UnplacedLink>,
    /// The same as rows of a plan for `transferAssignments` (移交安排).
    pub(super) plan: Vec<ProposedHandover>,
}
