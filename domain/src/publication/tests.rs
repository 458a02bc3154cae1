//! Given a report series, when somebody publishes, then it says yes, knows it already, or says no with figures.

use super::*;
use crate::{
    kernel::{
        Code, DivisionCode, DivisionRefusal, KeyOwner, OrganizationId, Personal, Place, Placed as _, RuleContext,
        Source,
        contract::personal_fields,
        population::{PopulationBasis, PopulationFigure},
        words::OrganizationKind,
    },
    organization::OrganizationFacts,
};
use PublicationRefusal as R;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeMap;
use words::{ListedDivisions, ReportKind};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn publisher() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&Code::try_new("DEPT").unwrap()),
        kind: OrganizationKind::Department,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

fn figures(minutes: i64) -> Figures {
    let mut figures = Figures::default();
    figures.put("total.people", 3);
    figures.put("total.minutes", minutes);
    figures
}

fn series(kind: ReportKind, to: &str) -> ReportSeries {
    let (division, from, to) = (DivisionCode::new("4452"), day("2024-01-01"), day(to));
    ReportSeries { kind, division, from, to, organization: None }
}

/// Minutes, position, reason.
fn publish(minutes: i64, position: i64, reason: Option<&str>) -> PublicationCommand {
    let series = series(ReportKind::HoursServed, "2024-05-31");
    of(series, minutes, position, reason)
}

fn of(series: ReportSeries, minutes: i64, position: i64, reason: Option<&str>) -> PublicationCommand {
    PublicationCommand::PublishReport {
        series,
        figures: figures(minutes),
        sha256: format!("hash of {minutes}"),
        position,
        policy_versions: BTreeMap::from([(DivisionCode::new("4452"), "national-2024-1".to_owned())]),
        division_set: ListedDivisions::Counties,
        basis: None,
        denominators: Vec::new(),
        publisher: publisher(),
        reason: reason.map(str::to_owned),
    }
}

fn edition(number: u32, minutes: i64, position: i64) -> Edition {
    Edition {
        number,
        figures: figures(minutes),
        sha256: format!("hash of {minutes}"),
        position,
        policy_versions: BTreeMap::from([(DivisionCode::new("4452"), "national-2024-1".to_owned())]),
        division_set: ListedDivisions::Counties,
        basis: None,
        denominators: Vec::new(),
        publisher: publisher().organization_id,
        published_on: day("2024-06-01"),
        published_by: "tester".to_owned(),
    }
}

/// Today is 1 June 2024.
fn context() -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn does(publication: &mut Publication, command: PublicationCommand, edition: Edition, reason: Option<&str>) {
    let reason = reason.map(Personal::clear);
    let series = series(ReportKind::HoursServed, "2024-05-31");
    let expected = PublicationEvent::ReportPublished { series, edition, reason };
    assert_eq!(publication.decide(command.clone(), &context()), Ok(vec![expected.clone()]));
    publication.remember(expected);
    assert_eq!(publication.decide(command, &context()), Ok(vec![]), "said again");
}

fn refuses(publication: &Publication, command: PublicationCommand, refusal: PublicationRefusal) {
    assert_eq!(publication.decide(command, &context()), Err(refusal));
}

#[test]
fn later_edition_has_a_reason_other_figures_and_no_older_position() {
    let mut publication = Publication::default();
    refuses(&publication, publish(60, 10, Some("更正")), R::NothingToCorrect);
    does(&mut publication, publish(60, 10, None), edition(1, 60, 10), None);
    assert_eq!(publication.decide(publish(60, 99, None), &context()), Ok(vec![]), "the same figures, read later");
    refuses(&publication, publish(30, 11, None), R::CorrectionReasonMissing { edition: 1, changed: 1 });
    refuses(&publication, publish(30, 9, Some("更正")), R::FiguresTooOld { position: 9, edition: 1, published: 10 });
    does(&mut publication, publish(30, 11, Some("更正")), edition(2, 30, 11), Some("更正"));
    does(&mut publication, publish(60, 12, Some("再更正")), edition(3, 60, 12), Some("再更正"));
}

