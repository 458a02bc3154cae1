//! Given links and candidates, the plan breaks no limit and is never worse than another one.

use super::*;
use proptest::prelude::*;
use uuid::Uuid;

const DIVISIONS: [&str; 4] = ["360702", "360703", "445202", "140106"];

fn divisions() -> Divisions {
    Divisions::built_in().unwrap()
}

fn vacancy(number: u128, link_kind: LinkKind, division: &str, refusals: &[Option<&str>]) -> Vacancy {
    Vacancy {
        organization_id: OrganizationId::new(Uuid::from_u128(number)),
        link_kind,
        division: DivisionCode::new(division),
        refusals: refusals.iter().map(|refusal| refusal.map(str::to_owned)).collect(),
    }
}

fn candidate(number: u128, division: &str, focus: u32, focus_room: u32) -> Candidate {
    Candidate {
        instructor_id: InstructorId::new(Uuid::from_u128(number)),
        division: DivisionCode::new(division),
        focus,
        general: focus,
        focus_room,
    }
}

fn placed(proposal: &Proposal) -> Vec<(usize, usize, Distance, u32)> {
    let figures =
        |placement: &Placement| (placement.vacancy, placement.candidate, placement.distance, placement.load_before);
    proposal.placements.iter().map(figures).collect()
}

#[test]
fn distance_is_that_of_the_smallest_division_that_holds_both() {
    let between =
        |one: &str, other: &str| Distance::between(&DivisionCode::new(one), &DivisionCode::new(other), &divisions());
    assert_eq!(between("360702", "360702"), Distance::SameDivision);
    assert_eq!(between("360702", "360703"), Distance::SameCity);
    assert_eq!(between("3607", "360703"), Distance::SameCity);
    assert_eq!(between("GZ-JKQ", "360703"), Distance::SameCity);
    assert_eq!(between("36", "360703"), Distance::SameProvince);
    assert_eq!(between("360702", "445202"), Distance::Elsewhere);
    assert_eq!(between("999999", "999998"), Distance::Elsewhere);
}

#[test]
fn nearer_candidate_takes_the_link_and_of_equally_near_ones_the_one_with_less() {
    let candidates = [candidate(1, "360703", 0, 10), candidate(2, "360702", 8, 2), candidate(3, "360702", 6, 4)];
    let focus = |number| vacancy(number, LinkKind::Focus, "360702", &[None, None, None]);
    let proposal = propose(&[focus(1), focus(2), focus(3), focus(4)], &candidates, &divisions());
    let near = Distance::SameDivision;
    let mut loads: Vec<_> = placed(&proposal).into_iter().map(|(_, to, distance, load)| (to, distance, load)).collect();
    loads.sort_unstable();
    // Two each would be 8+10, three and one 9+9: the more even.
    assert_eq!(loads, [(1, near, 8), (2, near, 6), (2, near, 7), (2, near, 8)]);
    assert_eq!(proposal.unplaced, []);
}

#[test]
fn all_links_are_placed_also_when_the_nearest_candidate_would_take_the_place_of_the_only_one() {
    // The first link would go to candidate 0, who is the only one for the second.
    let candidates = [candidate(1, "360702", 9, 1), candidate(2, "360703", 9, 1)];
    let vacancies = [
        vacancy(1, LinkKind::Focus, "360702", &[None, None]),
        vacancy(2, LinkKind::Focus, "360702", &[None, Some("REPRESENTS_ORGANIZATION")]),
    ];
    let proposal = propose(&vacancies, &candidates, &divisions());
    let expected = [(0, 1, Distance::SameCity, 9), (1, 0, Distance::SameDivision, 9)];
    assert_eq!(placed(&proposal), expected);
}

#[test]
fn link_that_nobody_may_take_says_why_counted_by_candidates() {
    let candidates = [candidate(1, "360702", 9, 1), candidate(2, "360702", 10, 0)];
    let full = Some("FOCUS_LIMIT_EXCEEDED");
    let vacancies = [
        vacancy(1, LinkKind::Focus, "360702", &[None, full]),
        vacancy(2, LinkKind::Focus, "445202", &[None, full]),
        vacancy(3, LinkKind::General, "360702", &[Some("LINK_OVERLAPS"), Some("LINK_OVERLAPS")]),
        vacancy(4, LinkKind::General, "360702", &[None, None]),
    ];
    let proposal = propose(&vacancies, &candidates, &divisions());
    assert_eq!(placed(&proposal), [(0, 0, Distance::SameDivision, 9), (3, 0, Distance::SameDivision, 9)]);
    let reasons = |pairs: &[(&str, u32)]| pairs.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
    let expected = [
        Unplaced { vacancy: 1, reasons: reasons(&[("FOCUS_LIMIT_EXCEEDED", 1), (ROOM_TAKEN, 1)]) },
        Unplaced { vacancy: 2, reasons: reasons(&[("LINK_OVERLAPS", 2)]) },
    ];
    assert_eq!(proposal.unplaced, expected);
    let nobody = propose(&[vacancy(4, LinkKind::General, "360702", &[])], &[], &divisions());
    assert_eq!(nobody.unplaced, [Unplaced { vacancy: 0, reasons: BTreeMap::new() }]);
    assert_eq!(propose(&[], &candidates, &divisions()), Proposal::default());
}

