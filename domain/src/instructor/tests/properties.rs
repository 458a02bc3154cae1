//! What holds of instructors and their links after any commands.

use super::*;
use crate::kernel::{Claim, ClaimChange};
use chrono::Days;
use proptest::prelude::*;

/// Instructors that ask for the same organizations: two full-time, one part-time.
const STAFF: [(&str, InstructorKind); 3] =
    [("I1", InstructorKind::FullTime), ("I2", InstructorKind::FullTime), ("I3", InstructorKind::PartTime)];
/// Focus links allowed here; with the policy's ten, random commands hardly ever come to the limit.
const LIMIT: u32 = 3;
/// Organizations asked for: far more than one instructor may have as focus links.
const ORGANIZATIONS: u128 = 16;
/// Days in which links begin.
const DAYS: u64 = 60;

fn on(offset: u64) -> NaiveDate {
    day("2024-02-01") + Days::new(offset)
}

fn command(what: u8, who: usize, which: u128, from: u64, length: u64) -> InstructorCommand {
    let organization_id = OrganizationId::new(Uuid::from_u128(which));
    let link_kind = if what.is_multiple_of(4) { LinkKind::General } else { LinkKind::Focus };
    let to = (length > 5).then(|| on(from + length));
    match what {
        0..10 => {
            let organization = OrganizationFacts { organization_id, ..facts("A") };
            C::AssignOrganization { organization, represented: Vec::new(), link_kind, from: on(from), to }
        }
        10..12 => C::ChangeLink { organization_id, link_kind: LinkKind::Focus, changed_on: on(from) },
        12 => C::ChangeLink { organization_id, link_kind: LinkKind::General, changed_on: on(from) },
        13 => C::EndAssignment { organization_id, ended_on: on(from) },
        _ => {
            let successor = InstructorId::of_code(&code(STAFF[(who + 1) % STAFF.len()].0));
            C::TransferAssignment { organization_id, successor, ended_on: on(from) }
        }
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

/// The full-time focus links of all, as rows of the claims table: organization, holder, days.
fn focus_rows(scenes: &[Scene]) -> Vec<(String, Uuid, NaiveDate, Option<NaiveDate>)> {
    let full_time = scenes.iter().filter(|scene| scene.instructor.kind() == Some(InstructorKind::FullTime));
    let mut rows: Vec<_> = full_time
        .flat_map(|scene| {
            let holder = scene.instructor.own_id().unwrap().uuid();
            let focus = scene.instructor.links().filter(|link| link.link_kind == LinkKind::Focus);
            focus.map(move |link| (link.organization_id.to_string(), holder, link.span.from, link.span.to))
        })
        .collect();
    rows.sort();
    rows
}

fn staff() -> Vec<Scene> {
    let appointed = |(index, (name, kind)): (usize, (&str, InstructorKind))| {
        let mut scene = Scene::new();
        scene.context = scene.context.with_number("focus_links_expected", 1).with_number("focus_links_limit", LIMIT);
        scene.does(C::AppointInstructor {
            person: PersonFacts { person_id: PersonId::new(Uuid::from_u128(index as u128)), ..person(None, false) },
            code: code(name),
            division: DivisionCode::new("360702"),
            kind,
            appointed_on: day("2024-01-02"),
            qualification: Qualification::default(),
        })
    };
    STAFF.into_iter().enumerate().map(appointed).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn limits_hold_on_every_day_and_claims_follow_the_links_after_any_commands(
        asked in prop::collection::vec((0u8..16, 0usize..3, 0u128..ORGANIZATIONS, 0u64..DAYS, 0u64..40), 1..150),
    ) {
        let mut scenes = staff();
        let mut folded: Vec<_> = scenes.iter().map(|scene| scene.instructor.clone()).collect();
        let mut table = Vec::new();
        for (what, who, which, from, length) in asked {
            let command = command(what, who, which, from, length);
            let scene = &mut scenes[who];
            let Ok(events) = scene.instructor.decide(command.clone(), &scene.context) else { continue };
            let stream = scene.instructor.own_id().unwrap().uuid();
            let changes = events.iter().flat_map(|event| event.claims(stream)).collect();
            let Some(after) = written(table.clone(), changes) else { continue };
            table = after;
            for event in events {
                scene.instructor.remember(event.clone());
                folded[who].remember(event);
            }
            prop_assert_eq!(scene.instructor.decide(command, &scene.context), Ok(vec![]));
        }
        for (scene, folded) in scenes.iter().zip(folded) {
            for day in (0..=DAYS + 41).map(on) {
                prop_assert!(scene.instructor.load_on(day).0 <= LIMIT as usize);
            }
            for links in scene.instructor.links.values() {
                let pairs = links.windows(2).map(|pair| (pair[0].span, pair[1].span));
                for (earlier, later) in pairs {
                    prop_assert!(earlier.from < later.from && !earlier.overlaps(&later));
                }
            }
            prop_assert_eq!(&scene.instructor, &folded);
            let stored = serde_json::to_string(&folded).unwrap();
            prop_assert_eq!(serde_json::from_str::<Instructor>(&stored).unwrap(), folded);
        }
        // The table is the links and nothing beside them, so what it forbids is I3 itself.
        let held = |claim: &Claim| {
            let crate::kernel::ClaimValue::Plain(value) = claim.value.clone() else { panic!("a blind claim") };
            let days = claim.span.unwrap();
            (value, claim.holder, days.from, days.to)
        };
        let mut rows: Vec<_> = table.iter().map(held).collect();
        rows.sort();
        prop_assert_eq!(rows, focus_rows(&scenes));
    }
}
