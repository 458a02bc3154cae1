//! Whether the program lives, whether it is ready, and its figures: for probes and scrapers, without sign-in.
//! Nothing personal may be shown here.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Front;
use super::backend::Backend;
use super::metrics;
use super::problem::Problem;

/// Alive as long as it can say so.
pub(super) async fn healthz() -> &'static str {
    "ok"
}

/// Ready as the backend judges, with lag and position of each view.
pub(super) async fn readyz<B: Backend>(State(front): State<Front<B>>) -> Response {
    let asked = tokio::time::timeout(front.limits.readiness_time, front.backend.readiness()).await;
    let Ok(readiness) = asked else {
        let message = "readiness could not be found out in time";
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "READINESS_TIMEOUT", message).into_response();
    };
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(readiness.body)).into_response()
}

/// The Prometheus text format, version 0.0.4. Readiness is asked first, because what it finds stands in gauges, and a scraper
/// may be the only one who asks.
pub(super) async fn metrics_text<B: Backend>(State(front): State<Front<B>>) -> impl IntoResponse {
    if tokio::time::timeout(front.limits.readiness_time, front.backend.readiness()).await.is_err() {
        tracing::warn!("gauges are of before: readiness could not be found out in time");
    }
    let media_type = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, media_type)], metrics::recorder().render())
}
