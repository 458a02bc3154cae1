//! What a rule says of its subjects under two sets of numbers, side by side.

use crate::{
    access::SmallCells,
    graphql::cursor::{PageArguments, PageCursor},
};
use async_graphql::{OutputType, SimpleObject, connection::Connection};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many a rule holds of before and after, and for how many that changes; null together where one of them is of fewer
/// than five people whom the caller may not see (新旧规则对照).
#[derive(SimpleObject, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WhatIfCounts {
    /// How many under the numbers in force (现行规则下).
    before: Option<i64>,
    /// How many under the supposed ones (试算规则下).
    after: Option<i64>,
    /// Who comes in or reaches more under the supposed numbers (增加).
    gained: Option<i64>,
    /// Who drops out or reaches less (减少).
    lost: Option<i64>,
}

impl From<Counted> for WhatIfCounts {
    fn from(Counted { before, after, gained, lost }: Counted) -> Self {
        Self { before: Some(before), after: Some(after), gained: Some(gained), lost: Some(lost) }
    }
}

/// As [`WhatIfCounts`], before anybody sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    before: i64,
    after: i64,
    gained: i64,
    lost: i64,
}

impl Counted {
    /// Counted from what each subject reaches before and after; 0 is nothing.
    pub(super) fn of(reached: impl Iterator<Item = (i32, i32)>) -> Self {
        reached.fold(Self::default(), |counts, (before, after)| Self {
            before: counts.before + i64::from(before > 0),
            after: counts.after + i64::from(after > 0),
            gained: counts.gained + i64::from(after > before),
            lost: counts.lost + i64::from(after < before),
        })
    }

    /// Whether a caller sees them: each follows from the other three.
    pub(super) fn shows(self, cells: SmallCells) -> bool {
        [self.before, self.after, self.gained, self.lost].into_iter().all(|people| cells.shows(people))
    }

    /// What a caller sees who sees them, or does not.
    pub(super) fn seen(self, shown: bool) -> WhatIfCounts {
        if shown { self.into() } else { WhatIfCounts::default() }
    }
}

/// A subject with what the rule says of it before and after; nothing where it does not hold of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair<R> {
    pub(super) key: (String, Uuid),
    pub(super) before: Option<R>,
    pub(super) after: Option<R>,
}

impl<R> Pair<R> {
    pub(super) fn key(&self) -> (&str, Uuid) {
        (&self.key.0, self.key.1)
    }

    /// The one of the two that there is; both say the same of what does not depend on the numbers.
    pub(super) fn any(&self) -> Option<&R> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// The rows of both answers, by subject.
pub(super) fn pairs<R>(before: Vec<R>, after: Vec<R>, key: impl Fn(&R) -> (String, Uuid)) -> Vec<Pair<R>> {
    let mut pairs: BTreeMap<(String, Uuid), (Option<R>, Option<R>)> =
        before.into_iter().map(|row| (key(&row), (Some(row), None))).collect();
    for row in after {
        let key = key(&row);
        pairs.entry(key).or_insert((None, None)).1 = Some(row);
    }
    pairs.into_iter().map(|(key, (before, after))| Pair { key, before, after }).collect()
}

/// A page of rows that stand in the order of their keys.
pub(super) fn page_of<R, N: OutputType>(
    page: &PageArguments,
    rows: Vec<R>,
    key: impl Fn(&R) -> (&str, Uuid),
    node: impl Fn(R) -> N,
) -> Connection<PageCursor, N> {
    let later = rows.into_iter().filter(|row| page.after().is_none_or(|after| key(row) > after));
    let cursor = |row: &R| {
        let (order, id) = key(row);
        PageCursor { order: order.to_owned(), id }
    };
    page.connection(later.take(page.first + 1).collect(), cursor, node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_counted_before_and_after_and_by_what_changes() {
        let counts = Counted::of([(0, 1), (1, 2), (2, 2), (3, 1), (1, 0), (0, 0)].into_iter());
        assert_eq!(counts, Counted { before: 4, after: 4, gained: 2, lost: 2 });
        assert_eq!([SmallCells::Shown, SmallCells::Masked].map(|cells| counts.shows(cells)), [true, false]);
        assert_eq!(counts.seen(false), WhatIfCounts::default());
    }

    #[test]
    fn rows_of_one_subject_stand_side_by_side_in_the_order_of_keys() {
        let row = |code: &str, value: i32| (code.to_owned(), value);
        let key = |row: &(String, i32)| (row.0.clone(), Uuid::nil());
        let pairs = pairs(vec![row("b", 1), row("c", 1)], vec![row("a", 2), row("b", 2)], key);
        let told: Vec<_> = pairs
            .iter()
            .map(|pair| {
                (pair.key.0.as_str(), pair.before.as_ref().map(|row| row.1), pair.after.as_ref().map(|row| row.1))
            })
            .collect();
        assert_eq!(told, [("a", None, Some(2)), ("b", Some(1), Some(2)), ("c", Some(1), None)]);
        assert_eq!(
            pairs.iter().map(|pair| pair.any().map(|row| row.1)).collect::<Vec<_>>(),
            [Some(2), Some(2), Some(1)]
        );
    }
}
