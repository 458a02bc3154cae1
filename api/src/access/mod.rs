//! Who may see and do what: the rights of roles, the one table that decides, and the guard that asks it.
//!
//! The guard asks for each field of each request. Deny by default: a field that the table does not list is refused to
//! everybody.

mod attempts;
pub(crate) mod beside;
pub mod grants;
pub mod guard;
pub mod place;
pub mod policy;
pub mod rank;
pub(crate) mod reach;
pub mod rights;
pub mod small_cells;
pub(crate) mod standing;

pub use grants::OPERATOR;
pub use guard::Guard;
pub use rights::Right;
pub use small_cells::SmallCells;

use muster_domain::{
    account::{Grant, Scope},
    kernel::{Acting, Code, Divisions, Place},
};
use std::sync::Arc;

/// The rights of which one makes its holder act for somebody where service is recorded.
const RECORDING: [Right; 3] = [Right::Record, Right::Approve, Right::Honour];

/// What a caller was granted; put into each request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access(Arc<[Grant]>);

impl Access {
    /// The access of these grants.
    #[must_use]
    pub const fn new(grants: Arc<[Grant]>) -> Self {
        Self(grants)
    }

    /// What was granted.
    #[must_use]
    pub fn grants(&self) -> &[Grant] {
        &self.0
    }

    /// The grants whose role may do this, wherever they reach.
    pub fn with(&self, right: Right) -> impl Iterator<Item = &Grant> {
        self.0.iter().filter(move |grant| rights::rights(grant.role).contains(&right))
    }

    /// Whether a grant with one of these rights reaches a place.
    #[must_use]
    pub fn reaches(&self, rights: &[Right], place: &Place, divisions: &Divisions) -> bool {
        rights.iter().flat_map(|right| self.with(*right)).any(|grant| grant.scope.covers(place, divisions))
    }

    /// Whether the grants reach more than one part of the registry.
    #[must_use]
    pub fn has_several_scopes(&self) -> bool {
        self.0.split_first().is_some_and(|(first, others)| others.iter().any(|grant| grant.scope != first.scope))
    }

    /// For whom the caller acts where service is recorded: for the department by a role that records, approves or honours
    /// over a division or the whole registry, for the organizations of their grants otherwise. A role that only reads adds
    /// nothing, so that nobody becomes the department by what they may see.
    #[must_use]
    pub fn acting(&self) -> Acting {
        let records = |grant: &&Grant| RECORDING.iter().any(|right| rights::rights(grant.role).contains(right));
        let (mut organizations, mut divisions, mut registry) = (Vec::new(), Vec::new(), false);
        for grant in self.0.iter().filter(records) {
            match &grant.scope {
                Scope::Registry => registry = true,
                Scope::Division(division) => divisions.push(division.clone()),
                Scope::Organization(code) if organizations.contains(code) => {}
                Scope::Organization(code) => organizations.push(code.clone()),
                Scope::Person(_) => {}
            }
        }
        match (registry, divisions.is_empty(), organizations.is_empty()) {
            (true, ..) | (false, false, true) => Acting::Department,
            (false, true, true) => Acting::Nobody,
            (false, true, false) => Acting::Organizations(organizations),
            (false, false, false) => Acting::Both { organizations, divisions },
        }
    }

    /// The organization in whose name the caller does all that they do; none where there are several, or the department's.
    #[must_use]
    pub fn organization(&self) -> Option<Code> {
        match self.acting() {
            Acting::Organizations(organizations) => <[Code; 1]>::try_from(organizations).ok().map(|[code]| code),
            Acting::Nobody | Acting::Department | Acting::Both { .. } => None,
        }
    }

    /// The codes of the roles, as events keep them.
    #[must_use]
    pub fn roles(&self) -> String {
        let mut codes: Vec<&str> = self.0.iter().map(|grant| grant.role.code()).collect();
        codes.dedup();
        codes.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::{
        account::Role,
        kernel::{DivisionCode, PersonId},
    };

    fn code(text: &str) -> Code {
        Code::try_new(text).unwrap()
    }

    fn over(role: Role, division: &str) -> Grant {
        Grant { role, scope: Scope::Division(DivisionCode::new(division)) }
    }

    fn of(role: Role, organization: &str) -> Grant {
        Grant { role, scope: Scope::Organization(code(organization)) }
    }

    fn acting(grants: &[Grant]) -> Acting {
        Access::new(grants.into()).acting()
    }

    #[test]
    fn caller_acts_for_its_organization_whatever_roles_that_only_read_stand_beside_it() {
        let (writer, approver) = (of(Role::OrganizationWriter, "O-1"), of(Role::OrganizationApprover, "O-1"));
        let own = Acting::Organizations(vec![code("O-1")]);
        assert_eq!(acting(&[writer.clone(), approver.clone()]), own);
        let everything = Grant { role: Role::HrReader, scope: Scope::Registry };
        let oneself = Grant { role: Role::Volunteer, scope: Scope::Person(PersonId::default()) };
        for beside in [everything, oneself, over(Role::Auditor, "4452"), over(Role::PrivacyOfficer, "4452")] {
            assert_eq!(acting(std::slice::from_ref(&beside)), Acting::Nobody);
            for grants in [[approver.clone(), beside.clone()], [beside, approver.clone()]] {
                assert_eq!(acting(&grants), own);
                assert_eq!(Access::new(grants.into()).organization(), Some(code("O-1")));
            }
        }
        let other = of(Role::OrganizationWriter, "O-2");
        assert_eq!(acting(&[writer.clone(), other]), Acting::Organizations(vec![code("O-1"), code("O-2")]));
        assert_eq!(acting(&[]), Acting::Nobody);
    }

    #[test]
    fn caller_acts_for_the_department_by_a_role_that_records_and_beside_an_organization_where_it_reaches() {
        let (county, writer) = (over(Role::Administrator, "445202"), of(Role::OrganizationWriter, "O-1"));
        assert_eq!(acting(std::slice::from_ref(&county)), Acting::Department);
        let registry = Grant { role: Role::Administrator, scope: Scope::Registry };
        assert_eq!(acting(&[registry, writer.clone()]), Acting::Department);
        let (organizations, divisions) = (vec![code("O-1")], vec![DivisionCode::new("445202")]);
        assert_eq!(acting(&[county, writer]), Acting::Both { organizations, divisions });
    }
}
