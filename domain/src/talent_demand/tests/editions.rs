//! Editions, allocations and the close.

use super::*;
use crate::{kernel::text::TextRefusal, talent_profile::criteria::CriteriaRefusal};

#[test]
fn edition_is_published_once_with_its_lists_as_they_are_and_never_changes() {
    let demand = after(vec![first()]);
    known(&demand, first());
    let other = edition(1, vec![carver(4), engineer()], "2024-01-10");
    assert_eq!(refused(&demand, other), R::EditionTaken { edition: 1, fields: vec!["items"] });
    assert_eq!(
        refused(&demand, edition(3, vec![carver(3)], "2024-02-01")),
        R::EditionOutOfOrder { expected: 2, actual: 3 }
    );
    let E::DemandCatalogPublished { recipients, items, .. } = happens(&TalentDemand::default(), first()) else {
        panic!("no edition")
    };
    assert_eq!(recipients.iter().map(|one| one.organization_id).collect::<Vec<_>>(), ["T-1", "T-2", "M-1"].map(unit));
    assert_eq!(items, [carver(3), engineer()]);
}

#[test]
fn edition_is_refused_when_its_lists_days_or_units_are_wrong() {
    let demand = TalentDemand::default();
    let empty = R::CatalogListCount { list: "items", limit: 200, actual: 0 };
    assert_eq!(refused(&demand, edition(1, Vec::new(), "2024-01-10")), empty);
    let twice = edition(1, vec![carver(1), carver(2)], "2024-01-10");
    assert_eq!(refused(&demand, twice), R::ItemRepeated { item: code("CARVER") });
    let bounds = R::QuantityOutOfBounds { item: code("CARVER"), limit: 100_000, actual: 0 };
    assert_eq!(refused(&demand, edition(1, vec![carver(0)], "2024-01-10")), bounds);
    let future = R::DayInFuture { day: day("2024-06-02"), today: day("2024-06-01") };
    assert_eq!(refused(&demand, edition(1, vec![carver(1)], "2024-06-02")), future);
    let early = R::YearImplausible { year: 2024, day: day("2022-12-31") };
    assert_eq!(refused(&demand, edition(1, vec![carver(1)], "2022-12-31")), early);
    let none = R::Criteria(CriteriaRefusal::CriteriaCount { limit: 20, actual: 0 });
    let item = DemandItem { criteria: Vec::new(), ..carver(1) };
    assert_eq!(refused(&demand, edition(1, vec![item], "2024-01-10")), none);
    let item = DemandItem { title: " ".to_owned(), ..carver(1) };
    let untitled = R::Text(TextRefusal::TextEmpty { field: "item title" });
    assert_eq!(refused(&demand, edition(1, vec![item], "2024-01-10")), untitled);
    let with = |change: fn(&mut Vec<(OrganizationFacts, RecipientKind)>)| {
        let mut command = first();
        if let C::PublishCatalog { recipients, .. } = &mut command {
            change(recipients);
        }
        command
    };
    let repeated = with(|units| units.push((unit_facts("T-1"), RecipientKind::Township)));
    assert_eq!(refused(&demand, repeated), R::RecipientRepeated { recipient: unit("T-1") });
    let dissolved = with(|units| units[0].0.dissolved_on = Some(day("2024-01-09")));
    let not_live = R::OrganizationNotLive { organization_id: unit("T-1"), day: day("2024-01-10") };
    assert_eq!(refused(&demand, dissolved), not_live);
    assert_eq!(refused(&demand, allocate("T-1", 1, "2024-02-01")), R::CatalogUnknown);
}

#[test]
fn allocations_together_are_the_quantity_at_most() {
    let demand = after(vec![first(), allocate("T-1", 2, "2024-02-01")]);
    known(&demand, allocate("T-1", 2, "2024-02-01"));
    let over = R::AllocationExceedsQuantity { item: code("CARVER"), limit: 3, committed: 2, asked: 2 };
    assert_eq!(refused(&demand, allocate("T-2", 2, "2024-02-01")), over);
    let expected = E::DemandAllocated {
        item: code("CARVER"),
        recipient: unit("T-1"),
        quantity: 3,
        allocated_on: day("2024-02-02"),
    };
    assert_eq!(happens(&demand, allocate("T-1", 3, "2024-02-02")), expected);
    assert_eq!(refused(&demand, allocate("T-9", 1, "2024-02-01")), R::RecipientUnknown { recipient: unit("T-9") });
    let unknown =
        C::AllocateDemand { item: code("NONE"), recipient: unit("T-1"), quantity: 1, allocated_on: day("2024-02-01") };
    assert_eq!(refused(&demand, unknown), R::ItemUnknown { item: code("NONE") });
    let early = R::DayTooEarly { day: day("2024-01-31"), earliest: day("2024-02-01") };
    assert_eq!(refused(&demand, allocate("T-2", 1, "2024-01-31")), early);
}

