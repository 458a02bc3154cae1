//! The state of an instructor, its commands and its events. The rules of links stand in `linking`, of their limit in
//! `focus`, of problems in `problems`, of what is said of the instructor in `record`.

use crate::{
    instructor::{
        FocusOverride, InstructorCommand, InstructorEvent, InstructorRefusal, Link, Qualification, problems::Problem,
    },
    kernel::{
        Code, DivisionCode, InstructorId, OrganizationId, PersonId, Personal, ProblemId, RuleContext, text, time,
        words::{AppraisalGrade, InstructorKind},
    },
    person::PersonFacts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a rule answers: events, none when it is so already, or a refusal.
pub(crate) type Decision = Result<Vec<InstructorEvent>, InstructorRefusal>;

/// A party-building instructor (党建指导员).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Instructor {
    pub(crate) appointment: Option<Appointment>,
    /// All links, ended ones too, by organization, oldest first.
    pub(crate) links: BTreeMap<OrganizationId, Vec<Link>>,
    /// Who took links over, by organization and the last day here.
    pub(crate) successors: BTreeMap<OrganizationId, BTreeMap<NaiveDate, InstructorId>>,
    pub(crate) problems: BTreeMap<ProblemId, Problem>,
    pub(crate) visits_count: usize,
    pub(crate) qualification: Qualification,
    /// Overrides of the limit of focus links, in the order in which they were granted.
    pub(crate) overrides: Vec<FocusOverride>,
    pub(crate) appraisals: BTreeMap<i32, AppraisalGrade>,
    /// Trainings by day, name and minutes.
    pub(crate) trainings: BTreeSet<(NaiveDate, String, u32)>,
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
            C::AppointInstructor { person, code, division, kind, appointed_on, qualification } => {
                let person_id = person.person_id;
                let asked = Appointment { person_id, code, division, kind, appointed_on };
                self.appoint(asked, qualification, &person, context)
            }
            C::RecordQualification { qualification, recorded_on } => {
                self.record_qualification(qualification, recorded_on, context)
            }
            C::GrantFocusOverride { department, limit, from, to, reason } => {
                let asked = FocusOverride::granted(department.organization_id, limit, from, to);
                self.grant_override(asked, &department, &reason, context)
            }
            C::EndFocusOverride { ended_on } => self.end_override(ended_on, context),
            C::AssignOrganization { organization, represented, link_kind, from, to } => {
                self.assign(&organization, &represented, link_kind, (from, to), context)
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
            C::AppraiseInstructor { year, grade } => self.appraise(year, grade, context),
            C::RecordTraining { name, minutes, completed_on } => {
                self.record_training(&name, minutes, completed_on, context)
            }
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
            E::AssignmentEnded { before, ended_on, .. } => self.shorten(&before, ended_on),
            E::AssignmentTransferred { before, ended_on, successor, .. } => {
                self.successors.entry(before.organization_id).or_default().insert(ended_on, successor);
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
            E::QualificationRecorded { qualification, .. } => self.qualification = qualification,
            E::FocusOverrideGranted { granted_by, limit, from, to, .. } => {
                self.overrides.push(FocusOverride::granted(granted_by, limit, from, to));
            }
            E::FocusOverrideEnded { from, ended_on } => self.shorten_override(from, ended_on),
            E::InstructorAppraised { year, grade } => {
                self.appraisals.insert(year, grade);
            }
            E::InstructorTrained { name, minutes, completed_on } => {
                self.trainings.insert((completed_on, name, minutes));
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

    /// Division.
    #[must_use]
    pub fn division(&self) -> Option<&DivisionCode> {
        self.appointment.as_ref().map(|appointment| &appointment.division)
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

    fn appoint(
        &self,
        asked: Appointment,
        qualification: Qualification,
        person: &PersonFacts,
        context: &RuleContext,
    ) -> Decision {
        if let Some(known) = &self.appointment {
            let mut fields = known.differences(&asked);
            fields.extend(self.qualification.contradictions(&qualification));
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
        if asked.kind == InstructorKind::FullTime {
            qualification.check(&context.policy_on(&asked.division, asked.appointed_on))?;
        }
        let Appointment { person_id, code, division, kind, appointed_on } = asked;
        let told = InstructorEvent::QualificationRecorded { qualification, recorded_on: appointed_on };
        let told = Some(told).filter(|_| qualification != Qualification::default());
        let appointed = InstructorEvent::InstructorAppointed { person_id, code, division, kind, appointed_on };
        Ok(std::iter::once(appointed).chain(told).collect())
    }

    fn release(&self, released_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        if self.appointment.is_some() && self.released_on == Some(released_on) {
            return Ok(Vec::new());
        }
        let appointment = self.in_office()?;
        not_in_future(released_on, context)?;
        not_before(released_on, appointment.appointed_on)?;
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

/// Refuses a day before another.
pub(crate) fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), InstructorRefusal> {
    if day < earliest { Err(InstructorRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}
