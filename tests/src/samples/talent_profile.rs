//! One sample of every event of a talent's profile.

use super::parts::{code, day, days, division, organization, person, sealed};
use muster_domain::{
    category_catalog::words::TalentCategory,
    talent_profile::{
        TalentProfileEvent,
        engagements::Engagement,
        words::{ContactChannel, EngagementMode, SkillEvidence},
    },
};

/// Every event of a talent's profile.
#[must_use]
pub fn events() -> Vec<TalentProfileEvent> {
    let engagement = Engagement {
        code: code("E-1"),
        mode: EngagementMode::DualAppointment,
        organization_id: organization(),
        span: days(),
    };
    let person_id = person();
    vec![
        TalentProfileEvent::TalentCategoryAssigned {
            person_id,
            division: division(),
            version: "2024".to_owned(),
            category: TalentCategory::E,
            assigned_on: day(1),
        },
        TalentProfileEvent::EngagementStarted { person_id, engagement: engagement.clone() },
        TalentProfileEvent::EngagementEnded { person_id, before: engagement, ended_on: day(5) },
        TalentProfileEvent::TalentContacted {
            person_id,
            contacted_on: day(2),
            channel: ContactChannel::Telephone,
            note: Some(sealed()),
        },
        TalentProfileEvent::SkillEvidenceRecorded {
            person_id,
            skill: "砖雕".to_owned(),
            evidence: SkillEvidence::MasterTitle,
            reference: sealed(),
            recorded_on: day(3),
        },
    ]
}
