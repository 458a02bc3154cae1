//! What a span finds in the hour ledger: credits in its time (V3), and the minutes that its local days have (V4).
//!
//! A credit asks it, and so does the question who is eligible, before the service. Whatever else a credit needs
//! (evidence, the session's end, its recording) cannot be known before.

use crate::{
    activity::SessionFacts,
    kernel::{DivisionCode, RuleContext, TimeSpan},
    volunteer::{
        aggregate::Volunteer, crediting::Beside, ledger::HeldCredit, merging::joined_minutes,
        refusals::VolunteerRefusal,
    },
};
use chrono::NaiveDate;

/// The minutes of a local day that a span touches (V4), under the policy of that day and division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayMinutes {
    /// The local day.
    pub day: NaiveDate,
    /// Minutes of credits that stand, live or pending.
    pub credited: u32,
    /// Minutes of the span.
    pub asked: u32,
    /// Minutes that take effect at once; more waits for the organization.
    pub at_once: u32,
    /// Minutes that the organization may approve; more waits for the province.
    pub by_organization: u32,
    /// Minutes that the day may have at all.
    pub bound: u32,
}

/// Whether a session could be credited whole beside what stands: nothing of it hinders an enrolment.
#[derive(Clone, Debug, PartialEq)]
pub struct CreditOutlook {
    /// No other credit stands in its time (V3).
    pub overlap: Result<(), VolunteerRefusal>,
    /// Its local days stay within their bounds (V4).
    pub daily_limit: Result<(), VolunteerRefusal>,
    /// Its local days.
    pub days: Vec<DayMinutes>,
}

impl DayMinutes {
    /// Minutes that the day would have.
    pub(super) const fn actual(&self) -> u32 {
        self.credited.saturating_add(self.asked)
    }

    /// V4: the day stays within its bound.
    pub(super) const fn within_bound(&self) -> Result<(), VolunteerRefusal> {
        let (day, limit, actual) = (self.day, self.bound, self.actual());
        if actual > limit { Err(VolunteerRefusal::DailyLimitExceeded { limit, actual, day }) } else { Ok(()) }
    }
}

impl Volunteer {
    /// Whether a session could be credited whole to this volunteer beside the credits that stand, in this ledger and
    /// those joined with it (V3, V4, P4).
    #[must_use]
    pub fn outlook(&self, session: &SessionFacts, joined: &[HeldCredit], context: &RuleContext) -> CreditOutlook {
        let beside = Beside { except: None, joined };
        let days = self.minutes_of_days(session.span, &session.division, beside, context);
        CreditOutlook {
            overlap: self.free_of_credits(session.span, beside),
            daily_limit: days.iter().try_for_each(DayMinutes::within_bound),
            days,
        }
    }

    /// V3: no other standing credit shares an instant.
    pub(super) fn free_of_credits(&self, span: TimeSpan, beside: Beside<'_>) -> Result<(), VolunteerRefusal> {
        let joined = beside.joined.iter().filter(|held| held.span.overlaps(&span));
        match self.ledger.sharing(span, beside.except).chain(joined).next() {
            None => Ok(()),
            Some(held) => Err(VolunteerRefusal::HoursOverlap {
                credit_id: held.credit_id,
                activity_id: held.activity_id,
                starts_at: held.span.starts_at,
                ends_at: held.span.ends_at,
            }),
        }
    }

    /// The minutes of each local day of a span, without those of a credit that is being corrected.
    pub(super) fn minutes_of_days(
        &self,
        span: TimeSpan,
        division: &DivisionCode,
        beside: Beside<'_>,
        context: &RuleContext,
    ) -> Vec<DayMinutes> {
        let of_day = |(day, asked)| {
            let policy = context.policy_on(division, day);
            DayMinutes {
                day,
                credited: self.ledger.minutes_on(day, beside.except) + joined_minutes(beside.joined, day),
                asked,
                at_once: policy.daily_minutes_at_once,
                by_organization: policy.daily_minutes_by_organization,
                bound: policy.daily_minutes_bound,
            }
        };
        span.minutes_by_local_day().into_iter().map(of_day).collect()
    }
}
