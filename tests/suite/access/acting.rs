//! For whom somebody acts where service is recorded: for their organization whatever they read beside it, for the
//! department only by a role that records in its reach.

use super::world::{OTHER, OWN, World};
use async_graphql::Request;
use chrono::NaiveDate;
use muster_api::{
    App,
    access::Access,
    backend::RegistryBackend,
    http::{Backend as _, Caller},
    import::{Kind, Options},
};
use muster_domain::{
    account::{Grant, Role, Scope},
    kernel::{Code, DivisionCode, PersonId},
};

/// Both counties; the callers' own volunteer served for the other organization too.
async fn served_for_both() -> (World, RegistryBackend) {
    let world = World::made().await;
    let hours = "activity_code,volunteer_code,starts_at,ends_at,evidence\n\
        LATER-B,V-A,2024-05-09T10:00,2024-05-09T11:00,B\n";
    let options = Options { effective_on: NaiveDate::from_ymd_opt(2023, 1, 1), ..Options::default() };
    let report = world.app.import_with(Kind::Hours, hours, options).await;
    assert!(report.is_clean(), "{:?}", report.refused);
    world.app.settle().await;
    let backend = RegistryBackend::start(&App::over(world.app.store.log.clone(), world.app.views.clone()));
    (world, backend)
}

fn of(role: Role, organization: &str) -> Grant {
    Grant { role, scope: Scope::Organization(Code::try_new(organization).expect("a code")) }
}

fn over(role: Role, division: &str) -> Grant {
    Grant { role, scope: Scope::Division(DivisionCode::new(division)) }
}

/// The code with which a mutation is refused, or its outcome.
async fn told(backend: &RegistryBackend, grants: &[Grant], mutation: &str) -> String {
    let access = Access::new(grants.into());
    let organization = access.organization().map(|code| code.as_str().to_owned());
    let caller = Caller { actor: "account:1".to_owned(), role: access.roles(), access, organization };
    let request = Request::new(format!("mutation {{ done: {mutation} {{ outcome }} }}"));
    let answer = serde_json::to_value(backend.execute(caller, request).await).expect("an answer");
    let refused = answer["errors"][0]["extensions"]["code"].as_str();
    let told = refused.or_else(|| answer["data"]["done"]["outcome"].as_str());
    told.unwrap_or("nothing").to_owned()
}

const CERTIFY_ALL: &str =
    "issueCertificate(volunteer: \"V-A\", number: \"Z-1\", from: \"2024-05-01\", to: \"2024-05-31\")";
const CERTIFY_OWN: &str =
    "issueCertificate(volunteer: \"V-A\", number: \"Z-2\", from: \"2024-05-01\", to: \"2024-05-02\")";

#[tokio::test(flavor = "multi_thread")]
async fn approver_who_may_read_more_beside_it_is_never_taken_for_the_department() {
    let (world, backend) = served_for_both().await;
    let approver = of(Role::OrganizationApprover, "O-A");
    let own = PersonId::new(world.own_person().parse().expect("an id"));
    for beside in [
        Grant { role: Role::Volunteer, scope: Scope::Person(own) },
        Grant { role: Role::HrReader, scope: Scope::Registry },
        over(Role::HrReader, OTHER),
        over(Role::Auditor, OWN),
    ] {
        let grants = [approver.clone(), beside];
        let role = grants[1].role;
        assert_eq!(told(&backend, &grants, CERTIFY_ALL).await, "ACTOR_UNRELATED", "{role:?}: hours of O-B are in it");
        let void = "voidActivity(activity: \"ACT-B\", reason: \"假\")";
        assert_eq!(told(&backend, &grants, void).await, "ACTIVITY_UNKNOWN", "{role:?}");
    }
    let grants = [approver, over(Role::HrReader, OWN)];
    assert_eq!(told(&backend, &grants, CERTIFY_OWN).await, "EXECUTED");
    let suspend = "suspendOrganization(organization: \"O-A\", suspendedOn: \"2024-06-03\", reason: \"整改\")";
    world.app.data(&format!("mutation {{ {suspend} {{ outcome }} }}")).await;
    let again = CERTIFY_OWN.replace("Z-2", "Z-3");
    assert_eq!(told(&backend, &grants, &again).await, "ORGANIZATION_SUSPENDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn department_records_where_it_reaches_and_lends_its_reach_to_no_organization_beside_it() {
    let (world, backend) = served_for_both().await;
    let (county, approver) = (over(Role::Administrator, OWN), of(Role::OrganizationApprover, "O-B"));
    let both = [county.clone(), approver];
    // Whoever holds both certifies what each may: the county's own, and what O-B recorded.
    assert_eq!(told(&backend, &both, CERTIFY_ALL).await, "EXECUTED");
    let suspend = "suspendOrganization(organization: \"O-B\", suspendedOn: \"2024-06-03\", reason: \"整改\")";
    world.app.data(&format!("mutation {{ {suspend} {{ outcome }} }}")).await;
    let again = CERTIFY_ALL.replace("Z-1", "Z-4");
    assert_eq!(told(&backend, &both, &again).await, "ORGANIZATION_SUSPENDED");
    assert_eq!(told(&backend, &both, "closeActivity(activity: \"ACT-B\")").await, "ACTIVITY_UNKNOWN");
    assert_eq!(told(&backend, &[county], &again).await, "EXECUTED", "the department of residence certifies all");
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_asked_for_a_day_tells_nobody_for_whom_else_a_volunteer_served_on_it() {
    let (_world, backend) = served_for_both().await;
    let approver = [of(Role::OrganizationApprover, "O-B")];
    let day =
        |day: &str| format!("issueCertificate(volunteer: \"V-A\", number: \"Z-5\", from: \"{day}\", to: \"{day}\")");
    for (asked, code) in [
        (day("2024-05-02"), "NOTHING_TO_CERTIFY"),
        (day("2024-05-03"), "NOTHING_TO_CERTIFY"),
        (day("2024-05-09"), "ACTOR_UNRELATED"),
        (day("2024-05-02").replace("V-A", "V-9"), "VOLUNTEER_UNKNOWN"),
    ] {
        assert_eq!(told(&backend, &approver, &asked).await, code, "{asked}");
    }
    let of_other = [of(Role::OrganizationApprover, "O-A")];
    for day in ["2024-05-02", "2024-05-03"].map(|at| day(at).replace("V-A", "V-B")) {
        assert_eq!(told(&backend, &of_other, &day).await, "VOLUNTEER_UNKNOWN");
    }
}
