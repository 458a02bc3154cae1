//! One stream is one account (账号): somebody or something that signs in, and what it was granted.
//!
//! The account is named by its principal, a pseudonym that the way of signing in gives (a subject of an identity
//! provider, a local account); who that is as a person is not kept here. A grant is a role over a scope: a role of an
//! organization over that organization and those below it, a role of the department over a division and everything
//! below it or the whole registry, a volunteer's over themself.
//!
//! Invariants: AC1 a role is granted over the kind of scope by which it reaches, and the division is known; AC2 one
//! proposes and another approves within the days that a proposal stands, and neither is the account itself; the
//! operator on the host needs no second person, so that a registry can be begun; AC3 an account acts for one
//! organization at most; AC4 a grant holds from the day of its approval to its last day, and is revoked by one person
//! at once: taking away is never held up.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod refusals;
pub mod scope;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::{Account, HeldGrant};
pub use commands::AccountCommand;
pub use events::{AccountEvent, Offer};
pub use refusals::AccountRefusal;
pub use scope::{Grant, Scope};
pub use words::{Role, ScopeKind};
