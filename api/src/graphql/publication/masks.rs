//! Which cells of a published report are masked: those of few volunteers, by the rule of the questions themselves (R5).

use crate::access::SmallCells;
use muster_domain::publication::Figures;
use std::collections::{BTreeMap, BTreeSet};

/// A count of people by the name of its cell, and the cells of the same row that are masked with it.
const COUNTS_OF_PEOPLE: [(&str, &[&str]); 5] = [
    ("people", &["people", "minutes", "attendances"]),
    ("members", &["members"]),
    ("insured_members", &["insured_members"]),
    ("trained_members", &["trained_members"]),
    // Of a share of volunteers the numerator is their number again.
    ("volunteers", &["volunteers"]),
];

/// The names of the cells that the caller does not see.
pub(super) fn masked(figures: &Figures, seen: SmallCells) -> BTreeSet<String> {
    let mut masked = BTreeSet::new();
    for (count, with_it) in COUNTS_OF_PEOPLE {
        for rows in breakdowns(figures, count).values() {
            let people: Vec<i64> = rows.iter().map(|(_, people)| *people).collect();
            for ((row, _), shown) in rows.iter().zip(seen.shown(&people)) {
                if !shown {
                    masked.extend(with_it.iter().map(|cell| format!("{row}.{cell}")));
                }
            }
        }
    }
    if masked.contains("total.volunteers") {
        let numerators = figures.cells().map(|(cell, _)| cell).filter(|cell| cell.ends_with(".numerator"));
        masked.extend(numerators.map(str::to_owned));
    }
    masked
}

/// The rows with a count, those of one breakdown together: rows of one breakdown begin with its name.
fn breakdowns<'f>(figures: &'f Figures, count: &str) -> BTreeMap<&'f str, Vec<(&'f str, i64)>> {
    let mut breakdowns: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
    for (cell, people) in figures.cells() {
        let Some((row, name)) = cell.rsplit_once('.') else { continue };
        if name == count {
            let breakdown = row.split_once('.').map_or(row, |(breakdown, _)| breakdown);
            breakdowns.entry(breakdown).or_default().push((row, people));
        }
    }
    breakdowns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(cells: &[(&str, i64)]) -> Figures {
        let mut figures = Figures::default();
        for (cell, count) in cells {
            figures.put(cell, *count);
        }
        figures
    }

    #[test]
    fn few_people_are_masked_with_their_minutes_and_the_next_smallest_row_of_the_same_breakdown() {
        let cells = [("total", 50), ("division.445202", 3), ("division.445203", 7), ("division.445222", 40)];
        let cells = cells.map(|(row, people)| {
            [
                (format!("{row}.people"), people),
                (format!("{row}.minutes"), 60 * people),
                (format!("{row}.sessions"), 1),
                (format!("{row}.attendances"), people),
            ]
        });
        let cells: Vec<(&str, i64)> = cells.iter().flatten().map(|(cell, count)| (cell.as_str(), *count)).collect();
        let figures = figures(&cells);
        let masked = masked(&figures, SmallCells::Masked);
        let rows = ["division.445202", "division.445203"];
        let expected =
            rows.iter().flat_map(|row| ["people", "minutes", "attendances"].map(|cell| format!("{row}.{cell}")));
        assert_eq!(masked, expected.collect());
        assert!(super::masked(&figures, SmallCells::Shown).is_empty());
    }

    #[test]
    fn numerator_of_few_volunteers_is_masked_with_them_and_that_of_workers_is_not() {
        let few = figures(&[("total.volunteers", 4), ("basis.RESIDENTS.numerator", 4)]);
        assert!(masked(&few, SmallCells::Masked).contains("basis.RESIDENTS.numerator"));
        let workers = figures(&[("total.committee", 1), ("total.numerator", 2)]);
        assert!(masked(&workers, SmallCells::Masked).is_empty());
    }
}
