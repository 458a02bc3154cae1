//! Organizations on the wire.

use async_graphql::{ID, Object};
use uuid::Uuid;

/// What an answer needs to name an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationCode {
    /// The organization.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
}

/// An organization (组织).
pub struct Organization(pub(crate) OrganizationCode);

/// An organization (组织).
#[Object]
impl Organization {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The sender's own key (外部编码).
    async fn code(&self) -> &str {
        &self.0.code
    }
}
