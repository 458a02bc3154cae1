//! The rules of enrolment and its gates (A3, A4): who may take part. Presence does not belong here.

use crate::{
    activity::{
        aggregate::{Activity, Decision},
        events::{ActivityEvent, ActivityPlan},
        planning::PARTICIPANTS_LIMIT,
        refusals::ActivityRefusal,
        session::{Enrollment, Participant, Session},
    },
    kernel::{Personal, RuleContext, VolunteerId, text, time, words::RiskLevel},
    volunteer::VolunteerFacts,
};
use chrono::NaiveDate;

impl Activity {
    pub(super) fn enroll(&self, session: u32, volunteer: &VolunteerFacts, context: &RuleContext) -> Decision {
        let (plan, held) = self.held_session(session)?;
        let volunteer_id = volunteer.volunteer_id;
        match held.people.get(&volunteer_id).map(|person| person.enrollment) {
            Some(Enrollment::Requested | Enrollment::Accepted) => return Ok(Vec::new()),
            Some(Enrollment::Declined) => return Err(ActivityRefusal::EnrollmentWasDeclined),
            Some(Enrollment::Withdrawn) | None => {}
        }
        still_open(session, held)?;
        let (ends_at, now) = (held.span.ends_at, context.now);
        if now >= ends_at && !context.counts_as_approved() {
            return Err(ActivityRefusal::SessionOver { ends_at, now });
        }
        pass_gates(plan, volunteer, context)?;
        place_left(held)?;
        Ok(vec![ActivityEvent::VolunteerEnrolled { session, volunteer_id }])
    }

    pub(super) fn accept(&self, session: u32, volunteer_id: VolunteerId) -> Decision {
        let (_, held) = self.held_session(session)?;
        let person = held.people.get(&volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        match person.enrollment {
            Enrollment::Accepted => return Ok(Vec::new()),
            Enrollment::Withdrawn => return Err(ActivityRefusal::NotEnrolled { session }),
            Enrollment::Declined => place_left(held)?,
            Enrollment::Requested => {}
        }
        still_open(session, held)?;
        Ok(vec![ActivityEvent::EnrollmentAccepted { session, volunteer_id }])
    }

    pub(super) fn decline(&self, session: u32, volunteer_id: VolunteerId, reason: &str) -> Decision {
        let (_, held) = self.held_session(session)?;
        let person = held.people.get(&volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        match person.enrollment {
            Enrollment::Declined => return Ok(Vec::new()),
            Enrollment::Withdrawn => return Err(ActivityRefusal::NotEnrolled { session }),
            Enrollment::Requested | Enrollment::Accepted => {}
        }
        still_open(session, held)?;
        not_present(session, person)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![ActivityEvent::EnrollmentDeclined { session, volunteer_id, reason }])
    }

    pub(super) fn withdraw(&self, session: u32, volunteer_id: VolunteerId) -> Decision {
        let (_, held) = self.held_session(session)?;
        let person = held.people.get(&volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        match person.enrollment {
            Enrollment::Withdrawn => return Ok(Vec::new()),
            Enrollment::Declined => return Err(ActivityRefusal::EnrollmentWasDeclined),
            Enrollment::Requested | Enrollment::Accepted => {}
        }
        still_open(session, held)?;
        not_present(session, person)?;
        Ok(vec![ActivityEvent::EnrollmentWithdrawn { session, volunteer_id }])
    }

    pub(super) fn insure(&self, session: u32, volunteer_id: VolunteerId, insured_to: NaiveDate) -> Decision {
        let (_, held) = self.held_session(session)?;
        let person = held.standing(volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        if person.insured_to == Some(insured_to) {
            return Ok(Vec::new());
        }
        still_open(session, held)?;
        let day = time::local_date(held.span.starts_at);
        if insured_to < day {
            return Err(ActivityRefusal::InsuranceTooShort { day, insured_to });
        }
        Ok(vec![ActivityEvent::InsuranceRecorded { session, volunteer_id, insured_to }])
    }
}

/// The session's attendance is not final.
pub(super) const fn still_open(session: u32, held: &Session) -> Result<(), ActivityRefusal> {
    if held.closed { Err(ActivityRefusal::SessionClosed { session }) } else { Ok(()) }
}

/// Nothing says that the person was there.
pub(super) const fn not_present(session: u32, person: &Participant) -> Result<(), ActivityRefusal> {
    if person.was_present() { Err(ActivityRefusal::AttendanceOnRecord { session }) } else { Ok(()) }
}

/// One more enrolment stays within the capacity (A3).
fn place_left(held: &Session) -> Result<(), ActivityRefusal> {
    let (capacity, enrolled) = (held.capacity.unwrap_or(PARTICIPANTS_LIMIT), held.enrolled());
    if enrolled < capacity { Ok(()) } else { Err(ActivityRefusal::SessionFull { capacity, enrolled }) }
}

/// Age, consent and skills (A4): the same gates at enrolment, at check-in and when the leader confirms.
pub(super) fn pass_gates(
    plan: &ActivityPlan,
    volunteer: &VolunteerFacts,
    context: &RuleContext,
) -> Result<(), ActivityRefusal> {
    let adult = context.policy_on(&plan.division, time::local_date(plan.span.starts_at)).adult_age_years;
    let hazard = plan.risk == RiskLevel::Hazardous;
    match (volunteer.person.age_years, plan.min_age_years) {
        (None, least) if hazard || least.is_some() => {
            let required_age_years = least.unwrap_or(0).max(if hazard { adult } else { 0 });
            return Err(ActivityRefusal::AgeUnknown { required_age_years });
        }
        (Some(age), _) if hazard && age < adult => {
            return Err(ActivityRefusal::MinorInHazard { required_age_years: adult, risk: plan.risk });
        }
        (Some(age), Some(required_age_years)) if age < required_age_years => {
            return Err(ActivityRefusal::TooYoung { required_age_years });
        }
        (Some(age), _) if age < adult && !volunteer.person.guardian_consent => {
            return Err(ActivityRefusal::GuardianConsentNeeded { below_age_years: adult });
        }
        (Some(_) | None, _) => {}
    }
    let missing: Vec<String> =
        plan.required_skills.iter().filter(|skill| !volunteer.skills.contains(skill)).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(ActivityRefusal::SkillsMissing { missing }) }
}
