//! A social worker as GraphQL shows them.

use super::career_types::Career;
use crate::graphql::{
    division::Division,
    loaders::{
        self, Named,
        social_worker::{CareerLoader, CertificateLoader, SocialWorkerLoader},
    },
    organization::Organization,
    person::Person,
    scalars::Date,
    words_organization::{PostClass, ProfessionalLevel},
};
use async_graphql::{Context, Error, ID, Object, Result};
use muster_projections::views::social_worker_register::{CertificateRow, SocialWorkerRow};

/// A social-work professional or community worker (社会工作人才).
pub struct SocialWorker {
    pub(crate) row: SocialWorkerRow,
    /// The position that the row reflects.
    pub(crate) position: i64,
}

impl SocialWorker {
    /// The social worker whom another row names.
    pub(crate) async fn load(ctx: &Context<'_>, named: Named) -> Result<Self> {
        let found = loaders::load::<SocialWorkerLoader, _>(ctx, named).await?;
        let (position, row) =
            found.ok_or_else(|| Error::new("the register misses a social worker whom another view names"))?;
        Ok(Self { row, position })
    }
}

/// A social-work professional or community worker (社会工作人才).
#[Object]
impl SocialWorker {
    /// Their id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.row.code
    }

    /// The natural person (自然人).
    async fn person(&self, ctx: &Context<'_>) -> Result<Person> {
        Person::load(ctx, Named { id: self.row.person_id, at_least: self.position }).await
    }

    /// Division of work (工作区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        Division::find(ctx, &self.row.division)
    }

    /// Day of registration in this registry (登记日期).
    async fn registered_on(&self) -> Date {
        Date(self.row.registered_on)
    }

    /// Registrations, continuing education and outcomes (职业档案).
    async fn career(&self, ctx: &Context<'_>) -> Result<Career> {
        let named = Named { id: self.row.id, at_least: self.position };
        let found = loaders::load::<CareerLoader, _>(ctx, named).await?;
        Ok(Career(found.map(|(_, careers)| careers).unwrap_or_default()))
    }

    /// Highest level held, where there is a certificate (职业水平等级).
    async fn level(&self) -> Result<Option<ProfessionalLevel>> {
        self.row.level.as_deref().map(ProfessionalLevel::of_code).transpose()
    }

    /// Day of the certificate of the highest level (取得日期).
    async fn certified_on(&self) -> Option<Date> {
        self.row.certified_on.map(Date)
    }

    /// Number of certificates held (证书数).
    async fn certificates_count(&self) -> i32 {
        self.row.certificates_count
    }

    /// Certificates in the order of their day (职业资格证书).
    async fn certificates(&self, ctx: &Context<'_>) -> Result<Vec<Certificate>> {
        let named = Named { id: self.row.id, at_least: self.position };
        let found = loaders::load::<CertificateLoader, _>(ctx, named).await?;
        Ok(found.map(|(_, rows)| rows.into_iter().map(Certificate).collect()).unwrap_or_default())
    }

    /// First day of the latest registration of practice (登记有效期起).
    async fn practice_from(&self) -> Option<Date> {
        self.row.practice_from.map(Date)
    }

    /// Last day of the latest registration of practice (登记有效期止).
    async fn practice_to(&self) -> Option<Date> {
        self.row.practice_to.map(Date)
    }

    /// The post held (现任岗位).
    async fn post(&self) -> Option<Post<'_>> {
        self.row.post_class.as_deref().map(|class| Post { class, row: &self.row, position: self.position })
    }

    /// The agency of social work that they are with (所在社工机构).
    async fn agency(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.row.agency_id {
            Some(id) => Organization::find(ctx, Named { id, at_least: self.position }).await,
            None => Ok(None),
        }
    }

    /// Declared abilities (申报能力).
    async fn abilities(&self) -> &[String] {
        &self.row.abilities
    }
}

/// A certificate (职业资格证书).
pub struct Certificate(CertificateRow);

/// A certificate (职业资格证书).
#[Object]
impl Certificate {
    /// Level (职业水平等级).
    async fn level(&self) -> Result<ProfessionalLevel> {
        ProfessionalLevel::of_code(&self.0.level)
    }

    /// Day of the certificate (取得日期).
    async fn certified_on(&self) -> Date {
        Date(self.0.certified_on)
    }
}

/// The post that a social worker holds (现任岗位).
pub struct Post<'w> {
    class: &'w str,
    row: &'w SocialWorkerRow,
    position: i64,
}

/// The post that a social worker holds (现任岗位).
#[Object]
impl Post<'_> {
    /// Class (岗位类别).
    async fn post_class(&self) -> Result<PostClass> {
        PostClass::of_code(self.class)
    }

    /// Grade, where assigned (岗位等级).
    async fn grade(&self) -> Option<i32> {
        self.row.grade
    }

    /// Where the post is (所在组织).
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>> {
        match self.row.post_organization_id {
            Some(id) => Organization::find(ctx, Named { id, at_least: self.position }).await,
            None => Ok(None),
        }
    }

    /// Division of the post (所在区划).
    async fn division(&self, ctx: &Context<'_>) -> Result<Option<Division>> {
        match &self.row.post_division {
            Some(code) => Division::find(ctx, code),
            None => Ok(None),
        }
    }

    /// First day (任职日期).
    async fn assumed_on(&self) -> Option<Date> {
        self.row.post_from.map(Date)
    }
}
