//! The rules of a team's service: areas, category, drills, call and standby, suspension, end (T4, T5). Whether its members
//! are ready for a call is judged in `readiness`.

use crate::{
    kernel::{DateSpan, DivisionCode, Personal, RuleContext, VolunteerId, text, words::TeamCategory},
    team::{
        aggregate::{Call, Decision, Drill, Team},
        events::TeamEvent,
        facts::MemberFacts,
        members::{not_before, not_in_future},
        refusals::TeamRefusal,
    },
};
use chrono::NaiveDate;

/// Service areas of one team, past ones too.
pub const AREAS_LIMIT: usize = 500;
/// Drills that one stream holds: one a day for ten years leaves room.
pub const DRILLS_LIMIT: usize = 5_000;

impl Team {
    pub(super) fn assign_area(
        &self,
        division: DivisionCode,
        from: NaiveDate,
        to: Option<NaiveDate>,
        context: &RuleContext,
    ) -> Decision {
        let formation = self.standing()?;
        let span = match (DateSpan::try_new(from, to), to) {
            (Some(span), _) => span,
            (None, to) => return Err(TeamRefusal::SpanReversed { from, to: to.unwrap_or(from) }),
        };
        let held = self.areas.get(&division).map_or(&[][..], Vec::as_slice);
        if let Some(other) = held.iter().find(|area| area.overlaps(&span)) {
            // An interval that lies within one already assigned changes nothing.
            let within = other.from <= from && other.to.is_none_or(|last| to.is_some_and(|to| to <= last));
            let (from, until) = (other.from, other.to);
            return if within { Ok(Vec::new()) } else { Err(TeamRefusal::AreaOverlaps { division, from, until }) };
        }
        not_before(from, formation.formed_on)?;
        context.divisions.valid_on(&division, from)?;
        if self.service_areas().count() >= AREAS_LIMIT {
            return Err(TeamRefusal::TooMany { list: "service areas", limit: AREAS_LIMIT });
        }
        Ok(vec![TeamEvent::ServiceAreaAssigned { division, span }])
    }

    pub(super) fn withdraw_area(&self, division: DivisionCode, last_day: NaiveDate) -> Decision {
        self.standing()?;
        let held = self.areas.get(&division).map_or(&[][..], Vec::as_slice);
        match held.iter().find(|area| area.is_live_on(last_day)) {
            Some(area) if area.to == Some(last_day) => Ok(Vec::new()),
            Some(_) => Ok(vec![TeamEvent::ServiceAreaWithdrawn { division, last_day }]),
            None => Err(TeamRefusal::AreaUnknown { division, day: last_day }),
        }
    }

    pub(super) fn reclassify(
        &self,
        category: TeamCategory,
        emergency: bool,
        reclassified_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let formation = self.standing()?;
        if formation.category == category && formation.emergency == emergency {
            return Ok(Vec::new());
        }
        self.at_standby()?;
        not_before(reclassified_on, formation.formed_on)?;
        not_in_future(reclassified_on, context)?;
        Ok(vec![TeamEvent::TeamReclassified { category, emergency, reclassified_on }])
    }

