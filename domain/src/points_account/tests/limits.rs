//! Days of credits, shops and reversals at their limits, and what is stored.

use super::*;
use crate::kernel::{KeyOwner, contract::personal_fields};

#[test]
fn points_are_granted_and_taken_back_on_the_day_of_the_service() {
    let credit = held("2024-05-01", 60);
    Scene::new()
        .does(for_credit("G-1", &[credit], "2024-05-01"))
        .emits_once(reverse("G-1", "2024-05-01"), reversed("G-1", 12, 0, "2024-05-01"));
}

#[test]
fn points_are_redeemed_from_the_first_day_of_the_shop_until_its_last() {
    let open = SiteFacts { opened_on: day("2024-05-02"), closed_on: Some(day("2024-05-04")), ..shop() };
    for (on, is_open) in [("2024-05-01", false), ("2024-05-02", true), ("2024-05-04", true), ("2024-05-05", false)] {
        let scene = Scene::new().does(for_act("G-1", 5, "2024-05-01"));
        let command = redeem_at(open.clone(), "S-1", "R-1", 5, on);
        if is_open {
            scene.does(command).has(0, 0);
        } else {
            let (from, until) = (open.opened_on, open.closed_on);
            scene.refuses(command, R::SiteNotOpen { site_id: open.site_id, day: day(on), from, until });
        }
    }
}

#[test]
fn uncovered_points_are_stored_where_there_are_some() {
    let stored = |uncovered| {
        let (code, person_id, reversed_on) = (code("G-1"), person(), day("2024-05-02"));
        let event = E::PointsReversed { code, amount: 5, uncovered, person_id, reason: None, reversed_on };
        serde_json::to_value(event).unwrap()["points_reversed"].get("uncovered").cloned()
    };
    assert_eq!((stored(0), stored(3)), (None, Some(3.into())));
}

#[test]
fn what_was_done_redeemed_or_taken_back_is_the_persons_own() {
    let decided = |scene: &Scene, command| scene.account.decide(command, &scene.context).unwrap().remove(0);
    let scene = Scene::new().does(for_act("G-1", 5, "2024-05-01"));
    let owner = KeyOwner::Person(person());
    assert_eq!(personal_fields(decided(&scene, for_act("G-2", 5, "2024-05-02"))), [(owner, "act")]);
    assert_eq!(personal_fields(decided(&scene, redeem("R-1", 5, "2024-05-02"))), [(owner, "item")]);
    assert_eq!(personal_fields(decided(&scene, reverse("G-1", "2024-05-02"))), [(owner, "reason")]);
    let credit = for_credit("G-3", &[held("2024-05-01", 60)], "2024-05-02");
    assert_eq!(personal_fields(decided(&scene, credit)), []);
}

#[test]
fn entry_is_of_the_organization_that_granted_it_and_of_the_shop_where_it_was_made() {
    let scene = Scene::new()
        .does(for_credit("G-1", &[held("2024-05-01", 60)], "2024-05-02"))
        .does(for_act("G-2", 5, "2024-05-02"))
        .does(redeem("R-1", 5, "2024-05-03"));
    let made_by = |entry: &str| scene.account.made_by(&code(entry));
    let (granting, site) = (Some(organization().organization_id), Some(shop().site_id));
    assert_eq!((made_by("G-1"), made_by("G-2")), (Some((granting, None)), Some((granting, site))));
    assert_eq!((made_by("R-1"), made_by("R-2")), (Some((None, site)), None));
}
