//! One stream is the points account of one volunteer (积分账户): what was granted and redeemed under each scheme.
//!
//! Points stand beside the hour ledger and never change it; they are no money and no field speaks of any. They are
//! granted for a credit of service, by the rate of the service's day, or for an act on evidence; they are redeemed at a
//! points shop (积分超市). An entry is never changed: it is reversed by another that names it.
//!
//! A grant that is reversed takes back what is left of it. What was spent is not taken from later grants, which were
//! earned; it is kept as uncovered and settled only when a redemption comes back. The trade expects no less and no more:
//! goods that were handed out stay handed out, a refusal would leave the rest of a false grant to be spent, and the
//! account of hours must never wait for that of points.
//!
//! - V12 points never change minutes; no balance of a scheme is below zero, on no day; no currency.
//! - PA1 a credit brings points once a scheme, for the minutes for which it stands; when it falls or changes, they go.
//! - PA2 points are redeemed at a points shop that is open on the day and within the scheme's division.
//! - PA3 granted − redeemed of what stands = balance − uncovered, for each scheme.

pub mod aggregate;
mod checks;
pub mod commands;
pub mod events;
pub mod purse;
pub mod refusals;
#[cfg(test)]
mod tests;

pub use aggregate::PointsAccount;
pub use commands::{GrantCause, PointsAccountCommand};
pub use events::{PointsAccountEvent, PointsCause};
pub use refusals::PointsAccountRefusal;
