//! Given a division's population, when a figure comes, then it stands, is known already, or is refused with figures.

use super::*;
use crate::kernel::{
    DivisionCode, DivisionRefusal, RuleContext, Source,
    population::{PopulationBasis, PopulationFigure},
    text::TextRefusal,
};
use chrono::NaiveDate;
use cqrs_es::Aggregate as _;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Today is 1 June 2024.
fn context() -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn figure(as_of: &str, value: u64) -> PopulationFigure {
    PopulationFigure {
        basis: PopulationBasis::UrbanResidents,
        as_of: day(as_of),
        value,
        source: "示例统计公报".to_owned(),
    }
}

fn record(as_of: &str, value: u64) -> PopulationCommand {
    PopulationCommand::RecordPopulation { division: DivisionCode::new("445202"), figure: figure(as_of, value) }
}

fn correct(as_of: &str, value: u64, reason: &str) -> PopulationCommand {
    PopulationCommand::CorrectPopulation { figure: figure(as_of, value), reason: reason.to_owned() }
}

fn recorded() -> Population {
    let mut population = Population::default();
    for event in population.decide(record("2023-12-31", 600_000), &context()).unwrap() {
        population.apply(event);
    }
    population
}

fn refused(population: &Population, command: PopulationCommand) -> PopulationRefusal {
    population.decide(command, &context()).unwrap_err()
}

#[test]
fn figure_is_recorded_once_and_refused_with_another_number() {
    let population = recorded();
    assert_eq!(population.decide(record("2023-12-31", 600_000), &context()), Ok(Vec::new()));
    let held = PopulationRefusal::PopulationOnRecord {
        basis: PopulationBasis::UrbanResidents,
        as_of: day("2023-12-31"),
        held: 600_000,
    };
    assert_eq!(refused(&population, record("2023-12-31", 600_001)), held);
}

#[test]
fn figure_is_corrected_with_its_reason_and_unknown_where_there_is_none() {
    let mut population = recorded();
    let events = population.decide(correct("2023-12-31", 610_000, "公报更正"), &context()).unwrap();
    let division = DivisionCode::new("445202");
    let (figure, reason) = (figure("2023-12-31", 610_000), "公报更正".to_owned());
    assert_eq!(events, [PopulationEvent::PopulationCorrected { division, figure, reason }]);
    population.apply(events[0].clone());
    assert_eq!(population.decide(correct("2023-12-31", 610_000, "公报更正"), &context()), Ok(Vec::new()));
    assert_eq!(population.decide(record("2023-12-31", 610_000), &context()), Ok(Vec::new()));
    let unknown =
        PopulationRefusal::PopulationUnknown { basis: PopulationBasis::UrbanResidents, as_of: day("2022-12-31") };
    assert_eq!(refused(&population, correct("2022-12-31", 1, "x")), unknown);
    assert_eq!(
        refused(&population, correct("2023-12-31", 1, " ")),
        PopulationRefusal::Text(TextRefusal::TextEmpty { field: "reason" })
    );
}

#[test]
fn figure_is_refused_when_nobody_or_too_many_in_future_or_of_no_division() {
    let population = Population::default();
    for actual in [0, 2_000_000_001] {
        let bounds = PopulationRefusal::PopulationOutOfBounds { limit: 2_000_000_000, actual };
        assert_eq!(refused(&population, record("2023-12-31", actual)), bounds);
    }
    let future = PopulationRefusal::PopulationInFuture { as_of: day("2024-06-02"), today: day("2024-06-01") };
    assert_eq!(refused(&population, record("2024-06-02", 1)), future);
    let nowhere =
        PopulationCommand::RecordPopulation { division: DivisionCode::new("999999"), figure: figure("2023-12-31", 1) };
    assert!(matches!(
        refused(&population, nowhere),
        PopulationRefusal::Division(DivisionRefusal::UnknownDivision { .. })
    ));
}

#[test]
fn figure_is_refused_when_there_are_too_many() {
    let mut population = Population::default();
    let first = day("1900-01-01");
    for days in 0..1_200 {
        let as_of = first.checked_add_days(chrono::Days::new(days)).unwrap();
        let figure = PopulationFigure { as_of, ..figure("1900-01-01", 1) };
        population.apply(PopulationEvent::PopulationRecorded { division: DivisionCode::new("445202"), figure });
    }
    assert_eq!(refused(&population, record("2023-12-31", 1)), PopulationRefusal::TooManyFigures { limit: 1_200 });
}

#[test]
fn figure_may_be_of_today_and_its_source_is_kept_without_the_white_space_around_it() {
    let division = DivisionCode::new("445202");
    let asked = PopulationFigure { source: " 示例统计公报 ".to_owned(), ..figure("2024-06-01", 600_000) };
    let command = PopulationCommand::RecordPopulation { division: division.clone(), figure: asked };
    let figure = figure("2024-06-01", 600_000);
    let expected = PopulationEvent::PopulationRecorded { division, figure };
    assert_eq!(Population::default().decide(command, &context()), Ok(vec![expected]));
}
