//! Lists and days of a call at their limits, and what is stored.

use super::*;
use crate::kernel::{KeyOwner, contract::personal_fields};

#[test]
fn call_has_two_hundred_matters_that_one_response_may_take_on_the_day_itself() {
    let many: Vec<String> = (0..201).map(|number| format!("m{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let today = "2024-06-01";
    Scene::new()
        .refuses(raise_with(caller(), department(), &many, today), R::TooMany { list: "matters", limit: 200 })
        .does(raise_with(caller(), department(), &many[..200], today))
        .does(take("R-1", &many[..200], today))
        .does(resolve(&["m0"], today))
        .does(reopen("m0", today))
        .does(decline(&["m0"], today));
}

#[test]
fn response_is_taken_when_it_comes_again_with_fewer_or_other_matters() {
    let (response, taken_on) = (code("R-1"), day("2024-02-05"));
    let mut scene = Scene::raised().does(take("R-1", &["a", "b"], "2024-02-05")).knows(take("R-1", &[], "2024-02-05"));
    for matters in [&["a"][..], &["a", "c"], &["a", "b", "c"]] {
        let taken = R::ResponseTaken { response: response.clone(), taken_on };
        scene = scene.refuses(take("R-1", matters, "2024-02-05"), taken);
    }
}

#[test]
fn what_a_matter_is_and_what_came_of_it_is_sealed_for_the_call() {
    let decided = |scene: &Scene, command| scene.call.decide(command, &scene.context).unwrap().remove(0);
    let fields = |names: &[&'static str]| names.iter().map(|name| (KeyOwner::Stream, *name)).collect::<Vec<_>>();
    assert_eq!(personal_fields(decided(&Scene::new(), raise())), fields(&["text", "text", "text"]));
    let scene = Scene::raised();
    assert_eq!(personal_fields(decided(&scene, take("R-1", &["a"], "2024-02-05"))), fields(&[]));
    assert_eq!(personal_fields(decided(&scene, decline(&["a"], "2024-02-05"))), fields(&["reason"]));
    let scene = scene.does(take("R-1", &["a"], "2024-02-05"));
    assert_eq!(personal_fields(decided(&scene, resolve(&["a"], "2024-02-06"))), fields(&["result"]));
    let scene = scene.does(resolve(&["a"], "2024-02-06"));
    assert_eq!(personal_fields(decided(&scene, reopen("a", "2024-02-07"))), fields(&["reason"]));
}
