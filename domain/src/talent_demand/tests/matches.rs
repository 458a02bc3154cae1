//! Matches, and the engagements that fill them.

use super::*;
use crate::{
    kernel::{KeyOwner, Personal, contract::personal_fields},
    talent_profile::{Explained, Verdict},
};

fn dealt() -> Vec<C> {
    vec![first(), allocate("T-1", 1, "2024-02-01")]
}

fn with(more: Vec<C>) -> TalentDemand {
    after(dealt().into_iter().chain(more).collect())
}

#[test]
fn proposal_keeps_what_was_met_unmet_and_unknown_on_its_day() {
    let demand = with(Vec::new());
    let facts = TalentFacts { category: Some(TalentCategory::F), ..TalentFacts::default() };
    let explained = vec![
        Explained { criterion: TalentCriterion::Skill { skill: "砖雕".to_owned() }, verdict: Verdict::Unknown },
        Explained {
            criterion: TalentCriterion::CategoryAtLeast { category: TalentCategory::E },
            verdict: Verdict::Unmet,
        },
    ];
    let expected = E::MatchProposed {
        person_id: person(1).person_id,
        item: code("CARVER"),
        recipient: Some(unit("T-1")),
        explained,
        note: None,
        proposed_on: day("2024-02-02"),
    };
    assert_eq!(happens(&demand, propose(1, facts, Some("T-1"), "2024-02-02")), expected);
}

#[test]
fn person_is_proposed_for_an_item_once_until_turned_down() {
    let proposed = propose(1, fitting(), Some("T-1"), "2024-02-02");
    let demand = with(vec![proposed.clone()]);
    // A repetition is known whatever is known of the person by now.
    known(&demand, propose(1, TalentFacts::default(), Some("T-1"), "2024-02-02"));
    let live = R::MatchLive { proposed_on: day("2024-02-02") };
    assert_eq!(refused(&demand, propose(1, fitting(), None, "2024-02-03")), live);
    let demand = with(vec![proposed, decline(1, "2024-02-05")]);
    known(&demand, decline(1, "2024-02-05"));
    assert_eq!(refused(&demand, decline(1, "2024-02-06")), R::MatchDeclined { declined_on: day("2024-02-05") });
    let early = R::DayTooEarly { day: day("2024-02-05"), earliest: day("2024-02-06") };
    assert_eq!(refused(&demand, propose(1, fitting(), None, "2024-02-05")), early);
    happens(&demand, propose(1, fitting(), None, "2024-02-06"));
}

#[test]
fn proposal_is_refused_for_an_unknown_item_or_a_unit_without_a_part_or_out_of_order() {
    let demand = with(Vec::new());
    for to in ["T-2", "T-9"] {
        let command = propose(1, fitting(), Some(to), "2024-02-02");
        assert_eq!(refused(&demand, command), R::RecipientUnknown { recipient: unit(to) });
    }
    let early = R::DayTooEarly { day: day("2024-01-31"), earliest: day("2024-02-01") };
    assert_eq!(refused(&demand, propose(1, fitting(), Some("T-1"), "2024-01-31")), early);
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    assert_eq!(refused(&demand, propose(1, fitting(), None, "2024-06-02")), future);
}

#[test]
fn acceptance_needs_a_reason_where_not_all_is_met_and_unknown_is_never_met() {
    let unknown = TalentFacts { skills: fitting().skills, ..TalentFacts::default() };
    let demand = with(vec![propose(1, unknown, Some("T-1"), "2024-02-02")]);
    assert_eq!(refused(&demand, accept(1, None, "2024-02-03")), R::CriteriaNotMet { unmet: 0, unknown: 1 });
    let expected = E::MatchAccepted {
        person_id: person(1).person_id,
        item: code("CARVER"),
        reason: Some(Personal::clear("类别正在评定")),
        accepted_on: day("2024-02-03"),
    };
    assert_eq!(happens(&demand, accept(1, Some("类别正在评定"), "2024-02-03")), expected);
    assert!(matches!(refused(&demand, accept(1, Some(" "), "2024-02-03")), R::Text(_)));
    assert_eq!(refused(&demand, accept(2, None, "2024-02-03")), R::MatchUnknown);
}

#[test]
fn acceptance_is_refused_when_every_place_is_taken_until_one_is_free() {
    let both = vec![
        propose(1, fitting(), Some("T-1"), "2024-02-02"),
        propose(2, fitting(), Some("T-1"), "2024-02-02"),
        accept(1, None, "2024-02-03"),
    ];
    let demand = with(both.clone());
    known(&demand, accept(1, None, "2024-02-03"));
    assert_eq!(refused(&demand, accept(1, None, "2024-02-04")), R::MatchAccepted { accepted_on: day("2024-02-03") });
    let taken = R::PlacesTaken { item: code("CARVER"), limit: 1 };
    assert_eq!(refused(&demand, accept(2, None, "2024-02-03")), taken);
    let demand = with(both.into_iter().chain([decline(1, "2024-02-04")]).collect());
    assert_eq!(refused(&demand, accept(1, None, "2024-02-04")), R::MatchDeclined { declined_on: day("2024-02-04") });
    happens(&demand, accept(2, None, "2024-02-04"));
}

