//! The state of a team, its commands and its events. The rules of people stand in `members`, of readiness in `service`.

use crate::{
    kernel::{
        Code, DateSpan, DivisionCode, OrganizationId, RuleContext, TeamId, VolunteerId, text, words::TeamCategory,
    },
    organization::OrganizationFacts,
    team::{
        commands::TeamCommand,
        events::TeamEvent,
        facts::{TeamFacts, may_stand_behind},
        refusals::TeamRefusal,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a rule answers: events, none when it is so already, or a refusal.
pub(crate) type Decision = Result<Vec<TeamEvent>, TeamRefusal>;

/// A volunteer team (志愿服务队).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Team {
    pub(crate) formation: Option<Formation>,
    /// All memberships of each volunteer, oldest first.
    pub(crate) members: BTreeMap<VolunteerId, Vec<DateSpan>>,
    pub(crate) leaders: BTreeSet<VolunteerId>,
    /// All intervals of each service division, oldest first.
    pub(crate) areas: BTreeMap<DivisionCode, Vec<DateSpan>>,
    pub(crate) drills: BTreeMap<NaiveDate, Drill>,
    pub(crate) call: Option<Call>,
    pub(crate) suspended_on: Option<NaiveDate>,
    pub(crate) disbanded_on: Option<NaiveDate>,
}

/// What a team is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Formation {
    pub(crate) code: Code,
    pub(crate) name: String,
    pub(crate) category: TeamCategory,
    pub(crate) home_division: DivisionCode,
    pub(crate) organization_id: OrganizationId,
    pub(crate) emergency: bool,
    pub(crate) formed_on: NaiveDate,
}

/// Who took part in a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Drill {
    pub(crate) participants: u32,
    /// Sorted, each once; nobody where that is not known.
    pub(crate) people: Vec<VolunteerId>,
}

/// The order by which a team is called out (战时).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) authority_reference: String,
    pub(crate) division: DivisionCode,
    pub(crate) activated_on: NaiveDate,
}

crate::aggregate!(Team, "team", TeamCommand, TeamEvent, TeamRefusal);

impl Team {
    /// Decides a command on the present state.
    ///
    /// # Errors
    /// [`TeamRefusal`] naming the rule that said no.
    pub fn decide(&self, command: TeamCommand, context: &RuleContext) -> Result<Vec<TeamEvent>, TeamRefusal> {
        use TeamCommand as C;
        match command {
            C::FormTeam { code, name, category, home_division, organization, emergency, formed_on } => {
                let name = text::name("name", &name)?;
                let organization_id = organization.organization_id;
                let asked = Formation { code, name, category, home_division, organization_id, emergency, formed_on };
                self.form(asked, &organization, context)
            }
            C::AdmitMember { volunteer_id, admitted_on } => self.admit(volunteer_id, admitted_on),
            C::RemoveMember { volunteer_id, left_on } => self.remove(volunteer_id, left_on, context),
            C::AppointLeader { volunteer, appointed_on } => self.appoint(&volunteer, appointed_on, context),
            C::AssignServiceArea { division, from, to } => self.assign_area(division, from, to, context),
            C::WithdrawServiceArea { division, last_day } => self.withdraw_area(division, last_day),
            C::ReclassifyTeam { category, emergency, reclassified_on } => {
                self.reclassify(category, emergency, reclassified_on, context)
            }
            C::RecordDrill { drilled_on, participants, people } => {
                self.record_drill(drilled_on, participants, people, context)
            }
            C::ActivateTeam { authority_reference, division, activated_on, members } => {
                let authority_reference = text::name("authority_reference", &authority_reference)?;
                self.activate(Call { authority_reference, division, activated_on }, &members, context)
            }
            C::StandDownTeam { stood_down_on } => self.stand_down(stood_down_on, context),
            C::SuspendTeam { suspended_on, reason } => self.suspend(suspended_on, &reason, context),
            C::ResumeTeam { resumed_on } => self.resume(resumed_on, context),
            C::DisbandTeam { disbanded_on, reason } => self.disband(disbanded_on, &reason, context),
        }
    }

    /// Takes an event in; it never says no.
    pub(crate) fn remember(&mut self, event: TeamEvent) {
        use TeamEvent as E;
        match event {
            E::TeamFormed { code, name, category, home_division, organization_id, emergency, formed_on } => {
                self.formation =
                    Some(Formation { code, name, category, home_division, organization_id, emergency, formed_on });
            }
            E::MemberAdmitted { volunteer_id, admitted_on } => {
                self.members.entry(volunteer_id).or_default().push(DateSpan { from: admitted_on, to: None });
            }
            E::MemberLeft { volunteer_id, left_on } => {
                if let Some(last) = self.members.get_mut(&volunteer_id).and_then(|spans| spans.last_mut()) {
                    last.to = Some(left_on);
                }
                self.leaders.remove(&volunteer_id);
            }
            E::LeaderAppointed { volunteer_id, .. } => {
                self.leaders.insert(volunteer_id);
            }
            E::ServiceAreaAssigned { division, span } => {
                let spans = self.areas.entry(division).or_default();
                spans.push(span);
                spans.sort_by_key(|span| span.from);
            }
            E::ServiceAreaWithdrawn { division, last_day } => {
                let spans = self.areas.get_mut(&division);
                if let Some(area) = spans.and_then(|all| all.iter_mut().find(|span| span.is_live_on(last_day))) {
                    area.to = Some(last_day);
                }
            }
            E::TeamReclassified { category, emergency, .. } => {
                if let Some(formation) = &mut self.formation {
                    formation.category = category;
                    formation.emergency = emergency;
                }
            }
            E::DrillRecorded { drilled_on, participants, people } => {
                self.drills.insert(drilled_on, Drill { participants, people });
            }
            E::TeamActivated { authority_reference, division, activated_on } => {
                self.call = Some(Call { authority_reference, division, activated_on });
            }
            E::TeamStoodDown { .. } => self.call = None,
            E::TeamSuspended { suspended_on, .. } => self.suspended_on = Some(suspended_on),
            E::TeamResumed { .. } => self.suspended_on = None,
            E::TeamDisbanded { disbanded_on, .. } => self.disbanded_on = Some(disbanded_on),
        }
    }

