//! What an activity holds of one session and its people, so that rules can decide. No rule and no event belongs here.

use crate::kernel::{TimeSpan, VolunteerId, words::EvidenceClass};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One session (场次).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) span: TimeSpan,
    pub(crate) capacity: Option<u32>,
    pub(crate) closed: bool,
    pub(crate) credited: Option<Credited>,
    pub(crate) people: BTreeMap<VolunteerId, Participant>,
}

/// What the batches that credited a session reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Credited {
    /// People credited by all batches together.
    pub(crate) total: u32,
    /// People credited by the last batch.
    pub(crate) credited: u32,
    /// People refused by the last batch.
    pub(crate) refused: u32,
}

/// Where an enrolment stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Enrollment {
    /// Insured, and nothing more yet.
    #[default]
    NotYet,
    Requested,
    Accepted,
    Declined,
    Withdrawn,
}

/// One person in one session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Participant {
    pub(crate) enrollment: Enrollment,
    pub(crate) insured_to: Option<NaiveDate>,
    pub(crate) stays: Vec<Stay>,
    pub(crate) confirmed: Option<TimeSpan>,
    pub(crate) absent: bool,
    /// The score that the person gave the session.
    pub(crate) feedback: Option<u8>,
}

/// From a check-in to its check-out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stay {
    pub(crate) checked_in_at: DateTime<Utc>,
    pub(crate) checked_out_at: Option<DateTime<Utc>>,
    pub(crate) evidence: EvidenceClass,
}

impl Session {
    pub(crate) const fn new(span: TimeSpan, capacity: Option<u32>) -> Self {
        Self { span, capacity, closed: false, credited: None, people: BTreeMap::new() }
    }

    /// The person whose enrolment stands.
    pub(crate) fn standing(&self, volunteer: VolunteerId) -> Option<&Participant> {
        self.people.get(&volunteer).filter(|person| person.stands())
    }

    /// How many enrolments stand.
    pub(crate) fn enrolled(&self) -> u32 {
        u32::try_from(self.people.values().filter(|person| person.stands()).count()).unwrap_or(u32::MAX)
    }
}

impl Participant {
    /// Enrolled or accepted, not declined or withdrawn.
    pub(crate) const fn stands(&self) -> bool {
        match self.enrollment {
            Enrollment::Requested | Enrollment::Accepted => true,
            Enrollment::NotYet | Enrollment::Declined | Enrollment::Withdrawn => false,
        }
    }

    /// The check-in that has no check-out.
    pub(crate) fn open_stay(&self) -> Option<&Stay> {
        self.stays.last().filter(|stay| stay.checked_out_at.is_none())
    }

    /// Whether the person was there, by scan or by the leader's word.
    pub(crate) const fn was_present(&self) -> bool {
        !self.stays.is_empty() || self.confirmed.is_some()
    }
}
