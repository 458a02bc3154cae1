//! Four eyes (四眼原则): one proposes, somebody else approves, within a few days.
//!
//! A proposal is kept in the state of the stream that it concerns, so that it stands in the log like everything else:
//! who proposed, when, and what. What an approval brings about is the stream's own event.

use crate::kernel::{RuleContext, time};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// Who asks, as one human or program: two keys of one are one. Every rule of four eyes compares this and nothing else.
fn principal(context: &RuleContext) -> &str {
    &context.actor
}

/// Whether whoever asks is somebody else than whoever came first; nobody known to have come first stands in no way.
#[must_use]
pub fn is_second_person(first: Option<&str>, context: &RuleContext) -> bool {
    first != Some(principal(context))
}

/// Why a proposal is not made or not approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum FourEyesRefusal {
    /// Nothing is proposed.
    #[error("nothing is proposed that could be approved")]
    NothingProposed {},
    /// Another proposal waits for its approval.
    #[error("a proposal of {proposed_at} waits until {expires_at}")]
    ProposalStands {
        /// When it was made.
        proposed_at: DateTime<Utc>,
        /// From when on it cannot be approved.
        expires_at: DateTime<Utc>,
    },
    /// Whoever proposed approves, or nobody can tell who does.
    #[error("whoever proposed cannot approve")]
    SecondPersonRequired {},
    /// The days for an approval are over.
    #[error("the proposal of {proposed_at} ended at {expired_at}, after {days} days")]
    ProposalExpired {
        /// When it was made.
        proposed_at: DateTime<Utc>,
        /// From when on it could not be approved.
        expired_at: DateTime<Utc>,
        /// Days for which a proposal stands.
        days: u32,
    },
}

/// What somebody proposes and somebody else approves (待复核事项).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal<T> {
    /// What is proposed.
    pub what: T,
    /// Pseudonym of who proposed.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
}

impl<T> Proposal<T> {
    /// A proposal of whoever asks, now.
    ///
    /// # Errors
    /// [`FourEyesRefusal::ProposalStands`] while another one waits; one whose days are over stands in no way.
    pub fn make(what: T, before: Option<&Self>, context: &RuleContext) -> Result<Self, FourEyesRefusal> {
        if let Some(standing) = before.filter(|before| !before.is_expired(context)) {
            let (proposed_at, expires_at) = (standing.proposed_at, standing.expires_at(context));
            return Err(FourEyesRefusal::ProposalStands { proposed_at, expires_at });
        }
        Ok(Self { what, proposed_by: principal(context).to_owned(), proposed_at: context.now })
    }

    /// Whoever asks approves: gives their pseudonym.
    ///
    /// # Errors
    /// [`FourEyesRefusal`]: too late, or no second person.
    pub fn approve(&self, context: &RuleContext) -> Result<String, FourEyesRefusal> {
        if self.is_expired(context) {
            let (proposed_at, expired_at) = (self.proposed_at, self.expires_at(context));
            return Err(FourEyesRefusal::ProposalExpired { proposed_at, expired_at, days: self.days(context) });
        }
        let approver = principal(context);
        let both_known = !approver.is_empty() && !self.proposed_by.is_empty();
        if both_known && is_second_person(Some(&self.proposed_by), context) {
            Ok(approver.to_owned())
        } else {
            Err(FourEyesRefusal::SecondPersonRequired {})
        }
    }

    /// From when on it cannot be approved.
    #[must_use]
    pub fn expires_at(&self, context: &RuleContext) -> DateTime<Utc> {
        self.proposed_at + Duration::days(i64::from(self.days(context)))
    }

    /// Whether the days for an approval are over.
    #[must_use]
    pub fn is_expired(&self, context: &RuleContext) -> bool {
        context.now >= self.expires_at(context)
    }

    /// Days for which it stands, by the country's policy of the day on which it was made.
    fn days(&self, context: &RuleContext) -> u32 {
        context.policy_nationwide(time::local_date(self.proposed_at)).proposal_valid_days
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Source;
    use proptest::prelude::*;

    const MADE: &str = "2024-06-03T04:00:00Z";
    const WEEK_SECONDS: i64 = 7 * 86_400;

    fn asking(actor: &str, seconds_later: i64) -> RuleContext {
        let at = MADE.parse::<DateTime<Utc>>().unwrap() + Duration::seconds(seconds_later);
        RuleContext { actor: actor.to_owned(), ..RuleContext::tested_at(at, Source::Api) }
    }

    fn made_by(actor: &str) -> Proposal<u8> {
        Proposal::make(1, None, &asking(actor, 0)).unwrap()
    }

    #[test]
    fn proposal_is_approved_by_a_second_person_until_its_days_are_over() {
        assert_eq!(made_by("ann").approve(&asking("bob", WEEK_SECONDS - 1)), Ok("bob".to_owned()));
        let (proposed_at, expired_at) = (asking("", 0).now, asking("", WEEK_SECONDS).now);
        let expired = FourEyesRefusal::ProposalExpired { proposed_at, expired_at, days: 7 };
        assert_eq!(made_by("ann").approve(&asking("bob", WEEK_SECONDS)), Err(expired));
        let shorter = asking("bob", 86_400).with_number("proposal_valid_days", 1);
        assert!(matches!(made_by("ann").approve(&shorter), Err(FourEyesRefusal::ProposalExpired { days: 1, .. })));
    }

    #[test]
    fn proposal_is_refused_while_another_stands_and_made_anew_after_it_expired() {
        let first = made_by("ann");
        let (proposed_at, expires_at) = (asking("", 0).now, asking("", WEEK_SECONDS).now);
        let stands = FourEyesRefusal::ProposalStands { proposed_at, expires_at };
        assert_eq!(Proposal::make(2, Some(&first), &asking("bob", 1)), Err(stands));
        assert_eq!(Proposal::make(2, Some(&first), &asking("bob", WEEK_SECONDS)).map(|made| made.what), Ok(2));
    }

    #[test]
    fn nobody_approves_when_either_of_the_two_is_unknown() {
        for (first, second) in [("", "bob"), ("ann", ""), ("", "")] {
            let refused = made_by(first).approve(&asking(second, 1));
            assert_eq!(refused, Err(FourEyesRefusal::SecondPersonRequired {}));
        }
        assert!(is_second_person(None, &asking("ann", 0)) && !is_second_person(Some("ann"), &asking("ann", 0)));
    }

    proptest! {
        #[test]
        fn approval_has_two_people_and_a_proposal_that_stands(
            first in "[a-c]?", second in "[a-c]?", later in 0..2 * WEEK_SECONDS,
        ) {
            let proposal = made_by(&first);
            let approved = proposal.approve(&asking(&second, later));
            let allowed = first != second && !first.is_empty() && !second.is_empty() && later < WEEK_SECONDS;
            prop_assert_eq!(approved.is_ok(), allowed);
            let replaced = Proposal::make(2, Some(&proposal), &asking(&second, later));
            prop_assert_eq!(replaced.is_ok(), later >= WEEK_SECONDS, "it stands exactly until it cannot be approved");
        }
    }
}
