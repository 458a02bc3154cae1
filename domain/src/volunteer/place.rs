//! Where a volunteer stands: where they live, and with every organization for which they served. An entry that waits for its
//! approval is no service yet: else whoever enters hours for a code would reach whose code it is.

use crate::{
    kernel::{Place, Placed},
    volunteer::Volunteer,
};

impl Placed for Volunteer {
    fn place(&self) -> Option<Place> {
        let served = self.credits().filter(|credit| credit.is_live()).map(|credit| credit.organization_id);
        let own = Place::in_division(self.division()?).of_person(self.person_id());
        Some(served.fold(own, Place::of))
    }
}
