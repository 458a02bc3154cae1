//! What a volunteer tells the rules of others; it is given out with a command and never stored.

use crate::{
    kernel::{CreditId, TimeSpan, VolunteerId, words::ProfessionalLevel},
    person::PersonFacts,
};
use chrono::NaiveDate;

/// A volunteer, as seen by the rules of activities and teams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolunteerFacts {
    /// The volunteer.
    pub volunteer_id: VolunteerId,
    /// The natural person behind the volunteer.
    pub person: PersonFacts,
    /// Skills declared, sorted, each once.
    pub skills: Vec<String>,
    /// Day of registration.
    pub registered_on: NaiveDate,
    /// What is on record of their learning; filled by the edge where a rule asks for it.
    pub qualifications: Qualifications,
    /// Credits that stand on the days in question; filled by the edge where a rule asks for them.
    pub credits: Vec<CreditedSpan>,
}

/// What a volunteer has learned and shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qualifications {
    /// Skills whose certificate was verified.
    pub verified_skills: Vec<String>,
    /// Trainings completed.
    pub trainings: Vec<CompletedTraining>,
    /// Highest professional level as a social worker on the day, where there is one.
    pub level: Option<ProfessionalLevel>,
}

/// A training that was completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedTraining {
    /// What it was called.
    pub name: String,
    /// Day of its completion.
    pub completed_on: NaiveDate,
}

/// The span of a credit that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditedSpan {
    /// The credit.
    pub credit_id: CreditId,
    /// The span served.
    pub span: TimeSpan,
}

impl VolunteerFacts {
    /// Minutes that stand on a local day.
    #[must_use]
    pub fn credited_minutes_on(&self, day: NaiveDate) -> u32 {
        let minutes = |credit: &CreditedSpan| credit.span.minutes_by_local_day();
        let of_day = self.credits.iter().flat_map(minutes).filter(|(served_on, _)| *served_on == day);
        of_day.map(|(_, minutes)| minutes).sum()
    }
}
