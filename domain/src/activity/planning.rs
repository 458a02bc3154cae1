//! The rules of an activity's life: draft, take over, publish, plan sessions, close, cancel (A1, A2, A9, A10).

use crate::{
    activity::{
        aggregate::{Activity, Decision, Stage},
        events::{ActivityEvent, ActivityPlan},
        refusals::ActivityRefusal,
    },
    kernel::{DateSpan, Personal, RuleContext, TimeSpan, VolunteerId, text, time},
    organization::OrganizationFacts,
    team::{TeamFacts, facts::may_stand_behind},
};

/// Sessions of one activity: one a day for a year leaves room.
pub const SESSIONS_LIMIT: u32 = 1_000;
/// People of one session, whose attendance one stream holds.
pub const PARTICIPANTS_LIMIT: u32 = 20_000;
/// Skills, trainings or certificates that one activity may ask for, each.
pub const SKILLS_LIMIT: usize = 20;
/// Kinds of results that one activity may count.
pub const OUTCOMES_LIMIT: usize = 50;
/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

impl Activity {
    pub(super) fn draft(
        &self,
        plan: ActivityPlan,
        organization: &OrganizationFacts,
        team: Option<TeamFacts>,
        context: &RuleContext,
    ) -> Decision {
        let plan = read_plan(plan)?;
        if let Some(held) = &self.plan {
            let mut fields = differences_of_a_file(held, &plan);
            fields.extend(differences_beside_a_file(held, &plan));
            return known_or_taken(fields);
        }
        check_plan(&plan, organization, team, context)?;
        Ok(vec![ActivityEvent::ActivityDrafted { plan }])
    }

    pub(super) fn import(
        &self,
        plan: ActivityPlan,
        organization: &OrganizationFacts,
        team: Option<TeamFacts>,
        context: &RuleContext,
    ) -> Decision {
        if !context.counts_as_approved() {
            return Err(ActivityRefusal::ImportByOperatorOnly);
        }
        let plan = read_plan(plan)?;
        if let Some(held) = &self.plan {
            // A file says nothing of kind, risk, age or skills, so it cannot differ in them.
            return known_or_taken(differences_of_a_file(held, &plan));
        }
        check_plan(&plan, organization, team, context)?;
        let span = plan.span;
        Ok(vec![
            ActivityEvent::ActivityImported { plan },
            ActivityEvent::SessionScheduled { session: 1, span, capacity: None },
        ])
    }

