//! Where a points scheme stands.

use crate::{
    kernel::{Place, Placed},
    points_scheme::PointsScheme,
};

impl Placed for PointsScheme {
    fn place(&self) -> Option<Place> {
        self.facts().map(|facts| Place::in_division(&facts.jurisdiction))
    }
}
