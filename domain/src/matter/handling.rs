//! How the matters of a call are handled: taken, resolved, declined, opened again (报到, 办结, 退回, 重办).

use crate::{
    kernel::{Code, Personal, RuleContext, text},
    matter::{
        MatterCall, MatterEvent, MatterRefusal,
        aggregate::{Closing, Decision, MATTERS_LIMIT, Matter, not_in_future},
    },
};
use chrono::NaiveDate;

/// Responses to one call.
const RESPONSES_LIMIT: usize = 200;

impl MatterCall {
    fn matter(&self, code: &Code) -> Result<&Matter, MatterRefusal> {
        self.matters.get(code).ok_or_else(|| MatterRefusal::MatterUnknown { matter: code.clone() })
    }

    pub(super) fn take(
        &self,
        response: Code,
        named: Vec<Code>,
        taken_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        self.known()?;
        if let Some((before, took)) = self.responses.get(&response) {
            let same = *before == taken_on && (named.is_empty() || same_codes(took, &named));
            let taken = MatterRefusal::ResponseTaken { response, taken_on: *before };
            return if same { Ok(Vec::new()) } else { Err(taken) };
        }
        not_in_future(taken_on, context)?;
        let matters = self.named_or(named, |matter| matter.taken.is_none() && matter.closed.is_none())?;
        for code in &matters {
            let matter = self.matter(code)?;
            if let Some((response, taken_on)) = matter.taken.clone() {
                return Err(MatterRefusal::MatterTaken { matter: code.clone(), response, taken_on });
            }
            if let Some((_, closed_on)) = matter.closed {
                return Err(MatterRefusal::MatterClosed { matter: code.clone(), closed_on });
            }
            not_before(taken_on, matter.opened_on())?;
        }
        if self.responses.len() >= RESPONSES_LIMIT {
            return Err(MatterRefusal::TooMany { list: "responses", limit: RESPONSES_LIMIT });
        }
        Ok(vec![MatterEvent::MattersTaken { response, matters, taken_on }])
    }

    pub(super) fn resolve(
        &self,
        named: Vec<Code>,
        resolved_on: NaiveDate,
        words: &str,
        context: &RuleContext,
    ) -> Decision {
        self.known()?;
        not_in_future(resolved_on, context)?;
        let is_due = |matter: &Matter| matter.taken.is_some() && matter.closed.is_none();
        let is_resolved = |matter: &Matter| matches!(matter.closed, Some((Closing::Resolved, _)));
        // "All of them", said again after all were resolved.
        if named.is_empty() && !self.matters.values().any(is_due) && self.matters.values().any(is_resolved) {
            return Ok(Vec::new());
        }
        let named = self.named_or(named, is_due)?;
        let mut matters = Vec::with_capacity(named.len());
        for code in named {
            let matter = self.matter(&code)?;
            match matter.closed {
                Some((Closing::Resolved, _)) => continue,
                Some((Closing::Declined, closed_on)) => {
                    return Err(MatterRefusal::MatterClosed { matter: code, closed_on });
                }
                None => {}
            }
            let Some((_, taken_on)) = matter.taken else {
                return Err(MatterRefusal::MatterNotTaken { matter: code });
            };
            not_before(resolved_on, matter.opened_on().max(taken_on))?;
            matters.push(code);
        }
        if matters.is_empty() {
            return Ok(Vec::new());
        }
        let result = Personal::clear(text::note("result", words)?);
        Ok(vec![MatterEvent::MattersResolved { matters, resolved_on, result }])
    }

    pub(super) fn decline(
        &self,
        named: Vec<Code>,
        declined_on: NaiveDate,
        words: &str,
        context: &RuleContext,
    ) -> Decision {
        self.known()?;
        not_in_future(declined_on, context)?;
        let named = self.named_or(named, |_| false)?;
        let mut matters = Vec::with_capacity(named.len());
        for code in named {
            let matter = self.matter(&code)?;
            match matter.closed {
                Some((Closing::Declined, _)) => continue,
                Some((Closing::Resolved, closed_on)) => {
                    return Err(MatterRefusal::MatterClosed { matter: code, closed_on });
                }
                None => {}
            }
            let taken_on = matter.taken.as_ref().map(|(_, taken_on)| *taken_on);
            not_before(declined_on, taken_on.map_or(matter.opened_on(), |taken_on| taken_on.max(matter.opened_on())))?;
            matters.push(code);
        }
        if matters.is_empty() {
            return Ok(Vec::new());
        }
        let reason = Personal::clear(text::note("reason", words)?);
        Ok(vec![MatterEvent::MattersDeclined { matters, declined_on, reason }])
    }

    pub(super) fn reopen(&self, code: Code, reopened_on: NaiveDate, words: &str, context: &RuleContext) -> Decision {
        self.known()?;
        let matter = self.matter(&code)?;
        if matter.closed.is_none() && matter.reopened_on == Some(reopened_on) {
            return Ok(Vec::new());
        }
        let Some((_, closed_on)) = matter.closed else { return Err(MatterRefusal::MatterOpen { matter: code }) };
        not_in_future(reopened_on, context)?;
        not_before(reopened_on, closed_on)?;
        let reason = Personal::clear(text::note("reason", words)?);
        Ok(vec![MatterEvent::MatterReopened { matter: code, reopened_on, reason }])
    }

    /// The matters named, each once; where none is named, all of which a thing is true.
    fn named_or(&self, named: Vec<Code>, when_none: impl Fn(&Matter) -> bool) -> Result<Vec<Code>, MatterRefusal> {
        if named.len() > MATTERS_LIMIT {
            return Err(MatterRefusal::TooMany { list: "matters", limit: MATTERS_LIMIT });
        }
        let mut codes: Vec<Code> = Vec::with_capacity(named.len());
        for code in named {
            if codes.contains(&code) {
                return Err(MatterRefusal::MatterListedTwice { matter: code });
            }
            codes.push(code);
        }
        if codes.is_empty() {
            codes = self.matters.iter().filter(|(_, matter)| when_none(matter)).map(|(code, _)| code.clone()).collect();
        }
        if codes.is_empty() { Err(MatterRefusal::NoMatterNamed) } else { Ok(codes) }
    }
}

impl Matter {
    /// The day on which it was last opened.
    fn opened_on(&self) -> NaiveDate {
        self.reopened_on.unwrap_or(self.raised_on)
    }
}

/// Whether two lists hold the same codes, in whatever order.
fn same_codes(one: &[Code], other: &[Code]) -> bool {
    one.len() == other.len() && other.iter().all(|code| one.contains(code))
}

/// Refuses a day before another (MA4).
fn not_before(day: NaiveDate, earliest: NaiveDate) -> Result<(), MatterRefusal> {
    if day < earliest { Err(MatterRefusal::DayTooEarly { day, earliest }) } else { Ok(()) }
}
