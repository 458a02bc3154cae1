//! Given the posts of a place, when somebody asks, then they say yes, know it already, or say no with figures.

use super::*;
use crate::{
    kernel::{
        ClaimChange, Code, DateSpan, DivisionCode, KeyOwner, OrganizationId, PersonId, Personal, Refusal, RuleContext,
        SiteId, Source, StoredEvent, contract::personal_fields, words::OrganizationKind,
    },
    person::PersonFacts,
    site::words::SiteKind,
};
use PostingCommand as C;
use PostingEvent as E;
use PostingRefusal as R;
use chrono::NaiveDate;
use events::RESIDENT_POST_CLAIM;
use proptest::prelude::*;
use uuid::Uuid;
use words::PostRole::{self, FirstSecretary, GridWorker, Observer, WorkTeamMember};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(number: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(number))
}

fn appointee(number: u128, role: PostRole) -> Appointee {
    let person = PersonFacts { person_id: person(number), age_years: Some(40), guardian_consent: false };
    Appointee { person, role }
}

fn village() -> PlaceFacts {
    PlaceFacts {
        place: PostPlace::Organization(OrganizationId::of_code(&Code::try_new("V").unwrap())),
        kind: PlaceKind::Organization(OrganizationKind::Community),
        division: DivisionCode::new("360735"),
        from: day("2020-01-01"),
        until: None,
    }
}

fn station() -> PlaceFacts {
    PlaceFacts {
        place: PostPlace::Site(SiteId::of_code(&Code::try_new("S").unwrap())),
        kind: PlaceKind::Site(SiteKind::ObservationStation),
        until: Some(day("2026-12-31")),
        ..village()
    }
}

fn days(from: &str, to: Option<&str>) -> DateSpan {
    DateSpan { from: day(from), to: to.map(day) }
}

fn post(place: PlaceFacts, appointees: &[(u128, PostRole)], from: &str, to: Option<&str>) -> PostingCommand {
    let appointees = appointees.iter().map(|(number, role)| appointee(*number, *role)).collect();
    C::PostPeople { place, appointees, from: day(from), to: to.map(day) }
}

fn posted(place: &PlaceFacts, posts: &[(u128, PostRole)], span: DateSpan) -> PostingEvent {
    let posts = posts.iter().map(|(number, role)| Post { person_id: person(*number), role: *role }).collect();
    E::PeoplePosted { place: place.place, division: place.division.clone(), posts, span }
}

fn end(number: u128, role: PostRole, ended_on: &str) -> PostingCommand {
    C::EndPost { person_id: person(number), role, ended_on: day(ended_on), reason: "轮换".to_owned() }
}

/// The posts of a place and the moment at which they are asked; today is 1 June 2024.
struct Scene {
    posting: Posting,
    context: RuleContext,
}

impl Scene {
    fn new() -> Self {
        let context = RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api);
        Self { posting: Posting::default(), context }
    }

    fn does(mut self, command: PostingCommand) -> Self {
        let events = self.posting.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.posting.remember(event);
        }
        self
    }

    fn emits_once(mut self, command: PostingCommand, expected: PostingEvent) -> Self {
        assert_eq!(self.posting.decide(command.clone(), &self.context), Ok(vec![expected.clone()]));
        self.posting.remember(expected);
        self.knows(command)
    }

    fn knows(self, command: PostingCommand) -> Self {
        assert_eq!(self.posting.decide(command, &self.context), Ok(vec![]));
        self
    }

    fn refuses(self, command: PostingCommand, refusal: PostingRefusal) -> Self {
        let coded = serde_json::to_value(&refusal).unwrap();
        assert!(coded["code"].as_str().unwrap().chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{coded}");
        assert_eq!(self.posting.decide(command, &self.context), Err(refusal));
        self
    }
}

#[test]
fn work_team_comes_to_a_village_in_one_decision_and_only_who_is_new_is_posted_again() {
    let team = [(1, FirstSecretary), (2, WorkTeamMember), (3, WorkTeamMember)];
    let span = days("2022-01-01", None);
    Scene::new()
        .emits_once(post(village(), &team, "2022-01-01", None), posted(&village(), &team, span))
        .emits_once(
            post(village(), &[(3, WorkTeamMember), (4, WorkTeamMember)], "2022-01-01", None),
            posted(&village(), &[(4, WorkTeamMember)], span),
        )
        .refuses(post(village(), &[], "2022-01-01", None), R::NobodyNamed);
}

