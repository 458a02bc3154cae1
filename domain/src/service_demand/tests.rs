//! Given a demand, when somebody asks, then it says yes, knows it already, or says no with figures.

use super::*;
use crate::{
    kernel::{
        Code, DivisionCode, DivisionRefusal, OrganizationId, Personal, RuleContext, Source, TeamId, TimeSpan,
        VolunteerId,
        text::TextRefusal,
        words::{OrganizationKind, ServiceCategory},
    },
    organization::OrganizationFacts,
    team::TeamFacts,
};
use ServiceDemandCommand as C;
use ServiceDemandEvent as E;
use ServiceDemandRefusal as R;
use chrono::{DateTime, NaiveDate, Utc};
use words::{DemandAnswer, DemandOutcome};

/// A local (+08:00) time of June 2024, `dd hh:mm`.
fn at(text: &str) -> DateTime<Utc> {
    format!("2024-06-{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

/// The tenth of June, noon.
fn api() -> RuleContext {
    RuleContext::tested_at(at("10 12:00"), Source::Api)
}

fn organization() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&code("ORG")),
        kind: OrganizationKind::Department,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

fn demand() -> Demand {
    Demand {
        division: DivisionCode::new("360702"),
        place: "水东镇安置点".to_owned(),
        window: TimeSpan { starts_at: at("10 09:00"), ends_at: at("10 21:00") },
        category: ServiceCategory::SafetyEmergency,
        skill: Some("急救".to_owned()),
        people_needed: 5,
        authority_reference: Some("令-1".to_owned()),
    }
}

fn post_with(organization: OrganizationFacts, demand: Demand, on: &str) -> ServiceDemandCommand {
    C::PostDemand { code: code("XQ-1"), organization, demand, posted_at: at(on) }
}

fn post() -> ServiceDemandCommand {
    post_with(organization(), demand(), "10 08:00")
}

fn team_facts() -> TeamFacts {
    TeamFacts {
        team_id: TeamId::of_code(&code("TEAM")),
        organization_id: organization().organization_id,
        formed_on: day("2024-01-01"),
        disbanded_on: None,
        suspended: false,
    }
}

fn team() -> Responder {
    Responder::Team(team_facts().team_id)
}

fn volunteer() -> Responder {
    Responder::Volunteer(VolunteerId::of_code(&code("ann")))
}

fn match_team(people: u32, on: &str) -> ServiceDemandCommand {
    C::MatchResponder { responder: ResponderFacts::Team(team_facts()), people, matched_at: at(on) }
}

fn match_ann(active: bool) -> ServiceDemandCommand {
    let volunteer_id = VolunteerId::of_code(&code("ann"));
    let responder = ResponderFacts::Volunteer { volunteer_id, active };
    C::MatchResponder { responder, people: 7, matched_at: at("10 08:30") }
}

fn respond(responder: Responder, answer: DemandAnswer, people: Option<u32>, on: &str) -> ServiceDemandCommand {
    C::RecordResponse { responder, answer, people, answered_at: at(on) }
}

fn close(outcome: DemandOutcome, on: &str) -> ServiceDemandCommand {
    C::CloseDemand { outcome, note: "转移完成".to_owned(), closed_at: at(on) }
}

fn apply(state: &mut ServiceDemand, command: ServiceDemandCommand) -> ServiceDemandEvent {
    let mut events = state.decide(command.clone(), &api()).unwrap();
    events.iter().cloned().for_each(|event| state.remember(event));
    assert_eq!(state.decide(command, &api()), Ok(Vec::new()), "it is known when it is said again");
    assert_eq!(events.len(), 1);
    events.remove(0)
}

fn after(commands: impl IntoIterator<Item = ServiceDemandCommand>) -> ServiceDemand {
    let mut state = ServiceDemand::default();
    for command in commands {
        apply(&mut state, command);
    }
    state
}

fn refused(state: &ServiceDemand, command: ServiceDemandCommand) -> ServiceDemandRefusal {
    state.decide(command, &api()).unwrap_err()
}

#[test]
fn demand_is_posted_once_and_known_whenever_it_was_said() {
    let mut state = ServiceDemand::default();
    let posted = apply(&mut state, post());
    let organization_id = organization().organization_id;
    let (code, posted_at) = (code("XQ-1"), at("10 08:00"));
    assert_eq!(posted, E::ServiceDemandPosted { code, organization_id, demand: demand(), posted_at });
    assert_eq!(state.decide(post_with(organization(), demand(), "10 09:00"), &api()), Ok(Vec::new()));
    let other = Demand { people_needed: 6, skill: None, ..demand() };
    let fields = vec!["skill", "people_needed"];
    assert_eq!(refused(&state, post_with(organization(), other, "10 08:00")), R::CodeTaken { fields });
}

#[test]
fn posting_is_refused_with_figures_when_something_does_not_hold() {
    let with = |change: &dyn Fn(&mut Demand)| {
        let mut asked = demand();
        change(&mut asked);
        refused(&ServiceDemand::default(), post_with(organization(), asked, "10 08:00"))
    };
    let (starts_at, ends_at) = (at("10 09:00"), at("10 09:00"));
    assert_eq!(with(&|d| d.window.ends_at = ends_at), R::WindowReversed { starts_at, ends_at });
    let past = TimeSpan { starts_at: at("09 09:00"), ends_at: at("10 08:00") };
    let over = R::WindowOver { ends_at: past.ends_at, posted_at: at("10 08:00") };
    assert_eq!(with(&|d| d.window = past), over);
    let long = at("10 09:00") + chrono::Duration::days(31) + chrono::Duration::minutes(1);
    assert_eq!(with(&|d| d.window.ends_at = long), R::WindowTooLong { limit: 31, actual: 31 });
    for actual in [0, 10_001] {
        let bounds = R::PeopleOutOfBounds { min: 1, max: 10_000, actual };
        assert_eq!(with(&|d| d.people_needed = actual), bounds);
    }
    assert_eq!(with(&|d| d.place = " ".to_owned()), R::Text(TextRefusal::TextEmpty { field: "place" }));
    let unknown = DivisionRefusal::UnknownDivision { division: DivisionCode::new("9") };
    assert_eq!(with(&|d| d.division = DivisionCode::new("9")), R::Division(unknown));

    let nobody = ServiceDemand::default();
    let suspended = OrganizationFacts { suspended: true, ..organization() };
    let (from, on) = (day("2020-01-01"), day("2024-06-10"));
    let not_live = R::OrganizationNotLive { day: on, from, until: None, suspended: true };
    assert_eq!(refused(&nobody, post_with(suspended, demand(), "10 08:00")), not_live);
    let future = R::InstantInFuture { at: at("10 12:01"), now: at("10 12:00") };
    assert_eq!(refused(&nobody, post_with(organization(), demand(), "10 12:01")), future);
}

#[test]
fn more_people_may_be_matched_than_are_needed_and_the_event_says_how_many() {
    let mut state = after([post()]);
    let matched = apply(&mut state, match_team(5, "10 08:10"));
    let (responder, matched_at) = (team(), at("10 08:10"));
    assert_eq!(matched, E::ServiceDemandMatched { responder, people: 5, people_matched: 5, matched_at });
    let matched = apply(&mut state, match_ann(true));
    let (responder, matched_at) = (volunteer(), at("10 08:30"));
    assert_eq!(matched, E::ServiceDemandMatched { responder, people: 1, people_matched: 6, matched_at });
    let already = R::AlreadyMatched { people: 5, matched_at: at("10 08:10") };
    assert_eq!(refused(&state, match_team(4, "10 08:40")), already);
    // Those who declined are free to be matched again, and count no more until then.
    apply(&mut state, respond(team(), DemandAnswer::Declined, None, "10 09:00"));
    let early = R::InstantTooEarly { at: at("10 08:59"), earliest: at("10 09:00") };
    assert_eq!(refused(&state, match_team(3, "10 08:59")), early);
    let matched = apply(&mut state, match_team(3, "10 09:30"));
    let (responder, matched_at) = (team(), at("10 09:30"));
    assert_eq!(matched, E::ServiceDemandMatched { responder, people: 3, people_matched: 4, matched_at });
}

#[test]
fn match_is_refused_when_team_or_volunteer_does_not_serve_on_the_day() {
    let state = after([post()]);
    let (on, from) = (day("2024-06-10"), day("2024-01-01"));
    let with = |facts: TeamFacts| C::MatchResponder {
        responder: ResponderFacts::Team(facts),
        people: 3,
        matched_at: at("10 08:10"),
    };
    let team_id = team_facts().team_id;
    let not_live = |until, suspended| R::TeamNotLive { team_id, day: on, from, until, suspended };
    let gone = TeamFacts { disbanded_on: Some(day("2024-06-09")), ..team_facts() };
    assert_eq!(refused(&state, with(gone)), not_live(Some(day("2024-06-09")), false));
    assert_eq!(refused(&state, with(TeamFacts { suspended: true, ..team_facts() })), not_live(None, true));
    let volunteer_id = VolunteerId::of_code(&code("ann"));
    assert_eq!(refused(&state, match_ann(false)), R::VolunteerNotActive { volunteer_id, day: on });
    assert_eq!(refused(&state, match_team(0, "10 08:10")), R::PeopleOutOfBounds { min: 1, max: 10_000, actual: 0 });
    let early = R::InstantTooEarly { at: at("10 07:59"), earliest: at("10 08:00") };
    assert_eq!(refused(&state, match_team(3, "10 07:59")), early);
    let future = R::InstantInFuture { at: at("10 12:01"), now: at("10 12:00") };
    assert_eq!(refused(&state, match_team(3, "10 12:01")), future);
    // At once, and now, are neither.
    for instant in ["10 08:00", "10 12:00"] {
        assert!(state.decide(match_team(3, instant), &api()).is_ok(), "{instant}");
    }
}

#[test]
fn matched_team_accepts_and_arrives_and_has_no_other_word_after() {
    let mut state = after([post(), match_team(5, "10 08:10")]);
    assert_eq!(refused(&state, respond(volunteer(), DemandAnswer::Accepted, None, "10 08:20")), R::NotMatched);
    let early = R::InstantTooEarly { at: at("10 08:09"), earliest: at("10 08:10") };
    assert_eq!(refused(&state, respond(team(), DemandAnswer::Accepted, None, "10 08:09")), early);
    let accepted = apply(&mut state, respond(team(), DemandAnswer::Accepted, Some(4), "10 08:20"));
    let event =
        |answer, people, on| E::DemandResponseRecorded { responder: team(), answer, people, answered_at: at(on) };
    assert_eq!(accepted, event(DemandAnswer::Accepted, 4, "10 08:20"));
    let arrived = apply(&mut state, respond(team(), DemandAnswer::Arrived, None, "10 09:20"));
    assert_eq!(arrived, event(DemandAnswer::Arrived, 5, "10 09:20"));
    let last = R::AnswerFinal { answer: DemandAnswer::Arrived, answered_at: at("10 09:20") };
    assert_eq!(refused(&state, respond(team(), DemandAnswer::Declined, None, "10 09:30")), last);
    assert_eq!(refused(&state, respond(team(), DemandAnswer::Arrived, Some(6), "10 09:30")), last);
}

#[test]
fn demand_is_closed_once_with_those_who_arrived_and_nothing_happens_after() {
    let mut state = after([
        post(),
        match_team(5, "10 08:10"),
        match_ann(true),
        respond(team(), DemandAnswer::Arrived, Some(4), "10 09:00"),
        respond(volunteer(), DemandAnswer::Accepted, None, "10 09:10"),
    ]);
    let early = R::InstantTooEarly { at: at("10 09:09"), earliest: at("10 09:10") };
    assert_eq!(refused(&state, close(DemandOutcome::PartlyMet, "10 09:09")), early);
    let (outcome, closed_at) = (DemandOutcome::PartlyMet, at("10 11:00"));
    let closed = apply(&mut state, close(outcome, "10 11:00"));
    let note = Personal::clear("转移完成");
    assert_eq!(closed, E::ServiceDemandClosed { outcome, people_arrived: 4, note, closed_at });
    let over = R::DemandClosed { outcome, closed_at };
    for command in [
        match_team(5, "10 11:10"),
        respond(volunteer(), DemandAnswer::Arrived, None, "10 11:10"),
        close(DemandOutcome::Met, "10 11:10"),
    ] {
        assert_eq!(refused(&state, command), over);
    }
}

#[test]
fn unknown_demand_refuses_every_command() {
    for command in [
        match_team(5, "10 08:10"),
        respond(team(), DemandAnswer::Arrived, None, "10 09:00"),
        close(DemandOutcome::Unmet, "10 11:00"),
    ] {
        assert_eq!(refused(&ServiceDemand::default(), command), R::DemandUnknown);
    }
}

#[test]
fn refusal_serialises_with_its_code_and_figures() {
    let refusal = serde_json::to_value(R::AlreadyMatched { people: 5, matched_at: at("10 08:10") }).unwrap();
    let expected = serde_json::json!({"code": "ALREADY_MATCHED", "people": 5, "matchedAt": "2024-06-10T00:10:00Z"});
    assert_eq!(refusal, expected);
    use crate::kernel::Refusal;
    assert_eq!(R::of_claim("identity", uuid::Uuid::nil()), None);
}

#[test]
fn demand_stands_in_its_division_with_the_organization_that_posted_it() {
    use crate::kernel::{Place, Placed as _};
    let expected = Place::in_division(&DivisionCode::new("360702")).of(organization().organization_id);
    assert_eq!(after([post()]).place(), Some(expected));
    assert_eq!(ServiceDemand::default().place(), None);
}

#[test]
fn demand_may_last_a_month_for_ten_thousand_people_and_its_texts_are_kept_without_the_white_space_around_them() {
    let ends_at = at("10 09:00") + chrono::Duration::days(31);
    let window = TimeSpan { ends_at, ..demand().window };
    let wanted = Demand { window, people_needed: 10_000, ..demand() };
    let (skill, authority) = (Some(" 急救 ".to_owned()), Some(" 令-1 ".to_owned()));
    let asked =
        Demand { place: " 水东镇安置点 ".to_owned(), skill, authority_reference: authority, ..wanted.clone() };
    let posted = apply(&mut ServiceDemand::default(), post_with(organization(), asked, "10 08:00"));
    let E::ServiceDemandPosted { demand, .. } = posted else { panic!("{posted:?}") };
    assert_eq!(demand, wanted);
}
