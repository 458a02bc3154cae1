//! Where an activity stands.

use crate::{
    activity::Activity,
    kernel::{Place, Placed},
};

impl Placed for Activity {
    fn place(&self) -> Option<Place> {
        self.plan().map(|plan| Place::in_division(&plan.division).of(plan.organization_id))
    }
}
