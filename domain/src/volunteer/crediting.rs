//! The rules of the hour ledger (V1 to V5, V7 to V11): what may stand in it, at once or pending.
//!
//! State and lookup belong to `ledger.rs`.

use crate::{
    activity::SessionFacts,
    kernel::{
        CalendarYearMissing, CreditId, DivisionCode, Divisions, OrganizationId, Personal, Policy, RuleContext, Source,
        StandingRules, TimeSpan, VolunteerId, text, time,
        words::{ApprovalTier, EvidenceClass},
    },
    volunteer::{
        aggregate::{Registration, Volunteer},
        events::{Credit, PendingReason, VolunteerEvent},
        ledger::{Ending, HeldCredit},
        refusals::VolunteerRefusal,
    },
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::sync::Arc;

/// Minutes of the longest span that is believed: one day without a break.
pub(super) const SPAN_MINUTES_LIMIT: u32 = 1440;

pub(super) type Decision = Result<Vec<VolunteerEvent>, VolunteerRefusal>;

/// What a command enters.
pub(super) struct Entry {
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) evidence: EvidenceClass,
    pub(super) document_reference: Option<String>,
}

/// What a correction puts in place of a credit's span.
pub(super) struct Corrected {
    pub(super) credit_id: CreditId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
}

/// What stands beside a span: a credit that is being corrected does not count, the joined ledgers do (P4).
#[derive(Clone, Copy, Default)]
pub(super) struct Beside<'l> {
    pub(super) except: Option<CreditId>,
    pub(super) joined: &'l [HeldCredit],
}

/// What stays with a credit while its span changes.
struct CreditOrigin {
    credit_id: CreditId,
    evidence: EvidenceClass,
    source: Source,
    late: bool,
    document_reference: Option<String>,
}

/// Who must let a credit take effect, and why; nobody when it counts at once.
#[derive(Default)]
struct Waiting {
    tier: Option<ApprovalTier>,
    reasons: Vec<PendingReason>,
}

