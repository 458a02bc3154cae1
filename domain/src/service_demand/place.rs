//! Where a demand for service stands.

use crate::{
    kernel::{Place, Placed},
    service_demand::ServiceDemand,
};

impl Placed for ServiceDemand {
    fn place(&self) -> Option<Place> {
        let posting = self.posting.as_ref()?;
        Some(Place::in_division(&posting.demand.division).of(posting.organization_id))
    }
}
