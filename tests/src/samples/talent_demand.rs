//! One sample of every event of a demand catalogue.

use super::parts::{code, day, days, division, organization, person, sealed};
use muster_domain::{
    category_catalog::words::TalentCategory,
    talent_demand::{DemandItem, Recipient, TalentDemandEvent, words::RecipientKind},
    talent_profile::{Explained, TalentCriterion, Verdict, engagements::Engagement, words::EngagementMode},
};

/// Every event of a demand catalogue.
#[must_use]
pub fn events() -> Vec<TalentDemandEvent> {
    let item = || code("CARVER");
    let criterion = TalentCriterion::CategoryAtLeast { category: TalentCategory::E };
    vec![
        TalentDemandEvent::DemandCatalogPublished {
            division: division(),
            year: 2024,
            edition: 1,
            title: "急需紧缺人才目录2024".to_owned(),
            recipients: vec![Recipient { organization_id: organization(), kind: RecipientKind::Township }],
            items: vec![DemandItem {
                code: item(),
                title: "砖雕工匠".to_owned(),
                quantity: 3,
                criteria: vec![TalentCriterion::Skill { skill: "砖雕".to_owned() }, criterion.clone()],
                modes: vec![EngagementMode::FullTime, EngagementMode::Adviser],
                employer: Some(organization()),
            }],
            published_on: day(1),
        },
        TalentDemandEvent::DemandAllocated {
            item: item(),
            recipient: organization(),
            quantity: 2,
            allocated_on: day(2),
        },
        TalentDemandEvent::MatchProposed {
            person_id: person(),
            item: item(),
            recipient: Some(organization()),
            explained: vec![Explained { criterion, verdict: Verdict::Unknown }],
            note: Some(sealed()),
            proposed_on: day(3),
        },
        TalentDemandEvent::MatchAccepted {
            person_id: person(),
            item: item(),
            reason: Some(sealed()),
            accepted_on: day(4),
        },
        TalentDemandEvent::MatchDeclined { person_id: person(), item: item(), reason: sealed(), declined_on: day(5) },
        TalentDemandEvent::MatchEngaged {
            person_id: person(),
            item: item(),
            engagement: Engagement {
                code: code("E-1"),
                mode: EngagementMode::Adviser,
                organization_id: organization(),
                span: days(),
            },
        },
        TalentDemandEvent::DemandClosed { closed_on: day(6) },
    ]
}
