//! The state of an instructor, its commands and its events. Links stand in `linking`, problems in `problems`.

use crate::{
    instructor::{InstructorCommand, InstructorEvent, InstructorRefusal, Link, problems::Problem},
    kernel::{
        Code, DivisionCode, InstructorId, OrganizationId, PersonId, Personal, ProblemId, RuleContext, text, time,
        words::InstructorKind,
    },
    person::PersonFacts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a rule answers: events, none when it is so already, or a refusal.
pub(crate) type Decision = Result<Vec<InstructorEvent>, InstructorRefusal>;

/// A party-building instructor (党建指导员).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Instructor {
    pub(crate) appointment: Option<Appointment>,
    /// All links, ended ones too, by organization, oldest first.
    pub(crate) links: BTreeMap<OrganizationId, Vec<Link>>,
    pub(crate) problems: BTreeMap<ProblemId, Problem>,
    pub(crate) visits_count: usize,
    pub(crate) released_on: Option<NaiveDate>,
}

/// What an instructor is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Appointment {
    pub(crate) person_id: PersonId,
    pub(crate) code: Code,
    pub(crate) division: DivisionCode,
    pub(crate) kind: InstructorKind,
    pub(crate) appointed_on: NaiveDate,
}

crate::aggregate!(Instructor, "instructor", InstructorCommand, InstructorEvent, InstructorRefusal);

