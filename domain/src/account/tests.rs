//! Given an account, when somebody proposes, approves, declines or revokes, then it holds or is refused with figures.

use super::*;
use crate::kernel::{
    Code, DivisionCode, DivisionRefusal, FourEyesRefusal, KeyOwner, PersonId, RuleContext, Source, StoredEvent as _,
    text::TextRefusal,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use cqrs_es::Aggregate as _;
use proptest::prelude::*;

const MADE: &str = "2024-06-03T04:00:00Z";

fn asking(actor: &str, days_later: i64) -> RuleContext {
    let at = MADE.parse::<DateTime<Utc>>().unwrap() + Duration::days(days_later);
    RuleContext { actor: actor.to_owned(), ..RuleContext::tested_at(at, Source::Api) }
}

fn on_host() -> RuleContext {
    RuleContext { actor: "operator".to_owned(), ..RuleContext::tested_at(MADE.parse().unwrap(), Source::Import) }
}

fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

fn day(later: i64) -> NaiveDate {
    asking("", later).today()
}

fn county(code: &str) -> Grant {
    Grant { role: Role::Administrator, scope: Scope::Division(DivisionCode::new(code)) }
}

fn writer(organization: &str) -> Grant {
    Grant { role: Role::OrganizationWriter, scope: Scope::Organization(code(organization)) }
}

fn propose_until(grant: Grant, until: Option<NaiveDate>) -> AccountCommand {
    AccountCommand::ProposeGrant {
        principal: code("oidc:new"),
        offer: Offer { grant, until },
        reason: "到任".to_owned(),
    }
}

fn propose(grant: Grant) -> AccountCommand {
    propose_until(grant, None)
}

fn revoke(grant: Grant) -> AccountCommand {
    AccountCommand::RevokeGrant { grant, reason: "离任".to_owned() }
}

/// Decides and applies; gives the events.
fn act(account: &mut Account, command: AccountCommand, context: &RuleContext) -> Vec<AccountEvent> {
    let events = account.decide(command, context).unwrap();
    for event in events.clone() {
        account.apply(event);
    }
    events
}

fn refused(account: &Account, command: AccountCommand, context: &RuleContext) -> AccountRefusal {
    account.decide(command, context).unwrap_err()
}

/// An account whose grant was proposed by ann and approved by bob.
fn holding(grant: Grant) -> Account {
    let mut account = Account::default();
    act(&mut account, propose(grant), &asking("ann", 0));
    act(&mut account, AccountCommand::ApproveGrant, &asking("bob", 0));
    account
}

fn held(account: &Account, later: i64) -> Vec<Grant> {
    account.grants_on(day(later)).cloned().collect()
}

#[test]
fn grant_holds_from_the_day_on_which_a_second_person_approves() {
    let mut account = Account::default();
    act(&mut account, propose(county("445202")), &asking("ann", 0));
    assert!(held(&account, 0).is_empty() && account.proposal().is_some());
    let events = act(&mut account, AccountCommand::ApproveGrant, &asking("bob", 2));
    assert_eq!(
        events,
        [AccountEvent::RoleGranted {
            principal: code("oidc:new"),
            offer: Offer { grant: county("445202"), until: None },
            from: day(2),
            proposed_by: Some("ann".to_owned()),
            approved_by: "bob".to_owned(),
        }]
    );
    assert_eq!((held(&account, 1), held(&account, 2)), (Vec::new(), vec![county("445202")]));
    assert!(account.proposal().is_none() && account.principal() == Some(&code("oidc:new")));
    assert!(act(&mut account, propose(county("445202")), &asking("ann", 3)).is_empty(), "it holds already");
}

#[test]
fn grant_is_refused_when_one_person_proposes_and_approves_or_either_is_the_account_itself() {
    let mut account = Account::default();
    let itself = refused(&account, propose(county("445202")), &asking("oidc:new", 0));
    assert_eq!(itself, AccountRefusal::GrantToOneself {});
    act(&mut account, propose(county("445202")), &asking("ann", 0));
    let same = refused(&account, AccountCommand::ApproveGrant, &asking("ann", 0));
    assert_eq!(same, AccountRefusal::FourEyes(FourEyesRefusal::SecondPersonRequired {}));
    let itself = refused(&account, AccountCommand::ApproveGrant, &asking("oidc:new", 0));
    assert_eq!(itself, AccountRefusal::GrantToOneself {});
    let late = refused(&account, AccountCommand::ApproveGrant, &asking("bob", 8));
    assert!(matches!(late, AccountRefusal::FourEyes(FourEyesRefusal::ProposalExpired { days: 7, .. })));
}

#[test]
fn second_proposal_is_refused_while_the_first_waits_and_taken_after_it_was_declined() {
    let mut account = Account::default();
    let decline = || AccountCommand::DeclineGrant { reason: "不需要".to_owned() };
    let nothing = AccountRefusal::FourEyes(FourEyesRefusal::NothingProposed {});
    assert_eq!(refused(&account, decline(), &asking("bob", 0)), nothing);
    act(&mut account, propose(county("445202")), &asking("ann", 0));
    let stands = refused(&account, propose(county("445203")), &asking("cid", 1));
    assert!(matches!(stands, AccountRefusal::FourEyes(FourEyesRefusal::ProposalStands { .. })));
    act(&mut account, decline(), &asking("bob", 1));
    assert_eq!(refused(&account, AccountCommand::ApproveGrant, &asking("bob", 1)), nothing);
    assert_eq!(act(&mut account, propose(county("445203")), &asking("cid", 1)).len(), 1);
    assert_eq!(
        refused(&Account::default(), AccountCommand::ApproveGrant, &asking("b", 0)),
        AccountRefusal::AccountUnknown {}
    );
}

#[test]
fn operator_on_the_host_grants_at_once_and_leaves_a_proposal_that_waits() {
    let mut account = Account::default();
    act(&mut account, propose(county("445202")), &asking("ann", 0));
    let events = act(&mut account, propose(county("4452")), &on_host());
    assert!(matches!(&events[..], [AccountEvent::RoleGranted { proposed_by: None, .. }]));
    assert_eq!(held(&account, 0), [county("4452")]);
    act(&mut account, AccountCommand::ApproveGrant, &asking("bob", 1));
    assert_eq!(held(&account, 1), [county("4452"), county("445202")]);
}

#[test]
fn role_is_refused_over_what_it_does_not_reach_by() {
    let person = Scope::Person(PersonId::default());
    let scopes =
        [Scope::Registry, Scope::Division(DivisionCode::new("4452")), Scope::Organization(code("O-1")), person];
    let sound = |role: Role| scopes.clone().map(|scope| Grant { role, scope }.is_sound());
    assert_eq!(sound(Role::Operator), [true, false, false, false]);
    assert_eq!(sound(Role::Volunteer), [false, false, false, true]);
    for role in [Role::OrganizationWriter, Role::OrganizationApprover] {
        assert_eq!(sound(role), [false, false, true, false]);
    }
    for role in [Role::Administrator, Role::HrReader, Role::Auditor, Role::PrivacyOfficer] {
        assert_eq!(sound(role), [true, true, false, false]);
    }
    let unsound = Grant { role: Role::Operator, scope: Scope::Division(DivisionCode::new("4452")) };
    assert_eq!(
        refused(&Account::default(), propose(unsound), &asking("ann", 0)),
        AccountRefusal::ScopeOfRole { role: Role::Operator, reach: ScopeKind::Registry }
    );
}

#[test]
fn grant_is_refused_when_its_division_or_day_or_reason_is_not_good() {
    let account = Account::default();
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("99") };
    assert_eq!(refused(&account, propose(county("99")), &asking("ann", 0)), AccountRefusal::Division(unknown));
    let ended = propose_until(county("4452"), Some(day(-1)));
    assert_eq!(
        refused(&account, ended, &asking("ann", 0)),
        AccountRefusal::GrantEnded { until: day(-1), today: day(0) }
    );
    assert!(account.decide(propose_until(county("4452"), Some(day(0))), &asking("ann", 0)).is_ok());
    let empty = AccountCommand::ProposeGrant {
        principal: code("oidc:new"),
        offer: Offer { grant: county("4452"), until: None },
        reason: " ".to_owned(),
    };
    let refusal = AccountRefusal::Text(TextRefusal::TextEmpty { field: "reason" });
    assert_eq!(refused(&account, empty, &asking("ann", 0)), refusal);
}

