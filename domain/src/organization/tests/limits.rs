//! The hierarchy, the end of a partner and what is stored, at their limits.

use super::*;
use crate::kernel::{ClaimValue, KeyOwner, Place, Placed as _, contract::personal_fields};

#[test]
fn parent_has_as_many_steps_above_it_as_are_believed_and_the_code_is_known() {
    let above = |steps: u128| {
        let ancestors = (0..steps).map(|step| OrganizationId::new(Uuid::from_u128(step))).collect();
        let parent = OrganizationFacts { ancestors, ..facts("TOP") };
        C::AttachOrganization { parent, attached_on: day("2024-03-01") }
    };
    let scene = Scene::registered().refuses(above(33), R::HierarchyCycle { parent: id("TOP") }).does(above(32));
    assert_eq!(scene.organization.code(), Some(&Code::try_new("ORG").unwrap()));
    assert_eq!(Scene::new().organization.code(), None);
}

#[test]
fn organization_stands_in_its_division_and_answers_for_itself() {
    let place = Place::in_division(&DivisionCode::new("360702")).of(id("ORG"));
    assert_eq!(Scene::registered().organization.place(), Some(place));
    assert_eq!(Scene::new().organization.place(), None);
}

#[test]
fn organization_is_succeeded_by_one_that_stood_below_it() {
    let successor = Some(OrganizationFacts { ancestors: vec![id("ORG")], ..facts("CHILD") });
    let reason = "合并".to_owned();
    let dissolved_on = day("2024-05-01");
    let scene = Scene::registered();
    let scene = scene.does(C::DissolveOrganization { dissolved_on, successor, posted_after: 0, reason });
    assert_eq!(scene.organization.successor, Some(id("CHILD")));
}

#[test]
fn pairing_lasts_until_the_last_day_of_the_partner_and_no_longer() {
    let partner = || OrganizationFacts { dissolved_on: Some(day("2024-03-31")), ..facts("B") };
    let until = |to: Option<&str>| C::PairOrganizations {
        partner: partner(),
        from: day("2024-02-01"),
        to: to.map(day),
        agreement: None,
    };
    let not_live = R::OrganizationNotLive {
        organization_id: id("B"),
        day: day("2024-04-01"),
        from: day("2020-01-01"),
        until: Some(day("2024-03-31")),
    };
    Scene::registered()
        .refuses(until(None), not_live.clone())
        .refuses(until(Some("2024-04-01")), not_live)
        .does(until(Some("2024-03-31")));
}

#[test]
fn pairing_is_claimed_under_the_lower_id_first_and_reasons_are_sealed_for_their_stream() {
    let (low, high) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let value = ClaimValue::Plain(format!("{low}/{high}"));
    assert_eq!([events::pairing_value(low, high), events::pairing_value(high, low)], [value.clone(), value]);
    let reason = || Personal::clear("核查");
    let dissolved = E::OrganizationDissolved {
        dissolved_on: day("2024-05-01"),
        successor: None,
        credit_code: None,
        reason: reason(),
    };
    let withdrawn = E::LabelWithdrawn {
        label: words::OrganizationLabel::ALL[0],
        granted_on: day("2024-03-01"),
        withdrawn_on: day("2024-05-01"),
        reason: reason(),
    };
    for event in [E::OrganizationSuspended { suspended_on: day("2024-03-01"), reason: reason() }, dissolved, withdrawn]
    {
        assert_eq!(personal_fields(event), [(KeyOwner::Stream, "reason")]);
    }
    assert_eq!(personal_fields(E::OrganizationRestored { restored_on: day("2024-03-05") }), []);
}
