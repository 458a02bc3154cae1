//! Draft, takeover, publication, sessions, outcomes, closing, cancelling.

use super::*;
use crate::kernel::{DivisionRefusal, Personal, text::TextRefusal};
use cqrs_es::test::TestFramework;

fn draft(plan: ActivityPlan) -> ActivityCommand {
    C::DraftActivity { plan, organization: organization(), team: None }
}

fn import(plan: ActivityPlan) -> ActivityCommand {
    C::ImportActivity { plan, organization: organization(), team: None }
}

fn schedule(session: u32, span: TimeSpan, capacity: Option<u32>) -> ActivityCommand {
    C::ScheduleSession { session, span, capacity }
}

fn cancel() -> ActivityCommand {
    C::CancelActivity { reason: "暴雨".to_owned() }
}

/// Published, over, and its only session closed without anybody.
fn session_closed() -> Scene {
    Scene::published(plan()).at("03T12:00").does(C::CloseSession { session: 1 })
}

#[test]
fn activity_is_drafted_through_the_framework_when_all_is_good() {
    let given = TestFramework::<Activity>::with(context("01T08:00", Source::Api)).given_no_previous_events();
    given.when(draft(plan())).then_expect_events(vec![E::ActivityDrafted { plan: plan() }]);
}

#[test]
fn activity_is_drafted_once_with_trimmed_texts_and_sorted_skills_when_sent_twice() {
    let asked = ActivityPlan {
        title: " 河道清洁 ".to_owned(),
        required_skills: vec!["急救".to_owned(), "游泳".to_owned(), "急救 ".to_owned()],
        ..plan()
    };
    let mut skills = vec!["急救".to_owned(), "游泳".to_owned()];
    skills.sort();
    let stored = ActivityPlan { required_skills: skills, ..plan() };
    let scene = Scene::new().emits_once(draft(asked), &[E::ActivityDrafted { plan: stored.clone() }]);
    assert_eq!(scene.activity.plan(), Some(&stored));
    assert_eq!(scene.activity.stage(), Stage::Drafted);
}

#[test]
fn draft_is_refused_naming_the_fields_when_the_code_has_other_content() {
    let other = ActivityPlan {
        title: "植树".to_owned(),
        category: ServiceCategory::Health,
        division: DivisionCode::new("360703"),
        team_id: Some(team().team_id),
        organization_id: OrganizationId::default(),
        span: span("03T09:00", "03T17:00"),
        kind: ActivityKind::Training,
        risk: RiskLevel::Hazardous,
        min_age_years: Some(18),
        required_skills: vec!["急救".to_owned()],
        programme: Some("千场".to_owned()),
        ..plan()
    };
    let file = vec!["title", "category", "division", "team_code", "organization_code", "starts_at", "ends_at"];
    let mut fields = file.clone();
    fields.extend(["kind", "risk", "min_age_years", "required_skills", "programme"]);
    Scene::drafted(plan())
        .refuses(draft(other.clone()), R::CodeTaken { fields })
        .by(Source::Import)
        .refuses(import(other), R::CodeTaken { fields: file });
}

#[test]
fn plan_is_refused_when_a_text_a_list_or_its_span_is_bad() {
    let untitled = ActivityPlan { title: " ".to_owned(), ..plan() };
    let reversed = ActivityPlan { span: span("03T18:00", "03T18:00"), ..plan() };
    let greedy = ActivityPlan { required_skills: vec!["急救".to_owned(); 21], ..plan() };
    let (starts_at, ends_at) = (at("03T18:00"), at("03T18:00"));
    Scene::new()
        .refuses(draft(untitled), R::Text(TextRefusal::TextEmpty { field: "title" }))
        .refuses(draft(reversed), R::SpanReversed { starts_at, ends_at })
        .refuses(draft(greedy), R::TooManyEntries { field: "required_skills", actual: 21, limit: 20 });
}

#[test]
fn plan_is_refused_when_it_is_longer_than_the_policy_allows() {
    let starts_at = at("03T08:00");
    let year = |days: i64, seconds: i64| {
        let length = chrono::Duration::days(days) + chrono::Duration::seconds(seconds);
        ActivityPlan { span: TimeSpan { starts_at, ends_at: starts_at + length }, ..plan() }
    };
    Scene::new()
        .refuses(draft(year(366, 1)), R::ActivityTooLong { limit_days: 366, actual_days: 367 })
        .does(draft(year(366, 0)));
}

