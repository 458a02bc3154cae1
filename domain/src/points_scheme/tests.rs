//! Given a points scheme, when somebody asks, then it says yes, knows it already, or says no with figures.

use super::*;
use crate::{
    kernel::{
        Code, DivisionCode, DivisionRefusal, OrganizationId, Place, Placed as _, RuleContext, Source,
        words::OrganizationKind,
    },
    organization::OrganizationFacts,
};
use PointsSchemeCommand as C;
use PointsSchemeEvent as E;
use PointsSchemeRefusal as R;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

fn operator() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&code("O-1")),
        kind: OrganizationKind::Community,
        registered_on: day("2021-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

fn open(jurisdiction: &str, points_per_hour: u32, opened_on: &str) -> PointsSchemeCommand {
    C::OpenPointsScheme {
        code: code("S-1"),
        name: "党建+积分超市".to_owned(),
        jurisdiction: DivisionCode::new(jurisdiction),
        operator: operator(),
        points_per_hour,
        opened_on: day(opened_on),
    }
}

fn rate(points_per_hour: u32, effective_from: &str) -> PointsSchemeCommand {
    C::SetPointsRate { points_per_hour, effective_from: day(effective_from) }
}

fn close(closed_on: &str) -> PointsSchemeCommand {
    C::ClosePointsScheme { closed_on: day(closed_on) }
}

/// Today is 1 June 2024.
fn context() -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn does(scheme: &mut PointsScheme, command: PointsSchemeCommand, expected: PointsSchemeEvent) {
    assert_eq!(scheme.decide(command.clone(), &context()), Ok(vec![expected.clone()]));
    scheme.remember(expected);
    assert_eq!(scheme.decide(command, &context()), Ok(vec![]), "said again");
}

fn refuses(scheme: &PointsScheme, command: PointsSchemeCommand, refusal: PointsSchemeRefusal) {
    assert_eq!(scheme.decide(command, &context()), Err(refusal));
}

fn opened() -> PointsScheme {
    let mut scheme = PointsScheme::default();
    let event = E::PointsSchemeOpened {
        code: code("S-1"),
        name: "党建+积分超市".to_owned(),
        jurisdiction: DivisionCode::new("4452"),
        operator: operator().organization_id,
        points_per_hour: 10,
        opened_on: day("2023-01-01"),
    };
    does(&mut scheme, open("4452", 10, "2023-01-01"), event);
    scheme
}

#[test]
fn scheme_is_opened_once_and_names_the_fields_that_differ() {
    refuses(&opened(), open("4452", 12, "2023-02-01"), R::CodeTaken { fields: vec!["points_per_hour", "opened_on"] });
}

#[test]
fn scheme_is_refused_without_a_division_a_live_organization_or_a_believed_rate() {
    let none = PointsScheme::default();
    refuses(&none, rate(10, "2024-07-01"), R::PointsSchemeUnknown);
    refuses(&none, open("4452", 1_001, "2023-01-01"), R::PointsRateOutOfBounds { limit: 1_000, actual: 1_001 });
    let division = DivisionCode::new("9999");
    refuses(&none, open("9999", 10, "2023-01-01"), R::Division(DivisionRefusal::UnknownDivision { division }));
    let not_live = R::OrganizationNotLive {
        organization_id: operator().organization_id,
        day: day("2020-12-31"),
        from: day("2021-01-01"),
        until: None,
    };
    refuses(&none, open("4452", 10, "2020-12-31"), not_live);
}

#[test]
fn rate_begins_after_today_and_holds_until_the_next() {
    let mut scheme = opened();
    let too_early = |on: &str, earliest: &str| R::DayTooEarly { day: day(on), earliest: day(earliest) };
    refuses(&scheme, rate(12, "2024-06-01"), too_early("2024-06-01", "2024-06-02"));
    let event = E::PointsRateSet { points_per_hour: 12, effective_from: day("2024-07-01") };
    does(&mut scheme, rate(12, "2024-07-01"), event);
    refuses(&scheme, rate(15, "2024-07-01"), too_early("2024-07-01", "2024-07-02"));
    let facts = scheme.facts().unwrap();
    let rates = ["2022-12-31", "2023-01-01", "2024-06-30", "2024-07-01"].map(|on| facts.points_per_hour_on(day(on)));
    assert_eq!(rates, [0, 10, 10, 12]);
}

#[test]
fn scheme_ends_today_or_later_and_takes_nothing_more() {
    let mut scheme = opened();
    let too_early = R::DayTooEarly { day: day("2024-05-31"), earliest: day("2024-06-01") };
    refuses(&scheme, close("2024-05-31"), too_early);
    does(&mut scheme, close("2024-06-30"), E::PointsSchemeClosed { closed_on: day("2024-06-30") });
    refuses(&scheme, rate(12, "2024-07-01"), R::PointsSchemeClosed { closed_on: day("2024-06-30") });
    let facts = scheme.facts().unwrap();
    let open = ["2022-12-31", "2023-01-01", "2024-06-30", "2024-07-01"].map(|on| facts.is_open_on(day(on)));
    assert_eq!(open, [false, true, true, false]);
}

#[test]
fn rate_is_believed_up_to_its_limit() {
    let highest = aggregate::RATE_LIMIT;
    assert!(PointsScheme::default().decide(open("445202", highest, "2024-05-01"), &context()).is_ok());
    let out = R::PointsRateOutOfBounds { limit: highest, actual: highest + 1 };
    refuses(&PointsScheme::default(), open("445202", highest + 1, "2024-05-01"), out);
}

#[test]
fn scheme_may_end_today_and_stands_in_its_jurisdiction() {
    let mut scheme = opened();
    assert_eq!(scheme.place(), Some(Place::in_division(&DivisionCode::new("4452"))));
    assert_eq!(PointsScheme::default().place(), None);
    does(&mut scheme, close("2024-06-01"), E::PointsSchemeClosed { closed_on: day("2024-06-01") });
}
