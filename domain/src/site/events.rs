//! What is remembered of a site. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::{
    kernel::{ClaimChange, Code, DivisionCode, KeyOwner, OrganizationId, Personal, PersonalVisitor, StoredEvent},
    site::words::SiteKind,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The six points of a site (六有; 关于健全新时代志愿服务体系的意见, 2024-04).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// It has a place (有场所).
    pub place: bool,
    /// It has a team (有队伍).
    pub team: bool,
    /// It has projects (有项目).
    pub projects: bool,
    /// It has equipment (有设施).
    pub equipment: bool,
    /// It has rules (有制度).
    pub rules: bool,
    /// It has a sign (有标识).
    pub sign: bool,
}

impl Checklist {
    /// Whether all six points were found (ST3).
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.place && self.team && self.projects && self.equipment && self.rules && self.sign
    }
}

/// The events of a site (阵地).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteEvent {
    /// The site is open (已启用).
    SiteOpened {
        /// The sender's own key.
        code: Code,
        /// Name (阵地名称).
        name: String,
        /// Kind.
        kind: SiteKind,
        /// Division.
        division: DivisionCode,
        /// Public address, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        /// The organization that runs it.
        operator: OrganizationId,
        /// First day.
        opened_on: NaiveDate,
    },
    /// Name or address changed; only what changed is present (已变更).
    SiteChanged {
        /// New name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// New address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        /// From which day.
        changed_on: NaiveDate,
    },
    /// Another organization runs it (已移交).
    SiteHandedOver {
        /// The organization that runs it from then on.
        operator: OrganizationId,
        /// From which day.
        handed_on: NaiveDate,
    },
    /// A check found this (已检查, ST3).
    SiteChecked {
        /// What was found.
        checklist: Checklist,
        /// On which day.
        checked_on: NaiveDate,
    },
    /// The site is closed (已停用).
    SiteClosed {
        /// Last day.
        closed_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
}

crate::stored_names!(SiteEvent {
    SiteOpened => "site_opened" v "1.0",
    SiteChanged => "site_changed" v "1.0",
    SiteHandedOver => "site_handed_over" v "1.0",
    SiteChecked => "site_checked" v "1.0",
    SiteClosed => "site_closed" v "1.0",
});

impl StoredEvent for SiteEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::SiteClosed { reason, .. } => visit(KeyOwner::Stream, "reason", reason),
            Self::SiteOpened { .. }
            | Self::SiteChanged { .. }
            | Self::SiteHandedOver { .. }
            | Self::SiteChecked { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}