#[test]
fn account_acts_for_one_organization_in_both_roles_and_for_no_second_one() {
    let mut account = holding(writer("O-1"));
    assert_eq!(
        refused(&account, propose(writer("O-2")), &asking("ann", 1)),
        AccountRefusal::OrganizationAlready { organization: code("O-1") }
    );
    let approver = Grant { role: Role::OrganizationApprover, ..writer("O-1") };
    act(&mut account, propose(approver), &asking("ann", 1));
    act(&mut account, AccountCommand::ApproveGrant, &asking("bob", 1));
    assert_eq!(held(&account, 1).len(), 2);
}

#[test]
fn proposal_is_refused_when_what_was_granted_meanwhile_forbids_it() {
    let mut account = Account::default();
    act(&mut account, propose(writer("O-1")), &asking("ann", 0));
    act(&mut account, propose(writer("O-2")), &on_host());
    assert_eq!(
        refused(&account, AccountCommand::ApproveGrant, &asking("bob", 0)),
        AccountRefusal::OrganizationAlready { organization: code("O-2") }
    );
}

#[test]
fn revoked_grant_holds_on_the_same_day_no_more_and_a_grant_ends_with_its_last_day() {
    let mut account = holding(county("4452"));
    assert_eq!(refused(&account, revoke(county("4453")), &asking("ann", 1)), AccountRefusal::GrantUnknown {});
    let events = act(&mut account, revoke(county("4452")), &asking("ann", 1));
    assert!(matches!(&events[..], [AccountEvent::RoleRevoked { revoked_on, .. }] if *revoked_on == day(1)));
    assert!(held(&account, 1).is_empty());
    act(&mut account, propose_until(county("4452"), Some(day(3))), &asking("ann", 2));
    act(&mut account, AccountCommand::ApproveGrant, &asking("bob", 2));
    assert_eq!((held(&account, 3).len(), held(&account, 4).len()), (1, 0));
    assert!(act(&mut account, revoke(county("4452")), &asking("ann", 4)).is_empty(), "it is over already");
}

