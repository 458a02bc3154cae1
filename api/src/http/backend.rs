//! The seam between the front and the rest of the program: what the front asks, and in which words.
//! No GraphQL noun and no type of the log or the views may appear here.

use crate::access::Access;
use chrono::{DateTime, Utc};
use std::{future::Future, net::IpAddr};
use zeroize::Zeroizing;

/// What the front asks of the rest of the program.
pub trait Backend: Clone + Send + Sync + 'static {
    /// Who is calling.
    fn sign_in(&self, credentials: Credentials<'_>) -> impl Future<Output = Result<Caller, SignInRefusal>> + Send;

    /// Open a session for a login and its password.
    fn open_session(
        &self,
        attempt: PasswordAttempt,
    ) -> impl Future<Output = Result<OpenedSession, AccountRefusal>> + Send;

    /// End a session; one that is over already stays so.
    fn close_session(&self, session: &str) -> impl Future<Output = Result<(), AccountRefusal>> + Send;

    /// Make the local account that a one-time link is for, and give its actor.
    fn enrol(&self, enrolment: Enrolment) -> impl Future<Output = Result<String, AccountRefusal>> + Send;

    /// Give the account of a session another password: every session of it ends, and a fresh one begins.
    fn change_password(
        &self,
        change: PasswordChange,
    ) -> impl Future<Output = Result<OpenedSession, AccountRefusal>> + Send;

    /// Carry out one guarded request; the future is dropped when the operation's time is over.
    fn execute(
        &self,
        caller: Caller,
        request: async_graphql::Request,
    ) -> impl Future<Output = async_graphql::Response> + Send;

    /// A resource of the sealed log, by its path below `/log/`; leaves are given to some callers only.
    fn log_resource(
        &self,
        path: &str,
        caller: Option<&Caller>,
    ) -> impl Future<Output = Result<Vec<u8>, LogRefusal>> + Send;

    /// Whether traffic may be sent here, with the lag and position of each view.
    fn readiness(&self) -> impl Future<Output = Readiness> + Send;
}

/// What a caller shows.
#[derive(Clone, Copy, Default)]
pub struct Credentials<'a> {
    /// The token of the `Authorization` header.
    pub bearer: Option<&'a str>,
    /// The session of the cookie; not looked at beside a token.
    pub session: Option<&'a str>,
}

/// Somebody tries to sign in to a local account.
pub struct PasswordAttempt {
    /// The login as typed.
    pub login: String,
    /// The password as typed.
    pub password: Zeroizing<String>,
    /// From where: the other end of the connection, or whom the proxies name whose word is taken.
    pub address: Option<IpAddr>,
    /// The session that the browser has already: it ends with the new one.
    pub replaces: Option<String>,
}

/// A session as its browser gets it, once.
pub struct OpenedSession {
    /// What the cookie carries.
    pub secret: Zeroizing<String>,
    /// Who is signed in.
    pub actor: String,
    /// When it ends, however busy it is.
    pub ends_at: DateTime<Utc>,
}

/// Somebody redeems a one-time link.
pub struct Enrolment {
    /// The secret of the link.
    pub token: Zeroizing<String>,
    /// The login that is chosen.
    pub login: String,
    /// The password that is chosen.
    pub password: Zeroizing<String>,
}

/// Somebody who is signed in chooses another password.
pub struct PasswordChange {
    /// The session of the browser.
    pub session: String,
    /// The present password as typed.
    pub password: Zeroizing<String>,
    /// The one that is chosen.
    pub new_password: Zeroizing<String>,
    /// From where, as for [`PasswordAttempt`].
    pub address: Option<IpAddr>,
}

/// Why a local account is not signed in to, not made, or not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountRefusal {
    /// No such login, or not its password: 401 `SIGN_IN_WRONG`.
    Wrong,
    /// Nobody is signed in: 401 `UNAUTHENTICATED`.
    SignedOut,
    /// Too many failures of this login from this address: 429 `SIGN_IN_LOCKED`.
    Locked {
        /// Whole seconds until the lock ends.
        seconds: i64,
    },
    /// Too many sign-ins at one time: 429 `SIGN_IN_BUSY`.
    Busy,
    /// No good link: 403 `ENROLMENT_UNKNOWN`.
    LinkUnknown,
    /// Somebody has the login: 409 `LOGIN_TAKEN`.
    LoginTaken,
    /// No login can be so: 422 `LOGIN_UNUSABLE`.
    LoginUnusable,
    /// No password may be so: 422 `PASSWORD_UNUSABLE`.
    PasswordUnusable {
        /// Characters that it must have.
        characters_at_least: usize,
        /// Bytes that it may have.
        bytes_limit: usize,
    },
    /// The accounts cannot be looked at: 503 `SIGN_IN_UNAVAILABLE`.
    Unavailable,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInRefusal {
    /// No token, or one that nobody holds: 401 `UNAUTHENTICATED`.
    Unknown,
    /// A token that is not believed, for example one that has expired: 401 with a code of its own.
    Token {
        /// The stable code.
        code: &'static str,
        /// One sentence; it repeats nothing of the token.
        message: String,
    },
    /// Somebody is known who may do nothing here: 403 `NO_ROLE`.
    NoRole,
    /// The place where tokens are looked up does not answer: 503 `SIGN_IN_UNAVAILABLE`.
    Unavailable,
}

/// Why a resource of the sealed log is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogRefusal {
    /// The published log has no such thing: 404 `NOT_FOUND`.
    Unknown,
    /// Not for this caller: 403 `FORBIDDEN`.
    Forbidden,
    /// The log cannot be read: 503 `LOG_UNAVAILABLE`.
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