#[test]
fn report_is_refused_when_its_period_is_not_over_or_its_publisher_cannot_act() {
    let none = Publication::default();
    let for_period = |to: &str| of(series(ReportKind::HoursServed, to), 60, 10, None);
    refuses(&none, for_period("2023-12-31"), R::PeriodReversed { from: day("2024-01-01"), to: day("2023-12-31") });
    refuses(&none, for_period("2024-06-02"), R::PeriodNotOver { to: day("2024-06-02"), today: day("2024-06-01") });
    let mut elsewhere = series(ReportKind::HoursServed, "2024-05-31");
    elsewhere.division = DivisionCode::new("9999");
    let division = elsewhere.division.clone();
    refuses(&none, of(elsewhere, 60, 10, None), R::Division(DivisionRefusal::UnknownDivision { division }));
    let mut suspended = publish(60, 10, None);
    let PublicationCommand::PublishReport { publisher: by, .. } = &mut suspended;
    by.suspended = true;
    let not_live = R::OrganizationNotLive {
        organization_id: publisher().organization_id,
        day: day("2024-06-01"),
        from: day("2020-01-01"),
        until: None,
        suspended: true,
    };
    refuses(&none, suspended, not_live);
}

#[test]
fn ratio_is_not_published_without_its_denominator() {
    let kind = ReportKind::WorkforceRatio;
    let mut ratio = of(series(kind, "2024-05-31"), 60, 10, None);
    refuses(&Publication::default(), ratio.clone(), R::DenominatorMissing { kind });
    let PublicationCommand::PublishReport { denominators, .. } = &mut ratio;
    denominators.push(Denominator {
        division: DivisionCode::new("4452"),
        figure: PopulationFigure {
            basis: PopulationBasis::UrbanResidents,
            as_of: day("2023-12-31"),
            value: 890_000,
            source: "统计公报".to_owned(),
        },
    });
    assert_eq!(Publication::default().decide(ratio, &context()).map(|events| events.len()), Ok(1));
}

#[test]
fn summary_is_of_one_organization_and_every_other_report_of_none() {
    let none = Publication::default();
    for kind in ReportKind::ALL.iter().copied() {
        let of_division = series(kind, "2024-05-31");
        let of_organization =
            ReportSeries { organization: Some(publisher().organization_id), ..series(kind, "2024-05-31") };
        let (good, bad, refusal) = if kind == ReportKind::ServiceSummary {
            (of_organization, of_division, R::OrganizationNotNamed { kind })
        } else {
            (of_division, of_organization, R::OrganizationNotAsked { kind })
        };
        refuses(&none, of(bad, 60, 10, None), refusal);
        let decided = none.decide(of(good, 60, 10, None), &context());
        assert!(matches!(decided, Ok(_) | Err(R::DenominatorMissing { .. })), "{kind:?}: {decided:?}");
    }
}

#[test]
fn series_of_an_organization_stays_one_when_it_moves_and_differs_from_that_of_another() {
    let of = |code: &str, division: &str| {
        let organization = Some(OrganizationId::of_code(&Code::try_new(code).unwrap()));
        let division = DivisionCode::new(division);
        ReportSeries { organization, division, ..series(ReportKind::ServiceSummary, "2024-05-31") }.id().unwrap()
    };
    assert_eq!(of("O-1", "445281"), of("O-1", "445202"));
    assert_ne!(of("O-1", "445281"), of("O-2", "445281"));
    let of_division = series(ReportKind::ServiceSummary, "2024-05-31");
    assert_ne!(of_division.id().unwrap(), of("O-1", "4452"));
}

