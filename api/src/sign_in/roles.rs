//! What a principal was granted: asked of the accounts in the log, and remembered for a short while.

use super::Principal;
use futures::future::BoxFuture;
use muster_domain::{
    account::{Account, Grant, Role, Scope},
    kernel::{AccountId, Code, time},
};
use muster_eventstore::{EventLog, StoreFault, sign_in::accounts};
use std::{sync::Arc, time::Duration};

/// How long grants are believed without looking again: with the look itself, a revoked one ends within five seconds.
const GRANTS_KEPT: Duration = Duration::from_secs(4);
/// Principals remembered at most.
const PRINCIPALS_KEPT: u64 = 100_000;

/// Knows the grants of principals. A key carries its grants itself and is not asked about.
pub trait Roles: Send + Sync {
    /// What a principal was granted; whoever has nothing may do nothing.
    fn roles_of(&self, principal: Principal) -> BoxFuture<'_, Result<Arc<[Grant]>, StoreFault>>;
}

/// The grants in the log; the account that the host's first link made administers the registry, so that somebody can
/// grant something to somebody.
pub struct AccountGrants {
    log: EventLog,
    kept: moka::sync::Cache<Principal, Arc<[Grant]>>,
}

impl AccountGrants {
    /// The grants of a log.
    #[must_use]
    pub fn new(log: EventLog) -> Self {
        let kept = moka::sync::Cache::builder().max_capacity(PRINCIPALS_KEPT).time_to_live(GRANTS_KEPT).build();
        Self { log, kept }
    }

    async fn look(&self, principal: Principal) -> Result<Arc<[Grant]>, StoreFault> {
        let mut grants = Vec::new();
        if let Principal::Account(account) = principal
            && accounts::is_administrator(self.log.pool(), account).await?
        {
            grants.push(Grant { role: Role::Administrator, scope: Scope::Registry });
        }
        // The text of a principal is always a code.
        let Ok(code) = Code::try_new(&principal.to_string()) else { return Ok(grants.into()) };
        let account = self.log.find::<Account>(AccountId::of_code(&code).uuid()).await?;
        let today = time::local_date(self.log.clock().now());
        grants.extend(account.iter().flat_map(|account| account.grants_on(today)).cloned());
        Ok(grants.into())
    }
}

impl Roles for AccountGrants {
    fn roles_of(&self, principal: Principal) -> BoxFuture<'_, Result<Arc<[Grant]>, StoreFault>> {
        Box::pin(async move {
            if let Some(known) = self.kept.get(&principal) {
                return Ok(known);
            }
            let found = self.look(principal).await?;
            // Not renewed on use, so that a revoked grant ends in time however busy its account is.
            self.kept.insert(principal, Arc::clone(&found));
            Ok(found)
        })
    }
}
