//! Which events may change the figures of a filter: those of credits that the filter takes in before or after them.

use super::{CreditRow, HoursFilter};
use crate::{RowSet, ViewFault, ViewRead};
use muster_domain::volunteer::{VolunteerEvent, events::Credit};
use muster_eventstore::Recorded;
use std::collections::HashMap;
use uuid::Uuid;

/// The credits spoken of so far, and whether the filter takes each in.
pub struct TouchedCredits {
    filter: HoursFilter,
    taken_in: HashMap<Uuid, bool>,
}

impl TouchedCredits {
    /// Those of a filter's figures; of its parts division, days and organization narrow, others let too many through.
    #[must_use]
    pub fn of(filter: HoursFilter) -> Self {
        Self { filter, taken_in: HashMap::new() }
    }

    /// The positions of a page whose events may change the figures, ascending. Pages come in the order of the log; the
    /// view stands at any position from which the credits that no page spoke of have not changed.
    ///
    /// # Errors
    /// [`ViewFault`] when an event does not decode or a credit cannot be read.
    pub async fn positions(&mut self, read: &mut ViewRead, page: &[Recorded]) -> Result<Vec<i64>, ViewFault> {
        let mut spoken = Vec::new();
        for recorded in page.iter().filter(|event| event.aggregate_type == "volunteer") {
            if let Some((id, after)) = spoken_of(&recorded.decode()?) {
                let after = after.map(|credit| self.takes_in_credit(&credit));
                spoken.push((recorded.position, id, after));
            }
        }
        let unheard = spoken.iter().map(|(_, id, _)| id).filter(|id| !self.taken_in.contains_key(id));
        let rows = RowSet::<CreditRow>::load(read.connection(), unheard.map(Uuid::to_string)).await?;
        for row in rows.iter() {
            self.taken_in.insert(row.credit_id, self.takes_in_row(row));
        }
        let mut positions = Vec::new();
        for (position, id, after) in spoken {
            let before = self.taken_in.get(&id).copied().unwrap_or_default();
            let after = after.unwrap_or(before);
            self.taken_in.insert(id, after);
            if before || after {
                positions.push(position);
            }
        }
        Ok(positions)
    }

    fn takes_in_row(&self, row: &CreditRow) -> bool {
        self.takes_in(&row.division, row.served_on, row.organization_id)
    }

    fn takes_in_credit(&self, credit: &Credit) -> bool {
        self.takes_in(credit.division.as_str(), credit.served_on, credit.organization_id.uuid())
    }

    fn takes_in(&self, division: &str, served_on: chrono::NaiveDate, organization: Uuid) -> bool {
        let HoursFilter { divisions, from, to, organization_id, .. } = &self.filter;
        divisions.as_ref().is_none_or(|codes| codes.iter().any(|code| code == division))
            && from.is_none_or(|from| from <= served_on)
            && to.is_none_or(|to| served_on <= to)
            && organization_id.is_none_or(|id| id == organization)
    }
}

/// The credit that an event changes, and what becomes of it where the event says that whole.
fn spoken_of(event: &VolunteerEvent) -> Option<(Uuid, Option<Credit>)> {
    match event {
        VolunteerEvent::HoursCredited { credit } => Some((credit.credit_id.uuid(), Some(credit.clone()))),
        VolunteerEvent::HoursCorrected { credit_id, after, .. } => Some((credit_id.uuid(), Some(after.clone()))),
        VolunteerEvent::CreditApproved { credit_id, .. }
        | VolunteerEvent::CreditRejected { credit_id, .. }
        | VolunteerEvent::HoursRevoked { credit_id, .. } => Some((credit_id.uuid(), None)),
        VolunteerEvent::VolunteerRegistered { .. }
        | VolunteerEvent::SkillsDeclared { .. }
        | VolunteerEvent::SkillVerified { .. }
        | VolunteerEvent::RecordDisputed { .. }
        | VolunteerEvent::DisputeResolved { .. }
        | VolunteerEvent::HoursImported { .. }
        | VolunteerEvent::SelfEntrySuspended { .. }
        | VolunteerEvent::SelfEntryRestored {}
        | VolunteerEvent::AvailabilityDeclared { .. }
        | VolunteerEvent::InsuranceRecorded { .. }
        | VolunteerEvent::VolunteerDeactivated { .. }
        | VolunteerEvent::VolunteerReactivated { .. } => None,
    }
}