#[test]
fn canonical_text_is_ordered_and_without_white_space() {
    assert_eq!(figures(60).canonical(), r#"{"total.minutes":60,"total.people":3}"#);
    assert_eq!(Figures::default().canonical(), "{}");
    let mut strange = Figures::default();
    strange.put("div \"区", -1);
    assert_eq!(strange.canonical(), r#"{"div___":-1}"#);
}

proptest! {
    #[test]
    fn canonical_text_is_json_that_reads_back_and_differences_are_what_was_changed(
        cells in prop::collection::btree_map("[a-z]{1,3}\\.[A-Z0-9_-]{1,3}", any::<i64>(), 0..20),
        changed in any::<prop::sample::Index>(),
    ) {
        let mut one = Figures::default();
        for (cell, count) in &cells {
            one.put(cell, *count);
        }
        prop_assert_eq!(serde_json::from_str::<Figures>(&one.canonical()).unwrap(), one.clone());
        prop_assert_eq!(one.differences(&one.clone()), vec![]);
        if !cells.is_empty() {
            let (cell, count) = cells.iter().nth(changed.index(cells.len())).unwrap();
            let mut other = one.clone();
            other.put(cell, count.wrapping_add(1));
            let difference = Difference {
                cell: cell.clone(),
                published: Some(*count),
                now: Some(count.wrapping_add(1)),
            };
            prop_assert_eq!(one.differences(&other), vec![difference]);
        }
    }
}

#[test]
fn cells_of_figures_are_given_by_name_with_their_counts() {
    let figures = figures(60);
    assert_eq!(figures.cells().collect::<Vec<_>>(), [("total.minutes", 60), ("total.people", 3)]);
}

#[test]
fn report_may_be_of_one_day_that_is_today_and_its_correction_of_the_same_position() {
    let mut today = series(ReportKind::HoursServed, "2024-06-01");
    today.from = day("2024-06-01");
    let decided = Publication::default().decide(of(today, 60, 10, None), &context());
    assert_eq!(decided.map(|events| events.len()), Ok(1));
    let mut publication = Publication::default();
    does(&mut publication, publish(60, 10, None), edition(1, 60, 10), None);
    does(&mut publication, publish(30, 10, Some("更正")), edition(2, 30, 10), Some("更正"));
}

#[test]
fn report_has_twenty_thousand_cells_and_a_series_a_thousand_editions_at_most() {
    let with_cells = |count: i64| {
        let mut command = publish(60, 10, None);
        let PublicationCommand::PublishReport { figures, .. } = &mut command;
        *figures = Figures::default();
        (0..count).for_each(|cell| figures.put(&format!("cell.{cell}"), cell));
        Publication::default().decide(command, &context()).map(|events| events.len())
    };
    assert_eq!(with_cells(20_000), Ok(1));
    assert_eq!(with_cells(20_001), Err(R::TooMany { list: "cells", limit: 20_000 }));
    let after = |number| {
        let mut publication = Publication::default();
        let series = series(ReportKind::HoursServed, "2024-05-31");
        let edition = edition(number, 60, 10);
        publication.remember(PublicationEvent::ReportPublished { series, edition, reason: None });
        publication.decide(publish(30, 11, Some("更正")), &context()).map(|events| events.len())
    };
    assert_eq!(after(999), Ok(1));
    assert_eq!(after(1_000), Err(R::TooMany { list: "editions", limit: 1_000 }));
}

#[test]
fn figures_are_as_many_as_their_cells() {
    assert_eq!((figures(60).len(), figures(60).is_empty()), (2, false));
    assert_eq!((Figures::default().len(), Figures::default().is_empty()), (0, true));
}

#[test]
fn report_stands_in_its_division_and_the_reason_of_its_correction_is_sealed_for_its_stream() {
    let published = |reason| PublicationEvent::ReportPublished {
        series: series(ReportKind::HoursServed, "2024-05-31"),
        edition: edition(1, 60, 10),
        reason,
    };
    let mut publication = Publication::default();
    assert_eq!(publication.place(), None);
    publication.remember(published(None));
    assert_eq!(publication.place(), Some(Place::in_division(&DivisionCode::new("4452"))));
    assert_eq!(personal_fields(published(Some(Personal::clear("更正")))), [(KeyOwner::Stream, "reason")]);
    assert_eq!(personal_fields(published(None)), []);
}
