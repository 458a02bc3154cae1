//! From events of activities to rows of the calendar. What a step changes in a person's row stands in `attendance`.

use super::{
    ActivityChangeRow, ActivityRow, ActivityStatus, AttendanceRow, AttendanceStatus, OutcomeRow, SessionRow,
    attendance::Step,
    changes::{change_row, changed_sessions},
};
use crate::{Fold, RowSet, ViewFault, rows::integer};
use muster_domain::{
    activity::{ActivityChange, ActivityEvent, events::ActivityPlan},
    kernel::{TeamId, TimeSpan, VolunteerId},
    volunteer::VolunteerEvent,
};
use muster_eventstore::Recorded;
use uuid::Uuid;

/// What the calendar takes in.
enum Told<'p> {
    /// An event of an activity.
    Activity(Box<Entry<'p>>),
    /// Hours were entered for the person with this key of attendance.
    Recorded(String),
}

/// An event with its place.
struct Entry<'p> {
    recorded: &'p Recorded,
    activity: Uuid,
    event: ActivityEvent,
}

/// The rows that a page touches.
struct Touched {
    activities: RowSet<ActivityRow>,
    sessions: RowSet<SessionRow>,
    attendance: RowSet<AttendanceRow>,
    outcomes: RowSet<OutcomeRow>,
    changes: RowSet<ActivityChangeRow>,
}

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let told = page.iter().filter_map(|recorded| told(recorded).transpose()).collect::<Result<Vec<_>, ViewFault>>()?;
    let entries = || {
        told.iter().filter_map(|told| match told {
            Told::Activity(entry) => Some(entry.as_ref()),
            Told::Recorded(_) => None,
        })
    };
    let ids: Vec<String> = entries().map(|entry| entry.activity.to_string()).collect();
    let activities = RowSet::load(fold.connection, ids).await?;
    let keys: Vec<String> = entries().flat_map(session_keys).collect();
    let sessions = RowSet::load(fold.connection, keys).await?;
    let keys: Vec<String> = told.iter().flat_map(attendance_keys).collect();
    let attendance = RowSet::load(fold.connection, keys).await?;
    let (outcomes, changes) = (RowSet::default(), RowSet::default());
    let mut touched = Touched { activities, sessions, attendance, outcomes, changes };
    for told in told {
        match told {
            Told::Activity(entry) => touched.apply(*entry)?,
            Told::Recorded(key) => touched.record(&key),
        }
    }
    touched.activities.write(fold.connection).await?;
    touched.sessions.write(fold.connection).await?;
    touched.attendance.write(fold.connection).await?;
    touched.changes.write(fold.connection).await?;
    touched.outcomes.write(fold.connection).await
}

fn told(recorded: &Recorded) -> Result<Option<Told<'_>>, ViewFault> {
    match (recorded.aggregate_type.as_str(), recorded.event_type.as_str()) {
        ("activity", _) => {
            let (activity, event) = (recorded.stream()?, recorded.decode()?);
            return Ok(Some(Told::Activity(Box::new(Entry { recorded, activity, event }))));
        }
        ("volunteer", "hours_credited") => {}
        _ => return Ok(None),
    }
    let VolunteerEvent::HoursCredited { credit } = recorded.decode()? else { return Ok(None) };
    let volunteer = VolunteerId::new(recorded.stream()?);
    Ok(Some(Told::Recorded(attendance_key(credit.activity_id.uuid(), credit.session, volunteer))))
}

pub(super) fn session_key(activity: Uuid, session: u32) -> String {
    format!("{activity}/{session}")
}

fn attendance_key(activity: Uuid, session: u32, volunteer: VolunteerId) -> String {
    format!("{activity}/{session}/{volunteer}")
}

/// The sessions that an event changes.
fn session_keys(entry: &Entry<'_>) -> Vec<String> {
    if let ActivityEvent::ActivityChanged { change, .. } = &entry.event {
        return changed_sessions(entry.activity, change);
    }
    session_of(&entry.event).map(|session| session_key(entry.activity, session)).into_iter().collect()
}

fn session_of(event: &ActivityEvent) -> Option<u32> {
    match event {
        ActivityEvent::SessionScheduled { session, .. }
        | ActivityEvent::SessionClosed { session, .. }
        | ActivityEvent::SessionCredited { session, .. }
        | ActivityEvent::FeedbackRecorded { session, .. } => Some(*session),
        ActivityEvent::ActivityDrafted { .. }
        | ActivityEvent::ActivityPublished { .. }
        | ActivityEvent::ActivityImported { .. }
        | ActivityEvent::OutcomeRecorded { .. }
        | ActivityEvent::ActivityClosed { .. }
        | ActivityEvent::ActivityCancelled { .. }
        | ActivityEvent::ActivityVoided { .. }
        | ActivityEvent::ActivityChanged { .. } => None,
        ActivityEvent::VolunteerEnrolled { .. }
        | ActivityEvent::EnrollmentAccepted { .. }
        | ActivityEvent::EnrollmentDeclined { .. }
        | ActivityEvent::EnrollmentWithdrawn { .. }
        | ActivityEvent::InsuranceRecorded { .. }
        | ActivityEvent::CheckedIn { .. }
        | ActivityEvent::CheckedOut { .. }
        | ActivityEvent::AttendanceConfirmed { .. }
        | ActivityEvent::AbsenceMarked { .. } => step_of(event).map(|(session, ..)| session),
    }
}

