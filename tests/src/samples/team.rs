//! One sample of every event of a team.

use super::parts::{code, day, days, division, organization, sealed, volunteer};
use muster_domain::{kernel::words::TeamCategory, team::TeamEvent};

/// Every event of a team.
#[must_use]
pub fn events() -> Vec<TeamEvent> {
    let volunteer_id = volunteer();
    vec![
        TeamEvent::TeamFormed {
            code: code("T-1"),
            name: "应急队".to_owned(),
            category: TeamCategory::Emergency,
            home_division: division(),
            organization_id: organization(),
            emergency: true,
            formed_on: day(1),
        },
        TeamEvent::MemberAdmitted { volunteer_id, admitted_on: day(1) },
        TeamEvent::MemberLeft { volunteer_id, left_on: day(2) },
        TeamEvent::LeaderAppointed { volunteer_id, appointed_on: day(1) },
        TeamEvent::ServiceAreaAssigned { division: division(), span: days() },
        TeamEvent::ServiceAreaWithdrawn { division: division(), last_day: day(2) },
        TeamEvent::TeamReclassified { category: TeamCategory::Youth, emergency: false, reclassified_on: day(3) },
        TeamEvent::DrillRecorded { drilled_on: day(3), participants: 12, people: Vec::new() },
        TeamEvent::TeamActivated {
            authority_reference: "令-1".to_owned(), division: division(), activated_on: day(3)
        },
        TeamEvent::TeamStoodDown { stood_down_on: day(4) },
        TeamEvent::TeamSuspended { suspended_on: day(5), reason: sealed() },
        TeamEvent::TeamResumed { resumed_on: day(6) },
        TeamEvent::TeamDisbanded { disbanded_on: day(7), reason: sealed() },
    ]
}
