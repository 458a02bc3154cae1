//! What is remembered of a points account. Stored for ever: a change is a new variant or a new version with an upcast
//! step.

use crate::kernel::{
    ClaimChange, Code, CreditId, DivisionCode, KeyOwner, OrganizationId, PersonId, Personal, PersonalVisitor, SiteId,
    StoredEvent,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// For what points were granted (积分事由).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsCause {
    /// For a credit of service (服务时长).
    Credit {
        /// Which credit.
        credit_id: CreditId,
        /// The minutes for which it stood.
        minutes: u32,
        /// Points for an hour of service on its day.
        points_per_hour: u32,
    },
    /// For an act on evidence (善行义举).
    Act {
        /// What was done.
        act: Personal,
        /// Reference of the evidence.
        evidence_reference: String,
    },
}

/// The events of a points account (积分账户); the stream is the volunteer's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsAccountEvent {
    /// Points were granted (积分已发放).
    PointsGranted {
        /// The sender's own key of the entry.
        code: Code,
        /// By which scheme.
        scheme: Code,
        /// Points.
        amount: u32,
        /// For what.
        cause: PointsCause,
        /// The organization that granted them.
        organization: OrganizationId,
        /// The points shop at which they were granted, where it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        site: Option<SiteId>,
        /// Division of the shop, or of residence where there was none.
        division: DivisionCode,
        /// The volunteer's person, whose key seals the act.
        person_id: PersonId,
        /// On which day.
        granted_on: NaiveDate,
    },
    /// Points were redeemed (积分已兑换).
    PointsRedeemed {
        /// The sender's own key of the entry.
        code: Code,
        /// Points of which scheme.
        scheme: Code,
        /// Points.
        amount: u32,
        /// The points shop.
        site: SiteId,
        /// Division of the shop.
        division: DivisionCode,
        /// The volunteer's person, whose key seals the item.
        person_id: PersonId,
        /// For what.
        item: Personal,
        /// On which day.
        redeemed_on: NaiveDate,
    },
    /// An entry was reversed (积分已冲正); amount and uncovered together are what it moved.
    PointsReversed {
        /// Which entry.
        code: Code,
        /// Points taken back from a grant, or given back for a redemption.
        amount: u32,
        /// Points of a grant that were spent already; of a redemption, those that settle such.
        #[serde(default, skip_serializing_if = "is_zero")]
        uncovered: u32,
        /// The volunteer's person, whose key seals the reason.
        person_id: PersonId,
        /// Why; nothing when the credit behind a grant fell or changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
        /// On which day.
        reversed_on: NaiveDate,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

crate::stored_names!(PointsAccountEvent {
    PointsGranted => "points_granted" v "1.0",
    PointsRedeemed => "points_redeemed" v "1.0",
    PointsReversed => "points_reversed" v "1.0",
});

impl StoredEvent for PointsAccountEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::PointsGranted { person_id, cause: PointsCause::Act { act, .. }, .. } => {
                visit(KeyOwner::Person(*person_id), "act", act);
            }
            Self::PointsRedeemed { person_id, item, .. } => visit(KeyOwner::Person(*person_id), "item", item),
            Self::PointsReversed { person_id, reason: Some(reason), .. } => {
                visit(KeyOwner::Person(*person_id), "reason", reason);
            }
            Self::PointsGranted { cause: PointsCause::Credit { .. }, .. }
            | Self::PointsReversed { reason: None, .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}
