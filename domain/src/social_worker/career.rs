//! The rules of a career (S5): grades within the range of the rank, yearly appraisals, outcomes, checked credentials.

use crate::{
    kernel::{Policy, RuleContext, text},
    social_worker::{
        SocialWorkerEvent, SocialWorkerRefusal,
        aggregate::{Decision, SocialWorker, limited, not_before, not_in_future},
        words::{AppraisalGrade, CareerOutcome, PostRank},
    },
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Years of one person's appraisals.
const APPRAISALS_LIMIT: usize = 60;
/// Outcomes of one career.
const OUTCOMES_LIMIT: usize = 20;

/// A grade under a scheme (岗位等级).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldGrade {
    /// Rank of the post.
    pub rank: PostRank,
    /// The grade.
    pub grade: u32,
    /// Name of the scheme's version.
    pub scheme: String,
    /// First day.
    pub assigned_on: NaiveDate,
}

/// The grades that a rank may have (三岗十八级: 正职 7–18, 副职 4–15, 其他 1–12).
#[must_use]
pub fn grades_of(policy: &Policy, rank: PostRank) -> RangeInclusive<u32> {
    match rank {
        PostRank::Chief => policy.grade_chief_least..=policy.grade_chief_most,
        PostRank::Deputy => policy.grade_deputy_least..=policy.grade_deputy_most,
        PostRank::Other => policy.grade_other_least..=policy.grade_other_most,
    }
}

impl SocialWorker {
    pub(super) fn assign_grade(&self, asked: &HeldGrade, cause: &str, context: &RuleContext) -> Decision {
        self.known()?;
        let scheme = text::name("scheme", &asked.scheme)?;
        let cause = text::name("cause", cause)?;
        let asked = HeldGrade { scheme, ..asked.clone() };
        if self.grade.as_ref() == Some(&asked) {
            return Ok(Vec::new());
        }
        let post = self.post().ok_or(SocialWorkerRefusal::NoPost)?;
        not_in_future(asked.assigned_on, context)?;
        let earliest = self.grade.as_ref().map_or(post.assumed_on, |held| held.assigned_on.max(post.assumed_on));
        not_before(asked.assigned_on, earliest)?;
        let range = grades_of(&context.policy_on(&post.division, asked.assigned_on), asked.rank);
        if !range.contains(&asked.grade) {
            let (least, most) = range.into_inner();
            return Err(SocialWorkerRefusal::GradeOutsideRank { rank: asked.rank, least, most, actual: asked.grade });
        }
        let HeldGrade { rank, grade, scheme, assigned_on } = asked;
        Ok(vec![SocialWorkerEvent::GradeAssigned { rank, grade, scheme, assigned_on, cause }])
    }

    pub(super) fn appraise(&self, year: i32, grade: AppraisalGrade, context: &RuleContext) -> Decision {
        let registered_on = self.known()?.registered_on;
        if let Some(held) = self.appraisals.get(&year) {
            return if *held == grade {
                Ok(Vec::new())
            } else {
                Err(SocialWorkerRefusal::AppraisedAlready { year, grade: *held })
            };
        }
        // A year is appraised in its course or after; the files of a takeover reach back before the registry.
        let (first, last) = (registered_on.year(), context.today().year());
        if year > last || (year < first && !context.counts_as_approved()) {
            return Err(SocialWorkerRefusal::AppraisalYearOutOfBounds { year, first, last });
        }
        limited("appraisals", self.appraisals.len(), APPRAISALS_LIMIT)?;
        Ok(vec![SocialWorkerEvent::WorkerAppraised { year, grade }])
    }

    pub(super) fn record_outcome(
        &self,
        outcome: CareerOutcome,
        occurred_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        self.known()?;
        if self.outcomes.contains(&(outcome, occurred_on)) {
            return Ok(Vec::new());
        }
        not_in_future(occurred_on, context)?;
        limited("outcomes", self.outcomes.len(), OUTCOMES_LIMIT)?;
        Ok(vec![SocialWorkerEvent::CareerOutcomeRecorded { outcome, occurred_on }])
    }

    pub(super) fn check_credential(
        &self,
        number: &str,
        genuine: bool,
        checked_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        self.known()?;
        let certificate_no = text::name("certificate_no", number)?;
        let held = self.certificates().get(&certificate_no).ok_or(SocialWorkerRefusal::CertificateUnknown)?;
        if self.checked.get(&certificate_no) == Some(&(genuine, checked_on)) {
            return Ok(Vec::new());
        }
        not_in_future(checked_on, context)?;
        // What a later check found is not undone by an earlier one.
        not_before(checked_on, self.checked.get(&certificate_no).map_or(held.certified_on, |(_, day)| *day))?;
        let others = self.good_certificates().filter(|(number, _)| **number != certificate_no);
        let good = others.map(|(_, other)| *other).chain(genuine.then_some(*held));
        // Of two certificates of one level the earlier one counts.
        let counts = good.max_by_key(|certificate| (certificate.level, std::cmp::Reverse(certificate.certified_on)));
        Ok(vec![if genuine {
            SocialWorkerEvent::CredentialVerified { certificate_no, verified_on: checked_on, counts }
        } else {
            SocialWorkerEvent::CredentialRejected { certificate_no, rejected_on: checked_on, counts }
        }])
    }
}
