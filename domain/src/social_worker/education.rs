//! The rules of registration and continuing education (S2, S3): a period of three years, the hours that belong to it,
//! registering again, and the end of a registration before its time.

use crate::{
    kernel::{DateSpan, Personal, Policy, RuleContext, text, time, words::ProfessionalLevel},
    social_worker::{
        SocialWorkerEvent, SocialWorkerRefusal,
        aggregate::{Decision, PRACTICES_LIMIT, SocialWorker, limited, not_in_future},
        words::EducationKind,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Years after the certificate in which practice is registered first (民发〔2009〕44号).
const FIRST_REGISTRATION_YEARS: i32 = 1;
/// Courses of one person.
const EDUCATION_LIMIT: usize = 1_000;
/// Minutes of one course at most: a term of full days.
const COURSE_MINUTES_LIMIT: u32 = 30_000;

/// Continuing education on record (继续教育).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeldEducation {
    pub(super) course: String,
    pub(super) provider: String,
    pub(super) kind: EducationKind,
    pub(super) minutes: u32,
    pub(super) completed_on: NaiveDate,
}

/// What a level asks for in a period of registration, in minutes (民发〔2009〕123号).
#[must_use]
pub fn education_required(policy: &Policy, level: ProfessionalLevel) -> u32 {
    match level {
        ProfessionalLevel::AssistantSocialWorker => policy.education_minutes_assistant,
        ProfessionalLevel::SocialWorker => policy.education_minutes_social_worker,
        ProfessionalLevel::SeniorSocialWorker => policy.education_minutes_senior,
    }
}

impl SocialWorker {
    /// Minutes of continuing education completed in these days; a degree counts once in a career, where it lies in them.
    #[must_use]
    pub fn education_in(&self, span: DateSpan) -> u32 {
        self.education
            .iter()
            .filter(|held| span.is_live_on(held.completed_on))
            .map(|held| held.minutes)
            .fold(0, u32::saturating_add)
    }

    pub(super) fn credit_education(&self, asked: &HeldEducation, context: &RuleContext) -> Decision {
        let division = &self.known()?.division;
        let course = text::name("course", &asked.course)?;
        let provider = text::name("provider", &asked.provider)?;
        let policy = context.policy_on(division, asked.completed_on);
        // A degree has no hours of its own: it stands for those of a period.
        let minutes = match asked.kind {
            EducationKind::Course => asked.minutes,
            EducationKind::Degree => policy.education_degree_minutes,
        };
        let asked = HeldEducation { course, provider, minutes, ..asked.clone() };
        if self.education.contains(&asked) {
            return Ok(Vec::new());
        }
        if !(1..=COURSE_MINUTES_LIMIT).contains(&asked.minutes) {
            return Err(SocialWorkerRefusal::EducationOutOfBounds {
                limit: COURSE_MINUTES_LIMIT,
                actual: asked.minutes,
            });
        }
        not_in_future(asked.completed_on, context)?;
        if let Some(degree) = self.education.iter().find(|held| held.kind == EducationKind::Degree)
            && asked.kind == EducationKind::Degree
        {
            return Err(SocialWorkerRefusal::DegreeCounted { completed_on: degree.completed_on });
        }
        limited("courses", self.education.len(), EDUCATION_LIMIT)?;
        let HeldEducation { course, provider, kind, minutes, completed_on } = asked;
        Ok(vec![SocialWorkerEvent::EducationCredited { course, provider, kind, minutes, completed_on }])
    }

    pub(super) fn register_practice(&self, registered_on: NaiveDate, context: &RuleContext) -> Decision {
        let policy = context.policy_on(&self.known()?.division, registered_on);
        let years = i32::try_from(policy.registration_years).unwrap_or(i32::MAX);
        let valid_to = time::day_before(time::years_after(registered_on, years));
        let asked = DateSpan { from: registered_on, to: Some(valid_to) };
        if self.practices.contains(&asked) {
            return Ok(Vec::new());
        }
        not_in_future(registered_on, context)?;
        let days = self.good_certificates().map(|(_, certificate)| certificate.certified_on);
        let first = days.min().filter(|day| *day <= registered_on);
        let first = first.ok_or(SocialWorkerRefusal::CertificateRequired { day: registered_on })?;
        if let Some(there) = self.practices.iter().find(|span| span.overlaps(&asked)) {
            let until = there.to.unwrap_or(there.from);
            return Err(SocialWorkerRefusal::PracticeRegisteredAlready { from: there.from, until });
        }
        limited("registrations", self.practices.len(), PRACTICES_LIMIT)?;
        let Some(before) = self.practices.iter().rfind(|span| span.from < registered_on).copied() else {
            let late = self.practices.is_empty() && registered_on > time::years_after(first, FIRST_REGISTRATION_YEARS);
            return Ok(vec![SocialWorkerEvent::PracticeRegistered { registered_on, valid_to, late }]);
        };
        self.check_education(before, &policy, context)?;
        Ok(vec![SocialWorkerEvent::PracticeRegistered { registered_on, valid_to, late: false }])
    }

    /// S3: whoever registers again has completed the hours of the level inside the period that went before.
    ///
    /// What the operator takes over from files was registered by the authority, which saw the hours.
    fn check_education(
        &self,
        period: DateSpan,
        policy: &Policy,
        context: &RuleContext,
    ) -> Result<(), SocialWorkerRefusal> {
        let last = period.to.unwrap_or(period.from);
        let held = self.good_certificates().filter(|(_, certificate)| certificate.certified_on <= last);
        let Some(level) = held.map(|(_, certificate)| certificate.level).max() else { return Ok(()) };
        let (required_minutes, actual_minutes) = (education_required(policy, level), self.education_in(period));
        if context.counts_as_approved() || actual_minutes >= required_minutes {
            return Ok(());
        }
        Err(SocialWorkerRefusal::EducationMissing {
            level,
            required_minutes,
            actual_minutes,
            from: period.from,
            until: last,
        })
    }

    pub(super) fn cancel_practice(&self, cancelled_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        let person_id = self.known()?.person_id;
        if self.practices.iter().any(|span| span.to == Some(cancelled_on)) {
            return Ok(Vec::new());
        }
        let live = self.practices.iter().find(|span| span.is_live_on(cancelled_on));
        let live = live.ok_or(SocialWorkerRefusal::PracticeNotRegistered { day: cancelled_on })?;
        not_in_future(cancelled_on, context)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![SocialWorkerEvent::PracticeCancelled { registered_on: live.from, cancelled_on, person_id, reason }])
    }
}
