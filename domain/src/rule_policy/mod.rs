//! One stream is the rule book of the registry (规则版本): every version of the rules' numbers, by jurisdiction.
//!
//! The country's numbers are there from the beginning. A province, city or county publishes a version: some numbers
//! set anew over those of the level above, from a first day of facts on, with the order that says so. The next version
//! of the same jurisdiction supersedes it on the day before its own first day. Rules read the numbers in force in the
//! division and on the day of the *fact*, and the names of the versions that they read stand in the metadata of every
//! event that they decide.
//!
//! K8 versions never overlap in one jurisdiction: the next one begins later. They never change retroactively: a
//! version begins after the day on which it is published. Only the operator on the host may enter a jurisdiction's
//! first version with a day in the past, when a registry is set up under rules that were in force already. What another
//! version would have made of old facts is a question (`policyWhatIf`), which stores nothing.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod what_if;

pub use aggregate::RulePolicy;
pub use commands::RulePolicyCommand;
pub use events::RulePolicyEvent;
pub use refusals::RulePolicyRefusal;
pub use what_if::{Supposition, WhatIf};

use uuid::Uuid;

/// The stream of the rule book; there is one.
pub const RULE_BOOK: Uuid = Uuid::from_u128(0x2b1f_6c0e_93d4_4b5a_8a57_7275_6c65_626b);
