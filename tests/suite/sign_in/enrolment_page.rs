//! The address of a one-time link as a browser meets it: the page, and the account that it asks for.

use axum::{
    body::Body,
    http::{Request, header},
};
use muster_eventstore::sign_in::enrolments;
use muster_tests::{
    Node, TestStore,
    node::{Browser, Reply},
};
use serde_json::json;

const PAGE: &str = include_str!("../../../api/src/http/pages/enrol.html");

async fn opened(node: &Node, method: &str, path: &str) -> Reply {
    let request = Request::builder().method(method).uri(path).header(header::ACCEPT, "text/html,*/*;q=0.8");
    node.send(request.body(Body::empty()).expect("a request")).await
}

fn told<'r>(reply: &'r Reply, name: &str) -> &'r str {
    reply.headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn page_is_shown_and_takes_nothing_away_when_a_one_time_link_is_opened() {
    let store = TestStore::fresh().await;
    let node = Node::plain(&store).await;
    let pool = store.log.pool();
    let begun = enrolments::begin(pool, true, store.log.clock().now()).await.expect("the database answers");
    let link = begun.expect("a link");
    // What follows the # stays in the browser.
    for method in ["GET", "HEAD"] {
        let page = opened(&node, method, "/enrol").await;
        assert_eq!((page.status.as_u16(), told(&page, "content-type")), (200, "text/html; charset=utf-8"), "{method}");
        assert!(told(&page, "content-security-policy").starts_with("default-src 'none';"), "{method}");
        assert_eq!(told(&page, "referrer-policy"), "no-referrer", "{method}");
        assert_eq!((told(&page, "cache-control"), told(&page, "x-content-type-options")), ("no-store", "nosniff"));
        assert!(!page.headers.contains_key(header::SET_COOKIE), "{method}");
    }
    for path in ["/enrol.css", "/enrol.js"] {
        assert_eq!(opened(&node, "GET", path).await.status, 200, "{path}");
    }
    let refused = opened(&node, "PUT", "/enrol").await;
    assert_eq!((refused.told(), told(&refused, "allow")), ((405, "METHOD_NOT_ALLOWED"), "GET, HEAD, POST"));

    let mut browser = Browser::at("192.0.2.1");
    let body = |password: &str| json!({ "token": link.as_str(), "login": "director", "password": password });
    let short = browser.post(&node, "/enrol", body("too short")).await;
    assert_eq!(short.told(), (422, "PASSWORD_UNUSABLE"));
    // The script reads the figures out of this sentence, and the page tells the first of them before anybody types.
    let message = short.body["errors"][0]["message"].as_str().expect("a sentence");
    let figures: Vec<&str> = message.split(|c: char| !c.is_ascii_digit()).filter(|text| !text.is_empty()).collect();
    assert_eq!(figures.len(), 2, "{message}");
    assert!(PAGE.contains(&format!("至少 {} 个字符", figures[0])), "{message}");
    assert_eq!(
        browser.post(&node, "/enrol", body("correct horse battery")).await.told(),
        (201, ""),
        "it is still good"
    );
}
