//! Given a demand catalogue, when somebody asks, then it says yes, knows it already, or says no with figures.

mod editions;
mod matches;
mod properties;

use super::{aggregate::EDITIONS_LIMIT, words::RecipientKind, *};
use crate::{
    category_catalog::words::TalentCategory,
    kernel::{Code, DateSpan, DivisionCode, OrganizationId, PersonId, RuleContext, Source, words::OrganizationKind},
    organization::OrganizationFacts,
    person::PersonFacts,
    talent_profile::{TalentCriterion, TalentFacts, engagements::Engagement, words::EngagementMode},
};
use TalentDemandCommand as C;
use TalentDemandEvent as E;
use TalentDemandRefusal as R;
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    Code::try_new(text).unwrap()
}

/// Today is 1 June 2024.
fn context() -> RuleContext {
    RuleContext::tested_at("2024-06-01T08:00:00+08:00".parse().unwrap(), Source::Api)
}

fn unit(name: &str) -> OrganizationId {
    OrganizationId::of_code(&code(name))
}

fn unit_facts(name: &str) -> OrganizationFacts {
    OrganizationFacts {
        organization_id: unit(name),
        kind: OrganizationKind::Department,
        registered_on: day("2020-01-01"),
        dissolved_on: None,
        suspended: false,
        ancestors: Vec::new(),
    }
}

fn person(number: u128) -> PersonFacts {
    let person_id = PersonId::new(uuid::Uuid::from_u128(number));
    PersonFacts { person_id, age_years: Some(40), guardian_consent: false }
}

/// A carver of category E or higher.
fn carver(quantity: u32) -> DemandItem {
    DemandItem {
        code: code("CARVER"),
        title: "砖雕工匠".to_owned(),
        quantity,
        criteria: vec![
            TalentCriterion::Skill { skill: "砖雕".to_owned() },
            TalentCriterion::CategoryAtLeast { category: TalentCategory::E },
        ],
        modes: vec![EngagementMode::FullTime, EngagementMode::Adviser],
        employer: None,
    }
}

fn engineer() -> DemandItem {
    DemandItem {
        code: code("ENGINEER"),
        title: "周末工程师".to_owned(),
        quantity: 1,
        criteria: vec![TalentCriterion::Registered],
        modes: Vec::new(),
        employer: Some(unit("T-1")),
    }
}

fn edition(number: u32, items: Vec<DemandItem>, on: &str) -> C {
    C::PublishCatalog {
        division: DivisionCode::new("360735"),
        year: 2024,
        edition: number,
        title: "石城县急需紧缺人才目录2024".to_owned(),
        recipients: vec![
            (unit_facts("T-1"), RecipientKind::Township),
            (unit_facts("T-2"), RecipientKind::Township),
            (unit_facts("M-1"), RecipientKind::MemberUnit),
        ],
        items,
        published_on: day(on),
    }
}

fn first() -> C {
    edition(1, vec![carver(3), engineer()], "2024-01-10")
}

fn allocate(to: &str, quantity: u32, on: &str) -> C {
    C::AllocateDemand { item: code("CARVER"), recipient: unit(to), quantity, allocated_on: day(on) }
}

/// Facts that meet all that is asked of a carver.
fn fitting() -> TalentFacts {
    TalentFacts { skills: ["砖雕".to_owned()].into(), category: Some(TalentCategory::B), ..TalentFacts::default() }
}

fn propose(number: u128, facts: TalentFacts, to: Option<&str>, on: &str) -> C {
    let (item, recipient) = (code("CARVER"), to.map(unit));
    C::ProposeMatch { person: person(number), facts, item, recipient, note: None, proposed_on: day(on) }
}

fn accept(number: u128, reason: Option<&str>, on: &str) -> C {
    let reason = reason.map(str::to_owned);
    C::AcceptMatch { person: person(number), item: code("CARVER"), reason, accepted_on: day(on) }
}

fn decline(number: u128, on: &str) -> C {
    let (item, reason) = (code("CARVER"), "本人不愿到岗".to_owned());
    C::DeclineMatch { person_id: person(number).person_id, item, reason, declined_on: day(on) }
}

fn engagement(name: &str, mode: EngagementMode, from: &str, to: Option<&str>) -> Engagement {
    let span = DateSpan { from: day(from), to: to.map(day) };
    Engagement { code: code(name), mode, organization_id: unit("T-1"), span }
}

fn link(number: u128, engagement: Engagement) -> C {
    C::LinkEngagement { person_id: person(number).person_id, item: code("CARVER"), engagement }
}

fn close(on: &str) -> C {
    C::CloseDemand { closed_on: day(on) }
}

fn after(commands: Vec<C>) -> TalentDemand {
    commands.into_iter().fold(TalentDemand::default(), |mut demand, command| {
        let events = demand.decide(command, &context()).unwrap();
        assert_ne!(events, vec![], "nothing happened");
        events.into_iter().for_each(|event| demand.remember(event));
        demand
    })
}

fn refused(demand: &TalentDemand, command: C) -> R {
    demand.decide(command, &context()).unwrap_err()
}

fn known(demand: &TalentDemand, command: C) {
    assert_eq!(demand.decide(command, &context()), Ok(vec![]));
}

fn happens(demand: &TalentDemand, command: C) -> E {
    let events = demand.decide(command, &context()).unwrap();
    assert_eq!(events.len(), 1);
    events.into_iter().next().unwrap()
}
