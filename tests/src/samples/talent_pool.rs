//! One sample of every event of a talent pool.

use super::parts::{code, day, division, person, sealed};
use muster_domain::{
    category_catalog::words::TalentCategory,
    kernel::words::ProfessionalLevel,
    talent_pool::{
        AdmissionBasis, PoolKind, TalentPoolEvent,
        words::{AdmissionSource, RemovalCause},
    },
    talent_profile::{
        TalentCriterion,
        words::{EngagementMode, TalentRole},
    },
};

/// Every event of a talent pool.
#[must_use]
pub fn events() -> Vec<TalentPoolEvent> {
    let criteria = vec![
        TalentCriterion::Role { role: TalentRole::SocialWorker },
        TalentCriterion::Within { division: division() },
        TalentCriterion::Skill { skill: "应急处突".to_owned() },
        TalentCriterion::LevelAtLeast { level: ProfessionalLevel::SocialWorker },
        TalentCriterion::Registered,
        TalentCriterion::CategoryAtLeast { category: TalentCategory::F },
        TalentCriterion::EngagedAs { mode: EngagementMode::Adviser },
        TalentCriterion::ContactedWithin { days: 180 },
        TalentCriterion::NotContactedWithin { days: 30 },
    ];
    vec![
        TalentPoolEvent::PoolOpened {
            code: code("POOL-1"),
            name: "应急后备".to_owned(),
            division: division(),
            pool: PoolKind::SavedQuery { criteria },
            opened_on: day(1),
        },
        TalentPoolEvent::TalentAdmitted {
            person_id: person(),
            basis: AdmissionBasis::Statutory { provision: "示例条例第1条".to_owned() },
            source: AdmissionSource::Recommendation,
            reason: sealed(),
            admitted_on: day(2),
            fresh_until: day(30),
        },
        TalentPoolEvent::EntryReconfirmed { person_id: person(), reconfirmed_on: day(3), fresh_until: day(31) },
        TalentPoolEvent::TalentRemoved {
            person_id: person(),
            cause: RemovalCause::Appointed,
            reason: Some(sealed()),
            removed_on: day(4),
        },
        TalentPoolEvent::PoolClosed { closed_on: day(5) },
    ]
}
