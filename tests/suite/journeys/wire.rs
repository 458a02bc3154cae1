//! What a person meets at the door: sign-in, masked names, pages, and requests that are refused before they cost anything.

use crate::files::{ORGANIZATIONS, TEAMS, id_number, volunteers};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use muster_api::import::Kind;
use muster_tests::{TestApp, eventually};
use serde_json::{Value, json};

fn post(content_type: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post("/graphql").header(header::CONTENT_TYPE, content_type).body(body.into()).expect("a request")
}

#[tokio::test(flavor = "multi_thread")]
async fn request_is_refused_without_a_key_over_get_or_as_another_type() {
    let app = TestApp::fresh().await;
    let body = json!({ "query": "{ divisions { code } }" }).to_string();
    assert_eq!(app.send(post("application/json", body.clone())).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(app.send(post("text/plain", body)).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let get = Request::get("/graphql?query={divisions{code}}").body(Body::empty()).expect("a request");
    assert_eq!(app.send(get).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

async fn readiness(app: &TestApp) -> (StatusCode, Value) {
    app.send(Request::get("/readyz").body(Body::empty()).expect("a request")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn registry_is_not_ready_before_every_view_has_stood_at_the_head() {
    let mut app = TestApp::fresh().await;
    // Whoever has the checkpoint's row has the view's lease: nobody moves this view on.
    let mut holder = app.store.admin().await;
    let live = "select schema from views.live where name = 'team_roster'";
    let schema: String = sqlx::query_scalar(live).fetch_one(&mut holder).await.expect("the view's schema");
    let lease = format!("begin; select position from {schema}.checkpoint for update");
    sqlx::raw_sql(&lease).execute(&mut holder).await.expect("the lease");
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.travel_to(app.store.log.clock().now()).await;
    let head = json!(app.head().await);
    let (status, body) = eventually("the other views at the head", async || {
        let (status, body) = readiness(&app).await;
        let views = body["views"].as_object().cloned().unwrap_or_default();
        let behind = views.iter().filter(|(_, view)| view["position"] != head).count();
        (behind == 1).then_some((status, body))
    })
    .await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    sqlx::raw_sql("commit").execute(&mut holder).await.expect("the lease ends");
    eventually("readiness", async || (readiness(&app).await.0 == StatusCode::OK).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_masked_and_pages_follow_each_other() {
    let app = TestApp::fresh().await;
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(5)).await;
    let head = app.head().await;
    let page = async |after: &str| {
        let query = format!(
            "{{ volunteers(first: 2, atLeast: {head} {after}) {{
                pageInfo {{ hasNextPage endCursor }} nodes {{ code person {{ name }} }} }} }}"
        );
        app.data(&query).await["volunteers"].clone()
    };
    let mut codes = Vec::new();
    let mut after = String::new();
    loop {
        let page = page(&after).await;
        for node in page["nodes"].as_array().expect("nodes") {
            assert_eq!(node["person"]["name"], "王***");
            codes.push(node["code"].as_str().unwrap_or_default().to_owned());
        }
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = format!(", after: {}", page["pageInfo"]["endCursor"]);
    }
    assert_eq!(codes, ["V-1", "V-2", "V-3", "V-4", "V-5"]);
    assert_eq!(app.refusal("{ volunteers(first: 101) { nodes { code } } }").await["code"], "FIRST_OUT_OF_RANGE");
    assert_eq!(app.refusal("{ volunteers(after: \"x\") { nodes { code } } }").await["code"], "CURSOR_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_one_request_share_its_correlation_id_and_those_of_another_have_their_own() {
    let app = TestApp::fresh().await;
    for number in 1..=2 {
        let register = format!(
            "mutation {{ registerVolunteer(input: {{ code: \"V-{number}\", division: \"445281\",
                registeredOn: \"2023-01-05\", person: {{ name: \"王示例\", idNumber: \"{}\" }} }}) {{ outcome }} }}",
            id_number("19900101", number)
        );
        app.data(&register).await;
    }
    app.settle().await;
    let history =
        app.data("{ events(newestFirst: false) { nodes { correlationId } } }").await["events"]["nodes"].clone();
    let of = |event: usize| history[event]["correlationId"].as_str().expect("a correlation id").to_owned();
    assert_eq!((of(0), of(2)), (of(1), of(3)), "a person and their role are one request");
    assert_ne!(of(0), of(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn history_of_a_thing_names_every_event_that_speaks_of_it() {
    let app = TestApp::fresh().await;
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(1)).await;
    let head = app.head().await;
    let query = format!(
        "{{ events(filter: {{ aboutCode: {{ aggregateType: VOLUNTEER, code: \"V-1\" }} }}, newestFirst: false,
            atLeast: {head}) {{ nodes {{ eventType source actor }} }} }}"
    );
    let nodes = app.data(&query).await["events"]["nodes"].clone();
    let types: Vec<&str> =
        nodes.as_array().expect("nodes").iter().filter_map(|node| node["eventType"].as_str()).collect();
    assert_eq!(types, ["volunteer_registered", "member_admitted"]);
    assert_eq!(nodes[0]["source"], "IMPORT");
}
