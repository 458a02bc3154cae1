//! Populations and ratios on the wire: a figure with its basis, day and source, and what is divided by it.

pub mod figures;
pub mod penetration;
pub mod ratio;

pub use figures::{PopulationMutation, PopulationQuery};
pub use penetration::PenetrationQuery;
pub use ratio::{PopulationBasis, Ratio};
