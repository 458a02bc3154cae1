//! One stream is the population of one division (人口口径): figures by basis and day, each with its source.
//!
//! A figure is recorded once for a basis and a day. One that turned out wrong is corrected with the reason; both stay
//! in history. Figures are denominators: they are never summed over divisions, which overlap, and one that is not on
//! record is unknown, not zero. The product carries the published figures of `reference/populations.csv`; what is
//! recorded here stands beside and over them.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod refusals;
#[cfg(test)]
mod tests;

pub use aggregate::Population;
pub use commands::PopulationCommand;
pub use events::PopulationEvent;
pub use refusals::PopulationRefusal;
