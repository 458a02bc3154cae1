//! The HTTP front of Muster: what a request must look like before anything else looks at it.
//!
//! It is ours because the usual one runs mutations over GET, takes a JSON body as plain text, reads bodies
//! without bound and walks fragment bombs. It knows no GraphQL noun and no type of the domain, the log or the
//! views: it asks them through [`Backend`].

mod account_endpoints;
mod backend;
mod cookie;
mod demonstration;
mod envelope;
mod graphql_endpoint;
mod guard;
mod health;
mod limits;
mod log_endpoint;
mod mask;
mod metrics;
mod negotiate;
mod pages;
mod peer;
mod problem;
mod request_body;
mod scan;
mod server;
mod sign_in;
mod trace_id;
mod variables;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::from_fn;
use axum::routing::{MethodRouter, any, get, post};
use tokio::sync::Semaphore;

pub use backend::{
    AccountRefusal, Backend, Caller, Credentials, Enrolment, LogRefusal, OpenedSession, PasswordAttempt,
    PasswordChange, Readiness, SignInRefusal,
};
pub use cookie::SESSION_COOKIE;
pub use demonstration::{DEMONSTRATION_HEADER, demonstration};
pub use limits::Limits;
pub use metrics::recorder;
pub use peer::{PeerAddress, Proxies, behind};
pub use server::serve;
pub use sign_in::CSRF_HEADER;
pub use trace_id::{TRACE_ID_HEADER, TraceId};

use problem::Problem;

/// What every request shares.
#[derive(Clone)]
struct Front<B> {
    backend: B,
    limits: Arc<Limits>,
    in_flight: Arc<Semaphore>,
}

/// The whole front over one backend: `/graphql`, `/sign-in`, `/sign-out`, `/password`, `/enrol` with its page, `/log`,
/// `/healthz`, `/readyz`, `/metrics`.
pub fn router<B: Backend>(backend: B, limits: Limits) -> Router {
    recorder();
    let in_flight = Arc::new(Semaphore::new(limits.operations_in_flight));
    let front = Front { backend, limits: Arc::new(limits), in_flight };
    Router::new()
        .route("/graphql", any(graphql_endpoint::graphql::<B>))
        .route("/sign-in", post_only(post(account_endpoints::sign_in::<B>)))
        .route("/sign-out", post_only(post(account_endpoints::sign_out::<B>)))
        .route("/password", post_only(post(account_endpoints::change_password::<B>)))
        .route("/enrol", page_and_post(get(pages::enrol).post(account_endpoints::enrol::<B>)))
        .route("/enrol.css", read_only(get(pages::enrol_style)))
        .route("/enrol.js", read_only(get(pages::enrol_script)))
        .route("/log/{*path}", read_only(get(log_endpoint::log::<B>)))
        .route("/healthz", read_only(get(health::healthz)))
        .route("/readyz", read_only(get(health::readyz::<B>)))
        .route("/metrics", read_only(get(health::metrics_text::<B>)))
        .fallback(not_found)
        .with_state(front)
        .layer(from_fn(envelope::envelope))
}

/// Refuses every other method in the front's own words.
fn read_only<B: Backend>(route: MethodRouter<Front<B>>) -> MethodRouter<Front<B>> {
    only(route, "GET, HEAD", "send a GET request")
}

/// As [`read_only`], for what changes something.
fn post_only<B: Backend>(route: MethodRouter<Front<B>>) -> MethodRouter<Front<B>> {
    only(route, "POST", "send a POST request")
}

/// As [`post_only`], for what is also a page that asks for it.
fn page_and_post<B: Backend>(route: MethodRouter<Front<B>>) -> MethodRouter<Front<B>> {
    only(route, "GET, HEAD, POST", "send a GET or a POST request")
}

fn only<B: Backend>(
    route: MethodRouter<Front<B>>,
    methods: &'static str,
    message: &'static str,
) -> MethodRouter<Front<B>> {
    route.fallback(async move || {
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
            .with_header(header::ALLOW, HeaderValue::from_static(methods))
    })
}

async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "NOT_FOUND", "nothing is served under this path")
}
