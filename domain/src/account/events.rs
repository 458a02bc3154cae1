//! What is remembered of an account. Stored for ever: a change is a new variant or a version with an upcast.

use crate::{
    account::scope::Grant,
    kernel::{ClaimChange, Code, KeyOwner, Personal, PersonalVisitor, StoredEvent},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A grant with its last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The role and its scope.
    pub grant: Grant,
    /// Last day; nothing for one that ends when it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// The events of an account (账号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountEvent {
    /// A grant was proposed (已提请授权).
    GrantProposed {
        /// Who signs in.
        principal: Code,
        /// The grant.
        offer: Offer,
        /// Why.
        reason: Personal,
        /// Pseudonym of who proposed.
        proposed_by: String,
        /// When.
        proposed_at: DateTime<Utc>,
    },
    /// A grant was approved, or made on the host (已授权).
    RoleGranted {
        /// Who signs in.
        principal: Code,
        /// The grant.
        offer: Offer,
        /// First day.
        from: NaiveDate,
        /// Pseudonym of who proposed; nothing for one made on the host.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposed_by: Option<String>,
        /// Pseudonym of who approved, or made it on the host.
        approved_by: String,
    },
    /// A proposal was declined or taken back (已驳回).
    GrantDeclined {
        /// The grant.
        offer: Offer,
        /// Why.
        reason: Personal,
        /// Pseudonym of who declined.
        declined_by: String,
    },
    /// A grant was taken away (已撤销授权).
    RoleRevoked {
        /// The grant.
        grant: Grant,
        /// Last day on which it held, the day of the command.
        revoked_on: NaiveDate,
        /// Why.
        reason: Personal,
        /// Pseudonym of who revoked.
        revoked_by: String,
    },
}

crate::stored_names!(AccountEvent {
    GrantProposed => "grant_proposed" v "1.0",
    RoleGranted => "role_granted" v "1.0",
    GrantDeclined => "grant_declined" v "1.0",
    RoleRevoked => "role_revoked" v "1.0",
});

impl StoredEvent for AccountEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::GrantProposed { reason, .. }
            | Self::GrantDeclined { reason, .. }
            | Self::RoleRevoked { reason, .. } => {
                visit(KeyOwner::Stream, "reason", reason);
            }
            Self::RoleGranted { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::GrantProposed { .. }
            | Self::RoleGranted { .. }
            | Self::GrantDeclined { .. }
            | Self::RoleRevoked { .. } => Vec::new(),
        }
    }
}
