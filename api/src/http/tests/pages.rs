//! The page of a one-time link.

use axum::body::Body;
use axum::http::{Method, Request};

use super::{Answer, Door};

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