    pub(super) fn record_drill(
        &self,
        drilled_on: NaiveDate,
        participants: u32,
        mut people: Vec<VolunteerId>,
        context: &RuleContext,
    ) -> Decision {
        let formation = self.standing()?;
        people.sort_unstable();
        people.dedup();
        let asked = Drill { participants, people };
        if let Some(held) = self.drills.get(&drilled_on) {
            let Drill { participants, people } = held;
            let (participants, named) = (*participants, people.len());
            let on_record = TeamRefusal::DrillOnRecord { drilled_on, participants, named };
            return if *held == asked { Ok(Vec::new()) } else { Err(on_record) };
        }
        let Drill { participants, people } = asked;
        not_before(drilled_on, formation.formed_on)?;
        not_in_future(drilled_on, context)?;
        let members = self.member_count(drilled_on);
        if participants == 0 || usize::try_from(participants).unwrap_or(usize::MAX) > members {
            return Err(TeamRefusal::DrillSize { actual: participants, members });
        }
        let named = people.len();
        if named > 0 && usize::try_from(participants) != Ok(named) {
            return Err(TeamRefusal::DrillCountDiffers { participants, named });
        }
        let strangers: Vec<VolunteerId> =
            people.iter().copied().filter(|volunteer| !self.is_member(*volunteer, drilled_on)).collect();
        if !strangers.is_empty() {
            return Err(TeamRefusal::DrillByOthers { day: drilled_on, people: strangers });
        }
        if self.drills.len() >= DRILLS_LIMIT {
            return Err(TeamRefusal::TooMany { list: "drills", limit: DRILLS_LIMIT });
        }
        Ok(vec![TeamEvent::DrillRecorded { drilled_on, participants, people }])
    }

    pub(super) fn activate(&self, call: Call, members: &[MemberFacts], context: &RuleContext) -> Decision {
        let formation = self.standing()?;
        if let Some(held) = &self.call {
            let same = held.authority_reference == call.authority_reference && held.division == call.division;
            return if same { Ok(Vec::new()) } else { Err(called_out(held)) };
        }
        if let Some(suspended_on) = self.suspended_on {
            return Err(TeamRefusal::TeamSuspended { suspended_on });
        }
        let category = formation.category;
        if !formation.emergency && category != TeamCategory::Emergency {
            return Err(TeamRefusal::NotAnEmergencyTeam { category });
        }
        let Call { authority_reference, division, activated_on } = call;
        not_before(activated_on, formation.formed_on)?;
        not_in_future(activated_on, context)?;
        context.divisions.valid_on(&division, activated_on)?;
        self.check_ready(members, activated_on, &context.policy_on(&division, activated_on))?;
        Ok(vec![TeamEvent::TeamActivated { authority_reference, division, activated_on }])
    }

    pub(super) fn stand_down(&self, stood_down_on: NaiveDate, context: &RuleContext) -> Decision {
        self.standing()?;
        let Some(call) = &self.call else { return Ok(Vec::new()) };
        not_before(stood_down_on, call.activated_on)?;
        not_in_future(stood_down_on, context)?;
        Ok(vec![TeamEvent::TeamStoodDown { stood_down_on }])
    }

    pub(super) fn suspend(&self, suspended_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        let formation = self.standing()?;
        if self.suspended_on.is_some() {
            return Ok(Vec::new());
        }
        self.at_standby()?;
        not_before(suspended_on, formation.formed_on)?;
        not_in_future(suspended_on, context)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![TeamEvent::TeamSuspended { suspended_on, reason }])
    }

    pub(super) fn resume(&self, resumed_on: NaiveDate, context: &RuleContext) -> Decision {
        self.standing()?;
        let Some(suspended_on) = self.suspended_on else { return Ok(Vec::new()) };
        not_before(resumed_on, suspended_on)?;
        not_in_future(resumed_on, context)?;
        Ok(vec![TeamEvent::TeamResumed { resumed_on }])
    }

    pub(super) fn disband(&self, disbanded_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        if self.disbanded_on == Some(disbanded_on) {
            return Ok(Vec::new());
        }
        let formation = self.standing()?;
        self.at_standby()?;
        not_before(disbanded_on, formation.formed_on)?;
        not_in_future(disbanded_on, context)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![TeamEvent::TeamDisbanded { disbanded_on, reason }])
    }

    /// The team is not called out.
    fn at_standby(&self) -> Result<(), TeamRefusal> {
        self.call.as_ref().map_or(Ok(()), |call| Err(called_out(call)))
    }
}

fn called_out(call: &Call) -> TeamRefusal {
    TeamRefusal::TeamActivated { activated_on: call.activated_on, division: call.division.clone() }
}
