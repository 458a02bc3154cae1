//! Visits, and problems brought up and solved (走访, 协调事项).

use crate::{
    instructor::{
        Instructor, InstructorEvent, InstructorRefusal,
        aggregate::{Decision, not_before, not_in_future},
    },
    kernel::{OrganizationId, Personal, ProblemId, RuleContext, text},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Problems of one instructor.
const PROBLEMS_LIMIT: usize = 20_000;

/// A problem as the rules need it; its text stays in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Problem {
    pub(crate) organization_id: OrganizationId,
    pub(crate) raised_on: NaiveDate,
    /// The last day on which it was opened again.
    pub(crate) reopened_on: Option<NaiveDate>,
    pub(crate) resolved_on: Option<NaiveDate>,
}

impl Instructor {
    /// An organization that was linked at some time.
    fn linked(&self, organization_id: OrganizationId) -> Result<(), InstructorRefusal> {
        match self.links.get(&organization_id).filter(|links| !links.is_empty()) {
            Some(_) => Ok(()),
            None => Err(InstructorRefusal::NoLink { organization_id }),
        }
    }

    fn problem(&self, problem_id: ProblemId) -> Result<&Problem, InstructorRefusal> {
        self.problems.get(&problem_id).ok_or(InstructorRefusal::ProblemUnknown { problem_id })
    }

    pub(super) fn record_visit(
        &self,
        organization_id: OrganizationId,
        visited_on: NaiveDate,
        note: Option<&str>,
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.in_office()?;
        not_in_future(visited_on, context)?;
        not_before(visited_on, appointment.appointed_on)?;
        self.linked(organization_id)?;
        let note = note.map(|note| text::note("note", note)).transpose()?.map(Personal::clear);
        let person_id = appointment.person_id;
        Ok(vec![InstructorEvent::GuidanceVisitRecorded { organization_id, visited_on, person_id, note }])
    }

    pub(super) fn raise(
        &self,
        problem_id: ProblemId,
        organization_id: OrganizationId,
        raised_on: NaiveDate,
        words: &str,
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.in_office()?;
        if let Some(known) = self.problems.get(&problem_id) {
            return if (known.organization_id, known.raised_on) == (organization_id, raised_on) {
                Ok(Vec::new())
            } else {
                Err(InstructorRefusal::ProblemTaken { problem_id, raised_on: known.raised_on })
            };
        }
        not_in_future(raised_on, context)?;
        not_before(raised_on, appointment.appointed_on)?;
        self.linked(organization_id)?;
        if self.problems.len() >= PROBLEMS_LIMIT {
            return Err(InstructorRefusal::TooMany { list: "problems", limit: PROBLEMS_LIMIT });
        }
        let text = Personal::clear(text::note("text", words)?);
        let person_id = appointment.person_id;
        Ok(vec![InstructorEvent::ProblemRaised { problem_id, organization_id, raised_on, person_id, text }])
    }

    pub(super) fn resolve(
        &self,
        problem_id: ProblemId,
        resolved_on: NaiveDate,
        words: &str,
        context: &RuleContext,
    ) -> Decision {
        let appointment = self.in_office()?;
        let problem = self.problem(problem_id)?;
        if problem.resolved_on.is_some() {
            return Ok(Vec::new());
        }
        not_in_future(resolved_on, context)?;
        not_before(resolved_on, problem.reopened_on.unwrap_or(problem.raised_on))?;
        let result = Personal::clear(text::note("result", words)?);
        Ok(vec![InstructorEvent::ProblemResolved {
            problem_id,
            organization_id: problem.organization_id,
            resolved_on,
            person_id: appointment.person_id,
            result,
        }])
    }

    pub(super) fn reopen(&self, problem_id: ProblemId, reopened_on: NaiveDate, context: &RuleContext) -> Decision {
        self.in_office()?;
        let problem = self.problem(problem_id)?;
        if problem.resolved_on.is_none() && problem.reopened_on == Some(reopened_on) {
            return Ok(Vec::new());
        }
        let resolved_on = problem.resolved_on.ok_or(InstructorRefusal::ProblemNotResolved { problem_id })?;
        not_in_future(reopened_on, context)?;
        not_before(reopened_on, resolved_on)?;
        let organization_id = problem.organization_id;
        Ok(vec![InstructorEvent::ProblemReopened { problem_id, organization_id, reopened_on }])
    }
}
