//! Where a talent pool stands, and where its members do.

use crate::{
    kernel::{DivisionCode, Place, Placed},
    talent_pool::TalentPool,
    talent_profile::TalentCriterion,
};

impl Placed for TalentPool {
    fn place(&self) -> Option<Place> {
        self.opening.as_ref().map(|opening| Place::in_division(&opening.division))
    }
}

/// What is asked of the members of a saved query: all that it keeps, and always that they are of the division whose pool it
/// is, because whoever keeps a pool of a county has no list of people elsewhere.
#[must_use]
pub fn asked_of_members(mut criteria: Vec<TalentCriterion>, division: &DivisionCode) -> Vec<TalentCriterion> {
    criteria.push(TalentCriterion::Within { division: division.clone() });
    criteria.sort_unstable();
    criteria.dedup();
    criteria
}