#[test]
fn fiftieth_grant_is_taken_and_the_next_refused() {
    let mut account = Account::default();
    let divisions = asking("", 0).divisions;
    let live: Vec<_> = divisions.all().filter(|division| division.is_valid_on(day(0))).collect();
    for division in &live[..25] {
        for role in [Role::HrReader, Role::Auditor] {
            act(&mut account, propose(Grant { role, scope: Scope::Division(division.code.clone()) }), &on_host());
        }
    }
    assert_eq!(held(&account, 0).len(), 50);
    assert_eq!(refused(&account, propose(county("4452")), &on_host()), AccountRefusal::TooManyGrants { limit: 50 });
}

#[test]
fn newer_grant_takes_the_place_of_the_same_one_that_holds_and_one_that_is_over_stays_on_record() {
    let mut account = holding(county("4452"));
    act(&mut account, propose_until(county("4452"), Some(day(3))), &asking("ann", 1));
    act(&mut account, AccountCommand::ApproveGrant, &asking("bob", 1));
    assert_eq!((held(&account, 3).len(), held(&account, 4).len()), (1, 0), "the open one is replaced");
    act(&mut account, propose(county("4452")), &asking("ann", 5));
    act(&mut account, AccountCommand::ApproveGrant, &asking("bob", 5));
    assert_eq!((held(&account, 2).len(), held(&account, 5).len()), (1, 1));
    assert_eq!(account.grants().len(), 2);
}

#[test]
fn revoking_one_grant_leaves_the_others() {
    let mut account = holding(county("4452"));
    act(&mut account, propose(county("445202")), &on_host());
    act(&mut account, revoke(county("4452")), &asking("ann", 1));
    assert_eq!(held(&account, 1), [county("445202")]);
}

#[test]
fn every_reason_is_personal() {
    let mut account = Account::default();
    let mut events = act(&mut account, propose(county("4452")), &asking("ann", 0));
    events.extend(act(&mut account, AccountCommand::DeclineGrant { reason: "否".to_owned() }, &asking("ann", 0)));
    act(&mut account, propose(county("4452")), &on_host());
    events.extend(act(&mut account, revoke(county("4452")), &asking("ann", 0)));
    for mut event in events {
        let mut fields = Vec::new();
        event.visit_personal(&mut |owner, field, _| fields.push((owner, field)));
        assert_eq!(fields, [(KeyOwner::Stream, "reason")], "{event:?}");
    }
}

proptest! {
    #[test]
    fn what_holds_was_proposed_by_one_and_approved_by_another(
        acts in prop::collection::vec((0..3_u8, "[a-c]", 0..3_i64), 1..30),
    ) {
        let mut account = Account::default();
        let mut today = 0;
        for (kind, actor, later) in acts {
            today += later;
            let command = match kind {
                0 => propose(county("4452")),
                1 => AccountCommand::ApproveGrant,
                _ => revoke(county("4452")),
            };
            for event in account.decide(command, &asking(&actor, today)).unwrap_or_default() {
                if let AccountEvent::RoleGranted { proposed_by, approved_by, .. } = &event {
                    prop_assert!(proposed_by.as_ref().is_some_and(|first| first != approved_by));
                }
                account.apply(event);
            }
            prop_assert!(account.grants_on(day(today)).count() <= 1);
        }
    }
}
