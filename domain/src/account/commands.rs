//! What may be asked of an account. The reasons for a no are in `refusals.rs`.

use crate::{
    account::{events::Offer, scope::Grant},
    kernel::Code,
};

/// The commands of an account (账号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountCommand {
    /// Propose a grant (提请授权); on the host it is granted at once.
    ProposeGrant {
        /// Who signs in, as the way of signing in names them.
        principal: Code,
        /// The grant and its last day.
        offer: Offer,
        /// Why.
        reason: String,
    },
    /// Approve the grant that is proposed (批准授权).
    ApproveGrant,
    /// Decline the grant that is proposed, or take one's own proposal back (驳回授权).
    DeclineGrant {
        /// Why.
        reason: String,
    },
    /// Take a grant away (撤销授权).
    RevokeGrant {
        /// Which.
        grant: Grant,
        /// Why.
        reason: String,
    },
}
