//! Where a call stands.

use crate::{
    kernel::{Place, Placed},
    matter::{MatterCall, MatterCaller},
};

impl Placed for MatterCall {
    fn place(&self) -> Option<Place> {
        let call = self.call.as_ref()?;
        let place = Place::in_division(&call.division).of(call.department);
        Some(match call.caller {
            MatterCaller::Organization(caller) => place.of(caller),
            MatterCaller::Instructor(_) => place,
        })
    }
}
