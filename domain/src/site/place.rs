//! Where a site stands.

use crate::{
    kernel::{Place, Placed},
    site::Site,
};

impl Placed for Site {
    fn place(&self) -> Option<Place> {
        let opening = self.opening.as_ref()?;
        Some(Place::in_division(&opening.division).of(opening.operator))
    }
}
