//! The rules of enrolment (A3): sign up, accept, decline, withdraw, insure. Its gates stand in `gates.rs`.

use crate::{
    activity::{
        aggregate::{Activity, Decision},
        events::ActivityEvent,
        gates::place_left,
        planning::PARTICIPANTS_LIMIT,
        refusals::ActivityRefusal,
        session::{Enrollment, Participant, Session},
    },
    kernel::{Personal, RuleContext, VolunteerId, text, time},
    volunteer::VolunteerFacts,
};
use chrono::NaiveDate;

impl Activity {
    pub(super) fn enroll(&self, session: u32, volunteer: &VolunteerFacts, context: &RuleContext) -> Decision {
        let eligibility = self.eligibility(session, volunteer, context)?;
        if eligibility.enrolled {
            return Ok(Vec::new());
        }
        eligibility.conditions.into_iter().try_for_each(|(_, gate)| gate)?;
        let volunteer_id = volunteer.volunteer_id;
        Ok(vec![ActivityEvent::VolunteerEnrolled { session, volunteer_id }])
    }

    pub(super) fn accept(&self, session: u32, volunteer_id: VolunteerId) -> Decision {
        let (_, held) = self.held_session(session)?;
        let person = held.people.get(&volunteer_id).ok_or(ActivityRefusal::NotEnrolled { session })?;
        match person.enrollment {
            Enrollment::Accepted => return Ok(Vec::new()),
            Enrollment::Withdrawn | Enrollment::NotYet => return Err(ActivityRefusal::NotEnrolled { session }),
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
            Enrollment::Withdrawn | Enrollment::NotYet => return Err(ActivityRefusal::NotEnrolled { session }),
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
            Enrollment::NotYet => return Err(ActivityRefusal::NotEnrolled { session }),
            Enrollment::Declined => return Err(ActivityRefusal::EnrollmentWasDeclined),
            Enrollment::Requested | Enrollment::Accepted => {}
        }
        still_open(session, held)?;
        not_present(session, person)?;
        Ok(vec![ActivityEvent::EnrollmentWithdrawn { session, volunteer_id }])
    }

    pub(super) fn insure(&self, session: u32, volunteer_id: VolunteerId, insured_to: NaiveDate) -> Decision {
        let (_, held) = self.held_session(session)?;
        let known = held.people.get(&volunteer_id);
        if known.is_some_and(|person| person.insured_to == Some(insured_to)) {
            return Ok(Vec::new());
        }
        still_open(session, held)?;
        // Dangerous service takes nobody in without insurance, so it comes before the enrolment too.
        let actual = held.people.len();
        let limit = usize::try_from(PARTICIPANTS_LIMIT).unwrap_or(usize::MAX);
        if known.is_none() && actual >= limit {
            return Err(ActivityRefusal::TooManyEntries { field: "insured", actual, limit });
        }
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
