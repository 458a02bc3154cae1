//! 石城县: the scarce-talent catalogue of 2024, dealt out to townships, with talents of the county proposed, accepted,
//! turned down and engaged. All items and numbers are our own.

use super::{
    Filler, day, ganzhou, organization_facts,
    talents::{COUNTY, CRAFT, CountyTalent},
};
use crate::edge::{EdgeError, Refused};
use chrono::NaiveDate;
use muster_domain::{
    category_catalog::words::TalentCategory,
    kernel::{
        Code, DemandCatalogId, DivisionCode, OrganizationId,
        words::{OrganizationKind, ProfessionalLevel},
    },
    organization::OrganizationFacts,
    talent_demand::{DemandItem, TalentDemandCommand as C, words::RecipientKind},
    talent_profile::{
        TalentCriterion,
        words::{EngagementMode, TalentRole},
    },
};

/// The catalogue's year.
const YEAR: i32 = 2024;
/// Townships of the county.
const TOWNSHIPS: usize = 11;
/// Member units that take part.
const MEMBER_UNITS: usize = 3;

fn code(text: &str) -> Result<Code, EdgeError> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

fn item(
    name: &str,
    title: &str,
    quantity: u32,
    criteria: Vec<TalentCriterion>,
    modes: &[EngagementMode],
) -> Result<DemandItem, EdgeError> {
    let (code, title, modes) = (code(name)?, title.to_owned(), modes.to_vec());
    Ok(DemandItem { code, title, quantity, criteria, modes, employer: None })
}

fn items() -> Result<Vec<DemandItem>, EdgeError> {
    let at_least = |category| vec![TalentCriterion::CategoryAtLeast { category }];
    let worker = vec![
        TalentCriterion::Role { role: TalentRole::SocialWorker },
        TalentCriterion::Within { division: DivisionCode::new(COUNTY) },
        TalentCriterion::LevelAtLeast { level: ProfessionalLevel::SocialWorker },
    ];
    let flexible = [EngagementMode::Adviser, EngagementMode::Project, EngagementMode::SchoolPlace];
    Ok(vec![
        item("SC-24-GJ", "砖雕工匠", 6, vec![TalentCriterion::Skill { skill: CRAFT.to_owned() }], &[])?,
        item("SC-24-GC", "产业工程师", 12, at_least(TalentCategory::C), &[])?,
        item("SC-24-GW", "乡村规划顾问", 8, at_least(TalentCategory::E), &flexible)?,
        item("SC-24-SG", "社会工作师", 5, worker, &[])?,
    ])
}

/// What is dealt out: the item, and to how many townships one each.
const ALLOCATED: [(&str, usize); 3] = [("SC-24-GJ", 4), ("SC-24-GC", 8), ("SC-24-GW", 6)];
/// Craftsmen by their serial numbers, one for each township that has a place.
const CRAFTSMEN: [usize; 4] = [0, 5, 10, 15];
/// Advisers proposed: the serial number, and what comes of it.
const ADVISERS: [(usize, Outcome); 5] = [
    (4, Outcome::Engaged),
    (5, Outcome::Declined),
    (6, Outcome::Engaged),
    (12, Outcome::Proposed),
    (18, Outcome::Accepted),
];

/// What comes of a proposal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Proposed,
    Declined,
    Accepted,
    Engaged,
}

pub(super) async fn fill(filler: &mut Filler<'_, '_>, talents: &[CountyTalent]) -> Result<(), EdgeError> {
    filler.begin("demand for talents of Shicheng");
    let division = DivisionCode::new(COUNTY);
    let catalog = DemandCatalogId::of_year(&division, YEAR);
    let townships = units(filler, "示例乡镇", "SC-XZ", TOWNSHIPS).await?;
    let members = units(filler, "示例成员单位", "SC-CY", MEMBER_UNITS).await?;
    let of_kind = |units: &[OrganizationFacts], kind| units.iter().map(|unit| (unit.clone(), kind)).collect::<Vec<_>>();
    let mut recipients = of_kind(&townships, RecipientKind::Township);
    recipients.extend(of_kind(&members, RecipientKind::MemberUnit));
    let publish = C::PublishCatalog {
        division,
        year: YEAR,
        edition: 1,
        title: "石城县急需紧缺人才目录2024".to_owned(),
        recipients,
        items: items()?,
        published_on: day(YEAR, 5, 10),
    };
    filler.push((catalog, publish)).await?;
    for (name, count) in ALLOCATED {
        for unit in townships.iter().take(count) {
            let (item, recipient, allocated_on) = (code(name)?, unit.organization_id, day(YEAR, 5, 20));
            filler.push((catalog, C::AllocateDemand { item, recipient, quantity: 1, allocated_on })).await?;
        }
    }
    for (number, unit) in CRAFTSMEN.into_iter().zip(&townships) {
        let Some(talent) = talents.get(number) else { continue };
        matched(filler, catalog, ("SC-24-GJ", unit), talent, Outcome::Engaged).await?;
    }
    for ((number, outcome), unit) in ADVISERS.into_iter().zip(&townships) {
        let Some(talent) = talents.get(number) else { continue };
        matched(filler, catalog, ("SC-24-GW", unit), talent, outcome).await?;
    }
    filler.flush().await
}

/// Registers units of the county.
async fn units(
    filler: &mut Filler<'_, '_>,
    name: &str,
    prefix: &str,
    count: usize,
) -> Result<Vec<OrganizationFacts>, EdgeError> {
    let mut units = Vec::with_capacity(count);
    for number in 1..=count {
        let (code, kind) = (code(&format!("{prefix}-{number:02}"))?, OrganizationKind::Department);
        let (name, division) = (format!("{name}{number:02}"), DivisionCode::new(COUNTY));
        let id: OrganizationId = ganzhou::register_in(filler, code, name, kind, division).await?;
        units.push(organization_facts(id, kind, ganzhou::registered_on()));
    }
    Ok(units)
}

/// A talent proposed for a place of a township, and what comes of it.
async fn matched(
    filler: &mut Filler<'_, '_>,
    catalog: DemandCatalogId,
    (name, unit): (&str, &OrganizationFacts),
    talent: &CountyTalent,
    outcome: Outcome,
) -> Result<(), EdgeError> {
    // Every step of all matches of an item has one day, as their days never run back.
    let on: NaiveDate = day(YEAR, 6, 10);
    let (person, item) = (talent.person, code(name)?);
    let propose = C::ProposeMatch {
        person,
        facts: talent.facts.clone(),
        item: item.clone(),
        recipient: Some(unit.organization_id),
        note: Some("示例推荐理由".to_owned()),
        proposed_on: on,
    };
    filler.push((catalog, propose)).await?;
    let accept = C::AcceptMatch { person, item: item.clone(), reason: None, accepted_on: on };
    match outcome {
        Outcome::Proposed => Ok(()),
        Outcome::Declined => {
            let (person_id, reason) = (person.person_id, "示例谢绝理由".to_owned());
            filler.push((catalog, C::DeclineMatch { person_id, item, reason, declined_on: on })).await
        }
        Outcome::Accepted => filler.push((catalog, accept)).await,
        Outcome::Engaged => {
            filler.push((catalog, accept)).await?;
            let (person_id, engagement) = (person.person_id, talent.engagement.clone());
            filler.push((catalog, C::LinkEngagement { person_id, item, engagement })).await
        }
    }
}