#[test]
fn allocation_counts_who_was_accepted_beside_and_is_never_below_who_was_accepted_for_it() {
    let accepted = |to: Option<&str>| {
        after(vec![
            first(),
            allocate("T-1", 2, "2024-02-01"),
            propose(1, fitting(), to, "2024-02-02"),
            accept(1, None, "2024-02-03"),
        ])
    };
    let over = R::AllocationExceedsQuantity { item: code("CARVER"), limit: 3, committed: 3, asked: 1 };
    assert_eq!(refused(&accepted(None), allocate("T-2", 1, "2024-02-04")), over);
    let below = R::AllocationBelowAccepted { accepted: 1, asked: 0 };
    assert_eq!(refused(&accepted(Some("T-1")), allocate("T-1", 0, "2024-02-04")), below);
}

#[test]
fn later_edition_succeeds_and_lowers_nothing_below_what_was_dealt_out() {
    let demand = after(vec![first(), allocate("T-1", 2, "2024-02-01")]);
    let second = |items: Vec<DemandItem>, on: &str| edition(2, items, on);
    let below = R::QuantityBelowCommitted { item: code("CARVER"), quantity: 1, committed: 2 };
    assert_eq!(refused(&demand, second(vec![carver(1)], "2024-03-01")), below);
    let below = R::QuantityBelowCommitted { item: code("CARVER"), quantity: 0, committed: 2 };
    assert_eq!(refused(&demand, second(vec![engineer()], "2024-03-01")), below);
    let early = R::DayTooEarly { day: day("2024-01-31"), earliest: day("2024-02-01") };
    assert_eq!(refused(&demand, second(vec![carver(2)], "2024-01-31")), early);
    let mut command = second(vec![carver(2)], "2024-03-01");
    if let C::PublishCatalog { recipients, .. } = &mut command {
        recipients.remove(0);
    }
    assert_eq!(refused(&demand, command), R::RecipientCommitted { recipient: unit("T-1"), allocated: 2 });
    let commands = vec![first(), allocate("T-1", 2, "2024-02-01"), second(vec![carver(2)], "2024-03-01")];
    let demand = after(commands);
    let over = R::AllocationExceedsQuantity { item: code("CARVER"), limit: 2, committed: 2, asked: 1 };
    assert_eq!(refused(&demand, allocate("T-2", 1, "2024-03-01")), over);
    known(&demand, first());
}

#[test]
fn closed_catalogue_takes_no_command() {
    let demand = after(vec![first(), allocate("T-1", 2, "2024-02-01"), close("2024-05-31")]);
    known(&demand, close("2024-05-31"));
    let closed = R::DemandClosed { closed_on: day("2024-05-31") };
    let second = edition(2, vec![carver(2)], "2024-05-31");
    for command in [second, allocate("T-2", 1, "2024-05-31"), close("2024-05-30"), decline(1, "2024-05-31")] {
        assert_eq!(refused(&demand, command), closed);
    }
    let demand = after(vec![first(), allocate("T-1", 2, "2024-02-01")]);
    let early = R::DayTooEarly { day: day("2024-01-31"), earliest: day("2024-02-01") };
    assert_eq!(refused(&demand, close("2024-01-31")), early);
}

#[test]
fn catalogue_stands_in_its_division_and_an_item_is_found_by_its_code() {
    use crate::kernel::{Place, Placed as _};
    let demand = after(vec![first()]);
    assert_eq!(demand.place(), Some(Place::in_division(&DivisionCode::new("360735"))));
    assert_eq!(TalentDemand::default().place(), None);
    assert_eq!(demand.item(&code("ENGINEER")), Some(&engineer()));
    assert_eq!(demand.item(&code("WELDER")), None);
}

#[test]
fn as_many_editions_are_published_as_the_limit_says_and_no_more() {
    let numbered = |number| edition(number, vec![carver(1)], "2024-01-10");
    let full = after((1..=EDITIONS_LIMIT).map(numbered).collect());
    let next = EDITIONS_LIMIT + 1;
    assert_eq!(refused(&full, numbered(next)), R::EditionOutOfOrder { expected: next, actual: next });
}

#[test]
fn edition_may_be_of_today_or_of_the_year_before_its_own() {
    for on in ["2023-01-01", "2024-06-01"] {
        happens(&TalentDemand::default(), edition(1, vec![carver(1)], on));
    }
}

#[test]
fn allocation_may_fall_to_those_accepted_and_a_unit_without_a_part_be_left_out() {
    let demand = after(vec![
        first(),
        allocate("T-1", 2, "2024-02-01"),
        propose(1, fitting(), Some("T-1"), "2024-02-02"),
        accept(1, None, "2024-02-03"),
        allocate("T-1", 1, "2024-02-04"),
        allocate("T-2", 1, "2024-02-05"),
        allocate("T-2", 0, "2024-02-06"),
    ]);
    let mut second = edition(2, vec![carver(1)], "2024-03-01");
    if let C::PublishCatalog { recipients, .. } = &mut second {
        recipients.retain(|(facts, _)| facts.organization_id == unit("T-1"));
    }
    happens(&demand, second);
}
