//! 石城县: the category catalogue of 2024, talents in every mode of engagement, and the pools that list them; a saved
//! query of 揭阳. All numbers are our own.
//!
//! Days count back from today, so that something is stale, something new and something near its end at any time.

use super::{Filler, day, organization_facts};
use crate::edge::{EdgeError, Refused};
use chrono::{Days, NaiveDate};
use muster_domain::{
    category_catalog::{CategoryCatalogCommand, aggregate::CatalogVersion, words::TalentCategory},
    kernel::{
        Code, DateSpan, DivisionCode, OrganizationId, PoolId, TalentProfileId,
        ids::category_catalog_stream,
        time,
        words::{ConsentScope, OrganizationKind, ProfessionalLevel},
    },
    person::{PersonCommand, PersonFacts, words::DisclosedField},
    talent_pool::{
        AdmissionBasis, PoolKind, TalentPoolCommand,
        words::{AdmissionSource, RemovalCause},
    },
    talent_profile::{
        TalentCriterion, TalentFacts, TalentProfileCommand,
        engagements::Engagement,
        words::{ContactChannel, EngagementMode, SkillEvidence, TalentRole},
    },
};

/// The county of the catalogue.
pub(super) const COUNTY: &str = "360735";
/// Name of the catalogue's version.
const VERSION: &str = "石城县人才分类目录2024";
/// Talents of the county.
const TALENTS: usize = 42;
/// Days between two admissions, so that the first ones are past their review.
const ADMISSION_STEP: u64 = 20;
/// Days between two contacts.
const CONTACT_STEP: u64 = 9;
/// Days before the first engagement with a last day ends.
const NEAREST_END: u64 = 15;

/// The craft of one talent in five.
pub(super) const CRAFT: &str = "砖雕";
/// What the talents who agree to hand data over agree to; what the notice says where nothing is named.
const AGREED: [&[DisclosedField]; 2] = [&[], &[DisclosedField::Name, DisclosedField::Skills, DisclosedField::Category]];

/// What is asked of the emergency reserve of 揭阳.
fn emergency_reserve() -> PoolKind {
    PoolKind::SavedQuery {
        criteria: vec![
            TalentCriterion::Role { role: TalentRole::SocialWorker },
            TalentCriterion::Within { division: DivisionCode::new("4452") },
            TalentCriterion::LevelAtLeast { level: ProfessionalLevel::SocialWorker },
            TalentCriterion::Skill { skill: "急救".to_owned() },
            TalentCriterion::Registered,
        ],
    }
}

fn code(text: &str) -> Result<Code, EdgeError> {
    Code::try_new(text).map_err(|refusal| Refused::of(&refusal).into())
}

fn before(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or_default()
}

/// A talent of the county, as far as the demand for talents asks.
pub(super) struct CountyTalent {
    pub(super) person: PersonFacts,
    pub(super) facts: TalentFacts,
    pub(super) engagement: Engagement,
}

/// The talents, in their order.
pub(super) async fn fill(filler: &mut Filler<'_, '_>) -> Result<Vec<CountyTalent>, EdgeError> {
    filler.begin("talents of Shicheng");
    let today = time::local_date(filler.log.clock().now());
    open(filler, "JY-YJ", "应急后备人才库", "4452", emergency_reserve()).await?;
    open(filler, "SC-HB", "社区党组织书记后备人才库", COUNTY, PoolKind::Curated).await?;
    open(filler, "SC-HG", "信才回归人才库", COUNTY, PoolKind::Curated).await?;
    let division = DivisionCode::new(COUNTY);
    let publish = CategoryCatalogCommand::PublishCategoryCatalog {
        division: division.clone(),
        version: VERSION.to_owned(),
        effective_from: day(2024, 1, 1),
        categories: TalentCategory::ALL.to_vec(),
    };
    filler.push((CatalogStream(division), publish)).await?;
    filler.flush().await?;
    let mut talents = Vec::with_capacity(TALENTS);
    for number in 0..TALENTS {
        talents.push(talent(filler, number, today).await?);
    }
    filler.flush().await?;
    Ok(talents)
}

/// The stream of a division's catalogue, for the list of commands.
pub(super) struct CatalogStream(DivisionCode);

impl CatalogStream {
    pub(super) fn uuid(&self) -> uuid::Uuid {
        category_catalog_stream(&self.0)
    }
}

async fn open(
    filler: &mut Filler<'_, '_>,
    text: &str,
    name: &str,
    division: &str,
    kind: PoolKind,
) -> Result<(), EdgeError> {
    let code = code(text)?;
    let (id, name, division) = (PoolId::of_code(&code), name.to_owned(), DivisionCode::new(division));
    filler.push((id, TalentPoolCommand::OpenPool { code, name, division, kind, opened_on: day(2022, 1, 4) })).await
}

