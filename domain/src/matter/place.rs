//! Where a call stands.

use crate::{
    kernel::{Place, Placed},
    matter::{MatterCall, MatterCaller},
};

impl MatterCall {
    /// Where it stands for whoever answers it: in its division and at its department, and not at its caller.
    #[must_use]
    pub fn place_of_answer(&self) -> Option<Place> {
        self.call.as_ref().map(|call| Place::in_division(&call.division).of(call.department))
    }
}

impl Placed for MatterCall {
    fn place(&self) -> Option<Place> {
        let (call, place) = (self.call.as_ref()?, self.place_of_answer()?);
        Some(match call.caller {
            MatterCaller::Organization(caller) => place.of(caller),
            MatterCaller::Instructor(_) => place,
        })
    }
}
