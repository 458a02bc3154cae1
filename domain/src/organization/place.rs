//! Where an organization stands.

use crate::{
    kernel::{Place, Placed},
    organization::Organization,
};

impl Placed for Organization {
    fn place(&self) -> Option<Place> {
        Some(Place::in_division(self.division()?).of(self.facts()?.organization_id))
    }
}
