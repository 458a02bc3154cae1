//! Cells of few people (小单元格, R5): a count of one to four volunteers says too much of each of them, so that whoever
//! may not see the people behind a figure does not see it either.
//!
//! Counts of public office (instructors, community workers, posts) are not masked: who holds one is announced by name.
//! What is masked is masked within one answer; whoever asks twice with filters that differ by a person learns of the
//! difference, as with any figure.

use super::{Access, Right};
use async_graphql::{Context, Result};
use muster_domain::account::Scope;

/// The fewest people of whom a cell is shown to everybody who may read figures (domain R5).
pub const SMALLEST_CELL: i64 = 5;

/// Decides which cells a caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallCells {
    /// All: the caller may see the people, or every event of theirs.
    Shown,
    /// Those of at least [`SMALLEST_CELL`] people, and of nobody.
    Masked,
}

impl SmallCells {
    /// What the caller of a request sees of the answer that is resolved.
    ///
    /// # Errors
    /// When the request has no caller: a fault of ours.
    pub fn of(ctx: &Context<'_>) -> Result<Self> {
        Access::here(ctx).map(|access| Self::to(&access))
    }

    /// Who reads people, or the whole log, loses nothing by a cell; who reads no figures reaches only what is their own.
    fn to(access: &Access) -> Self {
        let reads = |right| access.with(right).next().is_some();
        let reads_log = access.with(Right::Log).any(|grant| grant.scope == Scope::Registry);
        if reads(Right::People) || reads_log || !reads(Right::Figures) { Self::Shown } else { Self::Masked }
    }

    /// The number of people of a cell that stands alone, where it is shown.
    #[must_use]
    pub fn count(self, people: i64) -> Option<i64> {
        self.shows(people).then_some(people)
    }

    /// Whether a cell that stands alone, or a total, is shown.
    #[must_use]
    pub const fn shows(self, people: i64) -> bool {
        match self {
            Self::Shown => true,
            Self::Masked => !is_small(people),
        }
    }

    /// Counts that take in one another, the widest first, where they are shown: two that differ by a few tell of those few.
    #[must_use]
    pub fn apart<const N: usize>(self, people: [i64; N]) -> [Option<i64>; N] {
        let mut kept: Vec<i64> = Vec::with_capacity(N);
        people.map(|count| {
            let apart = self.shows(count) && kept.iter().all(|other| self.shows((count - other).abs()));
            let seen = apart.then_some(count);
            kept.extend(seen);
            seen
        })
    }

    /// Which cells are shown of those that stand beside each other under one total. Where a masked cell would follow
    /// from the total and the others, the next smallest are masked too.
    #[must_use]
    pub fn shown(self, people: &[i64]) -> Vec<bool> {
        let mut shown: Vec<bool> = people.iter().map(|people| self.shows(*people)).collect();
        loop {
            // One masked cell is small by itself, several may be many together.
            if !is_small(beside(people, &shown, false).map(|(_, people)| people).sum()) {
                return shown;
            }
            let next = beside(people, &shown, true).filter(|(_, people)| *people > 0).min_by_key(|(_, people)| *people);
            let Some((place, _)) = next else { return shown };
            if let Some(cell) = shown.get_mut(place) {
                *cell = false;
            }
        }
    }
}

const fn is_small(people: i64) -> bool {
    people > 0 && people < SMALLEST_CELL
}

/// The cells that are shown, or those that are not, with their place.
fn beside<'c>(people: &'c [i64], shown: &'c [bool], which: bool) -> impl Iterator<Item = (usize, i64)> + 'c {
    let cells = people.iter().copied().zip(shown.iter().copied()).enumerate();
    cells.filter(move |(_, (_, shown))| *shown == which).map(|(place, (people, _))| (place, people))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::{
        account::{Grant, Role},
        kernel::{DivisionCode, PersonId},
    };

    #[test]
    fn small_cell_is_masked_and_nobody_is_shown() {
        for (people, shown) in [(0, true), (1, false), (4, false), (5, true)] {
            assert_eq!(SmallCells::Masked.shows(people), shown, "{people}");
            assert!(SmallCells::Shown.shows(people));
        }
        assert_eq!((SmallCells::Masked.count(4), SmallCells::Masked.count(5)), (None, Some(5)));
    }

    #[test]
    fn the_next_smallest_is_masked_too_when_the_total_would_tell() {
        assert_eq!(SmallCells::Masked.shown(&[3, 40, 7, 0]), [false, true, false, true]);
        assert_eq!(SmallCells::Masked.shown(&[1, 2, 9, 8]), [false, false, true, false]);
        assert_eq!(SmallCells::Masked.shown(&[4, 4, 9]), [false, false, true]);
        assert_eq!(SmallCells::Masked.shown(&[3]), [false]);
        assert_eq!(SmallCells::Shown.shown(&[1, 40]), [true, true]);
    }

    #[test]
    fn counts_that_differ_by_a_few_are_not_shown_beside_each_other() {
        let seen = [Some(12), Some(12), None, Some(6), None, Some(0)];
        assert_eq!(SmallCells::Masked.apart([12, 12, 10, 6, 2, 0]), seen);
        assert_eq!(SmallCells::Shown.apart([12, 10, 2]), [12, 10, 2].map(Some));
    }

    #[test]
    fn masks_are_for_who_reads_figures_and_neither_people_nor_the_whole_log() {
        let (all, county) = (Scope::Registry, Scope::Division(DivisionCode::new("445202")));
        let to = |grants: &[Grant]| SmallCells::to(&Access::new(grants.into()));
        let grant = |role, scope: &Scope| Grant { role, scope: scope.clone() };
        assert_eq!(to(&[grant(Role::Operator, &all)]), SmallCells::Masked);
        assert_eq!(to(&[grant(Role::Auditor, &county)]), SmallCells::Masked);
        assert_eq!(to(&[grant(Role::Auditor, &all)]), SmallCells::Shown);
        assert_eq!(to(&[grant(Role::HrReader, &county)]), SmallCells::Shown);
        assert_eq!(to(&[grant(Role::Volunteer, &Scope::Person(PersonId::default()))]), SmallCells::Shown);
    }

    #[test]
    fn masked_cells_never_follow_from_their_total() {
        let numbers = 0..9_i64.pow(4);
        for people in numbers.map(|number| [1, 9, 81, 729].map(|place| number / place % 9)) {
            let shown = SmallCells::Masked.shown(&people);
            let masked: Vec<i64> = beside(&people, &shown, false).map(|(_, people)| people).collect();
            let sum: i64 = masked.iter().sum();
            assert!(beside(&people, &shown, true).all(|(_, people)| !is_small(people)), "{people:?}");
            // Together they are enough, or everybody is among them and the total is masked or no cell is shown beside it.
            let everybody = sum == people.iter().sum::<i64>();
            assert!(masked.is_empty() || everybody || (masked.len() > 1 && sum >= SMALLEST_CELL), "{people:?}");
        }
    }
}