#[test]
fn post_is_refused_when_the_role_is_not_of_the_place_or_the_place_is_not_there() {
    let not_there =
        |on: &str| R::PlaceNotLive { day: day(on), from: day("2020-01-01"), until: Some(day("2026-12-31")) };
    Scene::new()
        .refuses(
            post(village(), &[(1, Observer)], "2024-01-01", Some("2024-12-31")),
            R::RoleNotOfPlace { role: Observer, place: village().kind },
        )
        .refuses(
            post(station(), &[(1, FirstSecretary)], "2024-01-01", None),
            R::RoleNotOfPlace { role: FirstSecretary, place: station().kind },
        )
        .refuses(post(station(), &[(1, Observer)], "2019-12-31", Some("2020-12-31")), not_there("2019-12-31"))
        .refuses(post(station(), &[(1, Observer)], "2026-01-01", Some("2027-12-31")), not_there("2027-01-01"));
}

#[test]
fn post_is_refused_when_the_person_is_not_of_age() {
    let mut young = appointee(1, GridWorker);
    young.person.age_years = Some(17);
    let command = C::PostPeople { place: village(), appointees: vec![young], from: day("2024-01-01"), to: None };
    Scene::new().refuses(command, R::PersonNotOfAge { person_id: person(1), limit: 18, actual: 17 });
}

#[test]
fn post_is_refused_when_it_begins_after_today() {
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    Scene::new().refuses(post(village(), &[(1, FirstSecretary)], "2024-06-02", None), future).does(post(
        village(),
        &[(1, FirstSecretary)],
        "2024-06-01",
        None,
    ));
}

#[test]
fn term_is_refused_when_it_is_reversed_missing_or_too_long() {
    let (from, observer) = ("2022-01-01", [(1, Observer)]);
    Scene::new()
        .refuses(
            post(station(), &observer, from, Some("2021-12-31")),
            R::SpanReversed { from: day(from), to: day("2021-12-31") },
        )
        .refuses(post(station(), &observer, from, None), R::TermRequired { role: Observer })
        .refuses(
            post(village(), &[(1, GridWorker)], from, Some("2027-01-01")),
            R::TermTooLong { years: 5, to: day("2027-01-01"), latest: day("2026-12-31") },
        )
        .does(post(station(), &observer, from, Some("2026-12-31")));
}

#[test]
fn village_has_one_first_secretary_a_day_and_a_person_one_resident_post() {
    let held = |role| R::PostHeld { person_id: person(1), role, from: day("2022-01-01"), until: None };
    let taken = R::SeatTaken { role: FirstSecretary, holder: person(1), from: day("2022-01-01"), until: None };
    Scene::new()
        .does(post(village(), &[(1, FirstSecretary)], "2022-01-01", None))
        .refuses(post(village(), &[(2, FirstSecretary)], "2023-01-01", None), taken)
        .refuses(post(village(), &[(1, WorkTeamMember)], "2023-01-01", None), held(FirstSecretary))
        .refuses(post(village(), &[(1, FirstSecretary)], "2023-01-01", None), held(FirstSecretary))
        .does(post(village(), &[(1, GridWorker)], "2023-01-01", None))
        .does(end(1, FirstSecretary, "2023-12-31"))
        .does(post(village(), &[(2, FirstSecretary)], "2024-01-01", None));
}

#[test]
fn post_ends_once_with_a_reason_on_a_day_on_which_it_is_held() {
    let ended = E::PostEnded {
        person_id: person(1),
        role: FirstSecretary,
        span: days("2022-01-01", None),
        ended_on: day("2024-03-31"),
        reason: Personal::clear("轮换"),
    };
    let unknown = |on: &str| R::PostUnknown { role: FirstSecretary, day: day(on) };
    let scene = Scene::new()
        .does(post(village(), &[(1, FirstSecretary)], "2022-01-01", None))
        .refuses(end(1, FirstSecretary, "2021-12-31"), unknown("2021-12-31"))
        .refuses(end(2, FirstSecretary, "2024-03-31"), unknown("2024-03-31"))
        .refuses(
            end(1, FirstSecretary, "2024-06-02"),
            R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") },
        )
        .emits_once(end(1, FirstSecretary, "2024-03-31"), ended)
        .refuses(end(1, FirstSecretary, "2024-04-01"), unknown("2024-04-01"));
    assert_eq!((scene.posting.posted_after(day("2024-03-30")), scene.posting.posted_after(day("2024-03-31"))), (1, 0));
}

#[test]
fn posts_stand_in_the_stream_of_their_place() {
    let code = Code::try_new("V").unwrap();
    assert_eq!(village().place.uuid(), OrganizationId::of_code(&code).uuid());
    assert_eq!(PostPlace::Site(SiteId::of_code(&code)).uuid(), SiteId::of_code(&code).uuid());
}

