//! What is asked of a talent is met, unmet or unknown, and what is unknown is never met (K5).

use super::*;
use crate::{
    kernel::words::ProfessionalLevel as L,
    talent_profile::{
        criteria::{CriteriaRefusal, read},
        words::TalentRole,
    },
};
use TalentCriterion as T;
use proptest::prelude::*;

fn facts() -> TalentFacts {
    TalentFacts {
        roles: [TalentRole::SocialWorker].into(),
        divisions: [DivisionCode::new("445202")].into(),
        skills: ["应急处突".to_owned()].into(),
        level: Some(L::SocialWorker),
        registered: true,
        category: Some(TalentCategory::C),
        modes: [M::Adviser].into(),
        contacted_on: Some(day("2024-04-01")),
        barred: false,
    }
}

fn verdict(criterion: T, facts: &TalentFacts) -> Verdict {
    let divisions = Divisions::built_in().unwrap();
    explain(&[criterion], facts, day("2024-06-01"), &divisions)[0].verdict
}

fn every() -> Vec<(T, T)> {
    let skill = |skill: &str| T::Skill { skill: skill.to_owned() };
    let within = |code: &str| T::Within { division: DivisionCode::new(code) };
    vec![
        (T::Role { role: TalentRole::SocialWorker }, T::Role { role: TalentRole::Volunteer }),
        (within("4452"), within("3607")),
        (skill("应急处突"), skill("矛盾调解")),
        (T::LevelAtLeast { level: L::AssistantSocialWorker }, T::LevelAtLeast { level: L::SeniorSocialWorker }),
        (T::CategoryAtLeast { category: TalentCategory::F }, T::CategoryAtLeast { category: TalentCategory::B }),
        (T::EngagedAs { mode: M::Adviser }, T::EngagedAs { mode: M::FullTime }),
        (T::ContactedWithin { days: 61 }, T::ContactedWithin { days: 60 }),
        (T::NotContactedWithin { days: 60 }, T::NotContactedWithin { days: 61 }),
    ]
}

#[test]
fn criterion_is_met_or_unmet_by_what_is_on_record() {
    for (met, unmet) in every() {
        assert_eq!(verdict(met.clone(), &facts()), Verdict::Met, "{met:?}");
        assert_eq!(verdict(unmet.clone(), &facts()), Verdict::Unmet, "{unmet:?}");
    }
    assert_eq!(verdict(T::Registered, &facts()), Verdict::Met);
    assert_eq!(verdict(T::Registered, &TalentFacts { registered: false, ..facts() }), Verdict::Unmet);
}

#[test]
fn criterion_is_unknown_where_nothing_is_on_record() {
    let nothing = TalentFacts::default();
    for (criterion, _) in every() {
        let expected = match criterion {
            T::Within { .. } | T::Skill { .. } | T::LevelAtLeast { .. } | T::CategoryAtLeast { .. } => Verdict::Unknown,
            T::NotContactedWithin { .. } => Verdict::Met,
            T::Role { .. } | T::Registered | T::EngagedAs { .. } | T::ContactedWithin { .. } => Verdict::Unmet,
        };
        assert_eq!(verdict(criterion.clone(), &nothing), expected, "{criterion:?}");
    }
}

#[test]
fn talent_is_who_has_a_role_a_category_an_engagement_or_a_skill_and_nobody_else() {
    let nothing = TalentFacts { contacted_on: facts().contacted_on, ..TalentFacts::default() };
    assert!(!nothing.is_talent());
    for one in [
        TalentFacts { roles: facts().roles, ..nothing.clone() },
        TalentFacts { category: facts().category, ..nothing.clone() },
        TalentFacts { modes: facts().modes, ..nothing.clone() },
        TalentFacts { skills: facts().skills, ..nothing },
    ] {
        assert!(one.is_talent(), "{one:?}");
        assert!(!TalentFacts { barred: true, ..one }.is_talent(), "data that are restricted or erased name nobody");
    }
}

#[test]
fn criteria_are_read_in_order_each_once_or_refused_with_figures() {
    let divisions = Divisions::built_in().unwrap();
    let skill = T::Skill { skill: " 砖雕 ".to_owned() };
    let kept = read(&[T::Registered, skill.clone(), skill], &divisions).unwrap();
    assert_eq!(kept, [T::Skill { skill: "砖雕".to_owned() }, T::Registered]);
    assert_eq!(read(&[], &divisions), Err(CriteriaRefusal::CriteriaCount { limit: 20, actual: 0 }));
    let days = CriteriaRefusal::ContactDaysOutOfBounds { limit: 3_660, actual: 0 };
    assert_eq!(read(&[T::ContactedWithin { days: 0 }], &divisions), Err(days));
    let unknown = CriteriaRefusal::CriterionDivisionUnknown { division: "1".to_owned() };
    assert_eq!(read(&[T::Within { division: DivisionCode::new("1") }], &divisions), Err(unknown));
    let many: Vec<T> = (1..=21).map(|days| T::ContactedWithin { days }).collect();
    assert_eq!(read(&many, &divisions), Err(CriteriaRefusal::CriteriaCount { limit: 20, actual: 21 }));
}

proptest! {
    #[test]
    fn forgetting_a_fact_never_turns_a_criterion_into_a_met_one_but_for_contacts(which in 0usize..8, forget in 0usize..7) {
        let criterion = every()[which].0.clone();
        let mut less = facts();
        match forget {
            0 => less.roles.clear(),
            1 => less.divisions.clear(),
            2 => less.skills.clear(),
            3 => less.level = None,
            4 => less.category = None,
            5 => less.modes.clear(),
            _ => less.contacted_on = None,
        }
        let divisions = Divisions::built_in().unwrap();
        let explained = explain(std::slice::from_ref(&every()[which].1), &less, day("2024-06-01"), &divisions);
        if !matches!(criterion, T::NotContactedWithin { .. }) {
            prop_assert!(explained.iter().all(|one| one.verdict != Verdict::Met), "{explained:?}");
        }
    }
}
