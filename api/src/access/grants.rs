//! The text in which a key keeps what it was granted.

use muster_domain::{
    account::{Grant, Role, Scope, ScopeKind},
    kernel::{Code, DivisionCode, PersonId, words::UnknownWord},
};
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

/// Every role that reaches by division, on the whole registry: the operator's on the host, and a demonstration's.
#[must_use]
pub fn everything() -> Vec<Grant> {
    let roles = [Role::Administrator, Role::HrReader, Role::Auditor, Role::PrivacyOfficer, Role::Operator];
    roles.map(|role| Grant { role, scope: Scope::Registry }).into()
}

/// Reads grants as a key keeps them: `ADMINISTRATOR@445202,HR_READER@4452`.
///
/// A role that reaches by organization holds for the organization of the key; a role that reaches by division holds for
/// the whole registry where none is written.
///
/// # Errors
/// [`GrantUnreadable`].
pub fn read(text: &str, organization: Option<&Code>) -> Result<Vec<Grant>, GrantUnreadable> {
    if text == OPERATOR {
        return Ok(match organization {
            None => everything(),
            Some(code) => [Role::OrganizationWriter, Role::OrganizationApprover]
                .map(|role| Grant { role, scope: Scope::Organization(code.clone()) })
                .into(),
        });
    }
    text.split(NEXT).map(|grant| read_one(grant, organization)).collect()
}

fn read_one(text: &str, organization: Option<&Code>) -> Result<Grant, GrantUnreadable> {
    let (role, over) = match text.split_once(OVER) {
        Some((role, over)) => (Role::read(role)?, Some(over.trim())),
        None => (Role::read(text)?, None),
    };
    let scope = match (over, organization) {
        (None, None) => Some(Scope::Registry),
        (None, Some(code)) => Some(Scope::Organization(code.clone())),
        (Some(person), None) if role.reach() == ScopeKind::Person => {
            Uuid::parse_str(person).ok().map(|person| Scope::Person(PersonId::new(person)))
        }
        (Some(division), None) => Some(Scope::Division(DivisionCode::new(division))),
        (Some(_), Some(_)) => None,
    };
    let expected = match role.reach() {
        ScopeKind::Registry => "ROLE",
        ScopeKind::Division => "ROLE or ROLE@DIVISION",
        ScopeKind::Organization => "ROLE for a key of an organization",
        ScopeKind::Person => "ROLE@PERSON",
    };
    let grant = scope.map(|scope| Grant { role, scope }).filter(Grant::is_sound);
    grant.ok_or(GrantUnreadable::Scope { role: role.code(), expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_read_with_their_scope_and_refused_where_the_role_reaches_by_something_else() {
        let code = Code::try_new("O-1").unwrap();
        assert_eq!(
            read("ADMINISTRATOR@445202,AUDITOR", None).unwrap(),
            [
                Grant { role: Role::Administrator, scope: Scope::Division(DivisionCode::new("445202")) },
                Grant { role: Role::Auditor, scope: Scope::Registry },
            ]
        );
        let writer = Grant { role: Role::OrganizationWriter, scope: Scope::Organization(code.clone()) };
        assert_eq!(read("ORGANIZATION_WRITER", Some(&code)).unwrap(), [writer]);
        let person = Uuid::from_u128(7);
        let own = Grant { role: Role::Volunteer, scope: Scope::Person(PersonId::new(person)) };
        assert_eq!(read(&format!("VOLUNTEER@{person}"), None).unwrap(), [own]);
        assert_eq!(read(OPERATOR, None).unwrap(), everything());
        let refused = ["ORGANIZATION_WRITER", "VOLUNTEER@x", "OPERATOR@4452", "ADMINISTRATOR,", "KING"];
        assert!(refused.iter().all(|text| read(text, None).is_err()), "{refused:?}");
        assert!(read("ADMINISTRATOR", Some(&code)).is_err());
    }
}
