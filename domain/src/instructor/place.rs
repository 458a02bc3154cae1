//! Where an instructor stands.

use crate::{
    instructor::Instructor,
    kernel::{Place, Placed},
};

impl Placed for Instructor {
    fn place(&self) -> Option<Place> {
        Some(Place::in_division(self.division()?).of_person(self.person_id()))
    }
}
