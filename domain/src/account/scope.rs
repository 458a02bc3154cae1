//! How far a grant reaches, and whether it covers the place of a record.

use crate::{
    account::words::{Role, ScopeKind},
    kernel::{Code, DivisionCode, Divisions, OrganizationId, PersonId, Place},
};
use serde::{Deserialize, Serialize};

/// How far a grant reaches (范围).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything.
    Registry,
    /// A division and everything below it.
    Division(DivisionCode),
    /// An organization and those below it.
    Organization(Code),
    /// One person's own data.
    Person(PersonId),
}

impl Scope {
    /// Whether a record at this place is reached; its organizations are given with all above them.
    #[must_use]
    pub fn covers(&self, place: &Place, divisions: &Divisions) -> bool {
        match self {
            Self::Registry => true,
            Self::Division(top) => place.divisions.iter().any(|division| divisions.is_within(division, top)),
            Self::Organization(code) => place.organizations.contains(&OrganizationId::of_code(code)),
            Self::Person(own) => place.person == Some(*own),
        }
    }
}

/// A role with the scope in which it holds (授权).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// How far it reaches.
    pub scope: Scope,
}

impl Grant {
    /// Whether the role reaches by this kind of scope (AC1).
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        match (self.role.reach(), &self.scope) {
            (ScopeKind::Registry | ScopeKind::Division, Scope::Registry)
            | (ScopeKind::Division, Scope::Division(_))
            | (ScopeKind::Organization, Scope::Organization(_))
            | (ScopeKind::Person, Scope::Person(_)) => true,
            (
                ScopeKind::Registry | ScopeKind::Division | ScopeKind::Organization | ScopeKind::Person,
                Scope::Registry | Scope::Division(_) | Scope::Organization(_) | Scope::Person(_),
            ) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn division_covers_itself_and_what_lies_below_and_nothing_beside_or_above() {
        let divisions = Divisions::built_in().unwrap();
        let covers = |top: &str, place: &str| {
            let place = Place::in_division(&DivisionCode::new(place));
            Scope::Division(DivisionCode::new(top)).covers(&place, &divisions)
        };
        assert_eq!(
            [("4452", "445202"), ("445202", "445202"), ("44", "445202"), ("445202", "445203"), ("445202", "4452")]
                .map(|(top, place)| covers(top, place)),
            [true, true, true, false, false]
        );
    }

    #[test]
    fn organization_covers_what_it_or_one_below_it_answers_for_and_a_person_only_themself() {
        let divisions = Divisions::built_in().unwrap();
        let code = |code: &str| Code::try_new(code).unwrap();
        let (own, other) = (PersonId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        let place = Place::in_division(&DivisionCode::new("445202")).of_person(Some(own));
        let place = ["BELOW", "ABOVE"].into_iter().map(|it| OrganizationId::of_code(&code(it))).fold(place, Place::of);
        let covers = |scope: Scope| scope.covers(&place, &divisions);
        assert!(covers(Scope::Organization(code("ABOVE"))) && covers(Scope::Organization(code("BELOW"))));
        assert!(!covers(Scope::Organization(code("BESIDE"))));
        assert!(covers(Scope::Person(own)) && !covers(Scope::Person(other)));
        assert!(!Scope::Person(own).covers(&Place::default(), &divisions) && covers(Scope::Registry));
    }
}
