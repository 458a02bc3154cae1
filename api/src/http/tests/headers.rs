//! Methods, media types, cookies and tokens.

use axum::body::Body;
use axum::http::Request;

use super::{Door, KEY, bump, post};

#[tokio::test]
async fn other_methods_are_refused_when_the_path_is_graphql() {
    let door = Door::new();
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let request = Request::builder()
            .method(method)
            .uri("/graphql?query=mutation%7Bbump%7D")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {KEY}"))
            .body(bump())
            .unwrap();
        let answer = door.send(request).await;
        answer.is(405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.header("allow"), "POST");
    }
    door.ran_nothing();
}

#[tokio::test]
async fn a_request_is_refused_when_its_content_type_is_not_json() {
    let door = Door::new();
    let bad = [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=gb18030",
        "application/json; profile=x",
        "application/jsonp",
        "application/graphql",
        "text/plain, application/json",
    ];
    for content_type in bad {
        let mut request = post().body(bump()).unwrap();
        request.headers_mut().insert("content-type", content_type.parse().unwrap());
        door.send(request).await.is(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let mut missing = post().body(bump()).unwrap();
    missing.headers_mut().remove("content-type");
    door.send(missing).await.is(415, "UNSUPPORTED_MEDIA_TYPE");
    let twice = post().header("content-type", "text/plain").body(bump()).unwrap();
    door.send(twice).await.is(415, "UNSUPPORTED_MEDIA_TYPE");
    door.ran_nothing();
}

#[tokio::test]
async fn a_request_runs_when_its_content_type_names_utf_8() {
    for content_type in ["application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
        let mut request = post().body(bump()).unwrap();
        request.headers_mut().insert("content-type", content_type.parse().unwrap());
        let answer = Door::new().send(request).await;
        assert_eq!(answer.json()["data"]["bump"], 1, "{}", answer.text);
    }
}

#[tokio::test]
async fn the_answer_has_the_type_that_accept_prefers() {
    const NEW: &str = "application/graphql-response+json; charset=utf-8";
    const OLD: &str = "application/json; charset=utf-8";
    let door = Door::new();
    let cases = [
        ("*/*", OLD),
        ("application/*", OLD),
        ("application/json", OLD),
        ("application/graphql-response+json", NEW),
        ("application/graphql-response+json, application/json;q=0.9", NEW),
        ("application/json, application/graphql-response+json", NEW),
        ("application/json, application/graphql-response+json;q=0.5", OLD),
        ("application/json;q=0, */*", NEW),
        ("text/html, */*;q=0.1", OLD),
    ];
    for (accept, wanted) in cases {
        let mut request = post().body(r#"{"query":"{ name }"}"#.into()).unwrap();
        request.headers_mut().insert("accept", accept.parse().unwrap());
        let answer = door.send(request).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, wanted), "{accept}");
    }
    let mut without = post().body(r#"{"query":"{ name }"}"#.into()).unwrap();
    without.headers_mut().remove("accept");
    assert_eq!(door.send(without).await.header("content-type"), OLD);
}

#[tokio::test]
async fn a_request_is_refused_when_no_acceptable_type_can_be_given() {
    let door = Door::new();
    for accept in ["text/html", "application/json;q=0", "image/*"] {
        let mut request = post().body(bump()).unwrap();
        request.headers_mut().insert("accept", accept.parse().unwrap());
        door.send(request).await.is(406, "NOT_ACCEPTABLE");
    }
    door.ran_nothing();
}

#[tokio::test]
async fn a_cookie_is_refused_when_the_csrf_header_is_missing() {
    let door = Door::new();
    let without = post().header("cookie", "session=1").body(bump()).unwrap();
    door.send(without).await.is(403, "CSRF_HEADER_REQUIRED");
    door.ran_nothing();
    let with = post().header("cookie", "session=1").header("x-muster-csrf", "1").body(bump()).unwrap();
    assert_eq!(door.send(with).await.json()["data"]["bump"], 1);
}

#[tokio::test]
async fn a_caller_is_refused_when_the_token_is_missing_unknown_malformed_or_expired() {
    let door = Door::new();
    let mut missing = post().body(bump()).unwrap();
    missing.headers_mut().remove("authorization");
    let answer = door.send(missing).await;
    answer.is(401, "UNAUTHENTICATED");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    let cases = [
        ("Bearer wrong", 401, "UNAUTHENTICATED"),
        ("Bearer", 401, "UNAUTHENTICATED"),
        ("Bearer ", 401, "UNAUTHENTICATED"),
        ("Basic dGVzdC1rZXk=", 401, "UNAUTHENTICATED"),
        ("Bearer expired", 401, "TOKEN_EXPIRED"),
        ("Bearer without a role", 403, "NO_ROLE"),
        ("Bearer unavailable", 503, "SIGN_IN_UNAVAILABLE"),
    ];
    for (authorization, status, code) in cases {
        let mut request = post().body(bump()).unwrap();
        request.headers_mut().insert("authorization", authorization.parse().unwrap());
        door.send(request).await.is(status, code);
    }
    door.ran_nothing();
}

#[tokio::test]
async fn a_token_is_refused_when_it_has_one_byte_more_than_8_kib() {
    let door = Door::new();
    for (bytes, code) in [(8_192, "UNAUTHENTICATED"), (8_193, "TOKEN_TOO_LONG"), (1 << 20, "TOKEN_TOO_LONG")] {
        let mut request = post().body(bump()).unwrap();
        let value = format!("Bearer {}", "a".repeat(bytes));
        request.headers_mut().insert("authorization", value.parse().unwrap());
        door.send(request).await.is(401, code);
    }
}

#[tokio::test]
async fn the_document_is_not_looked_at_when_nobody_is_signed_in() {
    let mut request = post().body(Body::from("not JSON at all")).unwrap();
    request.headers_mut().remove("authorization");
    Door::new().send(request).await.is(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn the_trace_id_is_the_callers_when_traceparent_is_valid() {
    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    let door = Door::new();
    let query = r#"{"query":"{ trace }"}"#;
    let given = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let answer = door.send(post().header("traceparent", given).body(query.into()).unwrap()).await;
    assert_eq!(answer.header("x-trace-id"), TRACE);
    assert_eq!(answer.json()["data"]["trace"], TRACE);
    let bad = [
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "x",
    ];
    for given in bad {
        let answer = door.send(post().header("traceparent", given).body(query.into()).unwrap()).await;
        assert_eq!(answer.header("x-trace-id").len(), 32, "{given}");
        assert_eq!(answer.json()["data"]["trace"], answer.header("x-trace-id"));
    }
}

#[tokio::test]
async fn every_answer_forbids_sniffing_and_storing() {
    let answer = Door::new().query("{ actor }").await;
    assert_eq!(answer.json()["data"]["actor"], "actor-1");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
}