impl Instructor {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`InstructorRefusal`] naming the rule that said no.
    pub fn decide(
        &self,
        command: InstructorCommand,
        context: &RuleContext,
    ) -> Result<Vec<InstructorEvent>, InstructorRefusal> {
        use InstructorCommand as C;
        match command {
            C::AppointInstructor { person, code, division, kind, appointed_on } => {
                let person_id = person.person_id;
                self.appoint(Appointment { person_id, code, division, kind, appointed_on }, &person, context)
            }
            C::AssignOrganization { organization, link_kind, from, to } => {
                self.assign(&organization, link_kind, (from, to), context)
            }
            C::ChangeLink { organization_id, link_kind, changed_on } => {
                self.change_link(organization_id, link_kind, changed_on, context)
            }
            C::EndAssignment { organization_id, ended_on } => self.end_assignment(organization_id, ended_on),
            C::TransferAssignment { organization_id, successor, ended_on } => {
                self.transfer(organization_id, successor, ended_on)
            }
            C::RecordVisit { organization_id, visited_on, note } => {
                self.record_visit(organization_id, visited_on, note.as_deref(), context)
            }
            C::RaiseProblem { problem_id, organization_id, raised_on, text } => {
                self.raise(problem_id, organization_id, raised_on, &text, context)
            }
            C::ResolveProblem { problem_id, resolved_on, result } => {
                self.resolve(problem_id, resolved_on, &result, context)
            }
            C::ReopenProblem { problem_id, reopened_on } => self.reopen(problem_id, reopened_on, context),
            C::ReleaseInstructor { released_on, reason } => self.release(released_on, &reason, context),
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: InstructorEvent) {
        use InstructorEvent as E;
        match event {
            E::InstructorAppointed { person_id, code, division, kind, appointed_on } => {
                self.appointment = Some(Appointment { person_id, code, division, kind, appointed_on });
            }
            E::OrganizationAssigned { link, .. } => self.keep(link),
            E::LinkKindChanged { before, link_kind, changed_on, .. } => {
                self.shorten(&before, time::day_before(changed_on));
                let mut after = before;
                after.link_kind = link_kind;
                after.span.from = changed_on;
                self.keep(after);
            }
            E::AssignmentEnded { before, ended_on, .. } | E::AssignmentTransferred { before, ended_on, .. } => {
                self.shorten(&before, ended_on);
            }
            E::GuidanceVisitRecorded { .. } => self.visits_count += 1,
            E::ProblemRaised { problem_id, organization_id, raised_on, .. } => {
                let problem = Problem { organization_id, raised_on, reopened_on: None, resolved_on: None };
                self.problems.insert(problem_id, problem);
            }
            E::ProblemResolved { problem_id, resolved_on, .. } => {
                if let Some(problem) = self.problems.get_mut(&problem_id) {
                    problem.resolved_on = Some(resolved_on);
                }
            }
            E::ProblemReopened { problem_id, reopened_on, .. } => {
                if let Some(problem) = self.problems.get_mut(&problem_id) {
                    problem.reopened_on = Some(reopened_on);
                    problem.resolved_on = None;
                }
            }
            E::InstructorReleased { released_on, .. } => self.released_on = Some(released_on),
        }
    }

    /// The sender's own key.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.appointment.as_ref().map(|appointment| &appointment.code)
    }

    /// The person behind.
    #[must_use]
    pub fn person_id(&self) -> Option<PersonId> {
        self.appointment.as_ref().map(|appointment| appointment.person_id)
    }

    /// Full-time or part-time.
    #[must_use]
    pub fn kind(&self) -> Option<InstructorKind> {
        self.appointment.as_ref().map(|appointment| appointment.kind)
    }

    /// First day of the appointment.
    #[must_use]
    pub fn appointed_on(&self) -> Option<NaiveDate> {
        self.appointment.as_ref().map(|appointment| appointment.appointed_on)
    }

    /// Last day of the appointment, where it ended.
    #[must_use]
    pub fn released_on(&self) -> Option<NaiveDate> {
        self.released_on
    }

    /// The appointment of an instructor who is in office.
    pub(crate) fn in_office(&self) -> Result<&Appointment, InstructorRefusal> {
        let appointment = self.appointment.as_ref().ok_or(InstructorRefusal::InstructorUnknown)?;
        match self.released_on {
            Some(released_on) => Err(InstructorRefusal::InstructorReleased { released_on }),
            None => Ok(appointment),
        }
    }

    fn appoint(&self, asked: Appointment, person: &PersonFacts, context: &RuleContext) -> Decision {
        if let Some(known) = &self.appointment {
            let fields = known.differences(&asked);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(InstructorRefusal::CodeTaken { fields }) };
        }
        not_in_future(asked.appointed_on, context)?;
        context.divisions.valid_on(&asked.division, asked.appointed_on)?;
        let guardian_age_years = context.policy_on(&asked.division, asked.appointed_on).guardian_age_years;
        if let Some(age_years) = person.age_years.filter(|age| *age < guardian_age_years)
            && !person.guardian_consent
        {
            return Err(InstructorRefusal::GuardianConsentRequired { age_years });
        }
        let Appointment { person_id, code, division, kind, appointed_on } = asked;
        Ok(vec![InstructorEvent::InstructorAppointed { person_id, code, division, kind, appointed_on }])
    }

    fn release(&self, released_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        if self.appointment.is_some() && self.released_on == Some(released_on) {
            return Ok(Vec::new());
        }
        let appointment = self.in_office()?;
        not_in_future(released_on, context)?;
        if released_on < appointment.appointed_on {
            return Err(InstructorRefusal::DayTooEarly { day: released_on, earliest: appointment.appointed_on });
        }
        let live = self.links().filter(|link| link.span.to.is_none_or(|to| to > released_on)).count();
        if live > 0 {
            return Err(InstructorRefusal::LinksLive { count: live, day: released_on });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![InstructorEvent::InstructorReleased { released_on, person_id: appointment.person_id, reason }])
    }

    /// The id that follows from the code, for an instructor who is on file.
    pub(crate) fn own_id(&self) -> Option<InstructorId> {
        self.code().map(InstructorId::of_code)
    }
}

impl Appointment {
    /// The fields of the file format in which two appointments differ.
    fn differences(&self, other: &Self) -> Vec<&'static str> {
        let checks = [
            ("id_number", self.person_id == other.person_id),
            ("division", self.division == other.division),
            ("kind", self.kind == other.kind),
            ("appointed_on", self.appointed_on == other.appointed_on),
        ];
        checks.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

/// Refuses a day that has not come.
pub(crate) fn not_in_future(day: NaiveDate, context: &RuleContext) -> Result<(), InstructorRefusal> {
    let today = context.today();
    if day > today { Err(InstructorRefusal::DayInFuture { day, today }) } else { Ok(()) }
}