#[test]
fn plan_is_refused_when_its_division_is_unknown_or_retired_on_the_start_day() {
    let unknown = DivisionCode::new("999999");
    let retired = DivisionCode::new("360782");
    let successors = vec![DivisionCode::new("360702"), DivisionCode::new("360703")];
    let in_division = |division: &DivisionCode| draft(ActivityPlan { division: division.clone(), ..plan() });
    Scene::new()
        .refuses(in_division(&unknown), DivisionRefusal::UnknownDivision { division: unknown.clone() }.into())
        .refuses(
            in_division(&retired),
            DivisionRefusal::DivisionRetired { division: retired.clone(), ended: 2013, successors }.into(),
        );
}

#[test]
fn plan_is_refused_when_its_organization_is_not_found_or_not_live_on_the_start_day() {
    let with = |organization| C::DraftActivity { plan: plan(), organization, team: None };
    let (from, day_of) = (day("2020-01-01"), day("2024-06-03"));
    let not_live = |from, until, suspended| R::OrganizationNotLive { day: day_of, from, until, suspended };
    let other = OrganizationFacts { organization_id: OrganizationId::default(), ..organization() };
    let ended = OrganizationFacts { dissolved_on: Some(day("2024-06-02")), ..organization() };
    let young = OrganizationFacts { registered_on: day("2024-06-04"), ..organization() };
    let suspended = OrganizationFacts { suspended: true, ..organization() };
    let last_day = OrganizationFacts { dissolved_on: Some(day_of), ..organization() };
    Scene::new()
        .refuses(with(other), R::OrganizationUnknown { organization_id: plan().organization_id })
        .refuses(with(ended), not_live(from, Some(day("2024-06-02")), false))
        .refuses(with(young), not_live(day("2024-06-04"), None, false))
        .refuses(with(suspended), not_live(from, None, true))
        .does(with(last_day));
}

#[test]
fn plan_is_refused_when_its_team_is_not_found_or_not_live_on_the_start_day() {
    let plan = ActivityPlan { team_id: Some(team().team_id), ..plan() };
    let with = |team| C::DraftActivity { plan: plan.clone(), organization: organization(), team };
    let ended = TeamFacts { disbanded_on: Some(day("2024-06-02")), ..team() };
    let (day_of, from, until) = (day("2024-06-03"), day("2021-01-01"), Some(day("2024-06-02")));
    Scene::new()
        .refuses(with(None), R::TeamUnknown { team_id: team().team_id })
        .refuses(with(Some(ended)), R::TeamNotLive { day: day_of, from, until, suspended: false })
        .does(with(Some(team())));
}

#[test]
fn held_activity_is_taken_over_with_one_session_when_the_operator_imports_it() {
    let events = vec![
        E::ActivityImported { plan: plan() },
        E::SessionScheduled { session: 1, span: plan().span, capacity: None },
    ];
    let scene = Scene::new().at("10T08:00").by(Source::Import).emits_once(import(plan()), &events);
    let facts = scene.activity.session_facts(1).unwrap();
    assert!(facts.imported && !facts.closed && !facts.cancelled);
    assert_eq!((facts.activity_id, facts.span), (scene.activity.activity_id().unwrap(), plan().span));
    scene.refuses(publish(), R::ActivityHeld).refuses(cancel(), R::ActivityHeld);
}

#[test]
fn takeover_is_refused_when_it_does_not_come_from_the_operator() {
    Scene::new().refuses(import(plan()), R::ImportByOperatorOnly);
}

#[test]
fn takeover_accepts_an_organization_and_a_team_of_today_and_refuses_one_that_had_ended() {
    let plan = ActivityPlan { team_id: Some(team().team_id), ..plan() };
    let young = OrganizationFacts { registered_on: day("2024-07-01"), suspended: true, ..organization() };
    let team = TeamFacts { formed_on: day("2024-07-01"), suspended: true, ..team() };
    let ended = TeamFacts { disbanded_on: Some(day("2024-06-02")), ..team };
    let (day_of, from, until) = (day("2024-06-03"), day("2024-07-01"), Some(day("2024-06-02")));
    let with = |team| C::ImportActivity { plan: plan.clone(), organization: young.clone(), team: Some(team) };
    Scene::new()
        .by(Source::Import)
        .refuses(with(ended), R::TeamNotLive { day: day_of, from, until, suspended: true })
        .does(with(team));
}