    fn form(&self, asked: Formation, organization: &OrganizationFacts, context: &RuleContext) -> Decision {
        if let Some(held) = &self.formation {
            let fields = differences(held, &asked);
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(TeamRefusal::CodeTaken { fields }) };
        }
        let day = asked.formed_on;
        context.divisions.valid_on(&asked.home_division, day)?;
        let (from, until) = (organization.registered_on, organization.dissolved_on);
        let suspended = organization.suspended;
        if !may_stand_behind(DateSpan { from, to: until }, suspended, day, context) {
            return Err(TeamRefusal::OrganizationNotLive { day, from, until, suspended });
        }
        let Formation { code, name, category, home_division, organization_id, emergency, formed_on } = asked;
        Ok(vec![TeamEvent::TeamFormed { code, name, category, home_division, organization_id, emergency, formed_on }])
    }

    /// The team as long as it is not disbanded (T5).
    pub(super) fn standing(&self) -> Result<&Formation, TeamRefusal> {
        let formation = self.formation.as_ref().ok_or(TeamRefusal::TeamUnknown)?;
        self.disbanded_on.map_or(Ok(formation), |disbanded_on| Err(TeamRefusal::TeamDisbanded { disbanded_on }))
    }
}

/// The columns of `teams.csv` in which the two differ; a file names no first day.
fn differences(held: &Formation, asked: &Formation) -> Vec<&'static str> {
    let compared = [
        ("code", held.code != asked.code),
        ("name", held.name != asked.name),
        ("category", held.category != asked.category),
        ("home_division", held.home_division != asked.home_division),
        ("organization_code", held.organization_id != asked.organization_id),
        ("emergency", held.emergency != asked.emergency),
    ];
    compared.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

/// What others may ask of a team.
impl Team {
    /// Its id, once it is formed.
    #[must_use]
    pub fn team_id(&self) -> Option<TeamId> {
        self.code().map(TeamId::of_code)
    }

    /// The sender's own key, once it is formed.
    #[must_use]
    pub fn code(&self) -> Option<&Code> {
        self.formation.as_ref().map(|formation| &formation.code)
    }

    /// Its name, once it is formed.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.formation.as_ref().map(|formation| formation.name.as_str())
    }

    /// Its category, once it is formed.
    #[must_use]
    pub fn category(&self) -> Option<TeamCategory> {
        self.formation.as_ref().map(|formation| formation.category)
    }

    /// Whether it is an emergency backbone team (应急骨干队伍).
    #[must_use]
    pub fn is_emergency(&self) -> bool {
        self.formation.as_ref().is_some_and(|formation| formation.emergency)
    }

    /// Whether it is called out (战时).
    #[must_use]
    pub const fn is_activated(&self) -> bool {
        self.call.is_some()
    }

    /// Its last day, once disbanded.
    #[must_use]
    pub const fn disbanded_on(&self) -> Option<NaiveDate> {
        self.disbanded_on
    }

    /// What other rules may know of it, once it is formed.
    #[must_use]
    pub fn facts(&self) -> Option<TeamFacts> {
        let formation = self.formation.as_ref()?;
        Some(TeamFacts {
            team_id: TeamId::of_code(&formation.code),
            organization_id: formation.organization_id,
            formed_on: formation.formed_on,
            disbanded_on: self.disbanded_on,
            suspended: self.suspended_on.is_some(),
        })
    }

    /// Whether a volunteer is a member on a day.
    #[must_use]
    pub fn is_member(&self, volunteer: VolunteerId, day: NaiveDate) -> bool {
        self.members.get(&volunteer).is_some_and(|spans| spans.iter().any(|span| span.is_live_on(day)))
    }

    /// Every membership, past ones too, with its days.
    pub fn members(&self) -> impl Iterator<Item = (VolunteerId, DateSpan)> {
        self.members.iter().flat_map(|(volunteer, spans)| spans.iter().map(move |span| (*volunteer, *span)))
    }

    /// Who the members are on a day.
    pub fn members_on(&self, day: NaiveDate) -> impl Iterator<Item = VolunteerId> {
        self.members().filter(move |(_, span)| span.is_live_on(day)).map(|(volunteer, _)| volunteer)
    }

    /// How many members the team has on a day.
    #[must_use]
    pub fn member_count(&self, day: NaiveDate) -> usize {
        self.members.values().filter(|spans| spans.iter().any(|span| span.is_live_on(day))).count()
    }

    /// Who leads the team.
    pub fn leaders(&self) -> impl Iterator<Item = VolunteerId> {
        self.leaders.iter().copied()
    }

    /// Every service area, past ones too, with its days.
    pub fn service_areas(&self) -> impl Iterator<Item = (&DivisionCode, DateSpan)> {
        self.areas.iter().flat_map(|(division, spans)| spans.iter().map(move |span| (division, *span)))
    }
}
