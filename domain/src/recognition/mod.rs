//! One stream is the recognition of one volunteer (激励嘉许).
//!
//! It holds what was learned, praised and judged, the stars that were awarded and the certificates that were issued. It
//! stands beside the hour ledger and never changes it.
//!
//! A star is an act, never a computation: the volunteer applies, the application is shown for some working days, anybody
//! may object, and an authority of the right level awards. A star that was awarded on false hours is revoked.
//! A certificate (志愿服务记录证明, 民政部令第67号 art. 14, 15) is a numbered extract of the ledger for a period: its items
//! are pinned, so that a later correction shows on it (the views say so) and never rewrites it.
//!
//! - V13 a star needs the minutes of its level from the evidence classes that the policy allows, a publicity that is over
//!   without an objection that was upheld or waits, and an authority of its level. Levels are awarded one after the other.
//! - V14 a star below its threshold is shown for review by the views; revoking it is an act too, with a ban.
//! - V15 a certificate holds live credits only, its total is the sum of its items, its number is one certificate's (a
//!   claim across streams), and it names the units that recorded.
//! - V16 training minutes stand here and never count as service.

pub mod aggregate;
pub mod certificates;
pub mod commands;
pub mod events;
pub mod facts;
pub mod refusals;
pub mod stars;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::Recognition;
pub use commands::RecognitionCommand;
pub use events::RecognitionEvent;
pub use facts::LedgerFacts;
pub use refusals::RecognitionRefusal;
