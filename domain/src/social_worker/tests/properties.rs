//! What holds of social workers after any commands.

use super::*;
use crate::social_worker::words::EducationKind;
use chrono::Days;
use cqrs_es::Aggregate;
use proptest::prelude::*;

/// Days between two possible days of a command, so that several registrations of three years fit in.
const STEP: u64 = 61;

fn command(what: u8, which: usize, step: u64) -> SocialWorkerCommand {
    let on = (day("2010-01-01") + Days::new(step * STEP)).to_string();
    match what {
        0 => certify(ProfessionalLevel::ALL[which % ProfessionalLevel::ALL.len()], &format!("N-{which}"), &on),
        1 | 2 => practise(&on),
        3 | 4 => assume(PostClass::ALL[which % PostClass::ALL.len()], None, &on),
        5 => leave_post(&on),
        6 => join(facts(["A", "B"][which % 2]), &on),
        _ => leave_agency(&on),
    }
}

/// Whether no two of these intervals share a day.
fn apart(spans: &[DateSpan]) -> bool {
    spans.iter().enumerate().all(|(index, span)| spans.iter().skip(index + 1).all(|other| !span.overlaps(other)))
}

/// The days between each beginning and the end after it.
fn stays(
    events: &[SocialWorkerEvent],
    begins: fn(&E) -> Option<NaiveDate>,
    ends: fn(&E) -> Option<NaiveDate>,
) -> Vec<DateSpan> {
    let mut spans: Vec<DateSpan> = Vec::new();
    for event in events {
        spans.extend(begins(event).map(|from| DateSpan { from, to: None }));
        if let (Some(last), Some(to)) = (spans.last_mut(), ends(event)) {
            last.to = Some(to);
        }
    }
    spans
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn posts_agencies_and_registrations_never_share_a_day_and_folding_is_the_state_after_any_commands(
        asked in prop::collection::vec((0u8..8, 0usize..6, 0u64..86), 1..60),
    ) {
        let mut scene = Scene::registered();
        let mut folded = scene.worker.clone();
        let mut events = Vec::new();
        for (what, which, step) in asked {
            let command = command(what, which, step);
            let Ok(decided) = scene.worker.decide(command.clone(), &scene.context) else { continue };
            for event in &decided {
                scene.worker.apply(event.clone());
            }
            events.extend(decided);
            prop_assert_eq!(scene.worker.decide(command, &scene.context), Ok(vec![]));
        }
        let posts = stays(
            &events,
            |event| if let E::PostAssumed { assumed_on, .. } = event { Some(*assumed_on) } else { None },
            |event| if let E::PostLeft { left_on } = event { Some(*left_on) } else { None },
        );
        let agencies = stays(
            &events,
            |event| if let E::AgencyJoined { joined_on, .. } = event { Some(*joined_on) } else { None },
            |event| if let E::AgencyLeft { left_on, .. } = event { Some(*left_on) } else { None },
        );
        prop_assert!(apart(&posts), "{:?}", posts);
        prop_assert!(apart(&agencies), "{:?}", agencies);
        prop_assert!(apart(scene.worker.practices()), "{:?}", scene.worker.practices());
        let levels = scene.worker.certificates().values().map(|certificate| certificate.level);
        prop_assert_eq!(scene.worker.level(), levels.max());
        for event in events {
            folded.apply(event);
        }
        prop_assert_eq!(&folded, &scene.worker);
        let stored = serde_json::to_string(&folded).unwrap();
        prop_assert_eq!(serde_json::from_str::<SocialWorker>(&stored).unwrap(), folded);
    }

    /// S3: whatever is learned and asked, nobody but the operator registers again without the hours of the period.
    #[test]
    fn registration_that_follows_another_has_its_hours_inside_the_period(
        asked in prop::collection::vec((any::<bool>(), 0u64..5_000, 1u32..3_000), 1..80),
    ) {
        let mut scene = Scene::registered().does(certify(ProfessionalLevel::AssistantSocialWorker, "C-1", "2005-01-01"));
        let mut courses: Vec<(NaiveDate, u32)> = Vec::new();
        let mut periods: Vec<DateSpan> = Vec::new();
        for (learns, days, minutes) in asked {
            let on = day("2010-01-01") + Days::new(days);
            let command = if learns {
                let (course, provider, kind) = (format!("课程{days}"), "示例学院".to_owned(), EducationKind::Course);
                C::CreditEducation { course, provider, kind, minutes, completed_on: on }
            } else {
                practise(&on.to_string())
            };
            for event in scene.worker.decide(command, &scene.context).unwrap_or_default() {
                if let E::EducationCredited { minutes, completed_on, .. } = &event {
                    courses.push((*completed_on, *minutes));
                }
                if let E::PracticeRegistered { registered_on, valid_to, .. } = &event {
                    let earlier = periods.iter().filter(|span| span.from < *registered_on);
                    if let Some(before) = earlier.max_by_key(|span| span.from) {
                        let inside = courses.iter().filter(|(day, _)| before.is_live_on(*day));
                        let minutes: u32 = inside.map(|(_, minutes)| minutes).sum();
                        prop_assert!(minutes >= 4_320, "{} minutes in {:?}", minutes, before);
                    }
                    periods.push(DateSpan { from: *registered_on, to: Some(*valid_to) });
                }
                scene.worker.apply(event);
            }
        }
    }
}
