//! What may be asked of a points account. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, CreditId, PersonId},
    organization::OrganizationFacts,
    points_scheme::SchemeFacts,
    recognition::LedgerFacts,
    site::SiteFacts,
};
use chrono::NaiveDate;

/// For what points are granted (积分事由).
#[derive(Clone, Debug, PartialEq)]
pub enum GrantCause {
    /// For a credit of service; the scheme's rate says how many (服务时长).
    Credit(CreditId),
    /// For an act on evidence (善行义举).
    Act {
        /// Points.
        amount: u32,
        /// What was done; kept sealed.
        act: String,
        /// Reference of the evidence.
        evidence_reference: String,
    },
}

/// The commands of a points account (积分账户).
#[derive(Clone, Debug, PartialEq)]
pub enum PointsAccountCommand {
    /// Grant points (发放积分, PA1).
    GrantPoints {
        /// The sender's own key of the entry, one within the account.
        code: Code,
        /// By which scheme.
        scheme: SchemeFacts,
        /// The volunteer's hour ledger, which is only read.
        ledger: LedgerFacts,
        /// For what.
        cause: GrantCause,
        /// The organization that grants them.
        organization: OrganizationFacts,
        /// The points shop at which they are granted, where it was one.
        site: Option<SiteFacts>,
        /// On which day.
        granted_on: NaiveDate,
    },
    /// Redeem points (兑换积分, PA2).
    RedeemPoints {
        /// The sender's own key of the entry, one within the account.
        code: Code,
        /// Points of which scheme.
        scheme: SchemeFacts,
        /// The natural person, whose key seals the item.
        person_id: PersonId,
        /// The points shop.
        site: SiteFacts,
        /// Points.
        amount: u32,
        /// For what; kept sealed.
        item: String,
        /// On which day.
        redeemed_on: NaiveDate,
    },
    /// Reverse a grant or a redemption (冲正积分).
    ReversePoints {
        /// Which entry.
        code: Code,
        /// The natural person, whose key seals the reason.
        person_id: PersonId,
        /// On which day.
        reversed_on: NaiveDate,
        /// Why; kept sealed.
        reason: String,
    },
    /// Reverse the grants whose credits stand no more as they were granted for (积分随时长冲正, PA1).
    FollowLedger {
        /// The volunteer's hour ledger, which is only read.
        ledger: LedgerFacts,
    },
}
