//! Given a call on a department, when somebody asks, then it says yes, knows it already, or says no with figures.

mod limits;

use super::*;
use crate::{
    kernel::{
        Code, DivisionCode, InstructorId, OrganizationId, Personal, Place, Placed as _, RuleContext, Source,
        text::TextRefusal, words::OrganizationKind,
    },
    organization::OrganizationFacts,
};
use MatterCommand as C;
use MatterEvent as E;
use MatterRefusal as R;
use aggregate::Closing;
use chrono::NaiveDate;
use proptest::prelude::*;
use words::MatterKind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

fn codes(texts: &[&str]) -> Vec<Code> {
    texts.iter().map(|text| code(text)).collect()
}

fn department() -> OrganizationFacts {
    OrganizationFacts {
        organization_id: OrganizationId::of_code(&code("DEPT")),
        kind: OrganizationKind::Department,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

fn caller() -> CallerFacts {
    let caller = MatterCaller::Organization(OrganizationId::of_code(&code("STREET")));
    CallerFacts { caller, from: day("2020-01-01"), until: None }
}

fn new(text: &str) -> NewMatter {
    NewMatter { code: code(text), kind: MatterKind::Infrastructure, text: format!("管线迁移{text}") }
}

fn raise() -> MatterCommand {
    raise_with(caller(), department(), &["a", "b", "c"], "2024-02-01")
}

fn raise_with(caller: CallerFacts, department: OrganizationFacts, matters: &[&str], raised_on: &str) -> MatterCommand {
    C::RaiseMatters {
        code: code("C-1"),
        caller,
        department,
        division: DivisionCode::new("360702"),
        matters: matters.iter().map(|text| new(text)).collect(),
        raised_on: day(raised_on),
    }
}

fn take(response: &str, matters: &[&str], on: &str) -> MatterCommand {
    C::TakeMatters { response: code(response), matters: codes(matters), taken_on: day(on) }
}

fn resolve(matters: &[&str], on: &str) -> MatterCommand {
    C::ResolveMatters { matters: codes(matters), resolved_on: day(on), result: "已迁移".to_owned() }
}

fn decline(matters: &[&str], on: &str) -> MatterCommand {
    C::DeclineMatters { matters: codes(matters), declined_on: day(on), reason: "不属职责".to_owned() }
}

fn reopen(matter: &str, on: &str) -> MatterCommand {
    C::ReopenMatter { matter: code(matter), reopened_on: day(on), reason: "未解决".to_owned() }
}

/// A call and the moment at which it is asked; today is 1 June 2024.
struct Scene {
    call: MatterCall,
    context: RuleContext,
}

impl Scene {
    fn new() -> Self {
        let context = RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api);
        Self { call: MatterCall::default(), context }
    }

    fn raised() -> Self {
        Self::new().does(raise())
    }

    fn does(mut self, command: MatterCommand) -> Self {
        let events = self.call.decide(command, &self.context).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        for event in events {
            self.call.remember(event);
        }
        self
    }

    fn emits_once(mut self, command: MatterCommand, expected: MatterEvent) -> Self {
        assert_eq!(self.call.decide(command.clone(), &self.context), Ok(vec![expected.clone()]));
        self.call.remember(expected);
        self.knows(command)
    }

    fn knows(self, command: MatterCommand) -> Self {
        assert_eq!(self.call.decide(command, &self.context), Ok(vec![]));
        self
    }

    fn refuses(self, command: MatterCommand, refusal: MatterRefusal) -> Self {
        let coded = serde_json::to_value(&refusal).unwrap();
        assert!(coded["code"].as_str().unwrap().chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{coded}");
        assert_eq!(self.call.decide(command, &self.context), Err(refusal));
        self
    }
}

fn too_early(asked: &str, earliest: &str) -> MatterRefusal {
    R::DayTooEarly { day: day(asked), earliest: day(earliest) }
}

#[test]
fn call_lists_its_matters_once_and_names_the_fields_that_differ() {
    let listed = |text: &str| ListedMatter {
        code: code(text),
        kind: MatterKind::Infrastructure,
        text: Personal::clear(format!("管线迁移{text}")),
    };
    let raised = E::MattersRaised {
        code: code("C-1"),
        caller: caller().caller,
        department: department().organization_id,
        division: DivisionCode::new("360702"),
        matters: ["a", "b", "c"].map(listed).to_vec(),
        raised_on: day("2024-02-01"),
    };
    let other = raise_with(caller(), department(), &["a", "b"], "2024-02-02");
    let twice = raise_with(caller(), department(), &["a", "a", "b"], "2024-02-01");
    Scene::new()
        .emits_once(raise(), raised)
        .refuses(other, R::CodeTaken { fields: vec!["raised_on", "matters"] })
        .refuses(twice, R::MatterListedTwice { matter: code("a") });
}

#[test]
fn more_matters_than_a_call_can_have_are_refused_before_they_are_compared() {
    let many: Vec<String> = (0..201).map(|number| format!("m{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let too_many = R::TooMany { list: "matters", limit: 200 };
    Scene::raised()
        .refuses(take("R-1", &many, "2024-02-05"), too_many.clone())
        .refuses(decline(&many, "2024-02-05"), too_many);
}

#[test]
fn call_is_refused_when_a_party_is_not_there_or_no_department() {
    let instructor = MatterCaller::Instructor(InstructorId::of_code(&code("I")));
    let released = CallerFacts { caller: instructor, from: day("2022-01-01"), until: Some(day("2024-01-31")) };
    let not_in_office = R::CallerNotLive {
        caller: instructor,
        day: day("2024-02-01"),
        from: day("2022-01-01"),
        until: Some(day("2024-01-31")),
    };
    let (mut gone, mut enterprise) = (department(), department());
    gone.dissolved_on = Some(day("2024-01-31"));
    enterprise.kind = OrganizationKind::Enterprise;
    let organization_id = department().organization_id;
    let not_live = R::OrganizationNotLive {
        organization_id,
        day: day("2024-02-01"),
        from: day("2020-01-01"),
        until: Some(day("2024-01-31")),
    };
    let itself = CallerFacts { caller: MatterCaller::Organization(organization_id), ..caller() };
    let on = "2024-02-01";
    Scene::new()
        .refuses(raise_with(released, department(), &["a"], on), not_in_office)
        .refuses(raise_with(caller(), gone, &["a"], on), not_live)
        .refuses(raise_with(itself, department(), &["a"], on), R::CallOnItself)
        .refuses(
            raise_with(caller(), enterprise, &["a"], on),
            R::NotADepartment { organization_id, kind: OrganizationKind::Enterprise },
        )
        .refuses(raise_with(caller(), department(), &[], on), R::NoMatterNamed)
        .refuses(raise_with(caller(), department(), &["a", "a"], on), R::MatterListedTwice { matter: code("a") })
        .refuses(
            raise_with(caller(), department(), &["a"], "2024-06-02"),
            R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") },
        )
        .refuses(take("R-1", &[], on), R::CallUnknown);
}

#[test]
fn response_takes_many_matters_and_no_matter_is_taken_twice() {
    let (response, taken_on) = (code("R-1"), day("2024-02-05"));
    let taken = E::MattersTaken { response: response.clone(), matters: codes(&["a", "b"]), taken_on };
    let rest = E::MattersTaken { response: code("R-2"), matters: codes(&["c"]), taken_on: day("2024-02-06") };
    Scene::raised()
        .refuses(take("R-1", &["a"], "2024-01-31"), too_early("2024-01-31", "2024-02-01"))
        .refuses(take("R-1", &["x"], "2024-02-05"), R::MatterUnknown { matter: code("x") })
        .emits_once(take("R-1", &["a", "b"], "2024-02-05"), taken)
        .knows(take("R-1", &["b", "a"], "2024-02-05"))
        .refuses(take("R-1", &["c"], "2024-02-05"), R::ResponseTaken { response: response.clone(), taken_on })
        .refuses(take("R-2", &["b", "c"], "2024-02-06"), R::MatterTaken { matter: code("b"), response, taken_on })
        .emits_once(take("R-2", &[], "2024-02-06"), rest);
}

#[test]
fn matter_is_resolved_with_a_result_only_after_it_was_taken() {
    let resolved = E::MattersResolved {
        matters: codes(&["a", "b"]),
        resolved_on: day("2024-03-01"),
        result: Personal::clear("已迁移"),
    };
    let scene = Scene::raised()
        .refuses(resolve(&["a"], "2024-03-01"), R::MatterNotTaken { matter: code("a") })
        .refuses(resolve(&[], "2024-03-01"), R::NoMatterNamed)
        .does(take("R-1", &["a", "b"], "2024-02-05"))
        .refuses(resolve(&["a"], "2024-02-04"), too_early("2024-02-04", "2024-02-05"))
        .refuses(
            C::ResolveMatters { matters: codes(&["a"]), resolved_on: day("2024-03-01"), result: " ".to_owned() },
            R::Text(TextRefusal::TextEmpty { field: "result" }),
        )
        .emits_once(resolve(&[], "2024-03-01"), resolved)
        .knows(resolve(&["b"], "2024-03-09"));
    assert_eq!(counts(&scene), (1, 2, 0));
}

/// Matters that are open, resolved and declined.
fn counts(scene: &Scene) -> (usize, usize, usize) {
    let closed = |closing| {
        scene.call.matters.values().filter(|held| held.closed.as_ref().map(|(how, _)| *how) == closing).count()
    };
    (closed(None), closed(Some(Closing::Resolved)), closed(Some(Closing::Declined)))
}

#[test]
fn matter_is_declined_or_opened_again_with_a_reason() {
    let declined = E::MattersDeclined {
        matters: codes(&["c"]),
        declined_on: day("2024-02-03"),
        reason: Personal::clear("不属职责"),
    };
    let reopened =
        E::MatterReopened { matter: code("a"), reopened_on: day("2024-03-05"), reason: Personal::clear("未解决") };
    let scene = Scene::raised()
        .emits_once(decline(&["c"], "2024-02-03"), declined)
        .refuses(take("R-1", &["c"], "2024-02-05"), R::MatterClosed { matter: code("c"), closed_on: day("2024-02-03") })
        .does(take("R-1", &["a", "b"], "2024-02-05"))
        .refuses(reopen("a", "2024-03-05"), R::MatterOpen { matter: code("a") })
        .does(resolve(&["a"], "2024-03-01"))
        .refuses(decline(&["a"], "2024-03-02"), R::MatterClosed { matter: code("a"), closed_on: day("2024-03-01") })
        .refuses(reopen("a", "2024-02-28"), too_early("2024-02-28", "2024-03-01"))
        .emits_once(reopen("a", "2024-03-05"), reopened)
        .refuses(resolve(&["a"], "2024-03-04"), too_early("2024-03-04", "2024-03-05"))
        .does(resolve(&["a"], "2024-03-06"));
    assert_eq!(counts(&scene), (1, 1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn matter_is_resolved_only_when_taken_and_every_accepted_command_is_known_after(
        asked in prop::collection::vec((0u8..4, 0usize..3, 0u64..100, 0u8..4), 1..60),
    ) {
        let mut scene = Scene::raised();
        for (what, which, offset, response) in asked {
            let matter = ["a", "b", "c"][which];
            let on = (day("2024-02-01") + chrono::Days::new(offset)).to_string();
            let command = match what {
                0 => take(&format!("R-{response}"), &[matter], &on),
                1 => resolve(&[matter], &on),
                2 => decline(&[matter], &on),
                _ => reopen(matter, &on),
            };
            let Ok(events) = scene.call.decide(command.clone(), &scene.context) else { continue };
            for event in events {
                if let E::MattersResolved { matters, resolved_on, .. } = &event {
                    let taken = scene.call.matters[&matters[0]].taken.clone().expect("resolved only when taken");
                    prop_assert!(taken.1 <= *resolved_on);
                }
                scene.call.remember(event);
            }
            prop_assert_eq!(scene.call.decide(command, &scene.context), Ok(vec![]));
        }
        let stored = serde_json::to_string(&scene.call).unwrap();
        prop_assert_eq!(serde_json::from_str::<MatterCall>(&stored).unwrap(), scene.call);
    }
}

#[test]
fn call_stands_in_its_division_with_the_department_and_the_organization_that_called() {
    use crate::kernel::{Place, Placed as _};
    let street = OrganizationId::of_code(&code("STREET"));
    let expected = Place::in_division(&DivisionCode::new("360702")).of(department().organization_id).of(street);
    assert_eq!(Scene::raised().call.place(), Some(expected));
    assert_eq!(MatterCall::default().place(), None);
}

#[test]
fn call_stands_at_its_department_for_whoever_answers_it_and_at_its_caller_too_for_whoever_reads_it() {
    let street = OrganizationId::of_code(&code("STREET"));
    let answered = Place::in_division(&DivisionCode::new("360702")).of(department().organization_id);
    let call = Scene::raised().call;
    assert_eq!((call.place_of_answer(), call.place()), (Some(answered.clone()), Some(answered.of(street))));
    assert_eq!(MatterCall::default().place_of_answer(), None);
}
