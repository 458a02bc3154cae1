//! Given a site, when somebody asks, then it says yes, knows it already, or says no with figures.

use super::*;
use crate::{
    kernel::{
        Code, DivisionCode, DivisionRefusal, KeyOwner, OrganizationId, Personal, Place, Placed as _, RuleContext,
        SiteId, Source, contract::personal_fields, text::TextRefusal, words::OrganizationKind,
    },
    organization::OrganizationFacts,
};
use SiteCommand as C;
use SiteEvent as E;
use SiteRefusal as R;
use chrono::NaiveDate;
use proptest::prelude::*;
use words::SiteKind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn operator(code: &str) -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&Code::try_new(code).unwrap()),
        kind: OrganizationKind::Department,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

/// A site and the moment at which it is asked; today is 1 June 2024.
struct Scene {
    site: Site,
    context: RuleContext,
}

impl Scene {
    fn new() -> Self {
        let context = RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api);
        Self { site: Site::default(), context }
    }

    fn opened() -> Self {
        Self::new().does(open("2024-01-02"))
    }

    fn does(mut self, command: SiteCommand) -> Self {
        let events = self.site.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.site.remember(event);
        }
        self
    }

    fn emits_once(mut self, command: SiteCommand, expected: SiteEvent) -> Self {
        assert_eq!(self.site.decide(command.clone(), &self.context), Ok(vec![expected.clone()]));
        self.site.remember(expected);
        self.knows(command)
    }

    fn knows(self, command: SiteCommand) -> Self {
        assert_eq!(self.site.decide(command, &self.context), Ok(vec![]));
        self
    }

    fn refuses(self, command: SiteCommand, refusal: SiteRefusal) -> Self {
        let coded = serde_json::to_value(&refusal).unwrap();
        assert!(coded["code"].as_str().unwrap().chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{coded}");
        assert_eq!(self.site.decide(command, &self.context), Err(refusal));
        self
    }
}

fn open(opened_on: &str) -> SiteCommand {
    open_in("445202", opened_on, operator("ORG"))
}

fn open_in(division: &str, opened_on: &str, operator: OrganizationFacts) -> SiteCommand {
    C::OpenSite {
        code: Code::try_new("S-1").unwrap(),
        name: "示例观察站".to_owned(),
        kind: SiteKind::ObservationStation,
        division: DivisionCode::new(division),
        address: None,
        operator,
        opened_on: day(opened_on),
    }
}

fn close(closed_on: &str, posted_after: usize) -> SiteCommand {
    C::CloseSite { closed_on: day(closed_on), posted_after, reason: "撤并".to_owned() }
}

fn check(checked_on: &str, sign: bool) -> SiteCommand {
    C::CheckSite { checklist: complete(sign), checked_on: day(checked_on) }
}

fn complete(sign: bool) -> Checklist {
    Checklist { place: true, team: true, projects: true, equipment: true, rules: true, sign }
}

fn too_early(asked: &str, earliest: &str) -> SiteRefusal {
    R::DayTooEarly { day: day(asked), earliest: day(earliest) }
}

#[test]
fn site_is_opened_once_and_its_code_names_the_fields_that_differ() {
    let opened = E::SiteOpened {
        code: Code::try_new("S-1").unwrap(),
        name: "示例观察站".to_owned(),
        kind: SiteKind::ObservationStation,
        division: DivisionCode::new("445202"),
        address: None,
        operator: operator("ORG").organization_id,
        opened_on: day("2024-01-02"),
    };
    let other = open_in("445203", "2024-01-03", operator("OTHER"));
    Scene::new()
        .emits_once(open("2024-01-02"), opened)
        .refuses(other, R::CodeTaken { fields: vec!["division", "operator", "opened_on"] });
}

#[test]
fn opening_is_refused_when_day_division_or_operator_is_not_good() {
    let mut gone = operator("GONE");
    gone.dissolved_on = Some(day("2024-01-01"));
    let not_live = R::OrganizationNotLive {
        organization_id: gone.organization_id,
        day: day("2024-01-02"),
        from: day("2020-01-01"),
        until: Some(day("2024-01-01")),
    };
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("999999") };
    Scene::new()
        .refuses(open("2024-06-02"), R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") })
        .refuses(open_in("999999", "2024-01-02", operator("ORG")), R::Division(unknown))
        .refuses(open_in("445202", "2024-01-02", gone), not_live)
        .refuses(check("2024-01-02", true), R::SiteUnknown);
}

