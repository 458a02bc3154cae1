//! From the `Authorization` header, or the session's cookie, to a caller, and the CSRF rule for requests that carry a cookie.
//! What a token means is the backend's business.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::backend::{Backend, Caller, Credentials, SignInRefusal};
use super::cookie;
use super::limits::Limits;
use super::problem::Problem;

/// A header that no page can send across sites without asking first; any value will do.
pub const CSRF_HEADER: &str = "x-muster-csrf";

/// A browser adds cookies by itself, so a request with one must also show that a script of ours sent it.
pub(super) fn check_csrf(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.contains_key(header::COOKIE) && !headers.contains_key(CSRF_HEADER) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "CSRF_HEADER_REQUIRED",
            "a request with a cookie must carry the header X-Muster-Csrf",
        ));
    }
    Ok(())
}

/// Asks the backend who calls.
pub(super) async fn sign_in<B: Backend>(backend: &B, headers: &HeaderMap, limits: &Limits) -> Result<Caller, Problem> {
    let credentials = Credentials { bearer: bearer(headers, limits)?, session: cookie::session(headers) };
    let refusal = match backend.sign_in(credentials).await {
        Ok(caller) => return Ok(caller),
        Err(refusal) => refusal,
    };
    Err(match refusal {
        SignInRefusal::Unknown => unauthenticated("UNAUTHENTICATED", "sign in with Authorization: Bearer"),
        SignInRefusal::Token { code, message } => unauthenticated(code, &message),
        SignInRefusal::NoRole => {
            Problem::new(StatusCode::FORBIDDEN, "NO_ROLE", "you are known, and nobody has granted you a role here")
        }
        SignInRefusal::Unavailable => unavailable(limits),
    })
}

pub(super) fn unavailable(limits: &Limits) -> Problem {
    let message = "nobody can be signed in at the moment";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "SIGN_IN_UNAVAILABLE", message)
        .with_header(header::RETRY_AFTER, HeaderValue::from(limits.retry_after_seconds))
}

pub(super) fn unauthenticated(code: &'static str, message: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, message)
        .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
}

/// The token, if there is exactly one well-formed header; a malformed header is refused, not ignored.
fn bearer<'a>(headers: &'a HeaderMap, limits: &Limits) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value,
        (Some(_), Some(_)) => {
            return Err(unauthenticated("UNAUTHENTICATED", "send one Authorization header"));
        }
    };
    let malformed = || unauthenticated("UNAUTHENTICATED", "send Authorization: Bearer and a token");
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(malformed)?;
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(malformed());
    }
    if token.len() > limits.bearer_bytes {
        let message = format!("a token may have {} bytes", limits.bearer_bytes);
        return Err(unauthenticated("TOKEN_TOO_LONG", &message));
    }
    Ok(Some(token))
}
