//! Registration, hierarchy, recorders, suspension and dissolution.

use super::*;

fn registered_event() -> OrganizationEvent {
    E::OrganizationRegistered {
        code: Code::try_new("ORG").unwrap(),
        name: "章贡区志愿者协会".to_owned(),
        kind: OrganizationKind::Ngo,
        division: DivisionCode::new("360702"),
        parent: None,
        credit_code: Some(credit_code()),
        registered_on: day("2024-01-02"),
    }
}

fn changed(name: Option<&str>, division: Option<&str>, changed_on: &str) -> OrganizationCommand {
    let division = division.map(DivisionCode::new);
    C::ChangeOrganization { name: name.map(str::to_owned), division, changed_on: day(changed_on) }
}

fn attach(parent: OrganizationFacts, attached_on: &str) -> OrganizationCommand {
    C::AttachOrganization { parent, attached_on: day(attached_on) }
}

fn authorise(number: u128, authorised_on: &str) -> OrganizationCommand {
    C::AuthoriseRecorder { person_id: person(number), authorised_on: day(authorised_on) }
}

fn revoke(number: u128, revoked_on: &str) -> OrganizationCommand {
    C::RevokeRecorder { person_id: person(number), revoked_on: day(revoked_on) }
}

fn suspend(suspended_on: &str, reason: &str) -> OrganizationCommand {
    C::SuspendOrganization { suspended_on: day(suspended_on), reason: reason.to_owned() }
}

fn restore(restored_on: &str) -> OrganizationCommand {
    C::RestoreOrganization { restored_on: day(restored_on) }
}

#[test]
fn organization_is_registered_when_new() {
    TestFramework::<Organization>::with(context(Source::Api))
        .given_no_previous_events()
        .when(register())
        .then_expect_events(vec![registered_event()]);
}

#[test]
fn registration_is_known_when_sent_again_on_another_day() {
    let later = register_with(OrganizationKind::Ngo, None, "2024-05-01");
    Scene::new().emits_once(register(), registered_event()).knows(later);
}

#[test]
fn code_is_taken_naming_the_fields_when_the_content_differs() {
    let other = C::RegisterOrganization {
        code: Code::try_new("ORG").unwrap(),
        name: "另一个协会".to_owned(),
        kind: OrganizationKind::Enterprise,
        division: DivisionCode::new("360703"),
        parent: Some(facts("TOP")),
        credit_code: None,
        registered_on: day("2024-01-02"),
    };
    let fields = vec!["name", "kind", "division", "parent_code", "credit_code"];
    Scene::registered().refuses(other, R::CodeTaken { fields });
}

#[test]
fn registration_is_refused_when_an_unregistered_group_has_no_responsible_unit() {
    let kind = OrganizationKind::UnregisteredGroup;
    Scene::new().refuses(register_with(kind, None, "2024-01-02"), R::ResponsibleUnitRequired).does(register_with(
        kind,
        Some(facts("TOP")),
        "2024-01-02",
    ));
}

#[test]
fn registration_is_refused_when_its_day_or_division_or_name_is_not_good() {
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    let retired = C::RegisterOrganization {
        code: Code::try_new("ORG").unwrap(),
        name: "南康市协会".to_owned(),
        kind: OrganizationKind::Ngo,
        division: DivisionCode::new("360782"),
        parent: None,
        credit_code: None,
        registered_on: day("2014-06-01"),
    };
    let successors = vec![DivisionCode::new("360702"), DivisionCode::new("360703")];
    let refused = DivisionRefusal::DivisionRetired { division: DivisionCode::new("360782"), ended: 2013, successors };
    let C::RegisterOrganization { code, kind, division, parent, credit_code, registered_on, .. } = register() else {
        unreachable!("it is a registration")
    };
    let name = " ".to_owned();
    let nameless = C::RegisterOrganization { code, name, kind, division, parent, credit_code, registered_on };
    Scene::new()
        .refuses(register_with(OrganizationKind::Ngo, None, "2024-06-02"), future)
        .refuses(retired, R::Division(refused))
        .refuses(nameless, R::Text(TextRefusal::TextEmpty { field: "name" }));
}

#[test]
fn registration_is_refused_when_the_parent_is_not_live_on_the_day() {
    let mut gone = facts("TOP");
    gone.dissolved_on = Some(day("2024-01-01"));
    let refused = R::OrganizationNotLive {
        organization_id: id("TOP"),
        day: day("2024-01-02"),
        from: day("2020-01-01"),
        until: Some(day("2024-01-01")),
    };
    Scene::new().refuses(register_with(OrganizationKind::Ngo, Some(gone), "2024-01-02"), refused);
}

#[test]
fn parent_that_began_later_is_accepted_when_the_operator_imports_it() {
    let mut young = facts("TOP");
    young.registered_on = day("2024-06-01");
    let command = register_with(OrganizationKind::Ngo, Some(young), "2024-01-02");
    let refused = R::OrganizationNotLive {
        organization_id: id("TOP"),
        day: day("2024-01-02"),
        from: day("2024-06-01"),
        until: None,
    };
    Scene::new().refuses(command.clone(), refused).by(Source::Import).does(command);
}