/// Session, person and step of an event that speaks of one person.
fn step_of(event: &ActivityEvent) -> Option<(u32, VolunteerId, Step)> {
    use AttendanceStatus as S;
    match event {
        ActivityEvent::VolunteerEnrolled { session, volunteer_id } => {
            Some((*session, *volunteer_id, Step::Enrollment(S::Enrolled)))
        }
        ActivityEvent::EnrollmentAccepted { session, volunteer_id } => {
            Some((*session, *volunteer_id, Step::Enrollment(S::Accepted)))
        }
        ActivityEvent::EnrollmentDeclined { session, volunteer_id, .. } => {
            Some((*session, *volunteer_id, Step::Enrollment(S::Declined)))
        }
        ActivityEvent::EnrollmentWithdrawn { session, volunteer_id } => {
            Some((*session, *volunteer_id, Step::Enrollment(S::Withdrawn)))
        }
        ActivityEvent::InsuranceRecorded { session, volunteer_id, insured_to } => {
            Some((*session, *volunteer_id, Step::Insured(*insured_to)))
        }
        ActivityEvent::CheckedIn { session, volunteer_id, at, evidence } => {
            Some((*session, *volunteer_id, Step::CheckedIn(*at, *evidence)))
        }
        ActivityEvent::CheckedOut { session, volunteer_id, at } => {
            Some((*session, *volunteer_id, Step::CheckedOut(*at)))
        }
        ActivityEvent::AttendanceConfirmed { session, volunteer_id, span } => {
            Some((*session, *volunteer_id, Step::Confirmed(*span)))
        }
        ActivityEvent::AbsenceMarked { session, volunteer_id } => Some((*session, *volunteer_id, Step::Absent)),
        ActivityEvent::ActivityDrafted { .. }
        | ActivityEvent::ActivityPublished { .. }
        | ActivityEvent::ActivityImported { .. }
        | ActivityEvent::SessionScheduled { .. }
        | ActivityEvent::OutcomeRecorded { .. }
        | ActivityEvent::SessionClosed { .. }
        | ActivityEvent::SessionCredited { .. }
        | ActivityEvent::ActivityClosed { .. }
        | ActivityEvent::ActivityCancelled { .. }
        | ActivityEvent::ActivityVoided { .. }
        | ActivityEvent::ActivityChanged { .. }
        | ActivityEvent::FeedbackRecorded { .. } => None,
    }
}

fn attendance_keys(told: &Told<'_>) -> Vec<String> {
    let entry = match told {
        Told::Activity(entry) => entry,
        Told::Recorded(key) => return vec![key.clone()],
    };
    if let ActivityEvent::SessionClosed { session, open_check_ins } = &entry.event {
        return open_check_ins.iter().map(|who| attendance_key(entry.activity, *session, *who)).collect();
    }
    step_of(&entry.event).map(|(session, who, _)| attendance_key(entry.activity, session, who)).into_iter().collect()
}

impl Touched {
    fn apply(&mut self, entry: Entry<'_>) -> Result<(), ViewFault> {
        let Entry { recorded, activity, event } = entry;
        if let Some((session, volunteer, step)) = step_of(&event) {
            return self.step(recorded, activity, session, volunteer, step);
        }
        match event {
            ActivityEvent::ActivityDrafted { plan } => {
                self.activities.put(activity_row(activity, plan, ActivityStatus::Draft));
            }
            ActivityEvent::ActivityImported { plan } => {
                self.activities.put(activity_row(activity, plan, ActivityStatus::Held));
            }
            ActivityEvent::ActivityPublished { leader, risk_notice, place } => {
                let row = self.activity(recorded)?;
                ActivityStatus::Published.code().clone_into(&mut row.status);
                row.leader_id = leader.map(VolunteerId::uuid);
                row.place = Some(place);
                row.risk_notice = Some(risk_notice);
            }
            ActivityEvent::SessionScheduled { session, span, capacity } => {
                self.schedule(recorded, activity, session, span, capacity)?;
            }
            ActivityEvent::SessionClosed { session, open_check_ins } => {
                let row = self.session(recorded, &session_key(activity, session))?;
                row.closed = true;
                let end = row.ends_at;
                for volunteer in open_check_ins {
                    self.step(recorded, activity, session, volunteer, Step::LeftOpen(end))?;
                }
            }
            ActivityEvent::SessionCredited { session, credited, refused } => {
                let row = self.session(recorded, &session_key(activity, session))?;
                row.credited = row.credited.saturating_add(integer(credited));
                row.refused = integer(refused);
            }
            ActivityEvent::OutcomeRecorded { measure, amount } => self.outcomes.put(OutcomeRow {
                key: format!("{activity}/{measure}"),
                activity_id: activity,
                measure,
                amount: integer(amount),
            }),
            ActivityEvent::ActivityClosed { closed_on } => {
                let row = self.activity(recorded)?;
                ActivityStatus::Closed.code().clone_into(&mut row.status);
                row.closed_on = Some(closed_on);
            }
            ActivityEvent::ActivityCancelled { .. } => {
                ActivityStatus::Cancelled.code().clone_into(&mut self.activity(recorded)?.status);
            }
            ActivityEvent::ActivityVoided { .. } => {
                ActivityStatus::Voided.code().clone_into(&mut self.activity(recorded)?.status);
            }
            ActivityEvent::ActivityChanged { change, .. } => self.change(recorded, activity, change)?,
            ActivityEvent::FeedbackRecorded { session, score, .. } => {
                let row = self.session(recorded, &session_key(activity, session))?;
                row.feedback_count = row.feedback_count.saturating_add(1);
                row.feedback_points = row.feedback_points.saturating_add(i32::from(score));
            }
            ActivityEvent::VolunteerEnrolled { .. }
            | ActivityEvent::EnrollmentAccepted { .. }
            | ActivityEvent::EnrollmentDeclined { .. }
            | ActivityEvent::EnrollmentWithdrawn { .. }
            | ActivityEvent::InsuranceRecorded { .. }
            | ActivityEvent::CheckedIn { .. }
            | ActivityEvent::CheckedOut { .. }
            | ActivityEvent::AttendanceConfirmed { .. }
            | ActivityEvent::AbsenceMarked { .. } => {}
        }
        Ok(())
    }

