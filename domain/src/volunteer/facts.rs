//! What a volunteer tells the rules of others; it is given out with a command and never stored.

use crate::{
    kernel::{DateSpan, VolunteerId, words::ProfessionalLevel},
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
    /// How it stands with them on the day of service; filled by the edge where a rule asks for it.
    pub on_the_day: OnTheDay,
}

/// How it stands with a volunteer on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnTheDay {
    /// Last day of insurance of their own that covers the day.
    pub insured_to: Option<NaiveDate>,
    /// The pause in which the day lies (停用).
    pub pause: Option<DateSpan>,
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
