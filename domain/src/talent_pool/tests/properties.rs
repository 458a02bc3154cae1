//! What holds of entries after any commands.

use super::*;
use chrono::Days;
use proptest::prelude::*;
use std::collections::BTreeMap;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nobody_has_two_live_entries_and_nobody_comes_in_without_consent_after_any_commands(
        asked in prop::collection::vec((0u8..4, 1u128..4, 0u64..200, any::<bool>()), 1..60),
    ) {
        let mut pool = after(vec![open(PoolKind::Curated)]);
        let mut spans: BTreeMap<PersonId, Vec<(NaiveDate, Option<NaiveDate>)>> = BTreeMap::new();
        for (what, number, offset, consents) in asked {
            let on = (day("2023-01-01") + Days::new(offset)).to_string();
            let command = match what {
                0 | 1 => admit(number, consents, &on),
                2 => reconfirm(number, &on),
                _ => remove(number, &on),
            };
            let Ok(events) = pool.decide(command, &context()) else { continue };
            for event in events {
                match &event {
                    E::TalentAdmitted { person_id, admitted_on, .. } => {
                        prop_assert!(consents);
                        spans.entry(*person_id).or_default().push((*admitted_on, None));
                    }
                    E::TalentRemoved { person_id, removed_on, .. } => {
                        let last = spans.get_mut(person_id).and_then(|spans| spans.last_mut());
                        last.expect("an entry ended").1 = Some(*removed_on);
                    }
                    E::PoolOpened { .. } | E::EntryReconfirmed { .. } | E::PoolClosed { .. } => {}
                }
                pool.remember(event);
            }
        }
        for (person_id, spans) in spans {
            let apart = spans.windows(2).all(|pair| pair[0].1.is_some_and(|end| end < pair[1].0));
            prop_assert!(apart, "{spans:?}");
            prop_assert_eq!(pool.holds(person_id), spans.last().is_some_and(|last| last.1.is_none()));
        }
    }
}
