//! Health, readiness, figures, and paths that are not served.

use axum::body::Body;
use axum::http::Request;

use super::{Answer, Door, Limits};

async fn get(door: &Door, path: &str) -> Answer {
    door.send(Request::get(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn health_answers_ok_without_sign_in() {
    let answer = get(&Door::new(), "/healthz").await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, "ok"));
}

#[tokio::test]
async fn readiness_shows_each_view_when_ready_and_when_not() {
    for (ready, status) in [(true, 200), (false, 503)] {
        let answer = get(&Door::ready(Limits::default(), ready), "/readyz").await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.json()["views"][0]["lag"], 3);
    }
}

#[tokio::test]
async fn metrics_count_requests_by_outcome_and_show_gauges_of_others() {
    let door = Door::new();
    door.query("{ name }").await;
    door.query("{ unknown }").await;
    door.body("[]").await;
    metrics::gauge!("muster_view_lag", "view" => "roster").set(3.0);
    let text = get(&door, "/metrics").await.text;
    for outcome in ["OK", "GRAPHQL_VALIDATION_FAILED", "BATCH_DISABLED"] {
        let line = format!("muster_http_requests_total{{route=\"/graphql\",outcome=\"{outcome}\"}}");
        assert!(text.contains(&line), "{line} is missing in {text}");
    }
    assert!(text.contains("muster_http_request_duration_seconds_bucket"), "{text}");
    assert!(text.contains("muster_view_lag{view=\"roster\"} 3"), "{text}");
}

#[tokio::test]
async fn other_paths_and_methods_are_refused_in_the_same_shape() {
    let door = Door::new();
    get(&door, "/graphql/").await.is(404, "NOT_FOUND");
    get(&door, "/").await.is(404, "NOT_FOUND");
    let answer = door.send(Request::post("/metrics").body(Body::empty()).unwrap()).await;
    answer.is(405, "METHOD_NOT_ALLOWED");
    assert!(answer.header("allow").contains("GET"));
}
