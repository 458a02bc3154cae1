//! What is remembered of a team. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::kernel::{
    ClaimChange, Code, DateSpan, DivisionCode, KeyOwner, OrganizationId, Personal, PersonalVisitor, StoredEvent,
    VolunteerId, words::TeamCategory,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The events of a team (志愿服务队).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamEvent {
    /// The team is formed (已组建).
    TeamFormed {
        /// The sender's own key.
        code: Code,
        /// Name (队伍名称).
        name: String,
        /// Category.
        category: TeamCategory,
        /// Division in which it is at home; coverage counts the service areas, not this.
        home_division: DivisionCode,
        /// Responsible organization (T3).
        organization_id: OrganizationId,
        /// An emergency backbone team (应急骨干队伍).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        emergency: bool,
        /// First day of service.
        formed_on: NaiveDate,
    },
    /// A volunteer becomes a member (已入队).
    MemberAdmitted {
        /// Who.
        volunteer_id: VolunteerId,
        /// First day.
        admitted_on: NaiveDate,
    },
    /// A member leaves (已离队).
    MemberLeft {
        /// Who.
        volunteer_id: VolunteerId,
        /// Last day.
        left_on: NaiveDate,
    },
    /// A member leads the team (队长已任命, T1).
    LeaderAppointed {
        /// Who.
        volunteer_id: VolunteerId,
        /// From which day.
        appointed_on: NaiveDate,
    },
    /// The team serves a division (服务区域已指定).
    ServiceAreaAssigned {
        /// Which division.
        division: DivisionCode,
        /// In which days.
        span: DateSpan,
    },
    /// The team no longer serves a division (服务区域已撤).
    ServiceAreaWithdrawn {
        /// Which division.
        division: DivisionCode,
        /// Last day of service there.
        last_day: NaiveDate,
    },
    /// The team changes its category (已改类).
    TeamReclassified {
        /// New category.
        category: TeamCategory,
        /// Whether it is an emergency backbone team.
        emergency: bool,
        /// From which day.
        reclassified_on: NaiveDate,
    },
    /// The team trained together (演练已登记).
    DrillRecorded {
        /// On which day.
        drilled_on: NaiveDate,
        /// Members who took part.
        participants: u32,
        /// Who they were, sorted, each once; nobody where that is not known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        people: Vec<VolunteerId>,
    },
    /// The team is called out (战时启动, T4).
    TeamActivated {
        /// Reference of the command authority's order (志愿服务条例 art. 24).
        authority_reference: String,
        /// Division to which it is called.
        division: DivisionCode,
        /// From which day.
        activated_on: NaiveDate,
    },
    /// The team returns to standby (转入平时).
    TeamStoodDown {
        /// From which day.
        stood_down_on: NaiveDate,
    },
    /// The team is suspended: it does not count in coverage (已暂停).
    TeamSuspended {
        /// From which day.
        suspended_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
    /// The suspension ends (已恢复).
    TeamResumed {
        /// From which day.
        resumed_on: NaiveDate,
    },
    /// The team is disbanded: nothing is accepted after (已解散, T5).
    TeamDisbanded {
        /// Last day.
        disbanded_on: NaiveDate,
        /// Why.
        reason: Personal,
    },
}

crate::stored_names!(TeamEvent {
    TeamFormed => "team_formed" v "1.0",
    MemberAdmitted => "member_admitted" v "1.0",
    MemberLeft => "member_left" v "1.0",
    LeaderAppointed => "leader_appointed" v "1.0",
    ServiceAreaAssigned => "service_area_assigned" v "1.0",
    ServiceAreaWithdrawn => "service_area_withdrawn" v "1.0",
    TeamReclassified => "team_reclassified" v "1.0",
    DrillRecorded => "drill_recorded" v "1.0",
    TeamActivated => "team_activated" v "1.0",
    TeamStoodDown => "team_stood_down" v "1.0",
    TeamSuspended => "team_suspended" v "1.0",
    TeamResumed => "team_resumed" v "1.0",
    TeamDisbanded => "team_disbanded" v "1.0",
});

impl StoredEvent for TeamEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::TeamSuspended { reason, .. } | Self::TeamDisbanded { reason, .. } => {
                visit(KeyOwner::Stream, "reason", reason);
            }
            Self::TeamFormed { .. }
            | Self::MemberAdmitted { .. }
            | Self::MemberLeft { .. }
            | Self::LeaderAppointed { .. }
            | Self::ServiceAreaAssigned { .. }
            | Self::ServiceAreaWithdrawn { .. }
            | Self::TeamReclassified { .. }
            | Self::DrillRecorded { .. }
            | Self::TeamActivated { .. }
            | Self::TeamStoodDown { .. }
            | Self::TeamResumed { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        Vec::new()
    }
}