#[test]
fn site_changes_hands_and_name_in_the_order_of_days() {
    let hand = |to: &str, on: &str| C::HandOverSite { operator: operator(to), handed_on: day(on) };
    let rename =
        |name: &str, on: &str| C::ChangeSite { name: Some(name.to_owned()), address: None, changed_on: day(on) };
    let handed = E::SiteHandedOver { operator: operator("NEXT").organization_id, handed_on: day("2024-02-01") };
    let renamed = E::SiteChanged { name: Some("新站".to_owned()), address: None, changed_on: day("2024-02-01") };
    Scene::opened()
        .refuses(rename("旧站", "2024-01-01"), too_early("2024-01-01", "2024-01-02"))
        .knows(hand("ORG", "2024-02-01"))
        .refuses(hand("NEXT", "2024-01-02"), too_early("2024-01-02", "2024-01-03"))
        .emits_once(hand("NEXT", "2024-02-01"), handed)
        .emits_once(rename(" 新站 ", "2024-02-01"), renamed)
        .refuses(rename("旧站", "2024-01-31"), too_early("2024-01-31", "2024-02-01"))
        .does(rename("新站二", "2024-03-01"))
        .refuses(close("2024-02-29", 0), too_early("2024-02-29", "2024-03-01"))
        .refuses(rename(" ", "2024-02-02"), R::Text(TextRefusal::TextEmpty { field: "name" }));
}

#[test]
fn check_is_one_a_day_and_complete_only_with_all_six_points() {
    assert!(complete(true).is_complete() && !complete(false).is_complete());
    let on = day("2024-02-01");
    Scene::opened()
        .emits_once(check("2024-02-01", false), E::SiteChecked { checklist: complete(false), checked_on: on })
        .refuses(check("2024-02-01", true), R::CheckDiffers { checked_on: on, found: complete(false) })
        .refuses(check("2024-01-01", true), too_early("2024-01-01", "2024-01-02"))
        .does(check("2024-03-01", true));
}

#[test]
fn closed_site_accepts_nothing_and_does_not_close_over_people_or_facts() {
    let closed = E::SiteClosed { closed_on: day("2024-04-30"), reason: Personal::clear("撤并") };
    let scene = Scene::opened()
        .does(check("2024-03-01", true))
        .refuses(close("2024-02-29", 0), too_early("2024-02-29", "2024-03-01"))
        .refuses(close("2024-04-30", 3), R::PeoplePosted { posted: 3, closed_on: day("2024-04-30") })
        .emits_once(close("2024-04-30", 0), closed);
    let facts = scene.site.facts().unwrap();
    let site_id = SiteId::of_code(&Code::try_new("S-1").unwrap());
    assert_eq!((facts.site_id, facts.closed_on), (site_id, Some(day("2024-04-30"))));
    scene.refuses(check("2024-05-01", true), R::SiteClosed { closed_on: day("2024-04-30") });
}

#[test]
fn everything_may_happen_on_the_first_day_and_on_today_and_only_a_new_address_is_a_change() {
    let moved =
        |address: &str, on: &str| C::ChangeSite { name: None, address: Some(address.to_owned()), changed_on: day(on) };
    let changed = |on: &str| E::SiteChanged { name: None, address: Some("路1号".to_owned()), changed_on: day(on) };
    Scene::opened()
        .emits_once(moved("路1号", "2024-01-02"), changed("2024-01-02"))
        .does(moved("路2号", "2024-06-01"))
        .emits_once(moved("路1号", "2024-06-01"), changed("2024-06-01"))
        .does(check("2024-01-02", true))
        .does(check("2024-06-01", true))
        .does(close("2024-06-01", 0));
}

#[test]
fn site_stands_in_its_division_under_its_operator_and_the_reason_of_its_end_is_sealed_for_its_stream() {
    assert_eq!(Site::default().place(), None);
    let handed = C::HandOverSite { operator: operator("NEXT"), handed_on: day("2024-02-01") };
    let place = Place::in_division(&DivisionCode::new("445202")).of(operator("NEXT").organization_id);
    assert_eq!(Scene::opened().does(handed).site.place(), Some(place));
    let closed = E::SiteClosed { closed_on: day("2024-04-30"), reason: Personal::clear("撤并") };
    assert_eq!(personal_fields(closed), [(KeyOwner::Stream, "reason")]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_happens_after_the_last_day_and_every_accepted_command_is_known_after(
        asked in prop::collection::vec((0u8..8, 0u64..150), 1..40),
    ) {
        let mut scene = Scene::opened();
        let mut last = day("2024-01-02");
        for (what, offset) in asked {
            let on = (day("2024-01-02") + chrono::Days::new(offset)).to_string();
            let command = match what {
                0..3 => check(&on, what == 0),
                3..5 => C::HandOverSite { operator: operator(&format!("O{offset}")), handed_on: day(&on) },
                5..7 => C::ChangeSite { name: Some(format!("站{offset}")), address: None, changed_on: day(&on) },
                _ => close(&on, 0),
            };
            let Ok(events) = scene.site.decide(command.clone(), &scene.context) else { continue };
            if let Some(closed_on) = scene.site.facts().unwrap().closed_on {
                prop_assert_eq!(&events, &vec![], "closed on {}", closed_on);
            }
            if !events.is_empty() && what < 7 {
                last = last.max(day(&on));
            }
            for event in events {
                scene.site.remember(event);
            }
            prop_assert_eq!(scene.site.decide(command, &scene.context), Ok(vec![]));
        }
        prop_assert!(scene.site.facts().unwrap().closed_on.is_none_or(|closed_on| closed_on >= last));
        let stored = serde_json::to_string(&scene.site).unwrap();
        prop_assert_eq!(serde_json::from_str::<Site>(&stored).unwrap(), scene.site);
    }
}
