//! What is remembered of the rules' versions. Stored for ever: a change is a new variant or a version with an upcast.

use crate::kernel::{ClaimChange, DivisionCode, PersonalVisitor, PolicyVersion, StoredEvent};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of the rule book (规则版本).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RulePolicyEvent {
    /// A version was published (已发布).
    PolicyPublished {
        /// The version.
        version: PolicyVersion,
        /// The order that says so.
        order_reference: String,
    },
    /// A version gave way to the next one of its jurisdiction (已被取代).
    PolicySuperseded {
        /// Name of the version that ends.
        version: String,
        /// Its jurisdiction; nothing for the country.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        jurisdiction: Option<DivisionCode>,
        /// Last day of facts to which it applies.
        last_day: NaiveDate,
    },
}

crate::stored_names!(RulePolicyEvent {
    PolicyPublished => "policy_published" v "1.0",
    PolicySuperseded => "policy_superseded" v "1.0",
});

impl StoredEvent for RulePolicyEvent {
    fn visit_personal(&mut self, _visitor: &mut PersonalVisitor<'_>) {
        match self {
            Self::PolicyPublished { .. } | Self::PolicySuperseded { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::PolicyPublished { .. } | Self::PolicySuperseded { .. } => Vec::new(),
        }
    }
}