#[test]
fn accepted_match_is_filled_by_one_engagement_of_a_mode_that_is_wanted() {
    let proposed = propose(1, fitting(), Some("T-1"), "2024-02-02");
    let adviser = |name: &str| engagement(name, EngagementMode::Adviser, "2024-03-01", None);
    let demand = with(vec![proposed.clone()]);
    assert_eq!(refused(&demand, link(1, adviser("E-1"))), R::MatchNotAccepted);
    let demand = with(vec![proposed.clone(), accept(1, None, "2024-02-03")]);
    let wrong = engagement("E-1", EngagementMode::Project, "2024-03-01", None);
    let wanted = vec![EngagementMode::FullTime, EngagementMode::Adviser];
    assert_eq!(refused(&demand, link(1, wrong)), R::ModeNotWanted { mode: EngagementMode::Project, wanted });
    let over = engagement("E-1", EngagementMode::Adviser, "2024-01-01", Some("2024-02-02"));
    let refusal = R::EngagementOver { ended_on: day("2024-02-02"), accepted_on: day("2024-02-03") };
    assert_eq!(refused(&demand, link(1, over)), refusal);
    happens(&demand, link(1, engagement("E-1", EngagementMode::Adviser, "2024-01-01", Some("2024-02-03"))));
    let demand = with(vec![proposed, accept(1, None, "2024-02-03"), link(1, adviser("E-1"))]);
    known(&demand, link(1, adviser("E-1")));
    let linked = R::EngagementLinked { item: code("CARVER"), engagement: code("E-1") };
    assert_eq!(refused(&demand, link(1, adviser("E-2"))), linked);
}

#[test]
fn engagement_fills_one_item_and_one_of_its_employer_only() {
    let of_engineer = |command: C| match command.clone() {
        C::ProposeMatch { person, facts, note, proposed_on, .. } => {
            C::ProposeMatch { person, facts, item: code("ENGINEER"), recipient: None, note, proposed_on }
        }
        C::AcceptMatch { person, reason, accepted_on, .. } => {
            C::AcceptMatch { person, item: code("ENGINEER"), reason, accepted_on }
        }
        C::LinkEngagement { person_id, engagement, .. } => {
            C::LinkEngagement { person_id, item: code("ENGINEER"), engagement }
        }
        C::PublishCatalog { .. } | C::AllocateDemand { .. } | C::DeclineMatch { .. } | C::CloseDemand { .. } => command,
    };
    let registered = TalentFacts { registered: true, ..TalentFacts::default() };
    let held = engagement("E-1", EngagementMode::Adviser, "2024-03-01", None);
    let demand = with(vec![
        propose(1, fitting(), Some("T-1"), "2024-02-02"),
        accept(1, None, "2024-02-03"),
        link(1, held.clone()),
        of_engineer(propose(1, registered, None, "2024-02-02")),
        of_engineer(accept(1, None, "2024-02-03")),
    ]);
    let linked = R::EngagementLinked { item: code("CARVER"), engagement: code("E-1") };
    assert_eq!(refused(&demand, of_engineer(link(1, held.clone()))), linked);
    let elsewhere = Engagement { code: code("E-2"), organization_id: unit("M-1"), ..held };
    let differs = R::EmployerDiffers { expected: unit("T-1"), actual: unit("M-1") };
    assert_eq!(refused(&demand, of_engineer(link(1, elsewhere))), differs);
}

#[test]
fn note_and_reasons_of_a_match_are_the_persons_own() {
    let (person_id, item, on) = (person(1).person_id, || code("CARVER"), day("2024-02-02"));
    let proposed = |note| E::MatchProposed {
        person_id,
        item: item(),
        recipient: None,
        explained: Vec::new(),
        note,
        proposed_on: on,
    };
    let accepted = |reason| E::MatchAccepted { person_id, item: item(), reason, accepted_on: on };
    let text = || Personal::clear("本人自荐");
    for (event, fields) in [
        (proposed(Some(text())), vec!["note"]),
        (proposed(None), vec![]),
        (accepted(Some(text())), vec!["reason"]),
        (accepted(None), vec![]),
        (E::MatchDeclined { person_id, item: item(), reason: text(), declined_on: on }, vec!["reason"]),
    ] {
        let expected: Vec<_> = fields.into_iter().map(|field| (KeyOwner::Person(person_id), field)).collect();
        assert_eq!(personal_fields(event), expected);
    }
}
