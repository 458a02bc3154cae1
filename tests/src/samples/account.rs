//! One sample of every event of an account.

use super::parts::{at, day, sealed};
use muster_domain::{
    account::{AccountEvent, Grant, Offer, Role, Scope},
    kernel::{Code, DivisionCode},
};

fn principal() -> Code {
    Code::try_new("oidc:6f1c1d52-2f0b-5b6e-9d3c-0d8f3f0f6a11").expect("a code")
}

fn grant() -> Grant {
    Grant { role: Role::Administrator, scope: Scope::Division(DivisionCode::new("445202")) }
}

fn offer() -> Offer {
    Offer { grant: grant(), until: Some(day(30)) }
}

/// Every event of an account.
#[must_use]
pub fn events() -> Vec<AccountEvent> {
    let (proposed_by, approved_by) = ("account:1".to_owned(), "account:2".to_owned());
    vec![
        AccountEvent::GrantProposed {
            principal: principal(),
            offer: offer(),
            reason: sealed(),
            proposed_by: proposed_by.clone(),
            proposed_at: at(4),
        },
        AccountEvent::RoleGranted {
            principal: principal(),
            offer: offer(),
            from: day(3),
            proposed_by: Some(proposed_by),
            approved_by: approved_by.clone(),
        },
        AccountEvent::GrantDeclined { offer: offer(), reason: sealed(), declined_by: approved_by.clone() },
        AccountEvent::RoleRevoked { grant: grant(), revoked_on: day(9), reason: sealed(), revoked_by: approved_by },
    ]
}

/// Other scopes, and what is left out.
#[must_use]
pub fn variants() -> Vec<AccountEvent> {
    let organization = Code::try_new("O-1").expect("a code");
    [
        (Role::Operator, Scope::Registry),
        (Role::OrganizationWriter, Scope::Organization(organization)),
        (Role::Volunteer, Scope::Person(super::parts::person())),
    ]
    .map(|(role, scope)| AccountEvent::RoleGranted {
        principal: principal(),
        offer: Offer { grant: Grant { role, scope }, until: None },
        from: day(3),
        proposed_by: None,
        approved_by: "operator".to_owned(),
    })
    .into()
}
