//! What holds of engagements after any commands.

use super::*;
use chrono::Days;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn engagements_share_a_day_only_where_their_modes_allow_it_after_any_commands(
        asked in prop::collection::vec((0usize..7, 0u64..120, 0u64..60, any::<bool>()), 1..40),
    ) {
        let begin = day("2024-01-01");
        let mut profile = TalentProfile::default();
        let mut held: Vec<Engagement> = Vec::new();
        for (number, (mode, from, length, ends)) in asked.into_iter().enumerate() {
            let from = begin + Days::new(from);
            let command = if ends && !held.is_empty() {
                C::EndEngagement { code: held[mode % held.len()].code.clone(), ended_on: from }
            } else {
                let span = DateSpan { from, to: (length > 0).then(|| from + Days::new(length)) };
                let mode = M::ALL[mode];
                C::StartEngagement { person: person(), code: code(&number.to_string()), mode, organization: organization(), span }
            };
            let Ok(events) = profile.decide(command, &context()) else { continue };
            for event in events {
                match &event {
                    E::EngagementStarted { engagement, .. } => held.push(engagement.clone()),
                    E::EngagementEnded { before, ended_on, .. } => {
                        let found = held.iter_mut().find(|one| one.code == before.code);
                        if let Some(one) = found { one.span.to = Some(*ended_on); }
                    }
                    E::TalentCategoryAssigned { .. } | E::TalentContacted { .. } | E::SkillEvidenceRecorded { .. } => {}
                }
                profile.remember(event);
            }
        }
        for offset in 0..200 {
            let today = begin + Days::new(offset);
            let live: Vec<M> = held.iter().filter(|one| one.span.is_live_on(today)).map(|one| one.mode).collect();
            prop_assert!(live.iter().filter(|mode| **mode == M::FullTime).count() <= 1, "{today}: {live:?}");
            prop_assert!(!live.contains(&M::DualAppointment) || live.len() <= 2, "{today}: {live:?}");
            prop_assert_eq!(profile.modes_on(today).count(), live.len());
        }
    }
}
