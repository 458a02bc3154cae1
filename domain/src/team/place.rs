//! Where a team stands.

use crate::{
    kernel::{Place, Placed},
    team::Team,
};

impl Placed for Team {
    fn place(&self) -> Option<Place> {
        let formation = self.formation.as_ref()?;
        Some(Place::in_division(&formation.home_division).of(formation.organization_id))
    }
}
