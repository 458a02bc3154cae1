//! Visits, and problems brought up, solved and opened again (I7).

use super::*;

fn problem(name: &str) -> ProblemId {
    ProblemId::of_code(InstructorId::of_code(&code("I1")), &code(name))
}

fn visit(name: &str, visited_on: &str, note: Option<&str>) -> InstructorCommand {
    let note = note.map(str::to_owned);
    C::RecordVisit { organization_id: org(name), visited_on: day(visited_on), note }
}

fn raise(name: &str, at: &str, raised_on: &str, text: &str) -> InstructorCommand {
    let (problem_id, organization_id) = (problem(name), org(at));
    C::RaiseProblem { problem_id, organization_id, raised_on: day(raised_on), text: text.to_owned() }
}

fn resolve(name: &str, resolved_on: &str, result: &str) -> InstructorCommand {
    C::ResolveProblem { problem_id: problem(name), resolved_on: day(resolved_on), result: result.to_owned() }
}

fn reopen(name: &str, reopened_on: &str) -> InstructorCommand {
    C::ReopenProblem { problem_id: problem(name), reopened_on: day(reopened_on) }
}

fn empty(field: &'static str) -> InstructorRefusal {
    R::Text(TextRefusal::TextEmpty { field })
}

/// Linked to A in March.
fn linked() -> Scene {
    Scene::appointed().does(assign("A", LinkKind::General, "2024-03-01", Some("2024-03-31")))
}

fn raised() -> Scene {
    linked().does(raise("P", "A", "2024-03-10", "停车难"))
}

#[test]
fn visit_is_recorded_at_an_organization_that_was_ever_linked() {
    let event = E::GuidanceVisitRecorded {
        organization_id: org("A"),
        visited_on: day("2024-05-01"),
        person_id: person(None, false).person_id,
        note: Some(Personal::clear("走访")),
    };
    let scene = linked();
    let decided = scene.instructor.decide(visit("A", "2024-05-01", Some(" 走访 ")), &scene.context);
    assert_eq!(decided, Ok(vec![event]));
    // Two visits of one day are two visits: sending one twice is for the key of the command to catch.
    let twice = scene.does(visit("A", "2024-05-01", None)).does(visit("A", "2024-05-01", None));
    assert_eq!(twice.instructor.visits_count, 2);
}

#[test]
fn visit_is_refused_when_never_linked_or_its_day_or_note_is_not_good() {
    linked()
        .refuses(visit("B", "2024-03-10", None), R::NoLink { organization_id: org("B") })
        .refuses(visit("A", "2024-01-01", None), too_early("2024-01-01", "2024-01-02"))
        .refuses(visit("A", "2024-06-02", None), in_future("2024-06-02"))
        .refuses(visit("A", "2024-03-10", Some("")), empty("note"));
}

#[test]
fn problem_is_raised_once() {
    let event = E::ProblemRaised {
        problem_id: problem("P"),
        organization_id: org("A"),
        raised_on: day("2024-03-10"),
        person_id: person(None, false).person_id,
        text: Personal::clear("停车难"),
    };
    linked()
        .does(assign("B", LinkKind::General, "2024-03-01", None))
        .emits_once(raise("P", "A", "2024-03-10", "停车难"), event)
        .refuses(
            raise("P", "B", "2024-03-10", "停车难"),
            R::ProblemTaken { problem_id: problem("P"), raised_on: day("2024-03-10") },
        );
}

#[test]
fn problem_is_refused_when_never_linked_or_its_day_or_text_is_not_good() {
    linked()
        .refuses(raise("P", "B", "2024-03-10", "停车难"), R::NoLink { organization_id: org("B") })
        .refuses(raise("P", "A", "2024-01-01", "停车难"), too_early("2024-01-01", "2024-01-02"))
        .refuses(raise("P", "A", "2024-06-02", "停车难"), in_future("2024-06-02"))
        .refuses(raise("P", "A", "2024-03-10", " "), empty("text"));
}

#[test]
fn problem_is_refused_when_there_are_too_many() {
    let scene = (0..20_000).fold(linked(), |scene, number| {
        scene.given(E::ProblemRaised {
            problem_id: ProblemId::new(Uuid::from_u128(number)),
            organization_id: org("A"),
            raised_on: day("2024-03-10"),
            person_id: PersonId::default(),
            text: Personal::Erased,
        })
    });
    scene.refuses(raise("P", "A", "2024-03-10", "停车难"), R::TooMany { list: "problems", limit: 20_000 });
}

#[test]
fn problem_is_solved_only_after_it_was_raised_and_with_a_result() {
    let event = E::ProblemResolved {
        problem_id: problem("P"),
        organization_id: org("A"),
        resolved_on: day("2024-03-10"),
        person_id: person(None, false).person_id,
        result: Personal::clear("已协调"),
    };
    raised()
        .refuses(resolve("Q", "2024-03-10", "已协调"), R::ProblemUnknown { problem_id: problem("Q") })
        .refuses(resolve("P", "2024-03-09", "已协调"), too_early("2024-03-09", "2024-03-10"))
        .refuses(resolve("P", "2024-06-02", "已协调"), in_future("2024-06-02"))
        .refuses(resolve("P", "2024-03-10", ""), empty("result"))
        .emits_once(resolve("P", "2024-03-10", "已协调"), event);
}

#[test]
fn solved_problem_is_opened_again_and_solved_no_earlier_than_that() {
    let event =
        E::ProblemReopened { problem_id: problem("P"), organization_id: org("A"), reopened_on: day("2024-04-10") };
    raised()
        .refuses(reopen("Q", "2024-04-10"), R::ProblemUnknown { problem_id: problem("Q") })
        .refuses(reopen("P", "2024-04-10"), R::ProblemNotResolved { problem_id: problem("P") })
        .does(resolve("P", "2024-04-01", "已协调"))
        .refuses(reopen("P", "2024-03-31"), too_early("2024-03-31", "2024-04-01"))
        .refuses(reopen("P", "2024-06-02"), in_future("2024-06-02"))
        .emits_once(reopen("P", "2024-04-10"), event)
        .refuses(reopen("P", "2024-04-11"), R::ProblemNotResolved { problem_id: problem("P") })
        .refuses(resolve("P", "2024-04-09", "已协调"), too_early("2024-04-09", "2024-04-10"))
        .does(resolve("P", "2024-04-10", "已协调"));
}
