//! Feedback (评价): who took part in a session says once how it was, within the policy's days.

use crate::{
    activity::{
        aggregate::{Activity, Decision},
        events::ActivityEvent,
        refusals::ActivityRefusal,
        session::Participant,
    },
    kernel::{Personal, RuleContext, text, time},
    volunteer::VolunteerFacts,
};
use chrono::Days;

/// The lowest score.
const LEAST: u8 = 1;
/// The highest score.
const MOST: u8 = 5;

impl Activity {
    /// The comment is sealed, so a repeated command is known by its score.
    pub(super) fn record_feedback(
        &self,
        session: u32,
        volunteer: &VolunteerFacts,
        score: u8,
        comment: Option<&str>,
        context: &RuleContext,
    ) -> Decision {
        let (plan, held) = self.held_session(session)?;
        let volunteer_id = volunteer.volunteer_id;
        let person = held.standing(volunteer_id).filter(|person| took_part(person));
        match person.ok_or(ActivityRefusal::NotAttended { session })?.feedback {
            Some(given) if given == score => return Ok(Vec::new()),
            Some(given) => return Err(ActivityRefusal::FeedbackGiven { session, score: given }),
            None => {}
        }
        if !(LEAST..=MOST).contains(&score) {
            return Err(ActivityRefusal::ScoreOutOfBounds { least: LEAST, most: MOST, actual: score });
        }
        let (ends_at, now, today) = (held.span.ends_at, context.now, context.today());
        if now < ends_at {
            return Err(ActivityRefusal::SessionNotOver { ends_at, now });
        }
        let ended_on = time::last_local_date(ends_at);
        let days = context.policy_on(&plan.division, ended_on).feedback_days;
        let last_day = ended_on.checked_add_days(Days::new(u64::from(days))).unwrap_or(ended_on);
        if today > last_day {
            return Err(ActivityRefusal::FeedbackTooLate { last_day, today });
        }
        let comment = comment.map(|comment| text::note("comment", comment)).transpose()?.map(Personal::clear);
        let person_id = volunteer.person.person_id;
        Ok(vec![ActivityEvent::FeedbackRecorded { session, volunteer_id, person_id, score, comment }])
    }
}

/// Was there by scan or by the leader's word, and was not marked absent.
const fn took_part(person: &Participant) -> bool {
    person.was_present() && !person.absent
}
