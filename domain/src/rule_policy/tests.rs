//! Given the rule book, when a version is published, then it stands, is known already, or is refused with figures.

use super::{aggregate::VERSIONS_LIMIT, *};
use crate::kernel::{
    DivisionCode, DivisionRefusal, Divisions, Policy, PolicyNumberRefusal, PolicyVersion, RuleContext, Source,
    text::TextRefusal,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Today is 1 June 2024.
fn context(source: Source) -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), source)
}

fn version(name: &str, jurisdiction: Option<&str>, from: &str, number: (&str, u32)) -> PolicyVersion {
    PolicyVersion {
        version: name.to_owned(),
        jurisdiction: jurisdiction.map(DivisionCode::new),
        effective_from: day(from),
        changes: BTreeMap::from([(number.0.to_owned(), number.1)]),
    }
}

fn publish(version: PolicyVersion) -> RulePolicyCommand {
    RulePolicyCommand::PublishPolicy { version, order_reference: "粤文〔2024〕1号".to_owned() }
}

fn guangdong(from: &str) -> PolicyVersion {
    version("gd-1", Some("44"), from, ("daily_minutes_at_once", 360))
}

/// A book with one version of Guangdong, from 1 July 2024.
fn book() -> RulePolicy {
    let mut book = RulePolicy::default();
    for event in book.decide(publish(guangdong("2024-07-01")), &context(Source::Api)).unwrap() {
        book.remember(event);
    }
    book
}

fn refused(book: &RulePolicy, version: PolicyVersion) -> RulePolicyRefusal {
    book.decide(publish(version), &context(Source::Api)).unwrap_err()
}

#[test]
fn version_is_published_when_it_begins_after_today() {
    let events = RulePolicy::default().decide(publish(guangdong("2024-06-02")), &context(Source::Api)).unwrap();
    let order_reference = "粤文〔2024〕1号".to_owned();
    assert_eq!(events, [RulePolicyEvent::PolicyPublished { version: guangdong("2024-06-02"), order_reference }]);
}

#[test]
fn version_before_ends_on_the_day_before_when_the_next_one_begins() {
    let next = version("gd-2", Some("44"), "2025-01-01", ("recording_working_days", 15));
    let events = book().decide(publish(next), &context(Source::Api)).unwrap();
    let superseded = RulePolicyEvent::PolicySuperseded {
        version: "gd-1".to_owned(),
        jurisdiction: Some(DivisionCode::new("44")),
        last_day: day("2024-12-31"),
    };
    assert_eq!(events.first(), Some(&superseded));
}

#[test]
fn version_is_known_when_it_is_published_again_and_refused_with_other_content() {
    assert_eq!(book().decide(publish(guangdong("2024-07-01")), &context(Source::Api)), Ok(Vec::new()));
    let other = version("gd-1", None, "2024-08-01", ("daily_minutes_at_once", 300));
    let fields = vec!["jurisdiction", "effective_from", "changes"];
    assert_eq!(refused(&book(), other), RulePolicyRefusal::PolicyVersionTaken { version: "gd-1".to_owned(), fields });
}

#[test]
fn version_is_refused_with_another_order_or_when_its_name_could_stand_for_others() {
    let command =
        RulePolicyCommand::PublishPolicy { version: guangdong("2024-07-01"), order_reference: "另文".to_owned() };
    let fields = vec!["order_reference"];
    assert_eq!(
        book().decide(command, &context(Source::Api)),
        Err(RulePolicyRefusal::PolicyVersionTaken { version: "gd-1".to_owned(), fields })
    );
    for name in ["national-2024-1", "gd-1+jy-1", "gd-1, jy-1"] {
        let asked = version(name, None, "2024-08-01", ("daily_minutes_at_once", 300));
        let reserved = RulePolicyRefusal::PolicyVersionReserved { version: name.to_owned() };
        assert_eq!(refused(&RulePolicy::default(), asked), reserved);
    }
}

#[test]
fn version_is_refused_when_it_would_begin_today() {
    let (effective_from, today) = (day("2024-06-01"), day("2024-06-01"));
    assert_eq!(
        refused(&RulePolicy::default(), guangdong("2024-06-01")),
        RulePolicyRefusal::PolicyRetroactive { effective_from, today }
    );
}

