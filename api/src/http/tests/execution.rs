//! What becomes of an operation that runs: faults, panics, time and load.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Door, Limits, post};

/// Where the log of one test goes.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_masked_fault_is_logged_once_with_the_trace_id() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let answer = Door::new().query("{ fault refusal }").await;
    drop(guard);
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log.matches("secret_table").count(), 1, "{log}");
    assert!(log.contains(answer.header("x-trace-id")), "{log}");
    assert!(!log.contains("25 h"), "a refusal is not a fault: {log}");
}

#[tokio::test]
async fn a_fault_is_masked_with_the_trace_id() {
    let door = Door::new();
    for field in ["fault", "plainTextFault"] {
        let answer = door.query(&format!("{{ name {field} }}")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, "INTERNAL"));
        let json = answer.json();
        assert_eq!(json["data"]["name"], "root");
        assert_eq!(json["errors"][0]["message"], "internal fault");
        assert_eq!(json["errors"][0]["path"][0], field);
        assert_eq!(json["errors"][0]["extensions"]["traceId"], answer.header("x-trace-id"));
        assert!(!answer.text.contains("secret_table"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_refusal_passes_as_it_is_when_it_carries_a_code() {
    let answer = Door::new().query("{ name refusal }").await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, "HOURS_PER_DAY"));
    assert_eq!(answer.json()["errors"][0]["message"], "25 h in a day");
    assert_eq!(answer.json()["data"]["name"], "root");
}

#[tokio::test]
async fn a_number_out_of_range_is_bad_input_when_the_executor_notices_it() {
    let answer = Door::new().query("{ doubled(number: 2147483648) }").await;
    assert_eq!(answer.code(), "BAD_USER_INPUT", "{}", answer.text);
}

#[tokio::test]
async fn a_query_is_refused_when_the_schema_finds_it_too_complex() {
    let fields = "name ".repeat(600);
    Door::new().query(&format!("{{nested{{{fields}}}}}")).await.is(400, "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn a_panic_answers_500_and_the_next_request_runs() {
    let door = Door::new();
    let answer = door.query("{ panics }").await;
    answer.is(500, "INTERNAL");
    assert_eq!(answer.json()["errors"][0]["extensions"]["traceId"], answer.header("x-trace-id"));
    assert!(!answer.text.contains("resolver panicked"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(door.query("{ name }").await.status, 200);
}

#[tokio::test]
async fn an_operation_ends_with_504_when_its_time_is_over() {
    let limits = Limits { operation_time: Duration::from_millis(20), ..Limits::default() };
    let door = Door::with(limits);
    door.query("{ never }").await.is(504, "TIMEOUT");
    let mut old = post().body(r#"{"query":"{ never }"}"#.into()).unwrap();
    old.headers_mut().remove("accept");
    door.send(old).await.is(504, "TIMEOUT");
    assert_eq!(door.query("{ name }").await.status, 200);
}

#[tokio::test]
async fn one_operation_more_than_allowed_is_shed_and_the_place_comes_back() {
    let limits = Limits { operations_in_flight: 1, ..Limits::default() };
    let door = Door::with(limits);
    let mut first = Box::pin(door.query("{ never }"));
    // Polled once, so that it holds its place; dropped below, as when a caller goes away.
    assert!(futures::poll!(&mut first).is_pending());
    let shed = door.query("{ name }").await;
    shed.is(503, "OVERLOADED");
    assert_eq!(shed.header("retry-after"), "1");
    drop(first);
    assert_eq!(door.query("{ name }").await.status, 200);
}
