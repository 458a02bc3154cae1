//! Where a talent pool stands.

use crate::{
    kernel::{Place, Placed},
    talent_pool::TalentPool,
};

impl Placed for TalentPool {
    fn place(&self) -> Option<Place> {
        self.opening.as_ref().map(|opening| Place::in_division(&opening.division))
    }
}
