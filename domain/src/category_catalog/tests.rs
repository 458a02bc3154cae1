//! Given a catalogue, when a version is published, then it is in force from its day on, or refused with figures.

use super::{words::TalentCategory as T, *};
use crate::kernel::{DivisionCode, RuleContext, Source};
use CategoryCatalogRefusal as R;
use chrono::NaiveDate;
use cqrs_es::Aggregate as _;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn context() -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn publish(version: &str, from: &str, categories: &[T]) -> CategoryCatalogCommand {
    CategoryCatalogCommand::PublishCategoryCatalog {
        division: DivisionCode::new("360735"),
        version: version.to_owned(),
        effective_from: day(from),
        categories: categories.to_vec(),
    }
}

fn published() -> CategoryCatalog {
    let mut catalog = CategoryCatalog::default();
    for command in [publish("2022", "2022-01-01", &[T::F, T::A]), publish("2024", "2024-01-01", T::ALL)] {
        for event in catalog.decide(command, &context()).unwrap() {
            catalog.apply(event);
        }
    }
    catalog
}

#[test]
fn version_is_in_force_from_its_day_until_the_next_one_begins() {
    let catalog = published();
    let name = |text: &str| catalog.in_force(day(text)).map(|version| version.version.clone());
    assert_eq!(name("2021-12-31"), None);
    assert_eq!(name("2023-12-31"), Some("2022".to_owned()));
    assert_eq!(name("2024-01-01"), Some("2024".to_owned()));
    assert_eq!(catalog.decide(publish("2022", "2022-01-01", &[T::A, T::F]), &context()), Ok(vec![]));
}

#[test]
fn version_is_refused_when_it_changes_or_comes_before_another_or_is_empty() {
    let catalog = published();
    let refused = |command| catalog.decide(command, &context()).unwrap_err();
    let taken = R::CatalogVersionTaken { version: "2024".to_owned(), fields: vec!["categories"] };
    assert_eq!(refused(publish("2024", "2024-01-01", &[T::A])), taken);
    let order = R::CatalogOutOfOrder { newest: day("2024-01-01"), effective_from: day("2023-06-01") };
    assert_eq!(refused(publish("2023", "2023-06-01", &[T::A])), order);
    assert_eq!(refused(publish("2025", "2025-01-01", &[])), R::CatalogEmpty);
    assert!(matches!(refused(publish(" ", "2025-01-01", &[T::A])), R::Text(_)));
}
