//! Changes of a plan (变更, A8): free in a draft, with a reason once published, and only harmless ones after the start.

use crate::{
    activity::{
        aggregate::{Activity, Decision, Stage},
        events::{ActivityChange, ActivityEvent, ActivityPlan, SessionPlan},
        planning::check_session,
        refusals::ActivityRefusal,
        session::Session,
    },
    kernel::{Personal, RuleContext, text, text::TextRefusal},
};
use std::collections::BTreeMap;

impl Activity {
    pub(super) fn change(&self, asked: ActivityChange, reason: Option<&str>, context: &RuleContext) -> Decision {
        let plan = self.live_plan()?;
        if self.stage == Stage::Imported {
            return Err(ActivityRefusal::ActivityHeld);
        }
        let change = self.differing(plan, asked)?;
        if change == ActivityChange::default() {
            return Ok(Vec::new());
        }
        // A draft binds nobody yet.
        if self.publication.is_some() {
            self.check_in_time(plan, &change, context)?;
        }
        for asked in &change.sessions {
            check_session(plan, asked.span, asked.capacity, context)?;
            check_people(self.planned(asked.session)?, asked)?;
        }
        let reason = match reason {
            None if self.publication.is_none() => None,
            given => Some(Personal::clear(text::note("reason", given.unwrap_or_default())?)),
        };
        Ok(vec![ActivityEvent::ActivityChanged { change, reason }])
    }

    /// What of a change is not so already, with its texts trimmed; of two entries of one session the last counts.
    fn differing(&self, plan: &ActivityPlan, asked: ActivityChange) -> Result<ActivityChange, ActivityRefusal> {
        let published = self.publication.as_ref();
        if published.is_none() && (asked.place.is_some() || asked.risk_notice.is_some()) {
            return Err(ActivityRefusal::NotPublished);
        }
        let held = published.map(|held| (held.place.as_str(), held.risk_notice.as_str()));
        let title = read(asked.title, |title| text::name("title", title))?;
        let place = read(asked.place, |place| text::name("place", place))?;
        let risk_notice = read(asked.risk_notice, |notice| text::note("risk_notice", notice))?;
        let by_number: BTreeMap<u32, SessionPlan> =
            asked.sessions.into_iter().map(|plan| (plan.session, plan)).collect();
        let mut sessions = Vec::new();
        for asked in by_number.into_values() {
            let held = self.planned(asked.session)?;
            if (held.span, held.capacity) != (asked.span, asked.capacity) {
                sessions.push(asked);
            }
        }
        Ok(ActivityChange {
            title: title.filter(|title| *title != plan.title),
            place: place.filter(|place| held.is_none_or(|(held, _)| held != place)),
            risk_notice: risk_notice.filter(|notice| held.is_none_or(|(_, held)| held != notice)),
            sessions,
        })
    }

    /// Who signed up did so for the risks and times that they were told: after the start these stay.
    fn check_in_time(
        &self,
        plan: &ActivityPlan,
        change: &ActivityChange,
        context: &RuleContext,
    ) -> Result<(), ActivityRefusal> {
        let (starts_at, now) = (plan.span.starts_at, context.now);
        let fields = if now >= starts_at && change.risk_notice.is_some() { vec!["risk_notice"] } else { Vec::new() };
        let mut sessions = Vec::new();
        for asked in &change.sessions {
            let held = self.planned(asked.session)?;
            if held.closed || now >= held.span.starts_at {
                sessions.push(asked.session);
            }
        }
        if fields.is_empty() && sessions.is_empty() {
            return Ok(());
        }
        Err(ActivityRefusal::ChangeTooLate { fields, sessions, starts_at, now })
    }

    fn planned(&self, session: u32) -> Result<&Session, ActivityRefusal> {
        self.sessions.get(&session).ok_or(ActivityRefusal::SessionUnknown { session })
    }

    pub(super) fn take_change(&mut self, change: ActivityChange) {
        let ActivityChange { title, place, risk_notice, sessions } = change;
        if let (Some(plan), Some(title)) = (&mut self.plan, title) {
            plan.title = title;
        }
        if let Some(publication) = &mut self.publication {
            publication.place = place.unwrap_or_else(|| std::mem::take(&mut publication.place));
            publication.risk_notice = risk_notice.unwrap_or_else(|| std::mem::take(&mut publication.risk_notice));
        }
        for SessionPlan { session, span, capacity } in sessions {
            self.with_session(session, |held| (held.span, held.capacity) = (span, capacity));
        }
    }
}

fn read(
    asked: Option<String>,
    reader: impl Fn(&str) -> Result<String, TextRefusal>,
) -> Result<Option<String>, TextRefusal> {
    asked.map(|text| reader(&text)).transpose()
}

/// The people in the session keep their places, and nobody's presence falls out of it.
fn check_people(held: &Session, asked: &SessionPlan) -> Result<(), ActivityRefusal> {
    let (session, enrolled) = (asked.session, held.enrolled());
    if let Some(capacity) = asked.capacity.filter(|capacity| *capacity < enrolled) {
        return Err(ActivityRefusal::CapacityBelowEnrolled { session, capacity, enrolled });
    }
    // One may check in shortly before the start.
    if held.span != asked.span && held.people.values().any(super::session::Participant::was_present) {
        return Err(ActivityRefusal::AttendanceOnRecord { session });
    }
    Ok(())
}
