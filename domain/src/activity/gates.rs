//! The gates of an activity (A3, A4): who may take part, one function a condition.
//!
//! Enrolment, check-in and the leader's confirmation ask them, and so does the question who is eligible: there is no
//! second copy of a gate. Overlaps with credits and the minutes of a day are no gates: they decide what can be credited
//! afterwards (V3, V4), and stand in the volunteer's ledger (`volunteer/outlook.rs`).

use crate::{
    activity::{
        aggregate::Activity,
        enrolment::still_open,
        events::ActivityPlan,
        planning::PARTICIPANTS_LIMIT,
        refusals::ActivityRefusal,
        session::{Enrollment, Session},
    },
    kernel::{DateSpan, Policy, RuleContext, time, words::RiskLevel},
    volunteer::VolunteerFacts,
};
use chrono::{Months, NaiveDate};
use std::sync::Arc;

/// A gate is open, or says why it is not.
pub type Gate = Result<(), ActivityRefusal>;

/// What an enrolment depends on (报名条件).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The session takes enrolments now (场次可报名).
    Session,
    /// Not paused on the day (未停用).
    Active,
    /// Old enough; where it is dangerous, of age (年龄).
    Age,
    /// A guardian consents where the volunteer is a minor (监护人同意).
    Guardian,
    /// Skills declared (技能).
    Skill,
    /// Trainings completed, and not too long ago (培训).
    Training,
    /// Certificates verified, and the professional level (证书).
    Certificate,
    /// Accident insurance on the day, where it is dangerous (保险).
    Insurance,
    /// A place is left (名额).
    Capacity,
}

/// Whether a volunteer may sign up for a session, condition by condition (报名资格, V5).
#[derive(Clone, Debug, PartialEq)]
pub struct Eligibility {
    /// The enrolment stands already: another one is accepted and changes nothing.
    pub enrolled: bool,
    /// Every condition, in the order in which an enrolment asks them.
    pub conditions: Vec<(Condition, Gate)>,
}

impl Eligibility {
    /// An enrolment would be accepted now.
    #[must_use]
    pub fn is_eligible(&self) -> bool {
        self.enrolled || self.conditions.iter().all(|(_, gate)| gate.is_ok())
    }
}

impl Activity {
    /// Whether this volunteer may sign up for a session; the enrolment itself asks nothing else.
    ///
    /// # Errors
    /// [`ActivityRefusal`] when there is no such session, it is not open to volunteers, or the enrolment was declined.
    pub fn eligibility(
        &self,
        session: u32,
        volunteer: &VolunteerFacts,
        context: &RuleContext,
    ) -> Result<Eligibility, ActivityRefusal> {
        let (plan, held) = self.held_session(session)?;
        let enrolled = match held.people.get(&volunteer.volunteer_id).map(|person| person.enrollment) {
            Some(Enrollment::Requested | Enrollment::Accepted) => true,
            Some(Enrollment::Declined) => return Err(ActivityRefusal::EnrollmentWasDeclined),
            Some(Enrollment::Withdrawn | Enrollment::NotYet) | None => false,
        };
        Ok(Eligibility { enrolled, conditions: conditions(plan, session, held, volunteer, context) })
    }
}

fn conditions(
    plan: &ActivityPlan,
    session: u32,
    held: &Session,
    volunteer: &VolunteerFacts,
    context: &RuleContext,
) -> Vec<(Condition, Gate)> {
    let adult = policy_of(plan, context).adult_age_years;
    let day = time::local_date(held.span.starts_at);
    let insured_to = held.people.get(&volunteer.volunteer_id).and_then(|person| person.insured_to);
    // Who is enrolled already holds the place that is asked for.
    let placed = held.standing(volunteer.volunteer_id).is_some();
    vec![
        (Condition::Session, open_now(session, held, context)),
        (Condition::Active, active(volunteer, day)),
        (Condition::Age, old_enough(plan, volunteer, adult)),
        (Condition::Guardian, guarded(volunteer, adult)),
        (Condition::Skill, skilled(plan, volunteer)),
        (Condition::Training, trained(plan, volunteer, day, context)),
        (Condition::Certificate, certified(plan, volunteer)),
        (Condition::Insurance, insured_on(plan, volunteer, insured_to, day)),
        (Condition::Capacity, if placed { Ok(()) } else { place_left(held) }),
    ]
}

/// What is asked of a person again when they come, and when the leader confirms (A4).
pub(super) fn pass_gates(
    plan: &ActivityPlan,
    volunteer: &VolunteerFacts,
    insured_to: Option<NaiveDate>,
    day: NaiveDate,
    context: &RuleContext,
) -> Gate {
    let adult = policy_of(plan, context).adult_age_years;
    old_enough(plan, volunteer, adult)?;
    guarded(volunteer, adult)?;
    skilled(plan, volunteer)?;
    trained(plan, volunteer, day, context)?;
    certified(plan, volunteer)?;
    insured_on(plan, volunteer, insured_to, day)
}

/// The policy of the activity's division and first day.
fn policy_of(plan: &ActivityPlan, context: &RuleContext) -> Arc<Policy> {
    context.policy_on(&plan.division, time::local_date(plan.span.starts_at))
}

