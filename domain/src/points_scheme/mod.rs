//! One stream is one points scheme (积分方案): by whose rules points are granted for service and redeemed at points shops
//! (积分超市), where, and since when.
//!
//! Points stand beside the hour ledger: a scheme says how many an hour of service brings, and says nothing of money.
//! The rate is dated, so that a service brings what was in force on its day.
//!
//! Invariants: PS1 a scheme belongs to a division that is good on its first day and to a live organization; PS2 rates run
//! forward, and one that is set begins after today; PS3 a scheme ends today or later, and then takes nothing more.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod facts;
mod place;
pub mod refusals;
#[cfg(test)]
mod tests;

pub use aggregate::PointsScheme;
pub use commands::PointsSchemeCommand;
pub use events::PointsSchemeEvent;
pub use facts::SchemeFacts;
pub use refusals::PointsSchemeRefusal;