#[test]
fn file_row_is_known_when_it_differs_only_in_what_no_file_names() {
    let drafted = ActivityPlan { risk: RiskLevel::Hazardous, min_age_years: Some(20), ..plan() };
    Scene::drafted(drafted).by(Source::Import).knows(import(plan()));
}

#[test]
fn activity_is_published_once_when_it_has_a_session_and_has_not_begun() {
    let scheduled = Scene::drafted(plan()).refuses(publish(), R::SessionNeeded).does(schedule(
        1,
        span("03T09:00", "03T12:00"),
        None,
    ));
    let event = E::ActivityPublished {
        leader: Some(volunteer_id("leader")),
        risk_notice: "河岸湿滑".to_owned(),
        place: "章江北大道 1 号".to_owned(),
    };
    let scene = scheduled.emits_once(publish(), &[event]);
    assert_eq!((scene.activity.stage(), scene.activity.leader()), (Stage::Published, Some(volunteer_id("leader"))));
    let other =
        C::PublishActivity { leader: volunteer_id("other"), risk_notice: "无".to_owned(), place: "别处".to_owned() };
    scene.refuses(other, R::AlreadyPublished { fields: vec!["leader", "risk_notice", "place"] });
}

#[test]
fn publication_is_refused_when_the_activity_is_unknown_has_begun_or_tells_no_risk() {
    let silent =
        C::PublishActivity { leader: volunteer_id("leader"), risk_notice: String::new(), place: "章江".to_owned() };
    Scene::new().refuses(publish(), R::ActivityUnknown);
    let begun = R::AlreadyStarted { starts_at: at("03T08:00"), now: at("03T08:00") };
    Scene::drafted(plan())
        .does(schedule(1, span("03T09:00", "03T12:00"), None))
        .refuses(silent, R::Text(TextRefusal::TextEmpty { field: "risk_notice" }))
        .at("03T08:00")
        .refuses(publish(), begun);
}

#[test]
fn session_is_planned_once_when_it_lies_inside_the_activity() {
    let (morning, whole) = (span("03T09:00", "03T12:00"), plan().span);
    let event = |session, span, capacity| vec![E::SessionScheduled { session, span, capacity }];
    let scene = Scene::drafted(plan())
        .emits_once(schedule(1, morning, Some(2)), &event(1, morning, Some(2)))
        .emits_once(schedule(2, whole, None), &event(2, whole, None))
        .refuses(schedule(1, morning, Some(3)), R::SessionTaken { session: 1 });
    assert_eq!(scene.activity.session_numbers().collect::<Vec<_>>(), vec![1, 2]);
}

#[test]
fn session_is_refused_when_number_span_capacity_or_time_is_out_of_bounds() {
    let morning = span("03T09:00", "03T12:00");
    let (starts_at, ends_at) = (at("03T08:00"), at("03T18:00"));
    let limit = planning::PARTICIPANTS_LIMIT;
    let reversed = R::SpanReversed { starts_at: at("03T12:00"), ends_at: at("03T09:00") };
    Scene::new().refuses(schedule(1, morning, None), R::ActivityUnknown);
    Scene::drafted(plan())
        .refuses(schedule(0, morning, None), R::SessionNumberOutOfBounds { session: 0, limit: 1_000 })
        .refuses(schedule(1_001, morning, None), R::SessionNumberOutOfBounds { session: 1_001, limit: 1_000 })
        .refuses(schedule(1, span("03T12:00", "03T09:00"), None), reversed)
        .refuses(schedule(1, span("03T07:59", "03T12:00"), None), R::OutsideActivity { starts_at, ends_at })
        .refuses(schedule(1, morning, Some(0)), R::CapacityOutOfBounds { actual: 0, limit })
        .refuses(schedule(1, morning, Some(limit + 1)), R::CapacityOutOfBounds { actual: limit + 1, limit })
        .at("03T09:00")
        .refuses(schedule(1, morning, None), R::AlreadyStarted { starts_at: at("03T09:00"), now: at("03T09:00") });
}

