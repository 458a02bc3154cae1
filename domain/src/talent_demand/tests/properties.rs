//! What holds of quantities after any commands.

use super::*;
use chrono::Days;
use proptest::prelude::*;
use std::collections::BTreeMap;

const UNITS: [&str; 3] = ["T-1", "T-2", "M-1"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nobody_deals_out_more_than_is_wanted_or_accepts_more_than_there_are_places_after_any_commands(
        asked in prop::collection::vec((0u8..6, 0usize..4, 1u128..6, 0u32..4, 0u64..60), 1..80),
    ) {
        let mut demand = after(vec![first()]);
        let mut quantity = 3;
        let mut number = 1;
        let mut allocated: BTreeMap<Option<OrganizationId>, u32> = BTreeMap::new();
        let mut proposed: BTreeMap<PersonId, Option<OrganizationId>> = BTreeMap::new();
        let mut accepted: BTreeMap<PersonId, Option<OrganizationId>> = BTreeMap::new();
        for (what, to, who, many, offset) in asked {
            let on = (day("2024-01-10") + Days::new(offset)).to_string();
            let to = UNITS.get(to).copied();
            let command = match what {
                0 => edition(number + 1, vec![carver(many.max(1)), engineer()], &on),
                1 => allocate(to.unwrap_or("T-1"), many, &on),
                2 | 3 => propose(who, fitting(), to, &on),
                4 => accept(who, None, &on),
                _ => decline(who, &on),
            };
            let Ok(events) = demand.decide(command, &context()) else { continue };
            for event in events {
                match event.clone() {
                    E::DemandCatalogPublished { edition, items, .. } => {
                        (number, quantity) = (edition, items[0].quantity);
                    }
                    E::DemandAllocated { recipient, quantity, .. } => {
                        allocated.insert(Some(recipient), quantity);
                    }
                    E::MatchProposed { person_id, recipient, .. } => {
                        proposed.insert(person_id, recipient);
                    }
                    E::MatchAccepted { person_id, .. } => {
                        accepted.insert(person_id, proposed[&person_id]);
                    }
                    E::MatchDeclined { person_id, .. } => {
                        accepted.remove(&person_id);
                    }
                    E::MatchEngaged { .. } | E::DemandClosed { .. } => {}
                }
                demand.remember(event);
            }
            let sum: u32 = allocated.values().sum();
            prop_assert!(sum <= quantity, "{sum} of {quantity}");
            for unit in UNITS.map(|name| Some(unit(name))).into_iter().chain([None]) {
                let taken = accepted.values().filter(|held| **held == unit).count();
                let places = if unit.is_some() { allocated.get(&unit).copied().unwrap_or(0) } else { quantity - sum };
                prop_assert!(taken <= places as usize, "{taken} of {places}");
            }
        }
    }
}
