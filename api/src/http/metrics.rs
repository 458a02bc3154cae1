//! Counters and durations of the front, and the text that Prometheus reads.
//! Labels are routes and codes from closed lists: never a name, an id or an address.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the duration buckets, in seconds: around the 5 s that an operation may take.
const DURATION_BUCKETS_SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 5.0];

const REQUESTS: &str = "muster_http_requests_total";
const DURATION: &str = "muster_http_request_duration_seconds";

/// The label under which an answer is counted; an answer without one is counted by its status class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome(pub(super) &'static str);

/// The program's one recorder, installed at the first call; gauges set with `metrics::gauge!` show up here.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let builder = PrometheusBuilder::new()
            .set_buckets(&DURATION_BUCKETS_SECONDS)
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed: /metrics stays empty");
        }
        metrics::describe_counter!(REQUESTS, "HTTP requests answered, by route and outcome code");
        metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "time from request to answer");
        handle
    })
}

/// Counts one answer.
pub(super) fn answered(route: &'static str, outcome: &'static str, took: Duration) {
    metrics::counter!(REQUESTS, "route" => route, "outcome" => outcome).increment(1);
    metrics::histogram!(DURATION, "route" => route, "outcome" => outcome).record(took);
}
