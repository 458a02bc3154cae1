//! The assignment problem itself: a row for each vacancy, a column for each further link that a candidate has room for.
//!
//! The cost of a column grows with the candidate's load, so that an even load is the cheaper one. Each vacancy also has
//! a column of staying behind, dearer than any travel and cheaper than what the rules refuse.

use super::{Candidate, Distance, Vacancy};
use crate::kernel::{Divisions, words::LinkKind};
use pathfinding::prelude::{Weights, kuhn_munkres};

/// Links beyond which a candidate's load makes no difference any more; no instructor has more.
const LOAD_BOUND: u32 = 5_000;
/// One step of travel outweighs the evenness of any plan of up to a thousand links.
const STEP: i64 = 100_000_000;
/// A link that stays behind outweighs the travel of any such plan.
const STAY: i64 = 1_000_000_000_000;
/// What the rules refuse is never chosen, for to stay is always there and cheaper.
const FORBIDDEN: i64 = 1_000_000_000_000_000;

/// The vacancies and the room of one kind of link.
pub(super) struct Slots<'q> {
    rows: &'q [usize],
    /// Candidate and load before, of each column but those of staying behind.
    columns: Vec<(usize, u32)>,
    /// Cost of travel, or nothing where the rules refuse, by row and candidate.
    travel: Vec<Vec<Option<i64>>>,
    sign: i64,
}

impl<'q> Slots<'q> {
    pub(super) fn of(
        kind: LinkKind,
        rows: &'q [usize],
        vacancies: &[Vacancy],
        candidates: &[Candidate],
        divisions: &Divisions,
    ) -> Self {
        let rooms = candidates.iter().map(|candidate| (candidate.load(kind), candidate.room(kind, rows.len())));
        let columns = rooms.enumerate().flat_map(|(index, (load, room))| {
            (0..u32::try_from(room).unwrap_or(u32::MAX)).map(move |further| (index, load.saturating_add(further)))
        });
        let travel = |row: &usize| {
            let vacancy = &vacancies[*row];
            let refused = |index: usize| vacancy.refusals.get(index).is_none_or(Option::is_some);
            let steps = |candidate: &Candidate| {
                STEP * i64::from(Distance::between(&candidate.division, &vacancy.division, divisions).steps())
            };
            candidates.iter().enumerate().map(|(index, to)| (!refused(index)).then(|| steps(to))).collect()
        };
        Self { rows, columns: columns.collect(), travel: rows.iter().map(travel).collect(), sign: 1 }
    }

    /// Each vacancy with the candidate who takes it, or nobody.
    pub(super) fn solve(&self) -> Vec<(usize, Option<usize>)> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        let (_, chosen) = kuhn_munkres(self);
        let candidate = |column: usize| self.columns.get(column).map(|(candidate, _)| *candidate);
        self.rows.iter().zip(chosen).map(|(row, column)| (*row, candidate(column))).collect()
    }

    fn cost(&self, row: usize, column: usize) -> i64 {
        let Some((candidate, load)) = self.columns.get(column) else { return STAY };
        match self.travel[row][*candidate] {
            // The square of the load grows by this much.
            Some(travel) => travel + 2 * i64::from((*load).min(LOAD_BOUND)) + 1,
            None => FORBIDDEN,
        }
    }
}

impl Weights<i64> for Slots<'_> {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn columns(&self) -> usize {
        self.columns.len() + self.rows.len()
    }

    /// The algorithm looks for the greatest weight, so a cost is a weight below zero.
    fn at(&self, row: usize, column: usize) -> i64 {
        -self.sign * self.cost(row, column)
    }

    fn neg(&self) -> Self {
        Self { rows: self.rows, columns: self.columns.clone(), travel: self.travel.clone(), sign: -self.sign }
    }
}
