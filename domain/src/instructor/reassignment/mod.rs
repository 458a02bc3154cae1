//! Who could take over the links of an instructor who leaves (移交方案, H10): the least travel, then the most even load.
//!
//! Which candidate may take which link is said by the rules themselves; here it is only dealt out. As many links as can
//! be are placed; of all such plans one with the least total travel is taken, and of these one with the most even load
//! (the least sum of squares). That is an assignment problem, solved exactly by the Hungarian algorithm. The registry
//! holds no coordinates, so travel is measured by divisions.

mod distance;
mod slots;
#[cfg(test)]
mod tests;

pub use distance::Distance;

use crate::{
    instructor::Instructor,
    kernel::{DivisionCode, Divisions, InstructorId, OrganizationId, RuleContext, words::LinkKind},
};
use chrono::NaiveDate;
use slots::Slots;
use std::collections::BTreeMap;

/// The reason of a candidate who might have taken a link, had others not taken all the room.
pub const ROOM_TAKEN: &str = "ROOM_TAKEN";

/// A link that needs somebody else (待移交联系).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Focus or general.
    pub link_kind: LinkKind,
    /// Division of the organization.
    pub division: DivisionCode,
    /// For each candidate, in their order, the code with which the rules refuse; nothing where they do not.
    pub refusals: Vec<Option<String>>,
}

/// Somebody who may take links over (接收人选).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub instructor_id: InstructorId,
    /// Division.
    pub division: DivisionCode,
    /// Live focus links on the first day.
    pub focus: u32,
    /// Live general links on the first day.
    pub general: u32,
    /// Further focus links that the limits of all days to come leave room for (I1).
    pub focus_room: u32,
}

impl Candidate {
    /// An instructor as a candidate for the links of another from a day on: somebody else of the same kind, so that an
    /// organization keeps a full-time guide, and in office on the day.
    #[must_use]
    pub fn of(instructor: &Instructor, leaving: &Instructor, from: NaiveDate, context: &RuleContext) -> Option<Self> {
        let appointment = instructor.appointment.as_ref()?;
        let in_office = appointment.appointed_on <= from && instructor.released_on.is_none();
        if instructor.own_id() == leaving.own_id() || instructor.kind() != leaving.kind() || !in_office {
            return None;
        }
        let (focus, general) = instructor.load_on(from);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Some(Self {
            instructor_id: instructor.own_id()?,
            division: appointment.division.clone(),
            focus: number(focus),
            general: number(general),
            focus_room: instructor.focus_room(from, context),
        })
    }

    /// Live links of a kind on the first day.
    fn load(&self, kind: LinkKind) -> u32 {
        match kind {
            LinkKind::Focus => self.focus,
            LinkKind::General => self.general,
        }
    }

    /// Further links of a kind; general ones are without limit.
    fn room(&self, kind: LinkKind, wanted: usize) -> usize {
        match kind {
            LinkKind::Focus => usize::try_from(self.focus_room).unwrap_or(usize::MAX).min(wanted),
            LinkKind::General => wanted,
        }
    }
}

/// One link and who takes it over; both by their place in the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Which vacancy.
    pub vacancy: usize,
    /// Which candidate.
    pub candidate: usize,
    /// How far the candidate's division is from the organization's.
    pub distance: Distance,
    /// The candidate's links of this kind before this one.
    pub load_before: u32,
}

/// A link that nobody may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Which vacancy.
    pub vacancy: usize,
    /// Codes of the reasons, each with the number of candidates; empty where there is no candidate at all.
    pub reasons: BTreeMap<String, u32>,
}

/// The plan (移交方案).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// What is placed, in the order of the vacancies.
    pub placements: Vec<Placement>,
    /// What is not, in the order of the vacancies.
    pub unplaced: Vec<Unplaced>,
}

/// Deals vacancies out to candidates; the same question has the same answer.
#[must_use]
pub fn propose(vacancies: &[Vacancy], candidates: &[Candidate], divisions: &Divisions) -> Proposal {
    let mut proposal = Proposal::default();
    for kind in [LinkKind::Focus, LinkKind::General] {
        let wanted: Vec<usize> = (0..vacancies.len()).filter(|index| vacancies[*index].link_kind == kind).collect();
        let slots = Slots::of(kind, &wanted, vacancies, candidates, divisions);
        let mut taken = vec![0; candidates.len()];
        for (vacancy, candidate) in slots.solve() {
            let Some(candidate) = candidate else {
                proposal.unplaced.push(Unplaced { vacancy, reasons: reasons(&vacancies[vacancy]) });
                continue;
            };
            let (found, organization) = (&candidates[candidate], &vacancies[vacancy].division);
            let distance = Distance::between(&found.division, organization, divisions);
            let load_before = found.load(kind).saturating_add(taken[candidate]);
            taken[candidate] += 1;
            proposal.placements.push(Placement { vacancy, candidate, distance, load_before });
        }
    }
    proposal.placements.sort_by_key(|placement| placement.vacancy);
    proposal.unplaced.sort_by_key(|unplaced| unplaced.vacancy);
    proposal
}

/// Why nobody takes a vacancy, counted by candidates.
fn reasons(vacancy: &Vacancy) -> BTreeMap<String, u32> {
    let mut reasons = BTreeMap::new();
    for refusal in &vacancy.refusals {
        *reasons.entry(refusal.clone().unwrap_or_else(|| ROOM_TAKEN.to_owned())).or_default() += 1;
    }
    reasons
}
