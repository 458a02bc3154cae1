//! What is said of an instructor: qualification, yearly appraisals, trainings (任职条件, 考核, 培训).

use crate::{
    instructor::{
        Instructor, InstructorEvent, InstructorRefusal, Qualification,
        aggregate::{Decision, not_before, not_in_future},
    },
    kernel::{RuleContext, text, words::AppraisalGrade},
};
use chrono::{Datelike, NaiveDate};

/// Trainings of one instructor.
const TRAININGS_LIMIT: usize = 1_000;
/// Minutes that anybody would believe of one training: 500 hours.
const TRAINING_MINUTES_LIMIT: u32 = 30_000;

impl Instructor {
    /// What turns out later is recorded as it is, also what the gate would have refused: a report shows it.
    pub(super) fn record_qualification(
        &self,
        told: Qualification,
        recorded_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.in_office()?;
        let qualification = self.qualification.with(told);
        if qualification == self.qualification {
            return Ok(Vec::new());
        }
        not_in_future(recorded_on, context)?;
        not_before(recorded_on, appointment.appointed_on)?;
        Ok(vec![InstructorEvent::QualificationRecorded { qualification, recorded_on }])
    }

    /// A year is appraised once, in its course or after, as far as it is one of the years in office.
    pub(super) fn appraise(&self, year: i32, grade: AppraisalGrade, context: &RuleContext) -> Decision {
        let appointment = self.appointment.as_ref().ok_or(InstructorRefusal::InstructorUnknown)?;
        if let Some(held) = self.appraisals.get(&year) {
            let differs = InstructorRefusal::AppraisedAlready { year, grade: *held };
            return if *held == grade { Ok(Vec::new()) } else { Err(differs) };
        }
        let first = appointment.appointed_on.year();
        let last = self.released_on.unwrap_or_else(|| context.today()).year();
        if !(first..=last).contains(&year) {
            return Err(InstructorRefusal::AppraisalYearOutOfBounds { year, first, last });
        }
        Ok(vec![InstructorEvent::InstructorAppraised { year, grade }])
    }

    pub(super) fn record_training(
        &self,
        name: &str,
        minutes: u32,
        completed_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.in_office()?;
        let name = text::name("name", name)?;
        if self.trainings.contains(&(completed_on, name.clone(), minutes)) {
            return Ok(Vec::new());
        }
        if !(1..=TRAINING_MINUTES_LIMIT).contains(&minutes) {
            return Err(InstructorRefusal::TrainingOutOfBounds { limit: TRAINING_MINUTES_LIMIT, actual: minutes });
        }
        not_in_future(completed_on, context)?;
        not_before(completed_on, appointment.appointed_on)?;
        if self.trainings.len() >= TRAININGS_LIMIT {
            return Err(InstructorRefusal::TooMany { list: "trainings", limit: TRAININGS_LIMIT });
        }
        Ok(vec![InstructorEvent::InstructorTrained { name, minutes, completed_on }])
    }
}