#[test]
fn credit_code_is_claimed_until_the_organization_is_dissolved() {
    let stream = id("ORG").uuid();
    let scene = Scene::registered();
    let taken = registered_event().claims(stream);
    let dissolved = scene.organization.decide(dissolve("2024-05-01"), &scene.context).unwrap();
    let released = dissolved[0].claims(stream);
    assert_eq!(format!("{taken:?}").replace("Take", "Release"), format!("{released:?}"));
    assert_eq!(taken.len(), 1);
}

#[test]
fn change_remembers_only_what_differs() {
    let event =
        E::OrganizationChanged { name: Some("新名".to_owned()), division: None, changed_on: day("2024-03-01") };
    let scene = Scene::registered().emits_once(changed(Some("新名"), Some("360702"), "2024-03-01"), event);
    scene
        .does(changed(None, Some("360703"), "2024-04-01"))
        .knows(changed(Some("新名"), Some("360703"), "2024-05-01"))
        .refuses(register(), R::CodeTaken { fields: vec!["name", "division"] });
}

#[test]
fn change_is_refused_when_too_early_or_in_future_or_in_an_unknown_division() {
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") };
    Scene::registered()
        .refuses(
            changed(Some("新名"), None, "2024-01-01"),
            R::DayTooEarly { day: day("2024-01-01"), earliest: day("2024-01-02") },
        )
        .refuses(
            changed(Some("新名"), None, "2024-06-02"),
            R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") },
        )
        .refuses(changed(None, Some("999999"), "2024-03-01"), R::Division(unknown));
}

#[test]
fn organization_is_attached_to_one_that_does_not_stand_below_it() {
    let event = E::OrganizationAttached { parent: id("TOP"), attached_on: day("2024-03-01") };
    let mut child = facts("CHILD");
    child.ancestors = vec![id("MIDDLE"), id("ORG")];
    let scene = Scene::registered()
        .emits_once(attach(facts("TOP"), "2024-03-01"), event)
        .refuses(attach(child, "2024-03-02"), R::HierarchyCycle { parent: id("CHILD") })
        .refuses(attach(facts("ORG"), "2024-03-02"), R::HierarchyCycle { parent: id("ORG") });
    assert_eq!(scene.organization.parent(), Some(id("TOP")));
    assert_eq!(scene.organization.facts().unwrap().ancestors, vec![id("TOP")]);
}

#[test]
fn recorder_may_record_until_revoked_and_while_the_organization_may_act() {
    let (person_id, on) = (person(7), day("2024-03-01"));
    let scene = Scene::registered()
        .emits_once(authorise(7, "2024-03-01"), E::RecorderAuthorised { person_id, authorised_on: on });
    assert!(scene.organization.is_recorder(person_id) && !scene.organization.is_recorder(person(8)));
    let scene = scene.does(suspend("2024-03-02", "核查"));
    assert!(!scene.organization.is_recorder(person_id), "a suspended organization has recorders");
    let scene = scene.does(restore("2024-03-03"));
    assert!(scene.organization.is_recorder(person_id));
    let event = E::RecorderRevoked { person_id, revoked_on: day("2024-03-04") };
    assert!(!scene.emits_once(revoke(7, "2024-03-04"), event).organization.is_recorder(person_id));
}

#[test]
fn recorder_is_refused_when_the_day_is_not_good_or_there_are_too_many() {
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    let scene = Scene::registered()
        .refuses(authorise(7, "2024-01-01"), R::DayTooEarly { day: day("2024-01-01"), earliest: day("2024-01-02") })
        .refuses(authorise(7, "2024-06-02"), future.clone())
        .does(authorise(7, "2024-03-01"))
        .refuses(revoke(7, "2024-02-29"), R::DayTooEarly { day: day("2024-02-29"), earliest: day("2024-03-01") })
        .refuses(revoke(7, "2024-06-02"), future);
    let full = (100..1_099).fold(scene, |scene, number| {
        scene.given(E::RecorderAuthorised { person_id: person(number), authorised_on: day("2024-03-01") })
    });
    full.refuses(authorise(8, "2024-03-01"), R::TooMany { list: "recorders", limit: 1_000 });
}

#[test]
fn organization_is_suspended_with_a_reason_and_restored() {
    let reason = Personal::clear("核查");
    let event = E::OrganizationSuspended { suspended_on: day("2024-03-01"), reason };
    let suspended = R::OrganizationSuspended { suspended_on: day("2024-03-01") };
    let scene = Scene::registered()
        .knows(restore("2024-03-01"))
        .refuses(suspend("2024-03-01", ""), R::Text(TextRefusal::TextEmpty { field: "reason" }))
        .emits_once(suspend("2024-03-01", "核查"), event)
        .refuses(authorise(7, "2024-03-02"), suspended.clone())
        .refuses(pair("B", "2024-03-02", None), suspended)
        .refuses(restore("2024-02-29"), R::DayTooEarly { day: day("2024-02-29"), earliest: day("2024-03-01") });
    assert!(scene.organization.facts().unwrap().suspended);
    let restored = scene.emits_once(restore("2024-03-05"), E::OrganizationRestored { restored_on: day("2024-03-05") });
    assert!(!restored.organization.facts().unwrap().suspended);
}

