//! The issuer's keys over time: rotation, an issuer that is down, and answers that are not taken.

use chrono::{DateTime, TimeDelta, Utc};
use muster_api::sign_in::oidc::{Settings, TokenRefusal, Validator, VerifyError};
use muster_tests::{
    TestIssuer,
    issuer::{AUDIENCE, IssuerKey},
};
use serde_json::json;

/// An issuer and whoever believes it, while time passes for both.
struct Story {
    issuer: TestIssuer,
    validator: Validator,
    now: DateTime<Utc>,
}

impl Story {
    async fn begin(issuer: TestIssuer) -> Self {
        let now = DateTime::from_timestamp(1_717_372_800, 0).expect("an instant");
        let settings = Settings::try_new(&issuer.url(), AUDIENCE).expect("a loopback issuer");
        let validator = Validator::start(settings, now).await.expect("a validator");
        Self { issuer, validator, now }
    }

    fn pass(&mut self, seconds: i64) {
        self.now += TimeDelta::seconds(seconds);
    }

    /// What becomes of a good token that is signed with a key.
    async fn judged(&self, key: &IssuerKey) -> Result<(), VerifyError> {
        let token = key.token(&key.header(), &self.issuer.claims("someone", self.now.timestamp()));
        self.validator.verify(&token, self.now).await.map(drop)
    }
}

const UNKNOWN: Result<(), VerifyError> = Err(VerifyError::Refused(TokenRefusal::KeyUnknown));

#[tokio::test]
async fn unknown_key_is_asked_for_at_most_once_a_minute() {
    let [first, second, third] = ["1", "2", "3"].map(|kid| IssuerKey::fresh(kid, "ES256"));
    let issuer = TestIssuer::start(&[&first]).await;
    let mut story = Story::begin(issuer).await;
    assert_eq!((story.judged(&first).await, story.issuer.asked_for_keys()), (Ok(()), 1));

    story.issuer.publish(&[&first, &second]);
    assert_eq!(story.judged(&second).await, Ok(()), "the new key is asked for");
    assert_eq!(story.judged(&first).await, Ok(()));
    assert_eq!(story.issuer.asked_for_keys(), 2);

    story.issuer.publish(&[&second, &third]);
    for _ in 0..20 {
        assert_eq!(story.judged(&third).await, UNKNOWN);
    }
    story.pass(-1);
    assert_eq!(story.judged(&third).await, UNKNOWN, "a request that began before the last one ended");
    story.pass(1);
    story.pass(59);
    assert_eq!(story.judged(&third).await, UNKNOWN);
    assert_eq!(story.issuer.asked_for_keys(), 2, "within the minute nobody asks again");
    story.pass(2);
    assert_eq!(story.judged(&third).await, Ok(()));
    assert_eq!(story.judged(&first).await, UNKNOWN, "a key that is published no more signs nobody in");
    assert_eq!(story.issuer.asked_for_keys(), 3);
}

#[tokio::test]
async fn withdrawn_key_ends_although_nobody_asks_for_another() {
    let [first, second] = ["1", "2"].map(|kid| IssuerKey::fresh(kid, "EdDSA"));
    let issuer = TestIssuer::start(&[&first]).await;
    let mut story = Story::begin(issuer).await;
    story.issuer.publish(&[&second]);
    assert_eq!(story.judged(&first).await, Ok(()));
    story.pass(601);
    assert_eq!(story.judged(&first).await, UNKNOWN);
}

#[tokio::test]
async fn known_keys_go_on_when_the_issuer_is_down_and_unknown_ones_are_refused() {
    let [known, unknown] = ["1", "2"].map(|kid| IssuerKey::fresh(kid, "ES384"));
    let issuer = TestIssuer::start(&[&known]).await;
    let mut story = Story::begin(issuer).await;
    story.issuer.go_down().await;
    for _ in 0..3 {
        assert_eq!(story.judged(&unknown).await, UNKNOWN);
        assert_eq!(story.judged(&known).await, Ok(()));
        story.pass(3_600);
    }
}

#[tokio::test]
async fn start_without_the_issuer_refuses_nobody_by_mistake_and_heals() {
    let key = IssuerKey::fresh("1", "ES256");
    let issuer = TestIssuer::start(&[&key]).await;
    issuer.publish_text("maintenance".to_owned());
    let mut story = Story::begin(issuer).await;
    assert_eq!(story.judged(&key).await, Err(VerifyError::NoKeys));
    story.issuer.publish(&[&key]);
    assert_eq!(story.judged(&key).await, Err(VerifyError::NoKeys), "it was asked just now");
    story.pass(6);
    assert_eq!(story.judged(&key).await, Ok(()));
}

#[tokio::test]
async fn answer_of_the_issuer_is_not_taken_when_too_large_damaged_or_of_another() {
    let [known, new] = ["1", "2"].map(|kid| IssuerKey::fresh(kid, "ES256"));
    let issuer = TestIssuer::start(&[&known]).await;
    let mut story = Story::begin(issuer).await;
    let padded = json!({ "keys": [new.jwk()], "padding": "x".repeat(64 * 1024) }).to_string();
    let many: Vec<_> = (0..33).map(|_| new.jwk()).collect();
    let mut for_encryption = new.jwk();
    for_encryption["use"] = json!("enc");
    let symmetric = json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "2", "alg": "HS256" });
    let bad = [
        padded,
        json!({ "keys": many }).to_string(),
        json!({ "keys": [for_encryption] }).to_string(),
        json!({ "keys": [symmetric] }).to_string(),
        json!({ "keys": [] }).to_string(),
        "no JSON".to_owned(),
    ];
    for text in bad {
        story.pass(61);
        let before = story.issuer.asked_for_keys();
        story.issuer.publish_text(text);
        assert_eq!(story.judged(&new).await, UNKNOWN);
        assert_eq!(story.judged(&known).await, Ok(()), "the last good keys stay");
        assert_eq!(story.issuer.asked_for_keys(), before + 1);
    }
    story.issuer.publish(&[&new]);
    for (member, value) in [("jwks_uri", "http://idp.example/keys"), ("issuer", "https://other.example")] {
        story.pass(61);
        story.issuer.declare(member, value);
        assert_eq!(story.judged(&new).await, UNKNOWN, "{member}");
        assert_eq!(story.judged(&known).await, Ok(()), "{member}");
    }
}

#[tokio::test]
async fn key_of_an_unknown_kind_spoils_no_other() {
    let key = IssuerKey::fresh("1", "ES256");
    let issuer = TestIssuer::start(&[]).await;
    let unknown = json!({ "kty": "AKP", "alg": "ML-DSA-65", "pub": "AA", "kid": "2" });
    issuer.publish_text(json!({ "keys": [unknown, { "kty": 7 }, key.jwk()] }).to_string());
    assert_eq!(Story::begin(issuer).await.judged(&key).await, Ok(()));
}
