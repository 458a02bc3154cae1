//! Commands of what is kept of a talent: category, engagements, contacts, evidence of skill; and of the catalogue.

use super::words::{ContactChannel, EngagementMode, SkillEvidence, TalentCategory};
use crate::{
    edge::{self, Refused},
    facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact, uuid},
        role::Whom,
        scalars::Date,
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    category_catalog::{CategoryCatalog, CategoryCatalogCommand},
    kernel::{DateSpan, DivisionCode, PersonId, TalentProfileId, ids::category_catalog_stream},
    person::PersonFacts,
    talent_profile::{TalentProfile as TalentProfileState, TalentProfileCommand},
};
use muster_eventstore::{StepError, Unit};
use uuid::Uuid;

/// A version of a division's category catalogue (人才分类目录).
#[derive(InputObject)]
pub struct CategoryCatalogInput {
    /// Code of the division (所属区划).
    division: String,
    /// Name of the version (目录版本).
    version: String,
    /// First day (施行日期).
    effective_from: Date,
    /// The categories that it has (类别).
    categories: Vec<TalentCategory>,
}

/// An engagement (引才).
#[derive(InputObject)]
pub struct EngagementInput {
    /// The sender's own key of it (外部编码).
    code: String,
    /// The mode (引才方式).
    mode: EngagementMode,
    /// Code of the organization whose the work is (用人单位).
    organization: String,
    /// First day (开始日期).
    from: Date,
    /// Last day, where the contract names it (结束日期).
    to: Option<Date>,
}

/// A contact (联系记录).
#[derive(InputObject)]
pub struct ContactInput {
    /// The day (联系日期).
    contacted_on: Date,
    /// By which way (联系方式).
    channel: ContactChannel,
    /// What was said; kept sealed (联系内容).
    note: Option<String>,
}

/// Evidence of a skill other than a degree (技能佐证).
#[derive(InputObject)]
pub struct SkillEvidenceInput {
    /// The skill (技能).
    skill: String,
    /// What shows it (佐证类别).
    evidence: SkillEvidence,
    /// Number of the title or name of the contest; kept sealed (佐证材料).
    reference: String,
    /// The day (登记日期).
    recorded_on: Date,
}

/// Commands of talents.
#[derive(Default)]
pub struct ProfileMutation;

/// Commands of talents.
#[Object]
impl ProfileMutation {
    /// Publishes a version of a division's category catalogue (发布人才分类目录).
    async fn publish_category_catalog(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version.")] input: CategoryCatalogInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let division = DivisionCode::new(&input.division);
        let id = category_catalog_stream(&division);
        let categories = input.categories.into_iter().map(Into::into).collect();
        let (version, effective_from) = (input.version, input.effective_from.0);
        let command = CategoryCatalogCommand::PublishCategoryCatalog { division, version, effective_from, categories };
        execute_keyed::<CategoryCatalog>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Assigns a category under the catalogue version in force on the day (评定人才类别).
    #[expect(clippy::too_many_arguments, reason = "an assignment is flat on the wire")]
    async fn assign_talent_category(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "Code of the division whose catalogue it is.")] division: String,
        #[graphql(desc = "Name of the version.")] version: String,
        #[graphql(desc = "The category.")] category: TalentCategory,
        #[graphql(desc = "First day.")] assigned_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let (person_id, division) = (PersonId::new(uuid(&person)?), DivisionCode::new(&division));
        let (category, assigned_on) = (category.into(), assigned_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (division, version) = (division.clone(), version.clone());
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, assigned_on).await?;
                let catalog = category_catalog_stream(&division);
                unit.load::<CategoryCatalog>([catalog]).await?;
                let in_force = unit.state::<CategoryCatalog>(catalog)?.in_force(assigned_on).cloned();
                let command =
                    TalentProfileCommand::AssignCategory { person, division, in_force, version, category, assigned_on };
                decide(unit, person, command).await
            })
        })
        .await
    }

    /// Starts an engagement of a talent (引才).
    async fn start_engagement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "The engagement.")] input: EngagementInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person_id = PersonId::new(uuid(&person)?);
        let (own, place) = (code(&input.code)?, code(&input.organization)?);
        let span = DateSpan { from: input.from.0, to: input.to.map(|day| day.0) };
        let mode = input.mode.into();
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (code, place) = (own.clone(), place.clone());
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, span.from).await?;
                let organization = facts::known_organization(unit, &place).await?;
                let command = TalentProfileCommand::StartEngagement { person, code, mode, organization, span };
                decide(unit, person, command).await
            })
        })
        .await
    }

    /// Ends an engagement of a talent (结束引才).
    async fn end_engagement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "Code of the engagement.")] engagement: String,
        #[graphql(desc = "Last day.")] ended_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = TalentProfileId::of_person(PersonId::new(uuid(&person)?)).uuid();
        let command = TalentProfileCommand::EndEngagement { code: code(&engagement)?, ended_on: ended_on.0 };
        execute_keyed::<TalentProfileState>(ctx, idempotency_key.as_deref(), id, command).await
    }

    /// Records a contact with a talent (联系人才).
    async fn contact_talent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "The contact.")] input: ContactInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person_id = PersonId::new(uuid(&person)?);
        let (contacted_on, channel, note) = (input.contacted_on.0, input.channel.into(), input.note);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let note = note.clone();
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, contacted_on).await?;
                let command = TalentProfileCommand::ContactTalent { person, contacted_on, channel, note };
                decide(unit, person, command).await
            })
        })
        .await
    }

    /// Records evidence of a skill other than a degree (技能佐证).
    async fn record_skill_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the person.")] person: ID,
        #[graphql(desc = "The evidence.")] input: SkillEvidenceInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let person_id = PersonId::new(uuid(&person)?);
        let (evidence, recorded_on) = (input.evidence.into(), input.recorded_on.0);
        let (skill, reference) = (input.skill, input.reference);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (skill, reference) = (skill.clone(), reference.clone());
            Box::pin(async move {
                let person = Whom::OnFile(person_id).facts(unit, recorded_on).await?;
                let command =
                    TalentProfileCommand::RecordSkillEvidence { person, skill, evidence, reference, recorded_on };
                decide(unit, person, command).await
            })
        })
        .await
    }
}

/// Decides a command on what is kept of a person as a talent.
async fn decide(
    unit: &mut Unit,
    person: PersonFacts,
    command: TalentProfileCommand,
) -> Result<Uuid, StepError<Refused>> {
    let id = TalentProfileId::of_person(person.person_id).uuid();
    unit.decide::<TalentProfileState>(id, command).await?.map_err(edge::refuse)?;
    Ok(id)
}