#[test]
fn organization_is_dissolved_naming_its_successor_and_accepts_nothing_after() {
    let command = C::DissolveOrganization {
        dissolved_on: day("2024-05-01"),
        successor: Some(facts("HEIR")),
        posted_after: 0,
        reason: "合并".to_owned(),
    };
    let event = E::OrganizationDissolved {
        dissolved_on: day("2024-05-01"),
        successor: Some(id("HEIR")),
        credit_code: Some(credit_code()),
        reason: Personal::clear("合并"),
    };
    let gone = R::OrganizationDissolved { dissolved_on: day("2024-05-01") };
    let mut scene = Scene::registered().does(authorise(7, "2024-03-01")).emits_once(command, event).knows(register());
    let facts_of_it = scene.organization.facts().unwrap();
    assert!(facts_of_it.is_live_on(day("2024-05-01")) && !facts_of_it.is_live_on(day("2024-05-02")));
    assert!(!scene.organization.is_recorder(person(7)));
    for command in [
        changed(Some("新名"), None, "2024-05-02"),
        attach(facts("TOP"), "2024-05-02"),
        authorise(8, "2024-05-02"),
        revoke(7, "2024-05-02"),
        pair("B", "2024-05-02", None),
        C::EndPairing { partner: id("B"), ended_on: day("2024-05-02") },
        suspend("2024-05-02", "核查"),
        restore("2024-05-02"),
        dissolve("2024-05-02"),
    ] {
        scene = scene.refuses(command, gone.clone());
    }
}

#[test]
fn dissolution_is_refused_when_its_day_or_successor_or_reason_is_not_good() {
    let to = |successor: OrganizationFacts, reason: &str| C::DissolveOrganization {
        dissolved_on: day("2024-05-01"),
        successor: Some(successor),
        posted_after: 0,
        reason: reason.to_owned(),
    };
    let mut gone = facts("HEIR");
    gone.dissolved_on = Some(day("2024-04-30"));
    let not_live = R::OrganizationNotLive {
        organization_id: id("HEIR"),
        day: day("2024-05-01"),
        from: day("2020-01-01"),
        until: Some(day("2024-04-30")),
    };
    // Two that end on one day would each answer for the other.
    let mut ending = facts("HEIR");
    ending.dissolved_on = Some(day("2024-05-01"));
    let ends_too = R::OrganizationNotLive {
        organization_id: id("HEIR"),
        day: day("2024-05-02"),
        from: day("2020-01-01"),
        until: Some(day("2024-05-01")),
    };
    Scene::registered()
        .refuses(to(ending, "合并"), ends_too)
        .refuses(dissolve("2024-01-01"), R::DayTooEarly { day: day("2024-01-01"), earliest: day("2024-01-02") })
        .refuses(dissolve("2024-06-02"), R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") })
        .refuses(to(gone, "合并"), not_live)
        .refuses(to(facts("ORG"), "合并"), R::HierarchyCycle { parent: id("ORG") })
        .refuses(to(facts("HEIR"), " "), R::Text(TextRefusal::TextEmpty { field: "reason" }));
}

#[test]
fn every_command_but_registration_is_refused_when_the_organization_is_unknown() {
    for command in [
        changed(Some("新名"), None, "2024-03-01"),
        attach(facts("TOP"), "2024-03-01"),
        authorise(7, "2024-03-01"),
        revoke(7, "2024-03-01"),
        pair("B", "2024-03-01", None),
        C::EndPairing { partner: id("B"), ended_on: day("2024-03-01") },
        suspend("2024-03-01", "核查"),
        restore("2024-03-01"),
        dissolve("2024-03-01"),
    ] {
        Scene::new().refuses(command, R::OrganizationUnknown);
    }
}

#[test]
fn claim_of_another_is_refused_by_its_own_code() {
    let holder = Uuid::from_u128(9);
    let code = |kind| R::of_claim(kind, holder).map(|refusal| coded(&refusal));
    assert_eq!(code(events::CREDIT_CODE_CLAIM).as_deref(), Some("CREDIT_CODE_TAKEN"));
    assert_eq!(code(events::PAIRING_CLAIM).as_deref(), Some("PAIRING_EXISTS"));
    assert_eq!(code("identity"), None);
}

#[test]
fn organization_is_registered_on_the_day_itself_and_knows_its_division() {
    let scene = Scene::new().does(register_with(OrganizationKind::Ngo, None, "2024-06-01"));
    let E::OrganizationRegistered { division, .. } = registered_event() else { panic!("another event") };
    assert_eq!(scene.organization.division(), Some(&division));
    assert_eq!(Scene::new().organization.division(), None);
}
