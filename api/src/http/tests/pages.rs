//! The page of a one-time link, and what says that a registry is a demonstration.

use axum::body::Body;
use axum::http::{Method, Request};

use super::super::{DEMONSTRATION_HEADER, demonstration};
use super::{Answer, Door, KEY};

/// What the page may do: its own files, its own server, nothing else, and in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

async fn ask(door: &Door, method: Method, path: &str) -> Answer {
    door.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn enrolment_page_is_shown_without_anything_from_elsewhere_when_a_link_is_opened() {
    let door = Door::new();
    let page = ask(&door, Method::GET, "/enrol").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    for (path, media_type) in [("/enrol", "text/html"), ("/enrol.css", "text/css"), ("/enrol.js", "text/javascript")] {
        let file = ask(&door, Method::GET, path).await;
        let told = (file.status.as_u16(), file.header("content-type"));
        assert_eq!(told, (200, format!("{media_type}; charset=utf-8").as_str()), "{path}");
        for (name, value) in [
            ("content-security-policy", POLICY),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(file.header(name), value, "{path} {name}");
        }
        assert!(!file.text.contains("//"), "{path} fetches from elsewhere");
    }
    for part in ["lang=\"zh-CN\"", "name=\"viewport\"", "href=\"enrol.css\"", "src=\"enrol.js\""] {
        assert!(page.text.contains(part), "{part}");
    }
    for never in ["<style", "style=", "onclick", "<script>"] {
        assert!(!page.text.contains(never), "the policy would stop {never}");
    }
    for label in ["login", "password"] {
        assert!(page.text.contains(&format!("<label for=\"{label}\">")), "{label}");
    }
}

#[tokio::test]
async fn enrolment_page_has_a_sentence_for_every_refusal_of_an_enrolment() {
    let script = ask(&Door::new(), Method::GET, "/enrol.js").await.text;
    for code in [
        "ENROLMENT_UNKNOWN",
        "LOGIN_TAKEN",
        "LOGIN_UNUSABLE",
        "PASSWORD_UNUSABLE",
        "SIGN_IN_BUSY",
        "SIGN_IN_LOCKED",
        "SIGN_IN_UNAVAILABLE",
        "BODY_TOO_LARGE",
        "TIMEOUT",
    ] {
        assert!(script.contains(&format!("{code}:")), "{code}");
    }
}

#[tokio::test]
async fn other_methods_are_refused_when_the_path_is_the_enrolment_page() {
    let door = Door::new();
    let head = ask(&door, Method::HEAD, "/enrol").await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = ask(&door, method, "/enrol").await;
        answer.is(405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.header("allow"), "GET, HEAD, POST");
    }
    for path in ["/enrol.css", "/enrol.js"] {
        let answer = ask(&door, Method::POST, path).await;
        answer.is(405, "METHOD_NOT_ALLOWED");
        assert_eq!(answer.header("allow"), "GET, HEAD");
    }
}

#[tokio::test]
async fn every_answer_says_so_when_the_registry_is_a_demonstration() {
    const SAYS: &str = "synthetic people, throw-away sign-ins";
    const LINE: &str = "演示系统";
    let plain = Door::new();
    let marked = Door::new();
    let marked = Door { router: demonstration(marked.router.clone()), ..marked };
    for (method, path) in [
        (Method::GET, "/healthz"),
        (Method::GET, "/readyz"),
        (Method::GET, "/enrol"),
        (Method::PUT, "/enrol"),
        (Method::POST, "/graphql"),
        (Method::GET, "/log/checkpoint"),
        (Method::GET, "/nothing"),
    ] {
        let told = ask(&marked, method.clone(), path).await;
        assert_eq!(told.header(DEMONSTRATION_HEADER), SAYS, "{method} {path}");
        assert!(!ask(&plain, method, path).await.headers.contains_key(DEMONSTRATION_HEADER), "{path}");
    }
    let signed_in = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {KEY}"))
        .body(Body::from(r#"{"query":"{ panics }"}"#));
    assert_eq!(marked.send(signed_in.unwrap()).await.header(DEMONSTRATION_HEADER), SAYS, "after a fault too");
    assert!(ask(&marked, Method::GET, "/enrol").await.text.contains(LINE));
    assert!(!ask(&plain, Method::GET, "/enrol").await.text.contains(LINE));
}