#[test]
fn first_version_of_a_jurisdiction_may_lie_in_the_past_when_the_operator_sets_the_registry_up() {
    let past = guangdong("2019-01-01");
    assert!(RulePolicy::default().decide(publish(past), &context(Source::Import)).is_ok());
    let second = version("gd-2", Some("44"), "2024-07-01", ("recording_working_days", 15));
    let mut book = book();
    for event in book
        .decide(
            publish(version("gd-0", Some("4452"), "2020-01-01", ("recording_working_days", 9))),
            &context(Source::Import),
        )
        .unwrap()
    {
        book.remember(event);
    }
    let again = version("jy-2", Some("4452"), "2024-06-01", ("recording_working_days", 8));
    assert!(matches!(
        book.decide(publish(again), &context(Source::Import)),
        Err(RulePolicyRefusal::PolicyRetroactive { .. })
    ));
    assert!(matches!(refused(&book, second), RulePolicyRefusal::PolicyOverlaps { .. }));
}

#[test]
fn version_is_refused_when_the_jurisdiction_has_one_of_that_day_or_later() {
    let other = version("gd-2", Some("44"), "2024-07-01", ("recording_working_days", 15));
    let expected = RulePolicyRefusal::PolicyOverlaps {
        newest: "gd-1".to_owned(),
        newest_from: day("2024-07-01"),
        effective_from: day("2024-07-01"),
    };
    assert_eq!(refused(&book(), other), expected);
}

#[test]
fn version_is_refused_when_numbers_text_or_jurisdiction_are_not_good() {
    let book = book();
    let unknown = version("gd-2", Some("44"), "2025-01-01", ("nonsense", 1));
    assert!(matches!(
        refused(&book, unknown),
        RulePolicyRefusal::Number(PolicyNumberRefusal::PolicyNumberUnknown { .. })
    ));
    // The city stands over the province, where at once are 360 minutes.
    let order = version("jy-1", Some("4452"), "2025-01-01", ("daily_minutes_by_organization", 359));
    assert!(matches!(
        refused(&book, order),
        RulePolicyRefusal::Number(PolicyNumberRefusal::PolicyNumbersOutOfOrder { lower_value: 360, .. })
    ));
    let nowhere = version("x-1", Some("999999"), "2025-01-01", ("recording_working_days", 5));
    assert!(matches!(refused(&book, nowhere), RulePolicyRefusal::Division(DivisionRefusal::UnknownDivision { .. })));
    let nameless = version(" ", Some("44"), "2025-01-01", ("recording_working_days", 5));
    assert_eq!(refused(&book, nameless), RulePolicyRefusal::Text(TextRefusal::TextEmpty { field: "version" }));
}

#[test]
fn version_is_refused_when_the_book_is_full() {
    let mut book = RulePolicy::default();
    for number in 0..VERSIONS_LIMIT {
        let version = version(&format!("v-{number}"), None, "2024-07-01", ("recording_working_days", 9));
        book.remember(RulePolicyEvent::PolicyPublished { version, order_reference: "x".to_owned() });
    }
    assert_eq!(refused(&book, guangdong("2024-08-01")), RulePolicyRefusal::TooManyVersions { limit: VERSIONS_LIMIT });
}

fn supposed(number: (&str, u32)) -> Supposition {
    Supposition { version: None, changes: BTreeMap::from([(number.0.to_owned(), number.1)]) }
}

/// The minutes at once and the working days, before and after, in 普宁市 and in 章贡区.
fn compared(book: &RulePolicy, supposition: Supposition, on: &str) -> Result<[[(u32, u32); 2]; 2], RulePolicyRefusal> {
    let divisions = Divisions::built_in().unwrap();
    let asked = [DivisionCode::new("445281"), DivisionCode::new("360702")];
    let what_if = book.what_if(supposition, day(on), &divisions, &asked)?;
    let numbers = |policy: std::sync::Arc<Policy>| (policy.daily_minutes_at_once, policy.recording_working_days);
    Ok(asked.map(|division| {
        let (before, after) =
            (what_if.before(&divisions, &division, day(on)), what_if.after(&divisions, &division, day(on)));
        [numbers(before), numbers(after)]
    }))
}

#[test]
fn supposed_numbers_stand_over_those_in_force_in_each_division_and_the_book_stays_as_it_is() {
    let book = book();
    let asked = compared(&book, supposed(("recording_working_days", 5)), "2024-08-01");
    assert_eq!(asked, Ok([[(360, 10), (360, 5)], [(480, 10), (480, 5)]]));
    assert_eq!(book.timeline().versions(), [guangdong("2024-07-01")]);
}

