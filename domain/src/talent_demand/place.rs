//! Where a catalogue stands.

use crate::{
    kernel::{Place, Placed},
    talent_demand::TalentDemand,
};

impl Placed for TalentDemand {
    fn place(&self) -> Option<Place> {
        self.editions.last().map(|edition| Place::in_division(&edition.division))
    }
}