/// The session is neither closed nor over; the operator's own takeover is bound to no clock.
fn open_now(session: u32, held: &Session, context: &RuleContext) -> Gate {
    still_open(session, held)?;
    let (ends_at, now) = (held.span.ends_at, context.now);
    if now >= ends_at && !context.counts_as_approved() {
        return Err(ActivityRefusal::SessionOver { ends_at, now });
    }
    Ok(())
}

/// Whoever is paused on the day signs up for nothing; who comes all the same is put on record as any other (停用).
fn active(volunteer: &VolunteerFacts, day: NaiveDate) -> Gate {
    match volunteer.on_the_day.pause {
        Some(DateSpan { from, to: until }) => Err(ActivityRefusal::VolunteerPaused { day, from, until }),
        None => Ok(()),
    }
}

/// Least age; minors never serve where it is dangerous (A4).
fn old_enough(plan: &ActivityPlan, volunteer: &VolunteerFacts, adult: u32) -> Gate {
    let hazard = plan.risk == RiskLevel::Hazardous;
    match (volunteer.person.age_years, plan.min_age_years) {
        (None, least) if hazard || least.is_some() => {
            let required_age_years = least.unwrap_or(0).max(if hazard { adult } else { 0 });
            Err(ActivityRefusal::AgeUnknown { required_age_years })
        }
        (Some(age), _) if hazard && age < adult => {
            Err(ActivityRefusal::MinorInHazard { required_age_years: adult, risk: plan.risk })
        }
        (Some(age), Some(required_age_years)) if age < required_age_years => {
            Err(ActivityRefusal::TooYoung { required_age_years })
        }
        (Some(_) | None, _) => Ok(()),
    }
}

/// A minor serves only with a guardian's consent (P3).
fn guarded(volunteer: &VolunteerFacts, adult: u32) -> Gate {
    let minor = volunteer.person.age_years.is_some_and(|age| age < adult);
    if minor && !volunteer.person.guardian_consent {
        return Err(ActivityRefusal::GuardianConsentNeeded { below_age_years: adult });
    }
    Ok(())
}

fn skilled(plan: &ActivityPlan, volunteer: &VolunteerFacts) -> Gate {
    let missing = lacking(&plan.required_skills, |skill| volunteer.skills.contains(skill));
    if missing.is_empty() { Ok(()) } else { Err(ActivityRefusal::SkillsMissing { missing }) }
}

/// Trainings completed by the day of service, and not longer ago than the policy's months (A4).
fn trained(plan: &ActivityPlan, volunteer: &VolunteerFacts, day: NaiveDate, context: &RuleContext) -> Gate {
    let valid_months = policy_of(plan, context).training_valid_months;
    let counts = |completed_on: NaiveDate| {
        let last = completed_on.checked_add_months(Months::new(valid_months)).unwrap_or(NaiveDate::MAX);
        completed_on <= day && day <= last
    };
    let trainings = &volunteer.qualifications.trainings;
    let missing = lacking(&plan.required_trainings, |name| {
        trainings.iter().any(|training| training.name == *name && counts(training.completed_on))
    });
    if missing.is_empty() { Ok(()) } else { Err(ActivityRefusal::TrainingsMissing { missing, day, valid_months }) }
}

/// Verified certificates of skills, and the professional level where the activity asks for one (A4).
fn certified(plan: &ActivityPlan, volunteer: &VolunteerFacts) -> Gate {
    let missing =
        lacking(&plan.required_certificates, |skill| volunteer.qualifications.verified_skills.contains(skill));
    if !missing.is_empty() {
        return Err(ActivityRefusal::CertificatesMissing { missing });
    }
    let held = volunteer.qualifications.level;
    match plan.required_level {
        Some(required) if held.is_none_or(|held| held < required) => {
            Err(ActivityRefusal::LevelTooLow { required, held })
        }
        Some(_) | None => Ok(()),
    }
}

/// Dangerous service has insurance on the day (志愿服务条例 art. 17), the participant's or the volunteer's own: the article
/// asks that there is one before the service, and organizations insure their volunteers by the year as well.
fn insured_on(plan: &ActivityPlan, volunteer: &VolunteerFacts, insured_to: Option<NaiveDate>, day: NaiveDate) -> Gate {
    let insured_to = insured_to.max(volunteer.on_the_day.insured_to);
    if plan.risk == RiskLevel::Hazardous && insured_to.is_none_or(|last| last < day) {
        return Err(ActivityRefusal::InsuranceNeeded { day, insured_to });
    }
    Ok(())
}

/// One more enrolment stays within the capacity (A3).
pub(super) fn place_left(held: &Session) -> Gate {
    let (capacity, enrolled) = (held.capacity.unwrap_or(PARTICIPANTS_LIMIT), held.enrolled());
    if enrolled < capacity { Ok(()) } else { Err(ActivityRefusal::SessionFull { capacity, enrolled }) }
}

/// What of a list is not there.
fn lacking(required: &[String], there: impl Fn(&String) -> bool) -> Vec<String> {
    required.iter().filter(|name| !there(name)).cloned().collect()
}
