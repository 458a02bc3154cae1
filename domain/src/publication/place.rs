//! Where a published report stands.

use crate::{
    kernel::{Place, Placed},
    publication::Publication,
};

impl Placed for Publication {
    fn place(&self) -> Option<Place> {
        self.division.as_ref().map(Place::in_division)
    }
}
