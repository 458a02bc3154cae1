//! Where a record stands: by this, who may reach it is decided at the edge.

use crate::kernel::{DivisionCode, OrganizationId, PersonId};

/// Where a record stands (归属).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its divisions: one for most records, several for a person with several roles.
    pub divisions: Vec<DivisionCode>,
    /// The organizations that answer for it.
    pub organizations: Vec<OrganizationId>,
    /// Whose record it is.
    pub person: Option<PersonId>,
}

impl Place {
    /// In a division.
    #[must_use]
    pub fn in_division(division: &DivisionCode) -> Self {
        Self { divisions: vec![division.clone()], ..Self::default() }
    }

    /// The same, answered for by an organization.
    #[must_use]
    pub fn of(mut self, organization: OrganizationId) -> Self {
        if !self.organizations.contains(&organization) {
            self.organizations.push(organization);
        }
        self
    }

    /// The same, of a person.
    #[must_use]
    pub fn of_person(self, person: Option<PersonId>) -> Self {
        Self { person, ..self }
    }
}

/// A record that knows where it stands.
pub trait Placed {
    /// Where it stands; nothing for a stream that does not exist.
    fn place(&self) -> Option<Place>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn organization_answers_once_for_a_record_of_a_person_in_a_division() {
        let (division, organization) = (DivisionCode::new("360702"), OrganizationId::new(Uuid::from_u128(1)));
        let person = Some(PersonId::new(Uuid::from_u128(7)));
        let place = Place::in_division(&division).of(organization).of(organization).of_person(person);
        let expected = Place { divisions: vec![division], organizations: vec![organization], person };
        assert_eq!(place, expected);
    }
}
