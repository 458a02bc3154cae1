//! The state of an activity, its commands and its events. The rules stand in `planning`, `enrolment`, `attendance`.

use crate::{
    activity::{
        commands::ActivityCommand,
        events::{ActivityEvent, ActivityPlan},
        facts::SessionFacts,
        refusals::ActivityRefusal,
        session::{Credited, Enrollment, Participant, Session, Stay},
    },
    kernel::{ActivityId, RuleContext, VolunteerId},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a rule answers: events, none when it is so already, or a refusal.
pub(crate) type Decision = Result<Vec<ActivityEvent>, ActivityRefusal>;

/// An activity (志愿服务活动) with its sessions and their people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    pub(crate) plan: Option<ActivityPlan>,
    pub(crate) stage: Stage,
    pub(crate) publication: Option<Publication>,
    pub(crate) sessions: BTreeMap<u32, Session>,
    pub(crate) outcomes: BTreeMap<String, u32>,
}

/// How far an activity has come (活动状态).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// Planned only (已拟).
    #[default]
    Drafted,
    /// Open to volunteers (已发布).
    Published,
    /// Taken over from a file as held (已转入).
    Imported,
    /// All sessions are closed (已结项).
    Closed {
        /// Local date of its end.
        closed_on: NaiveDate,
    },
    /// Called off (已取消).
    Cancelled,
    /// It should never have stood (已作废).
    Voided,
}

/// With what an activity was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Publication {
    pub(crate) leader: Option<VolunteerId>,
    pub(crate) risk_notice: String,
    pub(crate) place: String,
}

crate::aggregate!(Activity, "activity", ActivityCommand, ActivityEvent, ActivityRefusal);

impl Activity {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`ActivityRefusal`] naming the rule that said no.
    pub fn decide(
        &self,
        command: ActivityCommand,
        context: &RuleContext,
    ) -> Result<Vec<ActivityEvent>, ActivityRefusal> {
        use ActivityCommand as C;
        match command {
            C::DraftActivity { plan, organization, team } => self.draft(plan, &organization, team, context),
            C::ImportActivity { plan, organization, team } => self.import(plan, &organization, team, context),
            C::PublishActivity { leader, risk_notice, place } => self.publish(leader, &risk_notice, &place, context),
            C::ScheduleSession { session, span, capacity } => self.schedule(session, span, capacity, context),
            C::Enroll { session, volunteer } => self.enroll(session, &volunteer, context),
            C::AcceptEnrollment { session, volunteer_id } => self.accept(session, volunteer_id),
            C::DeclineEnrollment { session, volunteer_id, reason } => self.decline(session, volunteer_id, &reason),
            C::WithdrawEnrollment { session, volunteer_id } => self.withdraw(session, volunteer_id),
            C::RecordInsurance { session, volunteer_id, insured_to } => self.insure(session, volunteer_id, insured_to),
            C::CheckIn { session, volunteer, at, evidence } => {
                self.check_in(session, &volunteer, at, evidence, context)
            }
            C::CheckOut { session, volunteer_id, at } => self.check_out(session, volunteer_id, at, context),
            C::ConfirmAttendance { session, volunteer, span } => self.confirm(session, &volunteer, span, context),
            C::MarkAbsent { session, volunteer_id } => self.mark_absent(session, volunteer_id, context),
            C::RecordOutcome { measure, amount } => self.record_outcome(&measure, amount, context),
            C::CloseSession { session } => self.close_session(session, context),
            C::RecordSessionCredited { session, credited, refused } => self.book_credits(session, credited, refused),
            C::CloseActivity => self.close(),
            C::CancelActivity { reason } => self.cancel(&reason),
            C::VoidActivity { reason } => self.void(&reason),
            C::ChangeActivity { change, reason } => self.change(change, reason.as_deref(), context),
            C::RecordFeedback { session, volunteer, score, comment } => {
                self.record_feedback(session, &volunteer, score, comment.as_deref(), context)
            }
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: ActivityEvent) {
        use ActivityEvent as E;
        match event {
            E::ActivityDrafted { plan } => self.plan = Some(plan),
            E::ActivityImported { plan } => {
                self.plan = Some(plan);
                self.stage = Stage::Imported;
            }
            E::ActivityPublished { leader, risk_notice, place } => {
                self.publication = Some(Publication { leader, risk_notice, place });
                self.stage = Stage::Published;
            }
            E::SessionScheduled { session, span, capacity } => {
                self.sessions.insert(session, Session::new(span, capacity));
            }
            E::OutcomeRecorded { measure, amount } => {
                self.outcomes.insert(measure, amount);
            }
            E::ActivityClosed { closed_on } => self.stage = Stage::Closed { closed_on },
            E::ActivityCancelled { .. } => self.stage = Stage::Cancelled,
            E::ActivityVoided { .. } => self.stage = Stage::Voided,
            E::ActivityChanged { change, .. } => self.take_change(change),
            E::SessionClosed { session, .. } => self.with_session(session, |held| held.closed = true),
            E::SessionCredited { session, credited, refused } => self.with_session(session, |held| {
                let total = held.credited.map_or(0, |before| before.total).saturating_add(credited);
                held.credited = Some(Credited { total, credited, refused });
            }),
            E::VolunteerEnrolled { session, volunteer_id } => self.with_person(session, volunteer_id, |person| {
                person.enrollment = Enrollment::Requested;
            }),
            E::EnrollmentAccepted { session, volunteer_id } => self.with_person(session, volunteer_id, |person| {
                person.enrollment = Enrollment::Accepted;
            }),
            E::EnrollmentDeclined { session, volunteer_id, .. } => self.with_person(session, volunteer_id, |person| {
                person.enrollment = Enrollment::Declined;
            }),
            E::EnrollmentWithdrawn { session, volunteer_id } => self.with_person(session, volunteer_id, |person| {
                person.enrollment = Enrollment::Withdrawn;
            }),
            E::InsuranceRecorded { session, volunteer_id, insured_to } => {
                self.with_person(session, volunteer_id, |person| person.insured_to = Some(insured_to));
            }
            E::CheckedIn { session, volunteer_id, at, evidence } => self.with_person(session, volunteer_id, |person| {
                person.absent = false;
                person.stays.push(Stay { checked_in_at: at, checked_out_at: None, evidence });
            }),
            E::CheckedOut { session, volunteer_id, at } => self.with_person(session, volunteer_id, |person| {
                if let Some(stay) = person.stays.last_mut() {
                    stay.checked_out_at = Some(at);
                }
            }),
            E::AttendanceConfirmed { session, volunteer_id, span } => {
                self.with_person(session, volunteer_id, |person| {
                    person.absent = false;
                    person.confirmed = Some(span);
                });
            }
            E::AbsenceMarked { session, volunteer_id } => {
                self.with_person(session, volunteer_id, |person| person.absent = true);
            }
            E::FeedbackRecorded { session, volunteer_id, score, .. } => {
                self.with_person(session, volunteer_id, |person| person.feedback = Some(score));
            }
        }
    }

    pub(super) fn with_session(&mut self, session: u32, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.sessions.get_mut(&session) {
            change(session);
        }
    }

    fn with_person(&mut self, session: u32, volunteer: VolunteerId, change: impl FnOnce(&mut Participant)) {
        self.with_session(session, |session| change(session.people.entry(volunteer).or_default()));
    }
}

