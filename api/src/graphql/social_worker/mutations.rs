//! Commands of a social worker.

use crate::{
    edge, facts,
    graphql::{
        mutation::{Done, code, execute_keyed, transact},
        person::PersonInput,
        role::{Whom, look_up},
        scalars::Date,
        words_organization::{PostClass, ProfessionalLevel},
    },
};
use async_graphql::{Context, ID, InputObject, Object, Result};
use muster_domain::{
    kernel::{DivisionCode, SocialWorkerId},
    social_worker::{SocialWorker as SocialWorkerState, SocialWorkerCommand, events::SOCIAL_WORKER_CLAIM},
};

/// A registration as a social worker: of a person on file by `personId`, or of `person` by their data (建档).
#[derive(InputObject)]
pub struct SocialWorkerInput {
    /// The sender's own key (外部编码).
    code: String,
    /// Id of a person on file (自然人).
    person_id: Option<ID>,
    /// Data of the person; whoever has the identity number already is that person (人员资料).
    person: Option<PersonInput>,
    /// Code of the division of work (工作区划).
    division: String,
    /// Day of registration in this registry (登记日期).
    registered_on: Date,
}

/// A certificate (职业资格证书).
#[derive(InputObject)]
pub struct CertificateInput {
    /// Level (职业水平等级).
    level: ProfessionalLevel,
    /// Number of the certificate (证书编号).
    certificate_no: String,
    /// Day of the certificate (取得日期).
    certified_on: Date,
}

/// A post (岗位).
#[derive(InputObject)]
pub struct PostInput {
    /// Class of the post (岗位类别).
    post_class: PostClass,
    /// Grade, where assigned (岗位等级).
    grade: Option<u32>,
    /// Code of the organization where the post is (所在组织).
    organization: Option<String>,
    /// Code of the division of the post (所在区划).
    division: String,
    /// First day (任职日期).
    assumed_on: Date,
}

/// Commands of social workers.
#[derive(Default)]
pub struct SocialWorkerMutation;

/// Commands of social workers.
#[Object]
impl SocialWorkerMutation {
    /// Puts a person on file as a social worker (社会工作人才建档).
    async fn register_social_worker(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The registration.")] input: SocialWorkerInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let whom = Whom::read(ctx, input.person_id, input.person)?;
        let code = code(&input.code)?;
        let (division, registered_on) = (DivisionCode::new(&input.division), input.registered_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (whom, code, division) = (whom.clone(), code.clone(), division.clone());
            Box::pin(async move {
                let id = SocialWorkerId::of_code(&code).uuid();
                let person = whom.facts(unit, registered_on).await?;
                look_up(unit, SOCIAL_WORKER_CLAIM, person.person_id).await?;
                let command = SocialWorkerCommand::RegisterSocialWorker { person, code, division, registered_on };
                unit.decide::<SocialWorkerState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Puts a certificate on record (取得证书).
    async fn obtain_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "The certificate.")] input: CertificateInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = SocialWorkerCommand::ObtainCertificate {
            level: input.level.into(),
            certificate_no: input.certificate_no,
            certified_on: input.certified_on.0,
        };
        run(ctx, idempotency_key, &social_worker, command).await
    }

    /// Registers practice for three years (职业登记).
    async fn register_practice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "First day.")] registered_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let command = SocialWorkerCommand::RegisterPractice { registered_on: registered_on.0 };
        run(ctx, idempotency_key, &social_worker, command).await
    }

    /// Takes a post (任职).
    async fn assume_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "The post.")] input: PostInput,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = SocialWorkerId::of_code(&code(&social_worker)?).uuid();
        let place = input.organization.as_deref().map(code).transpose()?;
        let (post_class, grade) = (input.post_class.into(), input.grade);
        let (division, assumed_on) = (DivisionCode::new(&input.division), input.assumed_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let (place, division) = (place.clone(), division.clone());
            Box::pin(async move {
                let organization = match place {
                    Some(place) => Some(facts::known_organization(unit, &place).await?),
                    None => None,
                };
                let command = SocialWorkerCommand::AssumePost { post_class, grade, organization, division, assumed_on };
                unit.decide::<SocialWorkerState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Leaves the post (离职).
    async fn leave_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "Last day.")] left_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        run(ctx, idempotency_key, &social_worker, SocialWorkerCommand::LeavePost { left_on: left_on.0 }).await
    }

    /// Joins an agency of social work (入职社工机构).
    async fn join_agency(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "Code of the agency.")] organization: String,
        #[graphql(desc = "First day.")] joined_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        let id = SocialWorkerId::of_code(&code(&social_worker)?).uuid();
        let (agency, joined_on) = (code(&organization)?, joined_on.0);
        transact(ctx, idempotency_key.as_deref(), move |unit| {
            let agency = agency.clone();
            Box::pin(async move {
                let organization = facts::known_organization(unit, &agency).await?;
                let command = SocialWorkerCommand::JoinAgency { organization, joined_on };
                unit.decide::<SocialWorkerState>(id, command).await?.map_err(edge::refuse)?;
                Ok(id)
            })
        })
        .await
    }

    /// Leaves the agency (离开社工机构).
    async fn leave_agency(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "Last day.")] left_on: Date,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        run(ctx, idempotency_key, &social_worker, SocialWorkerCommand::LeaveAgency { left_on: left_on.0 }).await
    }

    /// Declares all abilities anew (申报能力).
    async fn declare_abilities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the social worker.")] social_worker: String,
        #[graphql(desc = "All abilities; what was declared before and is left out goes.")] abilities: Vec<String>,
        #[graphql(desc = "Key under which the outcome is remembered.")] idempotency_key: Option<String>,
    ) -> Result<Done> {
        run(ctx, idempotency_key, &social_worker, SocialWorkerCommand::DeclareAbilities { abilities }).await
    }
}

/// Executes a command that needs nothing beside the social worker.
pub(super) async fn run(
    ctx: &Context<'_>,
    key: Option<String>,
    social_worker: &str,
    command: SocialWorkerCommand,
) -> Result<Done> {
    let id = SocialWorkerId::of_code(&code(social_worker)?).uuid();
    execute_keyed::<SocialWorkerState>(ctx, key.as_deref(), id, command).await
}
