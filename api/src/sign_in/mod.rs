//! Who somebody is: from a key, a token or a session to a caller. What a caller may do is asked of [`Roles`].

mod local;
pub mod oidc;
mod roles;

pub use roles::{AccountGrants, Roles};

use crate::{
    access::{Access, grants},
    http::{Caller, Credentials, SignInRefusal},
    keys::KeyRegister,
};
use local::LocalAccounts;
use muster_domain::kernel::Code;
use muster_eventstore::{Clock, EventLog, StoreFault, api_keys::ApiKey, sign_in::denied_tokens};
use oidc::{TokenRefusal, Validator, VerifiedToken, VerifyError};
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// How every key begins; what does not and has two dots is a token.
const KEY_PREFIX: &str = "muster_";
/// How long a token that stood on no deny list is believed without looking again: with the look itself below 5 s.
const CLEARED_KEPT: Duration = Duration::from_secs(4);
/// Cleared tokens remembered at most.
const CLEARED_LIMIT: u64 = 100_000;

/// Who acts, for the log and for grants; never a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// A subject of the issuer, by [`oidc::principal`].
    Subject(Uuid),
    /// A local account.
    Account(Uuid),
}

impl std::fmt::Display for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Subject(id) => write!(f, "oidc:{id}"),
            Self::Account(id) => write!(f, "account:{id}"),
        }
    }
}

/// Signs callers in; clones share what they remember.
#[derive(Clone)]
pub struct SignIn {
    pool: PgPool,
    clock: Clock,
    keys: KeyRegister,
    tokens: Option<Validator>,
    accounts: LocalAccounts,
    cleared: moka::sync::Cache<(Uuid, Option<String>), ()>,
    roles: Arc<dyn Roles>,
}

impl SignIn {
    /// Sign-in by keys and local accounts.
    #[must_use]
    pub fn new(log: &EventLog) -> Self {
        let (pool, clock) = (log.pool().clone(), log.clock());
        Self {
            keys: KeyRegister::new(pool.clone(), clock),
            accounts: LocalAccounts::new(log),
            tokens: None,
            cleared: moka::sync::Cache::builder().max_capacity(CLEARED_LIMIT).time_to_live(CLEARED_KEPT).build(),
            roles: Arc::new(AccountGrants::new(log.clone())),
            pool,
            clock,
        }
    }

    /// The same with tokens of an issuer.
    #[must_use]
    pub fn with_tokens(self, tokens: Validator) -> Self {
        Self { tokens: Some(tokens), ..self }
    }

    /// The same with grants from another place.
    #[must_use]
    pub fn with_roles(self, roles: Arc<dyn Roles>) -> Self {
        Self { roles, ..self }
    }

    /// The local accounts.
    pub(crate) fn accounts(&self) -> &LocalAccounts {
        &self.accounts
    }

    /// The caller behind what a request shows.
    ///
    /// # Errors
    /// [`SignInRefusal`].
    pub async fn caller(&self, credentials: Credentials<'_>) -> Result<Caller, SignInRefusal> {
        match (credentials.bearer, credentials.session) {
            (Some(bearer), _) => self.by_bearer(bearer).await,
            (None, Some(session)) => self.by_session(session).await,
            (None, None) => Err(SignInRefusal::Unknown),
        }
    }

    async fn by_bearer(&self, bearer: &str) -> Result<Caller, SignInRefusal> {
        let tokens = self.tokens.as_ref().filter(|_| bearer.bytes().filter(|byte| *byte == b'.').count() == 2);
        match tokens {
            Some(tokens) if !bearer.starts_with(KEY_PREFIX) => self.by_token(tokens, bearer).await,
            Some(_) | None => self.by_key(bearer).await,
        }
    }

    async fn by_session(&self, session: &str) -> Result<Caller, SignInRefusal> {
        let account = self.accounts.find(session).await.map_err(|fault| unavailable(&fault))?;
        self.granted(Principal::Account(account.ok_or(SignInRefusal::Unknown)?)).await
    }

    async fn by_key(&self, key: &str) -> Result<Caller, SignInRefusal> {
        let record = self.keys.find_good(key).await.map_err(|fault| unavailable(&fault))?;
        let record = record.ok_or(SignInRefusal::Unknown)?;
        let access = key_access(&record).ok_or_else(|| {
            tracing::error!(key = %record.id, "the grants of a key cannot be read");
            SignInRefusal::Unknown
        })?;
        Ok(Caller {
            actor: key_principal(&record),
            role: access.roles(),
            access,
            organization: record.organization.clone(),
        })
    }

    async fn by_token(&self, tokens: &Validator, token: &str) -> Result<Caller, SignInRefusal> {
        let token = tokens.verify(token, self.clock.now()).await.map_err(|error| match error {
            VerifyError::Refused(refusal) => refused(refusal),
            VerifyError::NoKeys => SignInRefusal::Unavailable,
        })?;
        self.check_denied(&token).await?;
        self.granted(Principal::Subject(token.subject)).await
    }

    async fn check_denied(&self, token: &VerifiedToken) -> Result<(), SignInRefusal> {
        let known = (token.subject, token.token_id.clone());
        if self.cleared.contains_key(&known) {
            return Ok(());
        }
        let denied = denied_tokens::is_denied(&self.pool, token.subject, token.token_id.as_deref());
        if denied.await.map_err(|fault| unavailable(&fault))? {
            return Err(refused(TokenRefusal::Denied));
        }
        // Not renewed on use, so that a denied token ends in time however busy it is.
        self.cleared.insert(known, ());
        Ok(())
    }

    async fn granted(&self, principal: Principal) -> Result<Caller, SignInRefusal> {
        let grants = self.roles.roles_of(principal).await.map_err(|fault| unavailable(&fault))?;
        if grants.is_empty() {
            return Err(SignInRefusal::NoRole);
        }
        let access = Access::new(grants);
        let organization = access.organization().map(|code| code.as_str().to_owned());
        Ok(Caller { actor: principal.to_string(), role: access.roles(), access, organization })
    }
}

/// What a key was granted; nothing where its record cannot be read.
fn key_access(record: &ApiKey) -> Option<Access> {
    let organization = record.organization.as_deref().map(Code::try_new).transpose().ok()?;
    grants::read(&record.role, organization.as_ref()).ok().map(|grants| Access::new(grants.into()))
}

/// Who acts with a key: one name of one organization, so that a key and the one that takes over from it are one, and
/// never a second person to each other.
fn key_principal(record: &ApiKey) -> String {
    let named = format!("{}\n{}", record.organization.as_deref().unwrap_or_default(), record.name);
    format!("key:{}", Uuid::new_v5(&Uuid::NAMESPACE_OID, named.as_bytes()))
}

/// A bad token as the front says it: the sentence names the reason and repeats nothing of the token.
fn refused(refusal: TokenRefusal) -> SignInRefusal {
    SignInRefusal::Token { code: refusal.code(), message: refusal.to_string() }
}

fn unavailable(fault: &StoreFault) -> SignInRefusal {
    tracing::error!(%fault, "a caller could not be looked up");
    SignInRefusal::Unavailable
}