#[test]
fn outcome_is_recorded_once_and_replaced_when_the_figure_changes() {
    let trees = |amount| C::RecordOutcome { measure: "植树".to_owned(), amount };
    let event = |amount| vec![E::OutcomeRecorded { measure: "植树".to_owned(), amount }];
    Scene::published(plan())
        .refuses(trees(5), R::NotStarted { starts_at: at("03T08:00"), now: at("01T08:00") })
        .at("03T10:00")
        .refuses(trees(0), R::OutcomeEmpty)
        .emits_once(trees(5), &event(5))
        .emits_once(trees(7), &event(7));
    Scene::drafted(plan()).at("03T10:00").refuses(trees(5), R::NotPublished);
    let mut full = Scene::published(plan()).at("03T10:00");
    for number in 0..planning::OUTCOMES_LIMIT {
        full = full.does(C::RecordOutcome { measure: format!("成果 {number}"), amount: 1 });
    }
    full.refuses(trees(5), R::TooManyEntries { field: "outcomes", actual: 51, limit: 50 });
}

#[test]
fn session_is_closed_once_when_it_is_over() {
    let close = C::CloseSession { session: 1 };
    let early = R::SessionNotOver { ends_at: at("03T12:00"), now: at("03T11:59") };
    Scene::drafted(plan()).refuses(close.clone(), R::NotPublished);
    Scene::published(plan())
        .refuses(C::CloseSession { session: 2 }, R::SessionUnknown { session: 2 })
        .at("03T11:59")
        .refuses(close.clone(), early)
        .at("03T12:00")
        .emits_once(close, &[E::SessionClosed { session: 1, open_check_ins: vec![] }]);
}

#[test]
fn activity_is_closed_once_on_the_last_sessions_day_when_all_sessions_are_closed() {
    Scene::drafted(plan()).refuses(C::CloseActivity, R::NotPublished);
    let closed_on = day("2024-06-03");
    Scene::published(plan())
        .at("04T12:00")
        .refuses(C::CloseActivity, R::SessionsOpen { sessions: vec![1] })
        .does(C::CloseSession { session: 1 })
        .emits_once(C::CloseActivity, &[E::ActivityClosed { closed_on }])
        .refuses(schedule(2, span("03T13:00", "03T14:00"), None), R::ActivityClosed { closed_on })
        .refuses(cancel(), R::ActivityClosed { closed_on });
}

#[test]
fn activity_is_cancelled_once_with_a_reason() {
    let event = E::ActivityCancelled { reason: Personal::clear("暴雨") };
    let scene = Scene::enrolled()
        .refuses(C::CancelActivity { reason: String::new() }, R::Text(TextRefusal::TextEmpty { field: "reason" }))
        .emits_once(cancel(), &[event])
        .refuses(enroll("bob"), R::ActivityCancelled)
        .refuses(publish(), R::ActivityCancelled);
    assert!(scene.activity.session_facts(1).unwrap().cancelled);
}

#[test]
fn cancellation_is_refused_when_somebody_was_credited_and_not_when_nobody_was() {
    let book = |credited, refused| C::RecordSessionCredited { session: 1, credited, refused };
    session_closed().does(book(1, 0)).refuses(cancel(), R::AlreadyCredited { session: 1 });
    session_closed().does(book(0, 3)).does(cancel());
}

#[test]
fn credits_are_booked_once_when_the_session_is_closed() {
    let book = |credited, refused| C::RecordSessionCredited { session: 1, credited, refused };
    let event = |credited, refused| vec![E::SessionCredited { session: 1, credited, refused }];
    Scene::published(plan()).refuses(book(1, 0), R::SessionNotClosed { session: 1 });
    let scene = session_closed();
    let first = scene.activity.decide(book(2, 1), &scene.context).unwrap();
    assert_eq!(first, event(2, 1));
    scene.does(book(2, 1)).knows(book(0, 1)).emits_once(book(0, 0), &event(0, 0));
}
