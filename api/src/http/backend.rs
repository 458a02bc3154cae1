//! The seam between the front and the rest of the program: what the front asks, and in which words.
//! No GraphQL noun and no type of the log or the views may appear here.

use crate::access::Access;
use std::future::Future;

/// What the front asks of the rest of the program.
pub trait Backend: Clone + Send + Sync + 'static {
    /// Who is calling, from the bearer token of the `Authorization` header (`None` without one).
    fn sign_in(&self, bearer: Option<&str>) -> impl Future<Output = Result<Caller, SignInRefusal>> + Send;

    /// Carry out one guarded request; the future is dropped when the operation's time is over.
    fn execute(
        &self,
        caller: Caller,
        request: async_graphql::Request,
    ) -> impl Future<Output = async_graphql::Response> + Send;

    /// Whether traffic may be sent here, with the lag and position of each view.
    fn readiness(&self) -> impl Future<Output = Readiness> + Send;
}

/// A signed-in caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Stable id of the person or key that acts; never a name.
    pub actor: String,
    /// The roles in which the caller acts, as events keep them.
    pub role: String,
    /// What the caller was granted.
    pub access: Access,
    /// The organisation (机构) on whose behalf the caller acts, where there is one.
    pub organization: Option<String>,
}

/// Why nobody was signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// No token, or one that nobody holds: 401 `UNAUTHENTICATED`.
    Unknown,
    /// A token that was good once: 401 `TOKEN_EXPIRED`.
    Expired,
    /// The place where tokens are looked up does not answer: 503 `SIGN_IN_UNAVAILABLE`.
    Unavailable,
}

/// The answer to a readiness probe.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// True when traffic may be sent here.
    pub ready: bool,
    /// What is shown to the operator: no personal data.
    pub body: serde_json::Value,
}