    /// Who never was in the session has no row, and none is made: nothing is due for them.
    fn record(&mut self, key: &str) {
        if let Some(row) = self.attendance.get_mut(key) {
            row.recorded = true;
        }
    }

    fn schedule(
        &mut self,
        recorded: &Recorded,
        activity: Uuid,
        session: u32,
        span: TimeSpan,
        capacity: Option<u32>,
    ) -> Result<(), ViewFault> {
        let key = session_key(activity, session);
        let known = self.sessions.get(&key).cloned();
        if known.is_none() {
            self.activity(recorded)?.sessions_count += 1;
        }
        let row = known.unwrap_or_default();
        let (starts_at, ends_at) = (span.starts_at, span.ends_at);
        let (session, capacity) = (integer(session), capacity.map(integer));
        self.sessions.put(SessionRow { key, activity_id: activity, session, starts_at, ends_at, capacity, ..row });
        Ok(())
    }

    fn change(&mut self, recorded: &Recorded, activity: Uuid, change: ActivityChange) -> Result<(), ViewFault> {
        let row = self.activity(recorded)?;
        let published = row.status != ActivityStatus::Draft.code();
        for plan in &change.sessions {
            self.session(recorded, &session_key(activity, plan.session))?.change(plan);
        }
        self.changes.put(change_row(recorded, activity, &change, published));
        self.activity(recorded)?.change(change);
        Ok(())
    }

    fn activity(&mut self, recorded: &Recorded) -> Result<&mut ActivityRow, ViewFault> {
        self.activities.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::unknown(recorded, "activity"))
    }

    fn session(&mut self, recorded: &Recorded, key: &str) -> Result<&mut SessionRow, ViewFault> {
        self.sessions.get_mut(key).ok_or_else(|| ViewFault::unknown(recorded, "session"))
    }

    /// Moves a person in a session, and the session's counts by the difference.
    fn step(
        &mut self,
        recorded: &Recorded,
        activity: Uuid,
        session: u32,
        volunteer: VolunteerId,
        step: Step,
    ) -> Result<(), ViewFault> {
        let key = attendance_key(activity, session, volunteer);
        let before = self.attendance.get(&key).cloned();
        let counts = self.session(recorded, &session_key(activity, session))?;
        let mut row = match before {
            Some(before) => {
                before.count(counts, -1);
                before
            }
            None => AttendanceRow {
                key,
                activity_id: activity,
                session: integer(session),
                volunteer_id: volunteer.uuid(),
                ..AttendanceRow::default()
            },
        };
        row.take(step);
        row.count(counts, 1);
        self.attendance.put(row);
        Ok(())
    }
}

fn activity_row(id: Uuid, plan: ActivityPlan, status: ActivityStatus) -> ActivityRow {
    ActivityRow {
        id,
        code: plan.code.as_str().to_owned(),
        title: plan.title,
        kind: plan.kind.code().to_owned(),
        category: plan.category.code().to_owned(),
        division: plan.division.as_str().to_owned(),
        team_id: plan.team_id.map(TeamId::uuid),
        organization_id: plan.organization_id.uuid(),
        starts_at: plan.span.starts_at,
        ends_at: plan.span.ends_at,
        risk: plan.risk.code().to_owned(),
        programme: plan.programme,
        status: status.code().to_owned(),
        leader_id: None,
        place: None,
        risk_notice: None,
        closed_on: None,
        sessions_count: 0,
    }
}
