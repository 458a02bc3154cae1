//! What may be asked of a team. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, DivisionCode, VolunteerId, words::TeamCategory},
    organization::OrganizationFacts,
    team::facts::MemberFacts,
    volunteer::VolunteerFacts,
};
use chrono::NaiveDate;

/// The commands of a team (志愿服务队).
#[derive(Clone, Debug, PartialEq)]
pub enum TeamCommand {
    /// Form a team (组建).
    FormTeam {
        /// The sender's own key.
        code: Code,
        /// Name (队伍名称).
        name: String,
        /// Category.
        category: TeamCategory,
        /// Division in which it is at home.
        home_division: DivisionCode,
        /// The organization that answers for it (T3).
        organization: OrganizationFacts,
        /// An emergency backbone team (应急骨干队伍).
        emergency: bool,
        /// First day of service.
        formed_on: NaiveDate,
    },
    /// Admit a volunteer (入队, T2); the caller has made sure that the volunteer exists.
    AdmitMember {
        /// Who.
        volunteer_id: VolunteerId,
        /// First day.
        admitted_on: NaiveDate,
    },
    /// Let a member go (离队, T1).
    RemoveMember {
        /// Who.
        volunteer_id: VolunteerId,
        /// Last day.
        left_on: NaiveDate,
    },
    /// Let a member lead (任命队长, T1); a team may have several leaders.
    AppointLeader {
        /// Who, as of the day.
        volunteer: VolunteerFacts,
        /// From which day.
        appointed_on: NaiveDate,
    },
    /// Let the team serve a division (指定服务区域).
    AssignServiceArea {
        /// Which division.
        division: DivisionCode,
        /// First day.
        from: NaiveDate,
        /// Last day, where there is one.
        to: Option<NaiveDate>,
    },
    /// End the service in a division (撤销服务区域).
    WithdrawServiceArea {
        /// Which division.
        division: DivisionCode,
        /// Last day of service there.
        last_day: NaiveDate,
    },
    /// Change the category (改类).
    ReclassifyTeam {
        /// New category.
        category: TeamCategory,
        /// Whether it is an emergency backbone team.
        emergency: bool,
        /// From which day.
        reclassified_on: NaiveDate,
    },
    /// Put a drill on record (登记演练).
    RecordDrill {
        /// On which day.
        drilled_on: NaiveDate,
        /// Members who took part.
        participants: u32,
        /// Who they were; nobody where that is not known, else all of them.
        people: Vec<VolunteerId>,
    },
    /// Call the team out (战时启动, T4).
    ActivateTeam {
        /// Reference of the command authority's order (志愿服务条例 art. 24).
        authority_reference: String,
        /// Division to which it is called.
        division: DivisionCode,
        /// From which day.
        activated_on: NaiveDate,
        /// Its members as of the day.
        members: Vec<MemberFacts>,
    },
    /// Send the team back to standby (转入平时).
    StandDownTeam {
        /// From which day.
        stood_down_on: NaiveDate,
    },
    /// Suspend the team (暂停): it does not count in coverage.
    SuspendTeam {
        /// From which day.
        suspended_on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// End the suspension (恢复).
    ResumeTeam {
        /// From which day.
        resumed_on: NaiveDate,
    },
    /// Disband the team (解散, T5).
    DisbandTeam {
        /// Last day.
        disbanded_on: NaiveDate,
        /// Why.
        reason: String,
    },
}
