//! How far a grant reaches, whether it covers the place of a record, and the text in which a key keeps its grants.

use super::role::{Right, Role, ScopeKind};
use muster_domain::kernel::{Code, DivisionCode, Divisions, OrganizationId, PersonId, Place, words::UnknownWord};
use uuid::Uuid;

/// What an early key has in the place of its grants: everything, or all of its organization.
pub const OPERATOR: &str = "operator";
/// Between two grants of a text.
const NEXT: char = ',';
/// Between a role and its scope.
const OVER: char = '@';

/// Why a text names no grants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantUnreadable {
    /// The role is no word of the list.
    #[error(transparent)]
    Role(#[from] UnknownWord),
    /// The role reaches by something else, or needs a scope.
    #[error("{role} is granted as {expected}")]
    Scope {
        /// The role.
        role: &'static str,
        /// How its grant is written.
        expected: &'static str,
    },
}

/// How far a grant reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A role with the scope in which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// How far it reaches.
    pub scope: Scope,
}

impl Grant {
    /// Every role that reaches by division, on the whole registry: the operator's on the host, and a demonstration's.
    #[must_use]
    pub fn everything() -> Vec<Self> {
        let roles = [Role::Administrator, Role::HrReader, Role::Auditor, Role::PrivacyOfficer, Role::Operator];
        roles.map(|role| Self { role, scope: Scope::Registry }).into()
    }

    /// Reads grants as a key keeps them: `ADMINISTRATOR@445202,HR_READER@4452`, a role that reaches by organization for
    /// the organization of the key. A role that reaches by division holds for the whole registry without one.
    ///
    /// # Errors
    /// [`GrantUnreadable`].
    pub fn read_all(text: &str, organization: Option<&Code>) -> Result<Vec<Self>, GrantUnreadable> {
        if text == OPERATOR {
            return Ok(match organization {
                None => Self::everything(),
                Some(code) => [Role::OrganizationWriter, Role::OrganizationApprover]
                    .map(|role| Self { role, scope: Scope::Organization(code.clone()) })
                    .into(),
            });
        }
        text.split(NEXT).map(|grant| Self::read(grant, organization)).collect()
    }

    fn read(text: &str, organization: Option<&Code>) -> Result<Self, GrantUnreadable> {
        let (role, over) = match text.split_once(OVER) {
            Some((role, over)) => (Role::read(role)?, Some(over.trim())),
            None => (Role::read(text)?, None),
        };
        let scope = match (role.reach(), over, organization) {
            (ScopeKind::Registry | ScopeKind::Division, None, None) => Some(Scope::Registry),
            (ScopeKind::Division, Some(division), None) => Some(Scope::Division(DivisionCode::new(division))),
            (ScopeKind::Organization, None, Some(code)) => Some(Scope::Organization(code.clone())),
            (ScopeKind::Person, Some(person), None) => {
                Uuid::parse_str(person).ok().map(|person| Scope::Person(PersonId::new(person)))
            }
            _ => None,
        };
        let expected = match role.reach() {
            ScopeKind::Registry => "ROLE",
            ScopeKind::Division => "ROLE or ROLE@DIVISION",
            ScopeKind::Organization => "ROLE for a key of an organization",
            ScopeKind::Person => "ROLE@PERSON",
        };
        scope.map(|scope| Self { role, scope }).ok_or(GrantUnreadable::Scope { role: role.code(), expected })
    }

    /// Whether the role of the grant may do this, wherever it reaches.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.role.may(right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_read_with_their_scope_and_refused_where_the_role_reaches_by_something_else() {
        let code = Code::try_new("O-1").unwrap();
        let read = |text: &str, organization| Grant::read_all(text, organization);
        assert_eq!(
            read("ADMINISTRATOR@445202,AUDITOR", None).unwrap(),
            [
                Grant { role: Role::Administrator, scope: Scope::Division(DivisionCode::new("445202")) },
                Grant { role: Role::Auditor, scope: Scope::Registry },
            ]
        );
        let writer = Grant { role: Role::OrganizationWriter, scope: Scope::Organization(code.clone()) };
        assert_eq!(read("ORGANIZATION_WRITER", Some(&code)).unwrap(), [writer]);
        assert_eq!(read(OPERATOR, None).unwrap(), Grant::everything());
        let refused = ["ORGANIZATION_WRITER", "VOLUNTEER@x", "OPERATOR@4452", "ADMINISTRATOR,", "KING"];
        assert!(refused.iter().all(|text| read(text, None).is_err()), "{refused:?}");
        assert!(read("ADMINISTRATOR", Some(&code)).is_err());
    }

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
