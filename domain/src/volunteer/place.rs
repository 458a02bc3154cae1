//! Where a volunteer stands: where they live, and with every organization for which they served.

use crate::{
    kernel::{Place, Placed},
    volunteer::Volunteer,
};

impl Placed for Volunteer {
    fn place(&self) -> Option<Place> {
        let credits = self.credits().map(|credit| credit.organization_id);
        let own = Place::in_division(self.division()?).of_person(self.person_id());
        Some(credits.fold(own, Place::of))
    }
}
