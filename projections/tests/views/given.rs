//! What the stories of several views are made of.

use crate::harness::{code, day};
use muster_domain::kernel::{DateSpan, DivisionCode, OrganizationId, PersonId, Personal, VolunteerId};
use uuid::Uuid;

pub(crate) const COUNTY: &str = "445202";
pub(crate) const OTHER: &str = "445203";
pub(crate) const EMPTY: &str = "445222";

pub(crate) fn division(text: &str) -> DivisionCode {
    DivisionCode::new(text)
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(0xabc0_0000 + number))
}

pub(crate) fn volunteer(name: &str) -> VolunteerId {
    VolunteerId::of_code(&code(name))
}

pub(crate) fn organization(name: &str) -> OrganizationId {
    OrganizationId::of_code(&code(name))
}

pub(crate) fn days(from: &str, to: Option<&str>) -> DateSpan {
    DateSpan { from: day(from), to: to.map(day) }
}

pub(crate) fn reason() -> Personal {
    Personal::clear("for a reason")
}