#[test]
fn another_village_is_named_when_it_holds_the_person() {
    let holder = Uuid::from_u128(9);
    let refusal = PostingRefusal::of_claim(RESIDENT_POST_CLAIM, holder);
    assert_eq!(refusal, Some(R::PostedElsewhere { holder }));
    let taken = posted(&village(), &[(1, FirstSecretary), (2, GridWorker)], days("2022-01-01", None));
    assert_eq!(taken.claims(village().place.uuid()).len(), 1, "only who lives in the village takes the claim");
}

#[test]
fn post_may_begin_with_its_place_and_be_held_by_who_has_just_come_of_age() {
    let mut grown = appointee(1, Observer);
    grown.person.age_years = Some(18);
    let (from, to) = (day("2020-01-01"), Some(day("2020-12-31")));
    Scene::new().does(C::PostPeople { place: station(), appointees: vec![grown], from, to });
}

#[test]
fn command_posts_a_hundred_people_and_a_place_has_five_thousand_posts_at_most() {
    let workers = |numbers: std::ops::Range<u128>| -> Vec<_> { numbers.map(|number| (number, GridWorker)).collect() };
    let asked = |numbers| post(village(), &workers(numbers), "2024-01-01", None);
    let at_once = R::TooMany { list: "people posted at once", limit: 100 };
    Scene::new().refuses(asked(0..101), at_once).does(asked(0..100));
    let full = R::TooMany { list: "posts of a place", limit: 5_000 };
    let mut scene = Scene::new();
    scene.posting.remember(posted(&village(), &workers(0..4_999), days("2024-01-01", None)));
    scene.refuses(asked(4_999..5_001), full.clone()).does(asked(4_999..5_000)).refuses(asked(5_000..5_001), full);
}

#[test]
fn ended_post_keeps_the_claim_of_the_days_that_were_and_only_a_resident_one_had_a_claim() {
    let span = days("2022-01-01", None);
    let ended = |role, ended_on: &str| E::PostEnded {
        person_id: person(1),
        role,
        span,
        ended_on: day(ended_on),
        reason: Personal::clear("轮换"),
    };
    let place = village().place.uuid();
    let taken = |span| match posted(&village(), &[(1, FirstSecretary)], span).claims(place).remove(0) {
        ClaimChange::Take(claim) | ClaimChange::Release(claim) => claim,
    };
    let kept = ClaimChange::Take(taken(days("2022-01-01", Some("2024-03-31"))));
    assert_eq!(ended(FirstSecretary, "2024-03-31").claims(place), [ClaimChange::Release(taken(span)), kept]);
    assert_eq!(ended(GridWorker, "2024-03-31").claims(place), []);
    let fields = [(KeyOwner::Person(person(1)), "reason")];
    assert_eq!(personal_fields(ended(GridWorker, "2024-03-31")), fields);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_village_never_has_two_first_secretaries_and_nobody_two_resident_posts(
        asked in prop::collection::vec((0u128..4, 0u8..3, 0u64..140, 0u64..40, 0u8..4), 1..50),
    ) {
        let mut scene = Scene::new();
        let role_of = |what| [FirstSecretary, WorkTeamMember, GridWorker][usize::from(what)];
        for (who, what, from, length, ends) in asked {
            let from = day("2024-01-01") + chrono::Days::new(from);
            let to = (length > 3).then(|| from + chrono::Days::new(length));
            let command = if ends == 0 {
                end(who, role_of(what), &from.to_string())
            } else {
                C::PostPeople { place: village(), appointees: vec![appointee(who, role_of(what))], from, to }
            };
            let Ok(events) = scene.posting.decide(command.clone(), &scene.context) else { continue };
            for event in events {
                scene.posting.remember(event);
            }
            prop_assert_eq!(scene.posting.decide(command, &scene.context), Ok(vec![]));
        }
        let all: Vec<_> = scene.posting.posts().collect();
        for (index, (who, role, span)) in all.iter().enumerate() {
            for (other, held, beside) in all.iter().skip(index + 1).filter(|(_, _, beside)| beside.overlaps(span)) {
                prop_assert!(role != held || *role != FirstSecretary, "two first secretaries");
                prop_assert!(who != other || (role != held && !(role.is_resident() && held.is_resident())), "{:?}", beside);
            }
        }
        let stored = serde_json::to_string(&scene.posting).unwrap();
        prop_assert_eq!(serde_json::from_str::<Posting>(&stored).unwrap(), scene.posting);
    }
}
