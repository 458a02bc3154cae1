//! The rules of the hour ledger (V1 to V5, V7 to V11): what may stand in it, at once or pending.
//!
//! State and lookup belong to `ledger.rs`.

use crate::{
    activity::SessionFacts,
    kernel::{
        CreditId, Personal, Policy, RuleContext, Source, TimeSpan, VolunteerId, text, time,
        words::{ApprovalTier, EvidenceClass},
    },
    volunteer::{
        aggregate::{Registration, Volunteer},
        events::{Credit, VolunteerEvent},
        ledger::{Ending, HeldCredit},
        refusals::VolunteerRefusal,
    },
};
use chrono::{DateTime, Duration, Utc};
use std::sync::Arc;

/// Minutes of the longest span that is believed: one day without a break.
pub(super) const SPAN_MINUTES_LIMIT: u32 = 1440;

type Decision = Result<Vec<VolunteerEvent>, VolunteerRefusal>;

/// What stays with a credit while its span changes.
#[derive(Clone, Copy)]
struct CreditOrigin {
    credit_id: CreditId,
    evidence: EvidenceClass,
    source: Source,
    late: bool,
}

/// V1: the end is after the start, with at least one whole minute and at most a day.
fn check_span(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Result<TimeSpan, VolunteerRefusal> {
    let span =
        TimeSpan::try_new(starts_at, ends_at).ok_or(VolunteerRefusal::IntervalReversed { starts_at, ends_at })?;
    let length = ends_at - starts_at;
    let actual = length.num_minutes();
    if actual < 1 {
        return Err(VolunteerRefusal::HoursTooShort { seconds: length.num_seconds() });
    }
    if length > Duration::minutes(i64::from(SPAN_MINUTES_LIMIT)) {
        return Err(VolunteerRefusal::SpanTooLong { limit: SPAN_MINUTES_LIMIT, actual });
    }
    Ok(span)
}

/// V9: only service that took place.
fn check_service(session: &SessionFacts) -> Result<(), VolunteerRefusal> {
    if !session.kind.is_service() {
        return Err(VolunteerRefusal::NotService { kind: session.kind });
    }
    if session.cancelled {
        return Err(VolunteerRefusal::ActivityCancelled { activity_id: session.activity_id });
    }
    Ok(())
}

/// V2: the service has ended.
fn check_past(span: TimeSpan, context: &RuleContext) -> Result<(), VolunteerRefusal> {
    if span.ends_at > context.now {
        return Err(VolunteerRefusal::HoursInFuture { now: context.now, ends_at: span.ends_at });
    }
    Ok(())
}

/// V5: inside the session with tolerance, or inside the activity without; make-up no longer than the session.
fn check_inside(
    span: TimeSpan,
    session: &SessionFacts,
    evidence: EvidenceClass,
    context: &RuleContext,
) -> Result<(), VolunteerRefusal> {
    let (frame, tolerance_minutes) = if context.counts_as_approved() {
        (session.activity_span, 0)
    } else {
        (session.span, policy_of(session, session.span, context).session_tolerance_minutes)
    };
    let tolerance = Duration::minutes(i64::from(tolerance_minutes));
    // Compared as lengths: adding to an instant at the end of time would overflow.
    if frame.starts_at - span.starts_at > tolerance || span.ends_at - frame.ends_at > tolerance {
        let (TimeSpan { starts_at, ends_at }, TimeSpan { starts_at: from, ends_at: until }) = (span, frame);
        return Err(VolunteerRefusal::OutsideActivity { starts_at, ends_at, from, until, tolerance_minutes });
    }
    let (limit, actual) = (session.span.minutes(), span.minutes());
    if evidence == EvidenceClass::D && actual > limit {
        return Err(VolunteerRefusal::MakeUpTooLong { limit, actual });
    }
    Ok(())
}

/// V7: whether more than the allowed working days passed since the local day on which the activity ended.
fn is_late(session: &SessionFacts, context: &RuleContext) -> Result<bool, VolunteerRefusal> {
    // A span is half open: an activity until midnight ended on the day before.
    let last_instant = session.activity_span.ends_at - Duration::milliseconds(1);
    let ended_on = time::local_date(last_instant);
    let working_days = context.policy_on(&session.division, ended_on).recording_working_days;
    Ok(context.calendar().is_over(ended_on, working_days, context.today())?)
}

/// The policy of the local day on which a span of service starts.
fn policy_of(session: &SessionFacts, span: TimeSpan, context: &RuleContext) -> Arc<Policy> {
    context.policy_on(&session.division, time::local_date(span.starts_at))
}

/// V6, as far as it is built: evidence that one person alone can write waits for another one.
fn tier_of_evidence(evidence: EvidenceClass) -> Option<ApprovalTier> {
    match evidence {
        EvidenceClass::A | EvidenceClass::B | EvidenceClass::C => None,
        EvidenceClass::D | EvidenceClass::E => Some(ApprovalTier::Organization),
    }
}

impl Volunteer {
    pub(super) fn credit_hours(
        &self,
        session: SessionFacts,
        starts_at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
        evidence: EvidenceClass,
        context: &RuleContext,
    ) -> Decision {
        let registration = self.registered()?;
        let span = check_span(starts_at, ends_at)?;
        let known = |held: &HeldCredit| {
            held.activity_id == session.activity_id && held.session == session.session && held.evidence == evidence
        };
        if self.ledger.sharing(span, None).any(|held| held.span == span && known(held)) {
            return Ok(Vec::new());
        }
        check_service(&session)?;
        let credit_id =
            CreditId::of_span(session.activity_id, VolunteerId::of_code(&registration.code), span.starts_at);
        if !context.counts_as_approved() {
            self.refuse_credited_session(&session)?;
        }
        let pending = self.check_credit(span, &session, evidence, None, context)?;
        if let Some(held) = self.ledger.find(credit_id) {
            let TimeSpan { starts_at, ends_at } = held.span;
            return Err(VolunteerRefusal::CreditCorrected { credit_id, starts_at, ends_at });
        }
        let late = is_late(&session, context)?;
        let origin = CreditOrigin { credit_id, evidence, source: context.source, late };
        Ok(vec![VolunteerEvent::HoursCredited { credit: credit_of(registration, origin, span, session, pending) }])
    }

    /// V8: a session is credited to a volunteer once.
    fn refuse_credited_session(&self, session: &SessionFacts) -> Result<(), VolunteerRefusal> {
        let same = |held: &&HeldCredit| held.activity_id == session.activity_id && held.session == session.session;
        match self.ledger.standing().find(same) {
            None => Ok(()),
            Some(held) => Err(VolunteerRefusal::AlreadyCredited {
                credit_id: held.credit_id,
                activity_id: held.activity_id,
                session: held.session,
                starts_at: held.span.starts_at,
                ends_at: held.span.ends_at,
            }),
        }
    }

    /// The checks that a new credit and a corrected one share; answers who must approve.
    fn check_credit(
        &self,
        span: TimeSpan,
        session: &SessionFacts,
        evidence: EvidenceClass,
        except: Option<CreditId>,
        context: &RuleContext,
    ) -> Result<Option<ApprovalTier>, VolunteerRefusal> {
        check_past(span, context)?;
        check_inside(span, session, evidence, context)?;
        context.divisions.valid_on(&session.division, time::local_date(span.starts_at))?;
        if let Some(held) = self.ledger.sharing(span, except).next() {
            return Err(VolunteerRefusal::HoursOverlap {
                credit_id: held.credit_id,
                activity_id: held.activity_id,
                starts_at: held.span.starts_at,
                ends_at: held.span.ends_at,
            });
        }
        let tier = self.tier_of_days(span, session, except, context)?.max(tier_of_evidence(evidence));
        Ok(if context.counts_as_approved() { None } else { tier })
    }

    /// V4: the tier that the fullest local day of the span needs, or the refusal of a day beyond its bound.
    fn tier_of_days(
        &self,
        span: TimeSpan,
        session: &SessionFacts,
        except: Option<CreditId>,
        context: &RuleContext,
    ) -> Result<Option<ApprovalTier>, VolunteerRefusal> {
        let mut tier = None;
        for (day, minutes) in span.minutes_by_local_day() {
            let policy = context.policy_on(&session.division, day);
            let actual = self.ledger.minutes_on(day, except).saturating_add(minutes);
            if actual > policy.daily_minutes_bound {
                return Err(VolunteerRefusal::DailyLimitExceeded { limit: policy.daily_minutes_bound, actual, day });
            }
            let of_day = if actual > policy.daily_minutes_by_organization {
                Some(ApprovalTier::Province)
            } else {
                (actual > policy.daily_minutes_at_once).then_some(ApprovalTier::Organization)
            };
            tier = tier.max(of_day);
        }
        Ok(tier)
    }

    fn standing(&self, credit_id: CreditId) -> Result<&HeldCredit, VolunteerRefusal> {
        self.ledger.find(credit_id).ok_or_else(|| match self.ledger.ending(credit_id) {
            Some(Ending::Rejected | Ending::Revoked) => VolunteerRefusal::CreditNotLive { credit_id },
            None => VolunteerRefusal::CreditUnknown { credit_id },
        })
    }

    fn live(&self, credit_id: CreditId) -> Result<&HeldCredit, VolunteerRefusal> {
        let held = self.standing(credit_id)?;
        match held.pending {
            None => Ok(held),
            Some(tier) => Err(VolunteerRefusal::CreditPending { credit_id, tier }),
        }
    }

    pub(super) fn approve_credit(&self, credit_id: CreditId, tier: ApprovalTier) -> Decision {
        self.registered()?;
        match self.standing(credit_id)?.pending {
            None => Ok(Vec::new()),
            Some(needed) if tier < needed => Err(VolunteerRefusal::TierTooLow { credit_id, needed, given: tier }),
            Some(_) => Ok(vec![VolunteerEvent::CreditApproved { credit_id, tier }]),
        }
    }

    pub(super) fn reject_credit(&self, credit_id: CreditId, reason: &str) -> Decision {
        let person_id = self.registered()?.person_id;
        if self.ledger.ending(credit_id) == Some(Ending::Rejected) {
            return Ok(Vec::new());
        }
        if self.standing(credit_id)?.is_live() {
            return Err(VolunteerRefusal::CreditNotPending { credit_id });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![VolunteerEvent::CreditRejected { credit_id, person_id, reason }])
    }

    pub(super) fn correct_hours(
        &self,
        credit_id: CreditId,
        starts_at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
        session: SessionFacts,
        reason: &str,
        context: &RuleContext,
    ) -> Decision {
        let registration = self.registered()?;
        let held = self.standing(credit_id)?;
        if held.activity_id != session.activity_id || held.session != session.session {
            let (activity_id, session) = (held.activity_id, held.session);
            return Err(VolunteerRefusal::WrongSession { credit_id, activity_id, session });
        }
        let span = check_span(starts_at, ends_at)?;
        if held.span == span {
            return Ok(Vec::new());
        }
        let held = self.live(credit_id)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        check_service(&session)?;
        let pending = self.check_credit(span, &session, held.evidence, Some(credit_id), context)?;
        let origin = CreditOrigin { credit_id, evidence: held.evidence, source: held.source, late: held.late };
        Ok(vec![VolunteerEvent::HoursCorrected {
            credit_id,
            before: held.span,
            after: credit_of(registration, origin, span, session, pending),
            person_id: registration.person_id,
            reason,
        }])
    }

    pub(super) fn revoke_hours(&self, credit_id: CreditId, reason: &str) -> Decision {
        let person_id = self.registered()?.person_id;
        if self.ledger.ending(credit_id) == Some(Ending::Revoked) {
            return Ok(Vec::new());
        }
        let minutes = self.live(credit_id)?.minutes;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![VolunteerEvent::HoursRevoked { credit_id, minutes, person_id, reason }])
    }
}

fn credit_of(
    registration: &Registration,
    origin: CreditOrigin,
    span: TimeSpan,
    session: SessionFacts,
    pending: Option<ApprovalTier>,
) -> Credit {
    let served_on = time::local_date(span.starts_at);
    Credit {
        credit_id: origin.credit_id,
        activity_id: session.activity_id,
        session: session.session,
        span,
        minutes: span.minutes(),
        served_on,
        evidence: origin.evidence,
        source: origin.source,
        late: origin.late,
        before_registration: served_on < registration.registered_on,
        pending,
        division: session.division,
        category: session.category,
        team_id: session.team_id,
        organization_id: session.organization_id,
    }
}
