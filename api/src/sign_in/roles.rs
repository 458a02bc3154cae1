//! What a principal may do: asked here, decided elsewhere.

use super::Principal;
use crate::keys::OPERATOR;
use futures::future::BoxFuture;
use muster_eventstore::{StoreFault, sign_in::accounts};
use sqlx::PgPool;

/// In which role somebody signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: String,
    /// Code of the organisation (机构) for which, where there is one.
    pub organization: Option<String>,
}

/// Knows the grants of principals. A key carries its role itself and is not asked about.
pub trait Roles: Send + Sync {
    /// The grant of a principal; whoever has none may do nothing.
    fn roles_of(&self, principal: Principal) -> BoxFuture<'_, Result<Option<Grant>, StoreFault>>;
}

/// The account that the host's first link made operates, and nobody else has a grant, until there is a place for
/// grants.
pub struct FirstAdministrator(PgPool);

impl FirstAdministrator {
    /// On the pool of the accounts.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self(pool)
    }
}

impl Roles for FirstAdministrator {
    fn roles_of(&self, principal: Principal) -> BoxFuture<'_, Result<Option<Grant>, StoreFault>> {
        Box::pin(async move {
            let operates = match principal {
                Principal::Account(account) => accounts::is_administrator(&self.0, account).await?,
                Principal::Subject(_) => false,
            };
            Ok(operates.then(|| Grant { role: OPERATOR.to_owned(), organization: None }))
        })
    }
}
