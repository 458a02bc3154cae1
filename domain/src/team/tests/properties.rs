//! What holds after any sequence of commands.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const NAMES: [&str; 3] = ["ann", "bob", "cai"];

fn command(kind: u8, who: usize, on: u64, length: u64) -> TeamCommand {
    let volunteer_id = volunteer_id(NAMES[who]);
    let on = day("2023-12-25") + chrono::Days::new(on);
    let division = DivisionCode::new(["360702", "360703", "360704"][who]);
    match kind {
        0 | 1 => C::AdmitMember { volunteer_id, admitted_on: on },
        2 | 3 => C::RemoveMember { volunteer_id, left_on: on },
        4 => C::AppointLeader { volunteer: volunteer(NAMES[who], Some(30)), appointed_on: on },
        5 => C::AssignServiceArea { division, from: on, to: Some(on + chrono::Days::new(length)) },
        6 => C::AssignServiceArea { division, from: on, to: None },
        _ => C::WithdrawServiceArea { division, last_day: on },
    }
}

/// Whether no two of these intervals share a day.
fn apart(spans: &[DateSpan]) -> bool {
    spans.iter().enumerate().all(|(index, span)| spans.iter().skip(index + 1).all(|other| !span.overlaps(other)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn memberships_and_areas_never_overlap_and_folding_is_the_state_after_any_commands(
        asked in prop::collection::vec((0u8..8, 0usize..3, 0u64..60, 0u64..20), 1..80),
    ) {
        let mut scene = Scene::formed();
        let mut folded = scene.team.clone();
        let mut events = Vec::new();
        let mut memberships: BTreeMap<VolunteerId, Vec<DateSpan>> = BTreeMap::new();
        for (kind, who, on, length) in asked {
            let command = command(kind, who, on, length);
            let Ok(decided) = scene.team.decide(command.clone(), &scene.context) else { continue };
            for event in &decided {
                scene.team.remember(event.clone());
            }
            events.extend(decided);
            prop_assert_eq!(scene.team.decide(command, &scene.context), Ok(vec![]));
            for spans in scene.team.members.values() {
                prop_assert!(apart(spans));
            }
            for spans in scene.team.areas.values() {
                prop_assert!(apart(spans));
            }
            for leader in scene.team.leaders() {
                prop_assert!(scene.team.members[&leader].last().is_some_and(|span| span.to.is_none()));
            }
        }
        for event in events {
            if let E::MemberAdmitted { volunteer_id, admitted_on } = &event {
                let span = DateSpan { from: *admitted_on, to: None };
                memberships.entry(*volunteer_id).or_default().push(span);
            }
            if let E::MemberLeft { volunteer_id, left_on } = &event {
                memberships.get_mut(volunteer_id).unwrap().last_mut().unwrap().to = Some(*left_on);
            }
            folded.remember(event);
        }
        prop_assert_eq!(&folded, &scene.team);
        prop_assert_eq!(&folded.members, &memberships);
        let stored = serde_json::to_string(&folded).unwrap();
        prop_assert_eq!(serde_json::from_str::<Team>(&stored).unwrap(), folded);
    }
}
