//! Signing in and out with a local account, its password, and making one from a one-time link: small JSON bodies, checked as strictly
//! as a GraphQL request. What a password is worth is the backend's business.

use axum::body::Body;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use zeroize::Zeroizing;

use super::Front;
use super::backend::{AccountRefusal, Backend, Enrolment, OpenedSession, PasswordAttempt, PasswordChange};
use super::cookie;
use super::graphql_endpoint::in_time;
use super::limits::Limits;
use super::negotiate::check_content_type;
use super::peer::PeerAddress;
use super::problem::Problem;
use super::request_body;
use super::sign_in::{check_csrf, unauthenticated, unavailable};
use super::trace_id::TraceId;

/// Largest body here, in bytes: a login, a password and a token fit in many times.
const BODY_BYTES: usize = 4 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInBody {
    login: String,
    password: Zeroizing<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnrolBody {
    token: Zeroizing<String>,
    login: String,
    password: Zeroizing<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasswordBody {
    password: Zeroizing<String>,
    new_password: Zeroizing<String>,
}

/// `POST /sign-in`: opens a session and sets its cookie.
pub(super) async fn sign_in<B: Backend>(
    State(front): State<Front<B>>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let (parts, body) = read::<SignInBody>(request, &front.limits).await?;
    let attempt = PasswordAttempt {
        login: body.login,
        password: body.password,
        address: parts.extensions.get::<PeerAddress>().map(|peer| peer.0),
        replaces: cookie::session(&parts.headers).map(str::to_owned),
    };
    let opened = outcome(&front, &parts, front.backend.open_session(attempt)).await?;
    signed_in(&opened, &front.limits)
}

/// `POST /password`: gives the account that is signed in another password, and its browser another session.
pub(super) async fn change_password<B: Backend>(
    State(front): State<Front<B>>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let (parts, body) = read::<PasswordBody>(request, &front.limits).await?;
    let session = cookie::session(&parts.headers).ok_or_else(|| problem(&AccountRefusal::SignedOut, &front.limits))?;
    let change = PasswordChange {
        session: session.to_owned(),
        password: body.password,
        new_password: body.new_password,
        address: parts.extensions.get::<PeerAddress>().map(|peer| peer.0),
    };
    let opened = outcome(&front, &parts, front.backend.change_password(change)).await?;
    signed_in(&opened, &front.limits)
}

/// The answer that gives a browser its session.
fn signed_in(opened: &OpenedSession, limits: &Limits) -> Result<Response, Problem> {
    let cookie = cookie::set(&opened.secret).ok_or_else(|| unavailable(limits))?;
    let body = axum::Json(json!({ "actor": opened.actor, "endsAt": opened.ends_at }));
    Ok(([(header::SET_COOKIE, cookie)], body).into_response())
}

/// `POST /sign-out`: ends the session of the cookie, where there is one, and takes the cookie away.
pub(super) async fn sign_out<B: Backend>(
    State(front): State<Front<B>>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    check_content_type(&parts.headers)?;
    check_csrf(&parts.headers)?;
    if let Some(session) = cookie::session(&parts.headers) {
        outcome(&front, &parts, front.backend.close_session(session)).await?;
    }
    let cookie = cookie::clear().ok_or_else(|| unavailable(&front.limits))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// `POST /enrol`: makes the account of a one-time link. Nobody is signed in by it.
pub(super) async fn enrol<B: Backend>(
    State(front): State<Front<B>>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let (parts, body) = read::<EnrolBody>(request, &front.limits).await?;
    let enrolment = Enrolment { token: body.token, login: body.login, password: body.password };
    let actor = outcome(&front, &parts, front.backend.enrol(enrolment)).await?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "actor": actor }))).into_response())
}

/// The body of a request that may be one of ours.
async fn read<T: DeserializeOwned>(request: Request<Body>, limits: &Limits) -> Result<(Parts, T), Problem> {
    let (parts, body) = request.into_parts();
    check_content_type(&parts.headers)?;
    check_csrf(&parts.headers)?;
    let limits = Limits { body_bytes: BODY_BYTES, ..limits.clone() };
    let bytes = Zeroizing::new(request_body::read(&parts.headers, body, &limits).await?);
    // The reader's own words could repeat a password.
    let read = serde_json::from_slice(&bytes).map_err(|_| {
        Problem::bad_request("BODY_MALFORMED", "the body is no JSON object of the members that it takes")
    })?;
    Ok((parts, read))
}

/// What the backend gives within the time of an operation, or the refusal as a caller is told it.
async fn outcome<B: Backend, T>(
    front: &Front<B>,
    parts: &Parts,
    work: impl Future<Output = Result<T, AccountRefusal>>,
) -> Result<T, Problem> {
    let trace_id = parts.extensions.get::<TraceId>().cloned().unwrap_or_else(|| TraceId::of(&parts.headers));
    let done = in_time(&front.limits, &trace_id, work).await?;
    done.map_err(|refusal| problem(&refusal, &front.limits))
}

fn problem(refusal: &AccountRefusal, limits: &Limits) -> Problem {
    let later = |code, message: &str, seconds: HeaderValue| {
        Problem::new(StatusCode::TOO_MANY_REQUESTS, code, message).with_header(header::RETRY_AFTER, seconds)
    };
    match refusal {
        AccountRefusal::Wrong => unauthenticated("SIGN_IN_WRONG", "login or password is wrong"),
        AccountRefusal::SignedOut => unauthenticated("UNAUTHENTICATED", "sign in first"),
        AccountRefusal::Locked { seconds } => {
            later("SIGN_IN_LOCKED", "too many failures: come again later", HeaderValue::from(*seconds))
        }
        AccountRefusal::Busy => {
            let seconds = HeaderValue::from(limits.retry_after_seconds);
            later("SIGN_IN_BUSY", "too many people sign in at this moment: come again", seconds)
        }
        AccountRefusal::LinkUnknown => {
            Problem::new(StatusCode::FORBIDDEN, "ENROLMENT_UNKNOWN", "the link is used, over, or was never made")
        }
        AccountRefusal::LoginTaken => Problem::new(StatusCode::CONFLICT, "LOGIN_TAKEN", "somebody has this login"),
        AccountRefusal::LoginUnusable => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "LOGIN_UNUSABLE",
            "a login has 3 to 32 of a to z, 0 to 9, dot, dash and underscore, and begins with a letter",
        ),
        AccountRefusal::PasswordUnusable { characters_at_least, bytes_limit } => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "PASSWORD_UNUSABLE",
            format!("a password has {characters_at_least} characters to {bytes_limit} bytes, and not the login in it"),
        ),
        AccountRefusal::Unavailable => unavailable(limits),
    }
}