    pub(super) fn publish(
        &self,
        leader: VolunteerId,
        risk_notice: &str,
        place: &str,
        context: &RuleContext,
    ) -> Decision {
        let plan = self.live_plan()?;
        let risk_notice = text::note("risk_notice", risk_notice)?;
        let place = text::name("place", place)?;
        if self.stage == Stage::Imported {
            return Err(ActivityRefusal::ActivityHeld);
        }
        if let Some(held) = &self.publication {
            let mut fields = Vec::new();
            push_if(&mut fields, "leader", held.leader != Some(leader));
            push_if(&mut fields, "risk_notice", held.risk_notice != risk_notice);
            push_if(&mut fields, "place", held.place != place);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(ActivityRefusal::AlreadyPublished { fields }) };
        }
        if self.sessions.is_empty() {
            return Err(ActivityRefusal::SessionNeeded);
        }
        not_begun(plan.span, context)?;
        Ok(vec![ActivityEvent::ActivityPublished { leader: Some(leader), risk_notice, place }])
    }

    pub(super) fn schedule(
        &self,
        session: u32,
        span: TimeSpan,
        capacity: Option<u32>,
        context: &RuleContext,
    ) -> Decision {
        let plan = self.live_plan()?;
        if let Some(held) = self.sessions.get(&session) {
            let same = held.span == span && held.capacity == capacity;
            return if same { Ok(Vec::new()) } else { Err(ActivityRefusal::SessionTaken { session }) };
        }
        if session == 0 || session > SESSIONS_LIMIT {
            return Err(ActivityRefusal::SessionNumberOutOfBounds { session, limit: SESSIONS_LIMIT });
        }
        check_session(plan, span, capacity, context)?;
        Ok(vec![ActivityEvent::SessionScheduled { session, span, capacity }])
    }

    pub(super) fn record_outcome(&self, measure: &str, amount: u32, context: &RuleContext) -> Decision {
        let plan = self.live_plan()?;
        let measure = text::name("measure", measure)?;
        if self.outcomes.get(&measure) == Some(&amount) {
            return Ok(Vec::new());
        }
        if self.stage == Stage::Drafted {
            return Err(ActivityRefusal::NotPublished);
        }
        begun(plan.span, context)?;
        if amount == 0 {
            return Err(ActivityRefusal::OutcomeEmpty);
        }
        if !self.outcomes.contains_key(&measure) && self.outcomes.len() >= OUTCOMES_LIMIT {
            let actual = self.outcomes.len() + 1;
            return Err(ActivityRefusal::TooManyEntries { field: "outcomes", actual, limit: OUTCOMES_LIMIT });
        }
        Ok(vec![ActivityEvent::OutcomeRecorded { measure, amount }])
    }

    pub(super) fn close_session(&self, session: u32, context: &RuleContext) -> Decision {
        let (_, held) = self.held_session(session)?;
        if held.closed {
            return Ok(Vec::new());
        }
        let (ends_at, now) = (held.span.ends_at, context.now);
        if now < ends_at {
            return Err(ActivityRefusal::SessionNotOver { ends_at, now });
        }
        let open = held.people.iter().filter(|(_, person)| person.confirmed.is_none() && person.open_stay().is_some());
        let open_check_ins = open.map(|(volunteer, _)| *volunteer).collect();
        Ok(vec![ActivityEvent::SessionClosed { session, open_check_ins }])
    }

    pub(super) fn close(&self) -> Decision {
        if let Stage::Closed { .. } = self.stage {
            return Ok(Vec::new());
        }
        let plan = self.live_plan()?;
        if self.stage == Stage::Drafted {
            return Err(ActivityRefusal::NotPublished);
        }
        let sessions: Vec<u32> = self.sessions.iter().filter(|(_, held)| !held.closed).map(|(n, _)| *n).collect();
        if !sessions.is_empty() {
            return Err(ActivityRefusal::SessionsOpen { sessions });
        }
        let last = self.sessions.values().map(|held| held.span.ends_at).max().unwrap_or(plan.span.ends_at);
        Ok(vec![ActivityEvent::ActivityClosed { closed_on: time::local_date(last) }])
    }

    pub(super) fn cancel(&self, reason: &str) -> Decision {
        if self.stage == Stage::Cancelled {
            return Ok(Vec::new());
        }
        self.live_plan()?;
        if self.stage == Stage::Imported {
            return Err(ActivityRefusal::ActivityHeld);
        }
        let credited = |(_, held): &(&u32, &super::session::Session)| held.credited.is_some_and(|book| book.total > 0);
        if let Some((session, _)) = self.sessions.iter().find(credited) {
            return Err(ActivityRefusal::AlreadyCredited { session: *session });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![ActivityEvent::ActivityCancelled { reason }])
    }
}

/// A session lies inside its activity, has not begun, and takes a believable number of people.
pub(super) fn check_session(
    plan: &ActivityPlan,
    span: TimeSpan,
    capacity: Option<u32>,
    context: &RuleContext,
) -> Result<(), ActivityRefusal> {
    check_order(span)?;
    if !plan.span.contains(&span) {
        let TimeSpan { starts_at, ends_at } = plan.span;
        return Err(ActivityRefusal::OutsideActivity { starts_at, ends_at });
    }
    if let Some(actual) = capacity.filter(|people| *people == 0 || *people > PARTICIPANTS_LIMIT) {
        return Err(ActivityRefusal::CapacityOutOfBounds { actual, limit: PARTICIPANTS_LIMIT });
    }
    not_begun(span, context)
}

/// The operator's takeover of held activities is bound to no clock; everybody else plans ahead (A1).
fn not_begun(span: TimeSpan, context: &RuleContext) -> Result<(), ActivityRefusal> {
    let (starts_at, now) = (span.starts_at, context.now);
    if now < starts_at || context.counts_as_approved() {
        Ok(())
    } else {
        Err(ActivityRefusal::AlreadyStarted { starts_at, now })
    }
}

/// What happened cannot be known before it began.
pub(super) fn begun(span: TimeSpan, context: &RuleContext) -> Result<(), ActivityRefusal> {
    let (starts_at, now) = (span.starts_at, context.now);
    if now >= starts_at { Ok(()) } else { Err(ActivityRefusal::NotStarted { starts_at, now }) }
}

/// A span ends after it starts.
pub(super) fn check_order(span: TimeSpan) -> Result<(), ActivityRefusal> {
    let TimeSpan { starts_at, ends_at } = span;
    if ends_at > starts_at { Ok(()) } else { Err(ActivityRefusal::SpanReversed { starts_at, ends_at }) }
}

