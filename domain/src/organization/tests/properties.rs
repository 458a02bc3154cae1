//! What holds of organizations after any commands.

use super::*;
use crate::kernel::{Claim, ClaimChange};
use chrono::Days;
use proptest::prelude::*;

const NAMES: [&str; 3] = ["A", "B", "C"];

fn on(offset: u64) -> NaiveDate {
    day("2024-02-01") + Days::new(offset)
}

fn command(what: u8, who: usize, partner: usize, from: u64, length: u64) -> OrganizationCommand {
    let other = NAMES[(who + partner + 1) % NAMES.len()];
    match what {
        0..4 => C::PairOrganizations {
            partner: facts(other),
            from: on(from),
            to: (length > 3).then(|| on(from + length)),
            agreement: None,
        },
        4..6 => C::EndPairing { partner: id(other), ended_on: on(from) },
        6 => C::AttachOrganization { parent: facts(other), attached_on: on(from) },
        7 => C::SuspendOrganization { suspended_on: on(from), reason: "核查".to_owned() },
        8 => C::RestoreOrganization { restored_on: on(from) },
        9 => C::AuthoriseRecorder { person_id: person(1), authorised_on: on(from) },
        10 => C::RevokeRecorder { person_id: person(1), revoked_on: on(from) },
        _ => C::DissolveOrganization {
            dissolved_on: on(from),
            successor: None,
            posted_after: 0,
            reason: "合并".to_owned(),
        },
    }
}

/// The table of claims after the changes, or nothing when another holder has a value on one of the days.
fn written(mut table: Vec<Claim>, changes: Vec<ClaimChange>) -> Option<Vec<Claim>> {
    let row = |claim: &Claim| (claim.value.clone(), claim.holder, claim.span.unwrap().from);
    for change in changes {
        match change {
            ClaimChange::Release(claim) => table.retain(|held| row(held) != row(&claim)),
            ClaimChange::Take(claim) => {
                let days = claim.span.unwrap();
                let meets = |held: &Claim| held.value == claim.value && held.span.unwrap().overlaps(&days);
                if table.iter().any(|held| held.holder != claim.holder && meets(held)) {
                    return None;
                }
                table.retain(|held| row(held) != row(&claim));
                table.push(claim);
            }
        }
    }
    Some(table)
}

fn founded(name: &str) -> Scene {
    Scene::new().does(C::RegisterOrganization {
        code: Code::try_new(name).unwrap(),
        name: name.to_owned(),
        kind: OrganizationKind::Enterprise,
        division: DivisionCode::new("360702"),
        parent: None,
        credit_code: None,
        registered_on: day("2024-01-02"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pairings_of_two_never_share_a_day_whichever_side_reports_them_and_folding_is_the_state(
        asked in prop::collection::vec((0u8..12, 0usize..3, 0usize..2, 0u64..100, 0u64..20), 1..80),
    ) {
        let mut scenes = NAMES.map(founded);
        let mut folded = scenes.each_ref().map(|scene| scene.organization.clone());
        let mut table = Vec::new();
        for (what, who, partner, from, length) in asked {
            // Dissolution ends everything, so it is tried only late and seldom.
            let what = if what == 11 && from < 90 { 0 } else { what };
            let command = command(what, who, partner, from, length);
            let scene = &mut scenes[who];
            let Ok(events) = scene.organization.decide(command.clone(), &scene.context) else { continue };
            let changes = events.iter().flat_map(|event| event.claims(id(NAMES[who]).uuid())).collect();
            let Some(after) = written(table.clone(), changes) else { continue };
            table = after;
            for event in events {
                scene.organization.remember(event.clone());
                folded[who].remember(event);
            }
            prop_assert_eq!(scene.organization.decide(command, &scene.context), Ok(vec![]));
        }
        let all: Vec<_> = NAMES.iter().zip(&scenes).flat_map(|(name, scene)| {
            scene.organization.pairings().map(|(_, partner, span)| (id(name).min(partner), id(name).max(partner), span))
        }).collect();
        for (index, (low, high, span)) in all.iter().enumerate() {
            for (_, _, other) in all.iter().skip(index + 1).filter(|(one, two, _)| (one, two) == (low, high)) {
                prop_assert!(!span.overlaps(other), "{:?} and {:?}", span, other);
            }
        }
        prop_assert_eq!(all.len(), table.len());
        for (scene, folded) in scenes.iter().zip(folded) {
            prop_assert_eq!(&scene.organization, &folded);
            let stored = serde_json::to_string(&folded).unwrap();
            prop_assert_eq!(serde_json::from_str::<Organization>(&stored).unwrap(), folded);
        }
    }
}
