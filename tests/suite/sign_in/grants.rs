//! What was granted to somebody opens the registry to them on every node, where it reaches; what was taken away, or has
//! ended, closes it again.

use axum::{
    body::Body,
    http::{Request, header},
};
use muster_api::sign_in::{
    SignIn,
    oidc::{self, Settings, Validator},
};
use muster_eventstore::Clock;
use muster_tests::{
    Node, TestApp, TestIssuer, TestStore, eventually,
    issuer::{AUDIENCE, IssuerKey},
};
use serde_json::json;
use std::time::{Duration, Instant};

/// How long a node may go on as before.
const LIMIT: Duration = Duration::from_secs(5);
/// Whose token it is.
const SUBJECT: &str = "someone";

/// Two nodes of one registry that believe one issuer, and know what was granted from the log alone.
struct Story {
    app: TestApp,
    nodes: Vec<Node>,
    principal: String,
    token: String,
}

impl Story {
    async fn begin() -> Self {
        let store = TestStore::fresh().await;
        let key = IssuerKey::fresh("rsa", "RS256");
        let issuer = TestIssuer::start(&[&key]).await;
        let mut nodes = Vec::new();
        for _ in 0..2 {
            let settings = Settings::try_new(&issuer.url(), AUDIENCE).expect("a loopback issuer");
            let validator = Validator::start(settings, Clock::System.now()).await.expect("a validator");
            let log = store.second_log().await;
            nodes.push(Node::over(&log, SignIn::new(&log).with_tokens(validator)).await);
        }
        let token = key.token(&key.header(), &issuer.claims(SUBJECT, Clock::System.now().timestamp()));
        let principal = format!("oidc:{}", oidc::principal(&issuer.url(), SUBJECT));
        Self { app: TestApp::over(store).await, nodes, principal, token }
    }

    /// Grants something: one proposes it, another approves.
    async fn grant(&self, grant: &str) {
        let Self { app, principal, .. } = self;
        let propose = format!("proposeGrant(principal: \"{principal}\", grant: {grant}, reason: \"到任\")");
        app.data(&format!("mutation {{ done: {propose} {{ outcome }} }}")).await;
        for (node, who) in self.nodes.iter().zip(["one", "another"]) {
            assert_eq!(node.ask(&self.token).await.told(), (403, "NO_ROLE"), "{who}: nobody has approved it");
        }
        app.data_by_other(&format!("mutation {{ approveGrant(principal: \"{principal}\") {{ outcome }} }}")).await;
    }

    /// Waits until every node says so, and not longer than a node may go on as before.
    async fn told(&self, status: u16, code: &str) {
        let begun = Instant::now();
        for node in &self.nodes {
            eventually("what every node says", async || {
                (node.ask(&self.token).await.told() == (status, code)).then_some(())
            })
            .await;
        }
        assert!(begun.elapsed() < LIMIT, "{:?} until {status} {code}", begun.elapsed());
    }

    /// The code with which a question is refused on the second node.
    async fn refusal(&self, question: &str) -> String {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Body::from(json!({ "query": question }).to_string()));
        self.nodes[1].send(request.expect("a request")).await.told().1.to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn grant_opens_both_nodes_where_it_reaches_and_closes_them_within_five_seconds_of_its_end() {
    let story = Story::begin().await;
    let county = "{ role: HR_READER, division: \"445202\" }";
    story.grant(county).await;
    story.told(200, "").await;
    let teams = |within: &str| format!("{{ teams(filter: {{ within: \"{within}\" }}) {{ nodes {{ code }} }} }}");
    assert_eq!(story.refusal(&teams("445202")).await, "");
    assert_eq!(story.refusal(&teams("445203")).await, "OUT_OF_SCOPE");
    assert_eq!(
        story.refusal("mutation { closeSite(site: \"S\", closedOn: \"2024-06-03\", reason: \"撤\") { id } }").await,
        "FORBIDDEN"
    );

    let Story { app, principal, .. } = &story;
    let revoke = format!("revokeGrant(principal: \"{principal}\", grant: {county}, reason: \"离任\")");
    app.data(&format!("mutation {{ done: {revoke} {{ outcome }} }}")).await;
    story.told(403, "NO_ROLE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grant_that_was_declined_opens_nothing() {
    let story = Story::begin().await;
    let Story { app, principal, .. } = &story;
    let decline = format!("declineGrant(principal: \"{principal}\", reason: \"不需要\")");
    let propose = format!(
        "proposeGrant(principal: \"{principal}\", grant: {{ role: HR_READER, division: \"445202\" }}, reason: \"到任\")"
    );
    for mutation in [propose, decline] {
        app.data(&format!("mutation {{ done: {mutation} {{ outcome }} }}")).await;
    }
    for node in &story.nodes {
        assert_eq!(node.ask(&story.token).await.told(), (403, "NO_ROLE"));
    }
}
