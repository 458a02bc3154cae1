//! The rules of presence (A4 to A7): come, leave, the leader's word, and who of a closed session can be credited.

use crate::{
    activity::{
        aggregate::{Activity, Decision},
        enrolment::{not_present, still_open},
        events::{ActivityEvent, ActivityPlan},
        facts::{AttendanceRefusal, AttendedSpan, Creditable, RefusedAttendance},
        gates::pass_gates,
        planning::{begun, check_order},
        refusals::ActivityRefusal,
        session::{Participant, Session},
    },
    kernel::{Policy, RuleContext, TimeSpan, VolunteerId, time, words::EvidenceClass},
    volunteer::VolunteerFacts,
};
use chrono::{DateTime, Duration, Utc};
use std::sync::Arc;

/// How a check-in may be known.
const CHECK_IN_EVIDENCE: [EvidenceClass; 2] = [EvidenceClass::A, EvidenceClass::C];

impl Activity {
    pub(super) fn check_in(
        &self,
        session: u32,
        volunteer: &VolunteerFacts,
        at: DateTime<Utc>,
        evidence: EvidenceClass,
        context: &RuleContext,
    ) -> Decision {
        let (plan, held) = self.held_session(session)?;
        let volunteer_id = volunteer.volunteer_id;
        let person = held.standing(volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        if person.stays.iter().any(|stay| stay.checked_in_at == at) {
            return Ok(Vec::new());
        }
        still_open(session, held)?;
        if !CHECK_IN_EVIDENCE.contains(&evidence) {
            return Err(ActivityRefusal::EvidenceNotForCheckIn { actual: evidence, allowed: CHECK_IN_EVIDENCE });
        }
        happened_in(plan, held, at, context)?;
        if let Some(last) = person.stays.last() {
            let Some(checked_out_at) = last.checked_out_at else {
                return Err(ActivityRefusal::AlreadyInside { since: last.checked_in_at });
            };
            if at < checked_out_at {
                return Err(ActivityRefusal::CheckInBeforeCheckOut { checked_out_at });
            }
        }
        let policy = policy_of(plan, held, context);
        let limit = policy.attendance_pairs_limit;
        if u32::try_from(person.stays.len()).unwrap_or(u32::MAX) >= limit {
            return Err(ActivityRefusal::TooManyCheckIns { limit });
        }
        let (required, actual) = (policy.position_evidence_participants, held.enrolled());
        if evidence == EvidenceClass::C && actual < required {
            return Err(ActivityRefusal::PositionNotEnough { required, actual });
        }
        pass_gates(plan, volunteer, person.insured_to, time::local_date(at), context)?;
        Ok(vec![ActivityEvent::CheckedIn { session, volunteer_id, at, evidence }])
    }

    pub(super) fn check_out(
        &self,
        session: u32,
        volunteer_id: VolunteerId,
        at: DateTime<Utc>,
        context: &RuleContext,
    ) -> Decision {
        let (plan, held) = self.held_session(session)?;
        let person = held.standing(volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        if person.stays.iter().any(|stay| stay.checked_out_at == Some(at)) {
            return Ok(Vec::new());
        }
        still_open(session, held)?;
        let checked_in_at = person.open_stay().ok_or(ActivityRefusal::NotCheckedIn)?.checked_in_at;
        if at <= checked_in_at {
            return Err(ActivityRefusal::CheckOutBeforeCheckIn { checked_in_at });
        }
        happened_in(plan, held, at, context)?;
        Ok(vec![ActivityEvent::CheckedOut { session, volunteer_id, at }])
    }

    pub(super) fn confirm(
        &self,
        session: u32,
        volunteer: &VolunteerFacts,
        span: TimeSpan,
        context: &RuleContext,
    ) -> Decision {
        let (plan, held) = self.held_session(session)?;
        let volunteer_id = volunteer.volunteer_id;
        let person = held.standing(volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        if person.confirmed == Some(span) {
            return Ok(Vec::new());
        }
        // Once closed, the leader's word is the review of a check-in that was left open (A5), once, and nothing else.
        if person.confirmed.is_some() || person.open_stay().is_none() {
            still_open(session, held)?;
        }
        check_order(span)?;
        happened_in(plan, held, span.starts_at, context)?;
        happened_in(plan, held, span.ends_at, context)?;
        pass_gates(plan, volunteer, person.insured_to, time::local_date(span.starts_at), context)?;
        Ok(vec![ActivityEvent::AttendanceConfirmed { session, volunteer_id, span }])
    }

    pub(super) fn mark_absent(&self, session: u32, volunteer_id: VolunteerId, context: &RuleContext) -> Decision {
        let (_, held) = self.held_session(session)?;
        let person = held.standing(volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        if person.absent {
            return Ok(Vec::new());
        }
        still_open(session, held)?;
        begun(held.span, context)?;
        not_present(session, person)?;
        Ok(vec![ActivityEvent::AbsenceMarked { session, volunteer_id }])
    }

    pub(super) fn book_credits(&self, session: u32, credited: u32, refused: u32) -> Decision {
        let (_, held) = self.held_session(session)?;
        if !held.closed {
            return Err(ActivityRefusal::SessionNotClosed { session });
        }
        // A batch that ran again and changed nothing is no news.
        if credited == 0 && held.credited.is_some_and(|book| book.refused == refused) {
            return Ok(Vec::new());
        }
        Ok(vec![ActivityEvent::SessionCredited { session, credited, refused }])
    }

    /// Everybody who was present in a session, each with one span; empty where there is no such session.
    #[must_use]
    pub fn attendance(&self, session: u32, policy: &Policy) -> Vec<AttendedSpan> {
        let Some(held) = self.sessions.get(&session) else { return Vec::new() };
        held.people.iter().filter_map(|(volunteer, person)| attended(*volunteer, person, held, policy)).collect()
    }

    /// The people of a closed session whom a batch may credit, and those whom it may not, each with the reason.
    ///
    /// # Errors
    /// [`ActivityRefusal`] when there is no such session, it is not closed, or the activity is cancelled.
    pub fn creditable(&self, session: u32, context: &RuleContext) -> Result<Creditable, ActivityRefusal> {
        let (plan, held) = self.held_session(session)?;
        let policy = &*policy_of(plan, held, context);
        if !held.closed {
            return Err(ActivityRefusal::SessionNotClosed { session });
        }
        let mut answer = Creditable::default();
        for attended in self.attendance(session, policy) {
            match refusal_of(&attended, policy) {
                None => answer.spans.push(attended),
                Some(reason) => {
                    answer.refused.push(RefusedAttendance { volunteer_id: attended.volunteer_id, reason });
                }
            }
        }
        Ok(answer)
    }
}

/// Presence is known when it is over, and belongs to a session when it lies in it or within the tolerance around it.
fn happened_in(
    plan: &ActivityPlan,
    held: &Session,
    at: DateTime<Utc>,
    context: &RuleContext,
) -> Result<(), ActivityRefusal> {
    let now = context.now;
    if at > now {
        return Err(ActivityRefusal::InFuture { at, now });
    }
    let tolerance = tolerance(&policy_of(plan, held, context));
    let (from, until) = (held.span.starts_at - tolerance, held.span.ends_at + tolerance);
    if at < from || at > until {
        return Err(ActivityRefusal::OutsideSession { from, until });
    }
    Ok(())
}

/// The policy of the local day on which a session begins.
fn policy_of(plan: &ActivityPlan, held: &Session, context: &RuleContext) -> Arc<Policy> {
    context.policy_on(&plan.division, time::local_date(held.span.starts_at))
}

fn tolerance(policy: &Policy) -> Duration {
    Duration::minutes(i64::from(policy.session_tolerance_minutes))
}

/// The leader's word and A6: the share of presence holds for what nobody confirmed.
fn refusal_of(attended: &AttendedSpan, policy: &Policy) -> Option<AttendanceRefusal> {
    if attended.open {
        return Some(AttendanceRefusal::OpenCheckIn { checked_in_at: attended.span.starts_at });
    }
    let (actual, required) = (attended.presence_percent, policy.presence_share_percent);
    let confirmed = attended.evidence == EvidenceClass::B;
    (!confirmed && actual < required).then_some(AttendanceRefusal::PresenceTooShort { actual, required })
}

/// One person's attendance as one span: the leader's where there is one, else of the stays.
fn attended(volunteer_id: VolunteerId, person: &Participant, held: &Session, policy: &Policy) -> Option<AttendedSpan> {
    if let Some(span) = person.confirmed {
        let presence_percent = share(&[span], held.span);
        let evidence = EvidenceClass::B;
        return Some(AttendedSpan { volunteer_id, span, evidence, open: false, presence_percent, left_out_minutes: 0 });
    }
    let ends_at = held.span.ends_at;
    let stays: Vec<(TimeSpan, EvidenceClass)> = person
        .stays
        .iter()
        .map(|stay| {
            let starts_at = stay.checked_in_at;
            let ends_at = stay.checked_out_at.unwrap_or(ends_at).max(starts_at);
            (TimeSpan { starts_at, ends_at }, stay.evidence)
        })
        .collect();
    let all: Vec<TimeSpan> = stays.iter().map(|(span, _)| *span).collect();
    let presence_percent = share(&all, held.span);
    let blocks = blocks(&stays, tolerance(policy));
    let open = person.open_stay().is_some();
    // Of an open check-in the last block is shown, because that is what the leader reviews; else the longest counts.
    let (span, evidence) = if open { blocks.last() } else { longest(&blocks) }?;
    let total: u32 = blocks.iter().map(|(span, _)| span.minutes()).sum();
    let left_out_minutes = total.saturating_sub(span.minutes());
    Some(AttendedSpan { volunteer_id, span: *span, evidence: *evidence, open, presence_percent, left_out_minutes })
}

/// The stays with short breaks closed: a break up to the tolerance is part of the service.
fn blocks(stays: &[(TimeSpan, EvidenceClass)], tolerance: Duration) -> Vec<(TimeSpan, EvidenceClass)> {
    let mut blocks: Vec<(TimeSpan, EvidenceClass)> = Vec::new();
    for (span, evidence) in stays {
        match blocks.last_mut() {
            Some((before, known)) if span.starts_at - before.ends_at <= tolerance => {
                before.ends_at = span.ends_at;
                // A chain of evidence is as good as its weakest link; C is weaker than A.
                *known = (*known).max(*evidence);
            }
            Some(_) | None => blocks.push((*span, *evidence)),
        }
    }
    blocks
}

/// The longest block, the earlier one of equals.
fn longest(blocks: &[(TimeSpan, EvidenceClass)]) -> Option<&(TimeSpan, EvidenceClass)> {
    blocks.iter().rev().max_by_key(|(span, _)| span.ends_at - span.starts_at)
}

/// Percent of a session's length that these spans cover, rounded down.
fn share(spans: &[TimeSpan], session: TimeSpan) -> u32 {
    let within = |span: &TimeSpan| {
        let (from, until) = (span.starts_at.max(session.starts_at), span.ends_at.min(session.ends_at));
        (until - from).num_seconds().max(0)
    };
    let present: i64 = spans.iter().map(within).sum();
    let whole = (session.ends_at - session.starts_at).num_seconds().max(1);
    u32::try_from(present * 100 / whole).unwrap_or(0).min(100)
}
