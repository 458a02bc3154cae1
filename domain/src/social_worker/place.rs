//! Where a social worker stands.

use crate::{
    kernel::{Place, Placed},
    social_worker::SocialWorker,
};

impl Placed for SocialWorker {
    fn place(&self) -> Option<Place> {
        let own = Place::in_division(self.division()?).of_person(self.person_id());
        Some(self.agency().into_iter().fold(own, Place::of))
    }
}