/// Who takes each vacancy, where somebody does.
type Plan = Vec<Option<usize>>;

/// What a plan costs, the weightiest first: links that stay, steps of travel, the sum of squares of the loads.
fn cost(plan: &Plan, vacancies: &[Vacancy], candidates: &[Candidate]) -> (usize, u32, u64) {
    let divisions = divisions();
    let stays = plan.iter().filter(|to| to.is_none()).count();
    let steps = plan.iter().zip(vacancies).filter_map(|(to, vacancy)| {
        to.map(|to| Distance::between(&candidates[to].division, &vacancy.division, &divisions).steps())
    });
    let squares = [LinkKind::Focus, LinkKind::General].into_iter().flat_map(|kind| {
        candidates.iter().enumerate().map(move |(index, candidate)| {
            let taken =
                plan.iter().zip(vacancies).filter(|(to, vacancy)| **to == Some(index) && vacancy.link_kind == kind);
            (u64::from(candidate.load(kind)) + taken.count() as u64).pow(2)
        })
    });
    (stays, steps.sum(), squares.sum())
}

fn allows(plan: &Plan, vacancies: &[Vacancy], candidates: &[Candidate]) -> bool {
    let focus = |index: usize| {
        plan.iter()
            .zip(vacancies)
            .filter(|(to, vacancy)| **to == Some(index) && vacancy.link_kind == LinkKind::Focus)
            .count()
    };
    let refused = plan.iter().zip(vacancies).any(|(to, vacancy)| to.is_some_and(|to| vacancy.refusals[to].is_some()));
    !refused && candidates.iter().enumerate().all(|(index, one)| focus(index) <= one.focus_room as usize)
}

/// The plan of somebody who gives each link, in turn, to whoever is cheapest then.
fn greedy(vacancies: &[Vacancy], candidates: &[Candidate]) -> Plan {
    let mut plan: Plan = Vec::new();
    for number in 1..=vacancies.len() {
        let choices = (0..candidates.len()).map(Some).chain([None]);
        let plans = choices.map(|to| plan.iter().copied().chain([to]).collect::<Plan>());
        let allowed = plans.filter(|plan| allows(plan, &vacancies[..number], candidates));
        plan = allowed.min_by_key(|plan| cost(plan, &vacancies[..number], candidates)).unwrap();
    }
    plan
}

/// Every plan there is.
fn all_plans(vacancies: usize, candidates: usize) -> Vec<Plan> {
    (0..vacancies).fold(vec![Vec::new()], |plans, _| {
        let further =
            |plan: Plan| (0..candidates).map(Some).chain([None]).map(move |to| [plan.clone(), vec![to]].concat());
        plans.into_iter().flat_map(further).collect()
    })
}

fn people() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0..DIVISIONS.len(), 0u32..11, 0u32..4);
    prop::collection::vec(one, 0..4).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered.map(|(number, (place, load, room))| candidate(number as u128, DIVISIONS[place], load, room)).collect()
    })
}

fn question(links: usize) -> impl Strategy<Value = (Vec<Vacancy>, Vec<Candidate>)> {
    (people(), prop::collection::vec((0..DIVISIONS.len(), any::<bool>(), 0u8..16), 0..links)).prop_map(
        |(candidates, wanted)| {
            let made = |(number, (place, focus, no)): (usize, (usize, bool, u8))| {
                let kind = if focus { LinkKind::Focus } else { LinkKind::General };
                let refusals: Vec<_> =
                    (0..candidates.len()).map(|index| (no >> index & 1 == 1).then_some("NO")).collect();
                vacancy(number as u128, kind, DIVISIONS[place], &refusals)
            };
            (wanted.into_iter().enumerate().map(made).collect(), candidates)
        },
    )
}

fn plan_of(proposal: &Proposal, vacancies: usize) -> Plan {
    let mut plan = vec![None; vacancies];
    proposal.placements.iter().for_each(|placement| plan[placement.vacancy] = Some(placement.candidate));
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn plan_breaks_no_limit_is_never_worse_than_the_greedy_one_and_is_the_same_again(
        (vacancies, candidates) in question(12),
    ) {
        let proposal = propose(&vacancies, &candidates, &divisions());
        let plan = plan_of(&proposal, vacancies.len());
        prop_assert!(allows(&plan, &vacancies, &candidates));
        let (ours, theirs) = (plan, greedy(&vacancies, &candidates));
        prop_assert!(cost(&ours, &vacancies, &candidates) <= cost(&theirs, &vacancies, &candidates));
        prop_assert_eq!(proposal.placements.len() + proposal.unplaced.len(), vacancies.len());
        prop_assert_eq!(propose(&vacancies, &candidates, &divisions()), proposal);
    }

    #[test]
    fn plan_is_the_best_of_all_plans_of_a_few_links((vacancies, candidates) in question(5)) {
        let plan = plan_of(&propose(&vacancies, &candidates, &divisions()), vacancies.len());
        let allowed = all_plans(vacancies.len(), candidates.len()).into_iter();
        let allowed = allowed.filter(|plan| allows(plan, &vacancies, &candidates));
        let best = allowed.map(|plan| cost(&plan, &vacancies, &candidates)).min();
        prop_assert_eq!(Some(cost(&plan, &vacancies, &candidates)), best);
    }
}
