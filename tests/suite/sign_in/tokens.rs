//! The table of bad tokens: each is refused with a code of its own, and good ones sign in.

use muster_api::sign_in::{
    SignIn,
    oidc::{self, Settings, Validator},
};
use muster_eventstore::{
    Clock, EventLog,
    sign_in::denied_tokens::{self, Denied},
};
use muster_tests::{
    Node, TestIssuer, TestStore, eventually,
    issuer::{AUDIENCE, IssuerKey},
    node,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long a node may believe what was denied on another.
const DENIAL_LIMIT: Duration = Duration::from_secs(5);

async fn validator(issuer: &TestIssuer) -> Validator {
    let settings = Settings::try_new(&issuer.url(), AUDIENCE).expect("a loopback issuer");
    Validator::start(settings, Clock::System.now()).await.expect("a validator")
}

async fn node(log: &EventLog, issuer: &TestIssuer) -> Node {
    Node::over(log, node::sign_in(log).with_tokens(validator(issuer).await)).await
}

/// A story of one issuer with one key of each kind, and one registry that believes it.
struct Story {
    store: TestStore,
    issuer: TestIssuer,
    rsa: IssuerKey,
    now: i64,
}

impl Story {
    async fn begin() -> Self {
        let store = TestStore::fresh().await;
        let rsa = IssuerKey::fresh("rsa", "RS256");
        let issuer = TestIssuer::start(&[&rsa]).await;
        let now = store.log.clock().now().timestamp();
        Self { store, issuer, rsa, now }
    }

    fn claims(&self) -> Value {
        self.issuer.claims("someone", self.now)
    }

    /// A good token but for a claim.
    fn with_claim(&self, claim: &str, value: Value) -> String {
        let mut claims = self.claims();
        claims[claim] = value;
        self.rsa.token(&self.rsa.header(), &claims)
    }

    fn without_claim(&self, claim: &str) -> String {
        let mut claims = self.claims();
        claims.as_object_mut().expect("claims").remove(claim);
        self.rsa.token(&self.rsa.header(), &claims)
    }

    /// A good token but for a member of its header.
    fn with_header(&self, member: &str, value: Value) -> String {
        let mut header = self.rsa.header();
        header[member] = value;
        self.rsa.token(&header, &self.claims())
    }

    fn without_header(&self, member: &str) -> String {
        let mut header = self.rsa.header();
        header.as_object_mut().expect("a header").remove(member);
        self.rsa.token(&header, &self.claims())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn token_signs_in_with_every_allowed_kind_of_key() {
    let story = Story::begin().await;
    let keys = ["RS256", "PS256", "ES256", "ES384", "EdDSA"].map(|algorithm| IssuerKey::fresh(algorithm, algorithm));
    story.issuer.publish(&keys.iter().collect::<Vec<_>>());
    let node = node(&story.store.log, &story.issuer).await;
    for key in &keys {
        let reply = node.ask(&key.token(&key.header(), &story.claims())).await;
        assert_eq!(reply.told(), (200, ""), "{}: {}", key.header(), reply.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn token_of_somebody_without_a_grant_is_refused_as_known_and_without_a_role() {
    let story = Story::begin().await;
    let log = &story.store.log;
    let node = Node::over(log, SignIn::new(log).with_tokens(validator(&story.issuer).await)).await;
    let token = story.rsa.token(&story.rsa.header(), &story.claims());
    assert_eq!(node.ask(&token).await.told(), (403, "NO_ROLE"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_token_is_refused_with_a_code_of_its_own() {
    let story = Story::begin().await;
    let node = node(&story.store.log, &story.issuer).await;
    let good = story.rsa.token(&story.rsa.header(), &story.claims());
    assert_eq!(node.ask(&good).await.told(), (200, ""));

    let parts: Vec<&str> = good.split('.').collect();
    let other_claims = story.with_claim("sub", json!("somebody-else"));
    let changed = format!("{}.{}.{}", parts[0], other_claims.split('.').nth(1).expect("claims"), parts[2]);
    let impostor = IssuerKey::fresh("rsa", "RS256");
    let curve = IssuerKey::fresh("rsa", "ES256");
    let now = story.now;
    let table = [
        ("expired 61 s ago", story.with_claim("exp", json!(now - 61)), "TOKEN_EXPIRED"),
        ("valid in 61 s", story.with_claim("nbf", json!(now + 91)), "TOKEN_NOT_YET_VALID"),
        ("without exp", story.without_claim("exp"), "TOKEN_EXPIRY_MISSING"),
        ("exp as text", story.with_claim("exp", json!((now + 900).to_string())), "TOKEN_MALFORMED"),
        ("exp beyond all years", story.with_claim("exp", json!(i64::MAX)), "TOKEN_MALFORMED"),
        ("without iss", story.without_claim("iss"), "TOKEN_ISSUER_MISSING"),
        ("another iss", story.with_claim("iss", json!("https://other.example")), "TOKEN_ISSUER_UNKNOWN"),
        ("iss with a slash more", story.with_claim("iss", json!(story.issuer.url() + "/")), "TOKEN_ISSUER_UNKNOWN"),
        ("a list of iss", story.with_claim("iss", json!([story.issuer.url()])), "TOKEN_MALFORMED"),
        ("without aud", story.without_claim("aud"), "TOKEN_AUDIENCE_MISSING"),
        ("wrong aud", story.with_claim("aud", json!("another-client")), "TOKEN_AUDIENCE_WRONG"),
        ("an empty list of aud", story.with_claim("aud", json!([])), "TOKEN_AUDIENCE_WRONG"),
        ("without sub", story.without_claim("sub"), "TOKEN_SUBJECT_MISSING"),
        ("an empty sub", story.with_claim("sub", json!("")), "TOKEN_SUBJECT_MISSING"),
        ("an ID token", story.with_header("typ", json!("JWT")), "TOKEN_TYPE_WRONG"),
        ("without typ", story.without_header("typ"), "TOKEN_TYPE_WRONG"),
        ("HS256 with the RSA key", story.rsa.token_by_shared_secret(&story.claims()), "TOKEN_ALGORITHM_REFUSED"),
        ("alg none", story.with_header("alg", json!("none")), "TOKEN_ALGORITHM_REFUSED"),
        ("an alg that the key has not", story.with_header("alg", json!("PS256")), "TOKEN_ALGORITHM_REFUSED"),
        ("a curve under an RSA key's kid", curve.token(&curve.header(), &story.claims()), "TOKEN_ALGORITHM_REFUSED"),
        ("an unknown kid", story.with_header("kid", json!("unknown")), "TOKEN_KEY_UNKNOWN"),
        ("without kid", story.without_header("kid"), "TOKEN_KEY_UNKNOWN"),
        ("another key under the kid", impostor.token(&impostor.header(), &story.claims()), "TOKEN_SIGNATURE_WRONG"),
        ("changed claims", changed, "TOKEN_SIGNATURE_WRONG"),
        ("no signature", format!("{}.{}.", parts[0], parts[1]), "TOKEN_SIGNATURE_WRONG"),
        ("a critical member nobody knows", story.with_header("crit", json!(["x"])), "TOKEN_MALFORMED"),
        ("no base64", "!.!.!".to_owned(), "TOKEN_MALFORMED"),
        ("an empty header", "..".to_owned(), "TOKEN_MALFORMED"),
        ("1 MiB", format!("{}.{}.{}", "a".repeat(1 << 20), parts[1], parts[2]), "TOKEN_TOO_LONG"),
        ("four parts", format!("{good}.x"), "UNAUTHENTICATED"),
        ("a key nobody holds", "muster_a.b.c".to_owned(), "UNAUTHENTICATED"),
    ];
    for (what, token, code) in table {
        let reply = node.ask(&token).await;
        assert_eq!(reply.told(), (401, code), "{what}");
        assert!(reply.headers["www-authenticate"].to_str().is_ok_and(|value| value.starts_with("Bearer")), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn token_is_good_within_the_leeway_and_when_it_is_meant_for_others_too() {
    let story = Story::begin().await;
    let node = node(&story.store.log, &story.issuer).await;
    let good = [
        story.with_claim("nbf", json!(story.now + 20)),
        story.with_claim("exp", json!(story.now - 5)),
        story.with_claim("aud", json!(["another-client", AUDIENCE])),
        story.without_claim("nbf"),
        story.without_claim("jti"),
        story.with_header("typ", json!("application/AT+JWT")),
    ];
    for token in good {
        let reply = node.ask(&token).await;
        assert_eq!(reply.told(), (200, ""), "{}", reply.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn address_or_key_in_a_token_is_followed_nowhere() {
    let story = Story::begin().await;
    let node = node(&story.store.log, &story.issuer).await;
    let own = IssuerKey::fresh("own", "ES256");
    let elsewhere = TestIssuer::start(&[&own]).await;
    let keys = format!("{}/keys", elsewhere.url());
    for (member, value) in [("jku", json!(keys)), ("x5u", json!(keys)), ("jwk", own.jwk())] {
        let mut header = own.header();
        header[member] = value;
        assert_eq!(node.ask(&own.token(&header, &story.claims())).await.told(), (401, "TOKEN_KEY_UNKNOWN"), "{member}");
    }
    assert_eq!(elsewhere.asked_for_keys(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn denied_token_and_denied_subject_are_refused_on_every_node_within_five_seconds() {
    let story = Story::begin().await;
    let second = story.store.second_log().await;
    let nodes = [node(&story.store.log, &story.issuer).await, node(&second, &story.issuer).await];
    let token = |subject: &str| story.rsa.token(&story.rsa.header(), &story.issuer.claims(subject, story.now));
    let subject = oidc::principal(&story.issuer.url(), "everything");
    let denials = [("one", Denied::TokenId("token-of-one".to_owned())), ("everything", Denied::Subject(subject))];
    for (who, denied) in denials {
        for node in &nodes {
            assert_eq!(node.ask(&token(who)).await.told(), (200, ""));
        }
        denied_tokens::deny(story.store.log.pool(), &denied).await.expect("it is denied");
        let since = Instant::now();
        for node in &nodes {
            eventually("the denial", async || {
                let reply = node.ask(&token(who)).await;
                (reply.told() == (401, "TOKEN_DENIED")).then_some(())
            })
            .await;
        }
        assert!(since.elapsed() < DENIAL_LIMIT, "{who}: {:?}", since.elapsed());
        assert_eq!(nodes[0].ask(&token("another")).await.told(), (200, ""));
    }
    assert!(denied_tokens::allow(story.store.log.pool(), &Denied::Subject(subject)).await.expect("it is allowed"));
    assert_eq!(nodes[1].ask(&token("everything")).await.told(), (200, ""));
}

#[test]
fn issuer_is_refused_unless_nobody_can_stand_between() {
    for issuer in ["http://idp.example", "ftp://idp.example", "idp", "https://idp.example?a=b", "http://127.example"] {
        assert!(Settings::try_new(issuer, AUDIENCE).is_err(), "{issuer}");
    }
    assert!(Settings::try_new("https://idp.example", " ").is_err());
    for issuer in ["https://idp.example/realms/city", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"] {
        assert!(Settings::try_new(issuer, AUDIENCE).is_ok(), "{issuer}");
    }
}
