//! What surrounds every request: its trace id, its catch of panics, its count, and the headers of every answer.
//! Nothing about GraphQL belongs here.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;

use super::metrics::{self, Outcome};
use super::problem::{Problem, bounded};
use super::trace_id::{TRACE_ID_HEADER, TraceId};

/// Wraps one request. A panic below becomes a 500 with the trace id, and the connection stays open.
pub(super) async fn envelope(mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let trace_id = TraceId::of(request.headers());
    let route = route(&request);
    request.extensions_mut().insert(trace_id.clone());
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|panic| internal(panic.as_ref(), &trace_id));
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(trace_id.as_str()) {
        headers.insert(TRACE_ID_HEADER, value);
    }
    let outcome = response.extensions().get::<Outcome>().map_or_else(|| by_status(&response), |outcome| outcome.0);
    metrics::answered(route, outcome, begun.elapsed());
    response
}

/// The route from a closed list, so that no caller can grow the metrics.
fn route(request: &Request) -> &'static str {
    match request.uri().path() {
        "/graphql" => "/graphql",
        "/sign-in" => "/sign-in",
        "/sign-out" => "/sign-out",
        "/password" => "/password",
        "/enrol" => "/enrol",
        "/healthz" => "/healthz",
        "/readyz" => "/readyz",
        "/metrics" => "/metrics",
        _ => "other",
    }
}

fn by_status(response: &Response) -> &'static str {
    if response.status().is_success() { "OK" } else { "NOT_OK" }
}

fn internal(panic: &(dyn Any + Send), trace_id: &TraceId) -> Response {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no text");
    tracing::error!(trace_id = trace_id.as_str(), panic = bounded(text), "a request panicked");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "internal fault")
        .with_trace(trace_id.as_str())
        .into_response()
}