impl Waiting {
    fn add(&mut self, tier: ApprovalTier, reason: PendingReason) {
        self.tier = self.tier.max(Some(tier));
        self.reasons.push(reason);
    }
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

/// The session given is the one of the credit.
pub(super) fn check_session(held: &HeldCredit, session: &SessionFacts) -> Result<(), VolunteerRefusal> {
    if (held.activity_id, held.session) == (session.activity_id, session.session) {
        return Ok(());
    }
    let HeldCredit { credit_id, activity_id, session, .. } = *held;
    Err(VolunteerRefusal::WrongSession { credit_id, activity_id, session })
}

/// V9: only service that took place.
pub(super) fn check_service(session: &SessionFacts) -> Result<(), VolunteerRefusal> {
    if !session.kind.is_service() {
        return Err(VolunteerRefusal::NotService { kind: session.kind });
    }
    if session.cancelled {
        return Err(VolunteerRefusal::ActivityCancelled { activity_id: session.activity_id });
    }
    if session.voided {
        return Err(VolunteerRefusal::ActivityVoided { activity_id: session.activity_id });
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

/// The local day on which an activity ended, after which the working days are counted.
fn ended_on(session: &SessionFacts) -> NaiveDate {
    time::last_local_date(session.activity_span.ends_at)
}

/// The last day on which the hours of an activity are recorded in time (V7, 民政部令第67号 art. 11).
///
/// # Errors
/// [`CalendarYearMissing`] when the count reaches a year that is not known.
pub fn recording_due_on(
    rules: &StandingRules,
    divisions: &Divisions,
    division: &DivisionCode,
    activity_ends_at: DateTime<Utc>,
) -> Result<NaiveDate, CalendarYearMissing> {
    let ended_on = time::last_local_date(activity_ends_at);
    let policy = rules.policies.in_force(divisions, division, ended_on);
    rules.calendar.due_on(ended_on, policy.recording_working_days)
}

/// Working days in which a credit of this session is recorded in time.
fn working_days(session: &SessionFacts, context: &RuleContext) -> u32 {
    context.policy_on(&session.division, ended_on(session)).recording_working_days
}

/// V7: whether more than the allowed working days passed since the local day on which the activity ended.
fn is_late(session: &SessionFacts, context: &RuleContext) -> Result<bool, VolunteerRefusal> {
    Ok(context.calendar().is_over(ended_on(session), working_days(session, context), context.today())?)
}

/// The policy of the local day on which a span of service starts.
fn policy_of(session: &SessionFacts, span: TimeSpan, context: &RuleContext) -> Arc<Policy> {
    context.policy_on(&session.division, time::local_date(span.starts_at))
}

/// V6: the document behind a manual credit; what the operator takes over from files was seen by those who kept them.
fn read_document(
    reference: Option<&str>,
    evidence: EvidenceClass,
    context: &RuleContext,
) -> Result<Option<String>, VolunteerRefusal> {
    match reference {
        Some(reference) => Ok(Some(text::name("document_reference", reference)?)),
        None if evidence.is_manual() && !context.counts_as_approved() => {
            Err(VolunteerRefusal::DocumentRequired { evidence })
        }
        None => Ok(None),
    }
}

impl Volunteer {
    pub(super) fn credit_hours(
        &self,
        session: SessionFacts,
        entry: Entry,
        joined: &[HeldCredit],
        context: &RuleContext,
    ) -> Decision {
        let registration = self.registered()?;
        let Entry { starts_at, ends_at, evidence, document_reference } = entry;
        let span = check_span(starts_at, ends_at)?;
        let known = |held: &HeldCredit| {
            held.activity_id == session.activity_id && held.session == session.session && held.evidence == evidence
        };
        if self.ledger.sharing(span, None).any(|held| held.span == span && known(held)) {
            return Ok(Vec::new());
        }
        self.goes_on()?;
        check_service(&session)?;
        self.check_self_entry(evidence, context)?;
        let document_reference = read_document(document_reference.as_deref(), evidence, context)?;
        let credit_id =
            CreditId::of_span(session.activity_id, VolunteerId::of_code(&registration.code), span.starts_at);
        if !context.counts_as_approved() {
            self.refuse_credited_session(&session, joined)?;
        }
        let late = is_late(&session, context)?;
        let origin = CreditOrigin { credit_id, evidence, source: context.source, late, document_reference };
        let beside = Beside { except: None, joined };
        let waiting = self.check_credit(span, &session, &origin, beside, context)?;
        if let Some(held) = self.ledger.find(credit_id) {
            let TimeSpan { starts_at, ends_at } = held.span;
            return Err(VolunteerRefusal::CreditCorrected { credit_id, starts_at, ends_at });
        }
        let credit = credit_of(registration, origin, span, session, waiting, context);
        Ok(vec![VolunteerEvent::HoursCredited { credit }])
    }

    /// V8: a session is credited to a volunteer once.
    fn refuse_credited_session(&self, session: &SessionFacts, joined: &[HeldCredit]) -> Result<(), VolunteerRefusal> {
        let same = |held: &&HeldCredit| held.activity_id == session.activity_id && held.session == session.session;
        match self.ledger.standing().chain(joined).find(same) {
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

    /// The checks that a new credit and a corrected one share; answers who must approve, and why.
    fn check_credit(
        &self,
        span: TimeSpan,
        session: &SessionFacts,
        origin: &CreditOrigin,
        beside: Beside<'_>,
        context: &RuleContext,
    ) -> Result<Waiting, VolunteerRefusal> {
        let evidence = origin.evidence;
        check_past(span, context)?;
        check_inside(span, session, evidence, context)?;
        context.divisions.valid_on(&session.division, time::local_date(span.starts_at))?;
        self.free_of_credits(span, beside)?;
        let mut waiting = self.waiting_of_days(span, session, beside, context)?;
        if context.counts_as_approved() {
            return Ok(Waiting::default());
        }
        if evidence.is_manual() {
            waiting.add(ApprovalTier::Organization, PendingReason::ManualEvidence { evidence });
        }
        if origin.late {
            let working_days = working_days(session, context);
            waiting.add(ApprovalTier::Organization, PendingReason::Late { working_days });
        }
        Ok(waiting)
    }

    /// V4: the tiers that the local days of the span need, or the refusal of a day beyond its bound.
    fn waiting_of_days(
        &self,
        span: TimeSpan,
        session: &SessionFacts,
        beside: Beside<'_>,
        context: &RuleContext,
    ) -> Result<Waiting, VolunteerRefusal> {
        let mut waiting = Waiting::default();
        for of_day in self.minutes_of_days(span, &session.division, beside, context) {
            of_day.within_bound()?;
            let (day, limit, actual) = (of_day.day, of_day.at_once, of_day.actual());
            let tier = if actual > of_day.by_organization {
                ApprovalTier::Province
            } else if actual > limit {
                ApprovalTier::Organization
            } else {
                continue;
            };
            waiting.add(tier, PendingReason::DailyMinutes { day, minutes: actual, limit });
        }
        Ok(waiting)
    }

    /// The credit that stands under this id, live or pending.
    ///
    /// # Errors
    /// [`VolunteerRefusal::CreditNotLive`] of one that was rejected or revoked, [`VolunteerRefusal::CreditUnknown`].
    pub fn standing(&self, credit_id: CreditId) -> Result<&HeldCredit, VolunteerRefusal> {
        self.ledger.find(credit_id).ok_or_else(|| match self.ledger.ending(credit_id) {
            Some(Ending::Rejected | Ending::Revoked) => VolunteerRefusal::CreditNotLive { credit_id },
            None => VolunteerRefusal::CreditUnknown { credit_id },
        })
    }

    /// The organization that recorded a credit, whether it stands or not; nothing for one unknown.
    #[must_use]
    pub fn recorder_of(&self, credit_id: CreditId) -> Option<OrganizationId> {
        self.ledger.recorder_of(credit_id)
    }

    fn live(&self, credit_id: CreditId) -> Result<&HeldCredit, VolunteerRefusal> {
        let held = self.standing(credit_id)?;
        match held.pending {
            None => Ok(held),
            Some(tier) => Err(VolunteerRefusal::CreditPending { credit_id, tier }),
        }
    }

    pub(super) fn correct_hours(
        &self,
        Corrected { credit_id, starts_at, ends_at }: Corrected,
        session: SessionFacts,
        reason: &str,
        joined: &[HeldCredit],
        context: &RuleContext,
    ) -> Decision {
        let registration = self.registered()?;
        let held = self.standing(credit_id)?;
        check_session(held, &session)?;
        let span = check_span(starts_at, ends_at)?;
        if held.span == span {
            return Ok(Vec::new());
        }
        let held = self.live(credit_id)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        check_service(&session)?;
        let (evidence, source, late) = (held.evidence, held.source, held.late);
        let origin = CreditOrigin { credit_id, evidence, source, late, document_reference: None };
        let beside = Beside { except: Some(credit_id), joined };
        let waiting = self.check_credit(span, &session, &origin, beside, context)?;
        let before = held.span;
        let after = credit_of(registration, origin, span, session, waiting, context);
        Ok(vec![VolunteerEvent::HoursCorrected { credit_id, before, after, person_id: registration.person_id, reason }])
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
    waiting: Waiting,
    context: &RuleContext,
) -> Credit {
    let waits = waiting.tier.is_some();
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
        pending: waiting.tier,
        pending_reasons: waiting.reasons,
        credited_by: Some(context.actor.clone()).filter(|actor| waits && !actor.is_empty()),
        document_reference: origin.document_reference,
        division: session.division,
        category: session.category,
        team_id: session.team_id,
        organization_id: session.organization_id,
    }
}
