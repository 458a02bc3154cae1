//! Education and experience (任职条件, I4): what is asked of a full-time instructor, and what is known.

use crate::{
    instructor::{InstructorRefusal, words::EducationLevel},
    kernel::Policy,
};
use serde::{Deserialize, Serialize};

/// Education and experience of a person, as far as they are known; experience is work, never membership.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// The highest education.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education: Option<EducationLevel>,
    /// Whole years of party work (党务工作经历).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_work_years: Option<u32>,
}

/// What is known of a qualification, measured by the policy (任职条件状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QualificationState {
    /// Both are known and as asked for.
    Met,
    /// Something that is asked for is not on record.
    Unknown,
    /// Something known is less than what is asked for.
    Below,
}

impl Qualification {
    /// Refuses what is known to be less than the policy asks of a full-time instructor; the unknown passes (I4).
    ///
    /// # Errors
    /// [`InstructorRefusal::EducationTooLow`], [`InstructorRefusal::ExperienceTooShort`].
    pub(super) fn check(&self, policy: &Policy) -> Result<(), InstructorRefusal> {
        if let (Some(education), Some(least)) =
            (self.education, EducationLevel::of_rank(policy.instructor_education_least))
            && education < least
        {
            return Err(InstructorRefusal::EducationTooLow { education, least });
        }
        let least = policy.instructor_party_work_years;
        match self.party_work_years.filter(|years| *years < least) {
            Some(actual) => Err(InstructorRefusal::ExperienceTooShort { actual, least }),
            None => Ok(()),
        }
    }

    /// How it stands by the policy.
    #[must_use]
    pub fn state(&self, policy: &Policy) -> QualificationState {
        if self.check(policy).is_err() {
            return QualificationState::Below;
        }
        let education_missing = self.education.is_none() && policy.instructor_education_least > 0;
        let experience_missing = self.party_work_years.is_none() && policy.instructor_party_work_years > 0;
        if education_missing || experience_missing { QualificationState::Unknown } else { QualificationState::Met }
    }

    /// The same with what another one tells in addition or anew.
    pub(super) fn with(self, told: Self) -> Self {
        Self {
            education: told.education.or(self.education),
            party_work_years: told.party_work_years.or(self.party_work_years),
        }
    }

    /// The fields that another one tells and that differ from what is known here.
    pub(super) fn contradictions(&self, told: &Self) -> Vec<&'static str> {
        let checks = [
            ("education", told.education.is_none() || told.education == self.education),
            ("party_work_years", told.party_work_years.is_none() || told.party_work_years == self.party_work_years),
        ];
        checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}
