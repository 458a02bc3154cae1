//! Size and shape of the body, and the variables.

use axum::body::Body;
use futures::stream;
use serde_json::json;

use super::{Door, post};

const BODY_BYTES: usize = 1024 * 1024;

/// A good request, filled up with white space to this many bytes.
fn padded(bytes: usize) -> String {
    let query = r#"{"query":"mutation { bump }"}"#;
    format!("{query}{}", " ".repeat(bytes - query.len()))
}

/// The same bytes in chunks, so that no length is announced.
fn chunked(text: String) -> Body {
    let chunks = text.into_bytes().chunks(64 * 1024).map(<[u8]>::to_vec).collect::<Vec<_>>();
    Body::from_stream(stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>)))
}

#[tokio::test]
async fn a_body_is_refused_when_it_has_one_byte_more_than_1_mib() {
    let door = Door::new();
    let over = padded(BODY_BYTES + 1);
    let announced = post().header("content-length", over.len()).body(over.clone().into()).unwrap();
    door.send(announced).await.is(413, "BODY_TOO_LARGE");
    door.body(over.clone()).await.is(413, "BODY_TOO_LARGE");
    door.body(chunked(over)).await.is(413, "BODY_TOO_LARGE");
    door.ran_nothing();
    assert_eq!(door.body(chunked(padded(BODY_BYTES))).await.json()["data"]["bump"], 1);
}

#[tokio::test]
async fn reading_stops_when_an_endless_body_passes_1_mib() {
    let read = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = read.clone();
    let endless = stream::repeat_with(move || {
        counter.fetch_add(64 * 1024, std::sync::atomic::Ordering::SeqCst);
        Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])
    });
    Door::new().body(Body::from_stream(endless)).await.is(413, "BODY_TOO_LARGE");
    let read = read.load(std::sync::atomic::Ordering::SeqCst);
    assert!(read <= BODY_BYTES + 128 * 1024, "{read} bytes were read");
}

#[tokio::test]
async fn a_body_is_refused_when_it_does_not_arrive_in_time() {
    let limits = super::Limits { body_time: std::time::Duration::from_millis(20), ..super::Limits::default() };
    let silent = Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
    Door::with(limits).body(silent).await.is(408, "BODY_TIMEOUT");
}

#[tokio::test]
async fn a_batch_is_refused_under_either_answer_type() {
    let door = Door::new();
    let batch = r#" [{"query":"mutation { bump }"},{"query":"mutation { bump }"}]"#;
    door.body(batch).await.is(400, "BATCH_DISABLED");
    let mut old = post().body(batch.into()).unwrap();
    old.headers_mut().remove("accept");
    door.send(old).await.is(400, "BATCH_DISABLED");
    door.ran_nothing();
}

#[tokio::test]
async fn a_body_is_refused_when_it_is_not_what_the_specification_names() {
    let door = Door::new();
    let cases: [(&[u8], &str); 14] = [
        (b"", "BODY_NOT_OBJECT"),
        (b"null", "BODY_NOT_OBJECT"),
        (b"\"mutation { bump }\"", "BODY_NOT_OBJECT"),
        (b"{\"query\":\"mutation { bump }\"", "BODY_MALFORMED"),
        (b"{\"query\":\"mutation { bump }\"} x", "BODY_MALFORMED"),
        (b"{\"query\":\"\xd0\xc5\"}", "BODY_MALFORMED"),
        (b"{\"query\":\"{ name }\",\"query\":\"mutation { bump }\"}", "BODY_MALFORMED"),
        (b"{}", "QUERY_MISSING"),
        (b"{\"query\":null}", "QUERY_MISSING"),
        (b"{\"query\":{\"a\":1}}", "BODY_MEMBER_INVALID"),
        (b"{\"query\":\"mutation { bump }\",\"variables\":[]}", "BODY_MEMBER_INVALID"),
        (b"{\"query\":\"mutation { bump }\",\"variables\":\"{}\"}", "BODY_MEMBER_INVALID"),
        (b"{\"query\":\"mutation { bump }\",\"operationName\":1}", "BODY_MEMBER_INVALID"),
        (b"{\"query\":\"mutation { bump }\",\"extensions\":[]}", "BODY_MEMBER_INVALID"),
    ];
    for (body, code) in cases {
        door.body(body.to_vec()).await.is(400, code);
        let mut old = post().body(body.to_vec().into()).unwrap();
        old.headers_mut().remove("accept");
        door.send(old).await.is(400, code);
    }
    door.ran_nothing();
}

#[tokio::test]
async fn a_request_runs_when_its_other_members_are_null() {
    let body = r#"{"query":"mutation { bump }","variables":null,"operationName":null,"extensions":null}"#;
    assert_eq!(Door::new().body(body).await.json()["data"]["bump"], 1);
}

#[tokio::test]
async fn variables_are_refused_when_they_have_one_byte_more_than_256_kib() {
    const BYTES: usize = 256 * 1024;
    let door = Door::new();
    let sized = |bytes: usize| {
        let text = "a".repeat(bytes - r#"{"w":""}"#.len());
        format!(r#"{{"query":"query($w: [String!]!) {{ words(words: $w) }}","variables":{{"w":"{text}"}}}}"#)
    };
    assert_eq!(door.body(sized(BYTES)).await.json()["data"]["words"], 1);
    door.body(sized(BYTES + 1)).await.is(400, "VARIABLES_TOO_LARGE");
}

#[tokio::test]
async fn variables_are_refused_when_100_000_brackets_are_open() {
    let door = Door::new();
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = format!(r#"{{"query":"mutation {{ bump }}","variables":{{"a":{nested}}}}}"#);
    door.body(body).await.is(400, "BODY_MEMBER_INVALID");
    let body = format!(r#"{{"query":"mutation {{ bump }}","other":{}"#, "[".repeat(100_000));
    door.body(body).await.is(400, "BODY_MALFORMED");
    door.ran_nothing();
}

#[tokio::test]
async fn a_variable_is_refused_when_it_does_not_fit_its_built_in_type() {
    let door = Door::new();
    let cases = [
        json!({}),
        json!({"n": null}),
        json!({"n": 2_147_483_648_i64}),
        json!({"n": -2_147_483_649_i64}),
        json!({"n": 1.5}),
        json!({"n": "1"}),
    ];
    for variables in cases {
        let body = json!({"query": "query($n: Int!) { doubled(number: $n) }", "variables": variables});
        door.body(body.to_string()).await.is(400, "BAD_USER_INPUT");
    }
    let body = json!({"query": "query($n: Int!) { doubled(number: $n) }", "variables": {"n": i32::MAX}});
    assert_eq!(door.body(body.to_string()).await.json()["data"]["doubled"], 4_294_967_294_i64);
    let unused = json!({"query": "query($id: ID!) { __typename }", "variables": {"id": null}});
    door.body(unused.to_string()).await.is(400, "BAD_USER_INPUT");
}