/// The plan with its texts trimmed and its skills in order, so that equal plans are equal.
fn read_plan(mut plan: ActivityPlan) -> Result<ActivityPlan, ActivityRefusal> {
    plan.title = text::name("title", &plan.title)?;
    plan.programme = plan.programme.map(|programme| text::name("programme", &programme)).transpose()?;
    plan.required_skills = read_names("required_skills", &plan.required_skills)?;
    plan.required_trainings = read_names("required_trainings", &plan.required_trainings)?;
    plan.required_certificates = read_names("required_certificates", &plan.required_certificates)?;
    check_order(plan.span)?;
    Ok(plan)
}

/// The names trimmed, sorted, each once.
fn read_names(field: &'static str, names: &[String]) -> Result<Vec<String>, ActivityRefusal> {
    let actual = names.len();
    if actual > SKILLS_LIMIT {
        return Err(ActivityRefusal::TooManyEntries { field, actual, limit: SKILLS_LIMIT });
    }
    let mut names = names.iter().map(|name| text::name(field, name)).collect::<Result<Vec<_>, _>>()?;
    names.sort();
    names.dedup();
    Ok(names)
}

fn check_plan(
    plan: &ActivityPlan,
    organization: &OrganizationFacts,
    team: Option<TeamFacts>,
    context: &RuleContext,
) -> Result<(), ActivityRefusal> {
    let seconds = (plan.span.ends_at - plan.span.starts_at).num_seconds();
    let actual_days = u32::try_from(seconds.saturating_add(DAY_SECONDS - 1) / DAY_SECONDS).unwrap_or(u32::MAX);
    let day = time::local_date(plan.span.starts_at);
    context.divisions.valid_on(&plan.division, day)?;
    let limit_days = context.policy_on(&plan.division, day).activity_days_limit;
    if actual_days > limit_days {
        return Err(ActivityRefusal::ActivityTooLong { limit_days, actual_days });
    }
    let organization_id = plan.organization_id;
    if organization.organization_id != organization_id {
        return Err(ActivityRefusal::OrganizationUnknown { organization_id });
    }
    let (from, until) = (organization.registered_on, organization.dissolved_on);
    let suspended = organization.suspended;
    if !may_stand_behind(DateSpan { from, to: until }, suspended, day, context) {
        return Err(ActivityRefusal::OrganizationNotLive { day, from, until, suspended });
    }
    let Some(team_id) = plan.team_id else { return Ok(()) };
    let team = team.filter(|team| team.team_id == team_id).ok_or(ActivityRefusal::TeamUnknown { team_id })?;
    let (from, until, suspended) = (team.formed_on, team.disbanded_on, team.suspended);
    if !may_stand_behind(DateSpan { from, to: until }, suspended, day, context) {
        return Err(ActivityRefusal::TeamNotLive { day, from, until, suspended });
    }
    Ok(())
}

fn known_or_taken(fields: Vec<&'static str>) -> Decision {
    if fields.is_empty() { Ok(Vec::new()) } else { Err(ActivityRefusal::CodeTaken { fields }) }
}

fn push_if(fields: &mut Vec<&'static str>, field: &'static str, differs: bool) {
    if differs {
        fields.push(field);
    }
}

/// The columns of `activities.csv` in which the two differ.
fn differences_of_a_file(held: &ActivityPlan, asked: &ActivityPlan) -> Vec<&'static str> {
    let mut fields = Vec::new();
    push_if(&mut fields, "code", held.code != asked.code);
    push_if(&mut fields, "title", held.title != asked.title);
    push_if(&mut fields, "category", held.category != asked.category);
    push_if(&mut fields, "division", held.division != asked.division);
    push_if(&mut fields, "team_code", held.team_id != asked.team_id);
    push_if(&mut fields, "organization_code", held.organization_id != asked.organization_id);
    push_if(&mut fields, "starts_at", held.span.starts_at != asked.span.starts_at);
    push_if(&mut fields, "ends_at", held.span.ends_at != asked.span.ends_at);
    fields
}

/// The parts of a plan that no file names and in which the two differ.
fn differences_beside_a_file(held: &ActivityPlan, asked: &ActivityPlan) -> Vec<&'static str> {
    let mut fields = Vec::new();
    push_if(&mut fields, "kind", held.kind != asked.kind);
    push_if(&mut fields, "risk", held.risk != asked.risk);
    push_if(&mut fields, "min_age_years", held.min_age_years != asked.min_age_years);
    push_if(&mut fields, "required_skills", held.required_skills != asked.required_skills);
    push_if(&mut fields, "required_trainings", held.required_trainings != asked.required_trainings);
    push_if(&mut fields, "required_certificates", held.required_certificates != asked.required_certificates);
    push_if(&mut fields, "required_level", held.required_level != asked.required_level);
    push_if(&mut fields, "programme", held.programme != asked.programme);
    fields
}