/// What others may ask of an activity.
impl Activity {
    /// Its id, once it is drafted or imported.
    #[must_use]
    pub fn activity_id(&self) -> Option<ActivityId> {
        self.plan.as_ref().map(|plan| ActivityId::of_code(&plan.code))
    }

    /// What it is planned to be, once it is drafted or imported.
    #[must_use]
    pub const fn plan(&self) -> Option<&ActivityPlan> {
        self.plan.as_ref()
    }

    /// How far it has come.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Who leads it, once it is published.
    #[must_use]
    pub fn leader(&self) -> Option<VolunteerId> {
        self.publication.as_ref().and_then(|publication| publication.leader)
    }

    /// Whether it was taken over from a file as held.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.plan.is_some()
            && self.publication.is_none()
            && matches!(self.stage, Stage::Imported | Stage::Closed { .. })
    }

    /// The numbers of its sessions, ascending.
    pub fn session_numbers(&self) -> impl Iterator<Item = u32> {
        self.sessions.keys().copied()
    }

    /// The people whose enrolment in a session stands; none where there is no such session.
    pub fn enrolled(&self, session: u32) -> impl Iterator<Item = VolunteerId> {
        let people = self.sessions.get(&session).into_iter().flat_map(|session| &session.people);
        people.filter(|(_, person)| person.stands()).map(|(volunteer, _)| *volunteer)
    }

    /// What the hour ledger may know of a session.
    #[must_use]
    pub fn session_facts(&self, session: u32) -> Option<SessionFacts> {
        let plan = self.plan.as_ref()?;
        let held = self.sessions.get(&session)?;
        Some(SessionFacts {
            activity_id: ActivityId::of_code(&plan.code),
            session,
            kind: plan.kind,
            category: plan.category,
            division: plan.division.clone(),
            team_id: plan.team_id,
            organization_id: plan.organization_id,
            span: held.span,
            activity_span: plan.span,
            closed: held.closed,
            cancelled: self.stage == Stage::Cancelled,
            voided: self.stage == Stage::Voided,
            imported: self.is_imported(),
        })
    }
}

/// What several rules ask first.
impl Activity {
    /// The plan of an activity that takes part in life: neither closed nor called off.
    pub(crate) fn live_plan(&self) -> Result<&ActivityPlan, ActivityRefusal> {
        let plan = self.plan.as_ref().ok_or(ActivityRefusal::ActivityUnknown)?;
        match self.stage {
            Stage::Drafted | Stage::Published | Stage::Imported => Ok(plan),
            Stage::Closed { closed_on } => Err(ActivityRefusal::ActivityClosed { closed_on }),
            Stage::Cancelled => Err(ActivityRefusal::ActivityCancelled),
            Stage::Voided => Err(ActivityRefusal::ActivityVoided),
        }
    }

    /// A session of an activity that is or was open to volunteers, closed or not.
    pub(crate) fn held_session(&self, session: u32) -> Result<(&ActivityPlan, &Session), ActivityRefusal> {
        let plan = self.plan.as_ref().ok_or(ActivityRefusal::ActivityUnknown)?;
        match self.stage {
            Stage::Drafted => return Err(ActivityRefusal::NotPublished),
            Stage::Cancelled => return Err(ActivityRefusal::ActivityCancelled),
            Stage::Voided => return Err(ActivityRefusal::ActivityVoided),
            Stage::Published | Stage::Imported | Stage::Closed { .. } => {}
        }
        let held = self.sessions.get(&session).ok_or(ActivityRefusal::SessionUnknown { session })?;
        Ok((plan, held))
    }
}