async fn talent(filler: &mut Filler<'_, '_>, number: usize, today: NaiveDate) -> Result<CountyTalent, EdgeError> {
    let drawn = filler.people.draw(today).map_err(|refusal| Refused::of(&refusal))?;
    let (person, person_id) = (drawn.facts, drawn.person_id);
    filler.push((person_id, drawn.register)).await?;
    let consent = |scope: ConsentScope, fields: &[DisclosedField]| PersonCommand::GiveConsent {
        scope,
        notice_version: "2022-1".to_owned(),
        fields: fields.to_vec(),
        given_on: day(2022, 1, 4),
    };
    filler.push((person_id, consent(ConsentScope::TalentPool, &[]))).await?;
    // One in four agrees to hand over what the notice says, one in four to less, and half to nothing.
    if let Some(fields) = AGREED.get(number % 4).copied() {
        filler.push((person_id, consent(ConsentScope::Disclosure, fields))).await?;
    }
    let talent = profile(filler, number, person, today).await?;
    entry(filler, number, person, today).await?;
    Ok(talent)
}

/// Category, engagement, contact and, for craftsmen, evidence of skill.
async fn profile(
    filler: &mut Filler<'_, '_>,
    number: usize,
    person: PersonFacts,
    today: NaiveDate,
) -> Result<CountyTalent, EdgeError> {
    let id = TalentProfileId::of_person(person.person_id);
    let step = number as u64;
    let categories = TalentCategory::ALL;
    let category = categories.get(number % categories.len()).copied().unwrap_or(TalentCategory::F);
    let assign = TalentProfileCommand::AssignCategory {
        person,
        division: DivisionCode::new(COUNTY),
        in_force: Some(CatalogVersion {
            version: VERSION.to_owned(),
            effective_from: day(2024, 1, 1),
            categories: categories.to_vec(),
        }),
        version: VERSION.to_owned(),
        category,
        assigned_on: day(2024, 3, 1),
    };
    filler.push((id, assign)).await?;
    let place = OrganizationId::of_code(&code(&format!("GZ-LX-{:04}", 4 * number + 1))?);
    let modes = EngagementMode::ALL;
    let ends = today.checked_add_days(Days::new(NEAREST_END + step)).filter(|_| number.is_multiple_of(3));
    let engagement = Engagement {
        code: code(&format!("SC-YC-{:04}", number + 1))?,
        mode: modes.get(number % modes.len()).copied().unwrap_or(EngagementMode::Adviser),
        organization_id: place,
        span: DateSpan { from: day(2024, 4, 1), to: ends },
    };
    let engage = TalentProfileCommand::StartEngagement {
        person,
        code: engagement.code.clone(),
        mode: engagement.mode,
        organization: organization_facts(place, OrganizationKind::Enterprise, day(2021, 3, 1)),
        span: engagement.span,
    };
    filler.push((id, engage)).await?;
    let contact = TalentProfileCommand::ContactTalent {
        person,
        contacted_on: before(today, 1 + step * CONTACT_STEP),
        channel: ContactChannel::ALL.get(number % ContactChannel::ALL.len()).copied().unwrap_or(ContactChannel::Visit),
        note: Some("示例回访".to_owned()),
    };
    filler.push((id, contact)).await?;
    let mut facts = TalentFacts { category: Some(category), modes: [engagement.mode].into(), ..TalentFacts::default() };
    if number.is_multiple_of(5) {
        facts.skills.insert(CRAFT.to_owned());
        let evidence = TalentProfileCommand::RecordSkillEvidence {
            person,
            skill: CRAFT.to_owned(),
            evidence: SkillEvidence::MasterTitle,
            reference: format!("示例名匠第{}号", number + 1),
            recorded_on: day(2024, 5, 6),
        };
        filler.push((id, evidence)).await?;
    }
    Ok(CountyTalent { person, facts, engagement })
}

/// An entry in one of the two curated pools; one in seven was taken out last week.
async fn entry(
    filler: &mut Filler<'_, '_>,
    number: usize,
    person: PersonFacts,
    today: NaiveDate,
) -> Result<(), EdgeError> {
    let (text, source) = if number.is_multiple_of(2) {
        ("SC-HB", AdmissionSource::Recommendation)
    } else {
        ("SC-HG", AdmissionSource::Return)
    };
    let pool = PoolId::of_code(&code(text)?);
    let admit = TalentPoolCommand::AdmitTalent {
        person,
        consents: true,
        basis: AdmissionBasis::Consent,
        source,
        reason: "示例入库理由".to_owned(),
        admitted_on: before(today, 10 + number as u64 * ADMISSION_STEP),
    };
    filler.push((pool, admit)).await?;
    if number % 7 == 6 {
        let (cause, removed_on) = (RemovalCause::Appointed, before(today, 7));
        filler
            .push((
                pool,
                TalentPoolCommand::RemoveTalent { person_id: person.person_id, cause, reason: None, removed_on },
            ))
            .await?;
    }
    Ok(())
}
