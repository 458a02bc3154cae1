//! One stream is the scarce-talent catalogue of one division for one year (急需紧缺人才目录): what is wanted, how it is
//! dealt out, who is matched with it, and what came of it.
//!
//! A catalogue is published in numbered editions. An edition never changes: a later one succeeds it, and lowers nothing
//! below what was dealt out by then. It names the townships and member units that demand is dealt out to (需求分解), so
//! that one with nothing is listed with zeros (R4). What an item's recipients have together is at most its quantity (K6);
//! the rest stays with the catalogue itself, and whoever is accepted takes a place of a recipient or of that rest.
//!
//! A match is explained: what is asked is met, unmet or unknown on the day, and stays on record as it was (K5). Nobody
//! is turned down by that alone (个人信息保护法 art. 24); but who does not meet all is accepted only with a reason, and
//! what is unknown is never met. An accepted match is filled by an engagement of the talent's profile, where K7 is kept.
//!
//! Acts on an item are dated in their order, so that its figures are right on every day. Reasons and notes are free
//! text about a person and are sealed with the person's key. A closed catalogue takes no command.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod matching;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::TalentDemand;
pub use commands::TalentDemandCommand;
pub use events::{DemandItem, Recipient, TalentDemandEvent};
pub use refusals::TalentDemandRefusal;