#[test]
fn version_is_supposed_before_its_first_day_in_its_jurisdiction_and_in_place_of_later_ones() {
    let mut book = book();
    let next = version("gd-2", Some("44"), "2025-01-01", ("recording_working_days", 15));
    book.remember(RulePolicyEvent::PolicyPublished { version: next, order_reference: "x".to_owned() });
    let named = |version: &str| Supposition { version: Some(version.to_owned()), changes: BTreeMap::new() };
    let elsewhere = [(480, 10), (480, 10)];
    assert_eq!(compared(&book, named("gd-2"), "2024-08-01"), Ok([[(360, 10), (480, 15)], elsewhere]));
    assert_eq!(compared(&book, named("gd-1"), "2025-02-01"), Ok([[(480, 15), (360, 10)], elsewhere]));
    let both = Supposition { version: Some("gd-2".to_owned()), ..supposed(("daily_minutes_at_once", 300)) };
    assert_eq!(compared(&book, both, "2024-08-01"), Ok([[(360, 10), (300, 15)], [(480, 10), (300, 10)]]));
}

#[test]
fn supposition_is_refused_as_a_version_is_when_published_and_when_it_supposes_nothing() {
    let refused = |supposition| compared(&book(), supposition, "2024-08-01").unwrap_err();
    assert_eq!(refused(Supposition::default()), RulePolicyRefusal::NothingSupposed);
    let unknown = Supposition { version: Some("gd-9".to_owned()), changes: BTreeMap::new() };
    assert_eq!(refused(unknown), RulePolicyRefusal::PolicyVersionUnknown { version: "gd-9".to_owned() });
    assert!(matches!(
        refused(supposed(("nonsense", 1))),
        RulePolicyRefusal::Number(PolicyNumberRefusal::PolicyNumberUnknown { .. })
    ));
    assert!(matches!(
        refused(supposed(("recording_working_days", 61))),
        RulePolicyRefusal::Number(PolicyNumberRefusal::PolicyNumberOutOfBounds { min: 0, max: 60, actual: 61, .. })
    ));
    // In Guangdong 360 minutes count at once, elsewhere 480: what is good in one is refused for the other.
    assert!(matches!(
        refused(supposed(("daily_minutes_by_organization", 400))),
        RulePolicyRefusal::Number(PolicyNumberRefusal::PolicyNumbersOutOfOrder {
            lower_value: 480,
            upper_value: 400,
            ..
        })
    ));
}

#[test]
fn version_is_supposed_under_the_numbers_above_it_on_the_supposed_day() {
    let mut book = book();
    let city = version("jy-1", Some("4452"), "2024-08-01", ("daily_minutes_by_organization", 400));
    book.decide(publish(city), &context(Source::Api)).unwrap().into_iter().for_each(|event| book.remember(event));
    let named = || Supposition { version: Some("jy-1".to_owned()), changes: BTreeMap::new() };
    let divisions = Divisions::built_in().unwrap();
    // Until the province's version begins, 480 minutes count at once.
    assert!(matches!(
        book.what_if(named(), day("2024-06-30"), &divisions, []),
        Err(RulePolicyRefusal::Number(PolicyNumberRefusal::PolicyNumbersOutOfOrder {
            lower_value: 480,
            upper_value: 400,
            ..
        }))
    ));
    let what_if = book.what_if(named(), day("2024-07-01"), &divisions, []).unwrap();
    assert_eq!(what_if.published(), book.timeline());
}

proptest! {
    /// K8: whatever is published in whatever order, the first days of a jurisdiction's versions only rise, so no two
    /// overlap, and what was in force on a day up to today stays in force.
    #[test]
    fn versions_of_a_jurisdiction_never_overlap_and_the_past_never_changes(
        asked in prop::collection::vec((0_usize..3, 0_u64..400, 1_u32..20), 1..20)
    ) {
        let context = context(Source::Api);
        let divisions = Divisions::built_in().unwrap();
        let places = [None, Some("44"), Some("4452")];
        let mut book = RulePolicy::default();
        let county = DivisionCode::new("445281");
        for (number, (place, days, value)) in asked.into_iter().enumerate() {
            let from = day("2024-04-01").checked_add_days(chrono::Days::new(days)).unwrap();
            let version = PolicyVersion {
                version: format!("v-{number}"),
                jurisdiction: places[place].map(DivisionCode::new),
                effective_from: from,
                changes: BTreeMap::from([("recording_working_days".to_owned(), value)]),
            };
            let before = book.timeline().in_force(&divisions, &county, context.today());
            for event in book.decide(publish(version), &context).unwrap_or_default() {
                book.remember(event);
            }
            prop_assert_eq!(before, book.timeline().in_force(&divisions, &county, context.today()));
        }
        for place in places {
            let place = place.map(DivisionCode::new);
            let days: Vec<_> = book.timeline().versions().iter()
                .filter(|version| version.jurisdiction == place).map(|version| version.effective_from).collect();
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", days);
        }
    }
}
