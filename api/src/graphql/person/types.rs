//! A person as GraphQL shows them.

use super::words::RestrictionBasis;
use crate::graphql::{
    loaders::{self, Named, person::PersonLoader, volunteer::VolunteerOfPersonLoader},
    volunteer::Volunteer,
    words::{ConsentScope, DocumentType},
};
use async_graphql::{Context, Error, ID, Object, Result};
use chrono::{DateTime, Utc};
use muster_projections::views::person_directory::PersonRow;

/// A natural person (自然人); what is personal is masked.
pub struct Person {
    pub(super) row: PersonRow,
    /// The position that the row reflects.
    pub(super) position: i64,
}

impl Person {
    /// The person whom another answer names, read together with those of its neighbours.
    pub(crate) async fn load(ctx: &Context<'_>, named: Named) -> Result<Self> {
        let found = loaders::load::<PersonLoader, _>(ctx, named).await?;
        let (position, row) =
            found.ok_or_else(|| Error::new("the directory misses a person whom another view names"))?;
        Ok(Self { row, position })
    }
}

/// A natural person (自然人); what is personal is masked.
#[Object]
impl Person {
    /// Their id.
    async fn id(&self) -> ID {
        self.row.id.into()
    }

    /// Kind of the document that proves the identity (证件类型).
    async fn document(&self) -> Result<DocumentType> {
        DocumentType::of_code(&self.row.document)
    }

    /// Name, masked to its first character: `张*` (姓名).
    async fn name(&self) -> &str {
        &self.row.name_masked
    }

    /// Telephone number, masked to its first three and last four digits (电话).
    async fn phone(&self) -> Option<&str> {
        self.row.phone_masked.as_deref()
    }

    /// Number of the document, masked to its first three and last four characters (证件号码).
    async fn id_number(&self) -> &str {
        &self.row.id_number_masked
    }

    /// Whether the present identity was checked (已核验).
    async fn verified(&self) -> bool {
        self.row.verified
    }

    /// What the person consents to now (同意事项).
    async fn consents(&self) -> Result<Vec<ConsentScope>> {
        self.row.consents.iter().map(|code| ConsentScope::of_code(code)).collect()
    }

    /// Whether a guardian consents for the person (监护人同意).
    async fn guardian_consent(&self) -> bool {
        self.row.guardian_consent
    }

    /// On which ground the data are stored and protected only; null where they may be used (限制处理).
    async fn restriction(&self) -> Result<Option<RestrictionBasis>> {
        self.row.restriction.as_deref().map(RestrictionBasis::of_code).transpose()
    }

    /// Whether the data were erased, so that only pseudonymous facts remain (已擦除).
    async fn erased(&self) -> bool {
        self.row.erased
    }

    /// The record that speaks for this one, because both are one human: ask of it whatever is new (并入档案).
    async fn merged_into(&self, ctx: &Context<'_>) -> Result<Option<Self>> {
        match self.row.merged_into {
            Some(id) => Self::load(ctx, Named { id, at_least: self.position }).await.map(Some),
            None => Ok(None),
        }
    }

    /// When the person was put on file (建档时间).
    async fn registered_at(&self) -> DateTime<Utc> {
        self.row.registered_at
    }

    /// The volunteer that the person is, where they are one (志愿者).
    async fn volunteer(&self, ctx: &Context<'_>) -> Result<Option<Volunteer>> {
        let named = Named { id: self.row.id, at_least: self.position };
        let found = loaders::load::<VolunteerOfPersonLoader, _>(ctx, named).await?;
        Ok(found.map(|(position, row)| Volunteer { row, position }))
    }
}
