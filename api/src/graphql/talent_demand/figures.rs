//! The figures of demand: of a place and an item, and their sums. Every quantity belongs to one place, so that the
//! places of an item sum up to the item and everything to the total (R3).

use async_graphql::SimpleObject;
use muster_projections::views::demand_ledger::{Figures, ItemRow};
use std::iter::Sum;
use uuid::Uuid;

/// How much is wanted and what came of it (需求情况).
#[derive(SimpleObject, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemandFigures {
    /// People wanted; of a recipient, those dealt out to it (需求数).
    pub quantity: i64,
    /// Those of them who are dealt out to a recipient (已分解数).
    pub allocated: i64,
    /// People proposed and not turned down (推荐数).
    pub proposed: i64,
    /// Those of them who are accepted (接受数).
    pub accepted: i64,
    /// Those of them whose engagement runs, which fills a place (到位数).
    pub engaged: i64,
    /// Places that are not filled: quantity less engaged (缺口数).
    pub gap: i64,
}

impl Sum for DemandFigures {
    fn sum<I: Iterator<Item = Self>>(figures: I) -> Self {
        figures.fold(Self::default(), |sum, one| Self {
            quantity: sum.quantity + one.quantity,
            allocated: sum.allocated + one.allocated,
            proposed: sum.proposed + one.proposed,
            accepted: sum.accepted + one.accepted,
            engaged: sum.engaged + one.engaged,
            gap: sum.gap + one.gap,
        })
    }
}

/// The figures of an item at each of the units, zero rows too (R4), and last those of what none of them has.
pub(super) fn of_places(item: &ItemRow, units: &[Uuid], told: &[Figures]) -> Vec<(Option<Uuid>, DemandFigures)> {
    let of_item = || told.iter().filter(|one| one.item == item.code);
    let at_unit = |unit: &Uuid| of_item().find(|one| one.recipient_id == Some(*unit));
    let of_unit =
        |unit: &Uuid| (Some(*unit), at_unit(unit).map_or_else(DemandFigures::default, |one| of(one, one.allocated)));
    let mut places: Vec<(Option<Uuid>, DemandFigures)> = units.iter().map(of_unit).collect();
    let has_unit = |one: &&Figures| one.recipient_id.is_some_and(|unit| units.contains(&unit));
    let beside: DemandFigures = of_item().filter(|one| !has_unit(one)).map(|one| of(one, 0)).sum();
    let rest = item.quantity - places.iter().map(|(_, figures)| figures.quantity).sum::<i64>();
    places.push((None, DemandFigures { quantity: rest, gap: rest + beside.gap, ..beside }));
    places
}

fn of(told: &Figures, quantity: i64) -> DemandFigures {
    let Figures { allocated, proposed, accepted, engaged, .. } = *told;
    DemandFigures { quantity, allocated, proposed, accepted, engaged, gap: quantity - engaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(unit: Option<u128>, allocated: i64, proposed: i64, accepted: i64, engaged: i64) -> Figures {
        let (item, recipient_id) = ("A".to_owned(), unit.map(Uuid::from_u128));
        Figures { item, recipient_id, allocated, proposed, accepted, engaged }
    }

    #[test]
    fn places_sum_up_to_the_item_and_one_with_nothing_is_listed() {
        let item = ItemRow {
            key: String::new(),
            catalog_id: Uuid::nil(),
            edition: 1,
            place: 0,
            code: "A".to_owned(),
            title: String::new(),
            quantity: 10,
            criteria: String::new(),
            modes: Vec::new(),
            employer_id: None,
        };
        let units = [1, 2].map(Uuid::from_u128);
        let places = of_places(&item, &units, &[told(Some(1), 4, 3, 2, 1), told(None, 0, 2, 1, 1)]);
        let figures = |quantity, allocated, proposed, accepted, engaged| DemandFigures {
            quantity,
            allocated,
            proposed,
            accepted,
            engaged,
            gap: quantity - engaged,
        };
        assert_eq!(
            places,
            [
                (Some(units[0]), figures(4, 4, 3, 2, 1)),
                (Some(units[1]), figures(0, 0, 0, 0, 0)),
                (None, figures(6, 0, 2, 1, 1)),
            ]
        );
        let sum: DemandFigures = places.iter().map(|(_, figures)| *figures).sum();
        assert_eq!(sum, figures(10, 4, 5, 3, 2));
    }
}
