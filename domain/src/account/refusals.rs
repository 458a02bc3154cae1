//! Every reason for which an account says no, each with its figures and a stable code. No personal data.

use crate::{
    account::words::{Role, ScopeKind},
    kernel::{Code, DivisionRefusal, FourEyesRefusal, Refusal, text::TextRefusal},
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// Why an account refuses a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum AccountRefusal {
    /// Nothing was ever granted or proposed to this account.
    #[error("nothing was ever granted to this account")]
    AccountUnknown {},
    /// The role reaches by another kind of scope (AC1).
    #[error("{} reaches by {reach:?}, not by what was given", .role.code())]
    ScopeOfRole {
        /// The role.
        role: Role,
        /// By what it reaches.
        reach: ScopeKind,
    },
    /// Somebody grants something to themself (AC2).
    #[error("nobody proposes or approves a grant to themself")]
    GrantToOneself {},
    /// The account acts for another organization already (AC3).
    #[error("this account acts for {organization} already, and for one organization at most")]
    OrganizationAlready {
        /// Code of the organization.
        organization: Code,
    },
    /// The grant would end before it begins.
    #[error("a grant that begins on {today} cannot end on {until}")]
    GrantEnded {
        /// The last day asked for.
        until: NaiveDate,
        /// The day of the command.
        today: NaiveDate,
    },
    /// The account has no such grant.
    #[error("this account has no such grant")]
    GrantUnknown {},
    /// The account has as many grants as one may have.
    #[error("an account has {limit} grants at most")]
    TooManyGrants {
        /// Grants allowed.
        limit: usize,
    },
    /// Nothing is proposed, another proposal stands, its days are over, or no second person.
    #[error(transparent)]
    #[serde(untagged)]
    FourEyes(#[from] FourEyesRefusal),
    /// The division is unknown or not valid on the day.
    #[error(transparent)]
    #[serde(untagged)]
    Division(#[from] DivisionRefusal),
    /// A text is empty or too long.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
}

impl Refusal for AccountRefusal {
    fn of_claim(_kind: &str, _holder: Uuid) -> Option<Self> {
        None
    }
}
