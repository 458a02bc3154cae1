//! Who may see and do what: the rights of roles, the one table that decides, and the guard that asks it.
//!
//! The guard asks for each field of each request. Deny by default: a field that the table does not list is refused to
//! everybody.

mod attempts;
pub mod grants;
pub mod guard;
pub mod place;
pub mod policy;
pub(crate) mod reach;
pub mod rights;
pub mod small_cells;

pub use grants::OPERATOR;
pub use guard::Guard;
pub use rights::Right;
pub use small_cells::SmallCells;

use muster_domain::{
    account::{Grant, Scope},
    kernel::Code,
};
use std::sync::Arc;

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

    /// The organization for which the caller acts; none for whoever has any other role beside it.
    #[must_use]
    pub fn organization(&self) -> Option<&Code> {
        let mut of = self.0.iter().map(|grant| match &grant.scope {
            Scope::Organization(code) => Some(code),
            Scope::Registry | Scope::Division(_) | Scope::Person(_) => None,
        });
        let first = of.next().flatten();
        first.filter(|first| of.all(|code| code == Some(*first)))
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

    #[test]
    fn caller_acts_for_an_organization_only_without_any_role_beside_it() {
        let code = Code::try_new("O-1").unwrap();
        let of = |role| Grant { role, scope: Scope::Organization(code.clone()) };
        let (writer, approver) = (of(Role::OrganizationWriter), of(Role::OrganizationApprover));
        let acts_for = |grants: &[Grant]| Access::new(grants.into()).organization().cloned();
        assert_eq!(acts_for(&[writer.clone(), approver]), Some(code.clone()));
        for scope in [Scope::Registry, Scope::Division(DivisionCode::new("4452")), Scope::Person(PersonId::default())] {
            let beside = Grant { role: Role::HrReader, scope };
            assert_eq!(acts_for(&[writer.clone(), beside.clone()]), None);
            assert_eq!(acts_for(&[beside, writer.clone()]), None);
        }
        assert_eq!(acts_for(&[]), None);
    }
}
