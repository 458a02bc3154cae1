//! An `OpenID` Connect issuer of a test's own: a server on loopback that publishes its discovery document and its keys.
//!
//! Tokens are put together and signed here by hand, so that they can be wrong in every way.

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
        Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
    },
};
use axum::{Router, extract::State, http::StatusCode, routing::get};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// For whom the tokens of a test are meant.
pub const AUDIENCE: &str = "muster-test";
/// Until when a token of [`TestIssuer::claims`] is good, in seconds: fifteen minutes.
pub const LIFETIME: i64 = 900;

/// A pair of keys of an issuer.
pub struct IssuerKey {
    kid: String,
    algorithm: &'static str,
    secret: Secret,
}

enum Secret {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl IssuerKey {
    /// A fresh pair for an algorithm: `RS256`, `PS256`, `ES256`, `ES384` or `EdDSA`.
    ///
    /// # Panics
    /// When the algorithm is another one.
    #[must_use]
    pub fn fresh(kid: &str, algorithm: &'static str) -> Self {
        let ecdsa = |curve: &'static EcdsaSigningAlgorithm| {
            Secret::Ecdsa(EcdsaKeyPair::generate(curve).expect("a pair of keys"))
        };
        let secret = match algorithm {
            "RS256" | "PS256" => Secret::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).expect("a pair of keys"))),
            "ES256" => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING),
            "ES384" => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING),
            "EdDSA" => Secret::Ed25519(Ed25519KeyPair::generate().expect("a pair of keys")),
            other => unreachable!("no key for {other}"),
        };
        Self { kid: kid.to_owned(), algorithm, secret }
    }

    /// The header of a good token.
    #[must_use]
    pub fn header(&self) -> Value {
        json!({ "alg": self.algorithm, "typ": "at+jwt", "kid": self.kid })
    }

    /// The public key as it is published.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let mut jwk = match &self.secret {
            Secret::Rsa(pair) => {
                let public = pair.public_key();
                let (n, e) = (public.modulus(), public.exponent());
                json!({ "kty": "RSA", "n": encode(n.big_endian_without_leading_zero()),
                    "e": encode(e.big_endian_without_leading_zero()) })
            }
            Secret::Ecdsa(pair) => {
                let point = pair.public_key().as_ref().split_at(1).1;
                let (x, y) = point.split_at(point.len() / 2);
                let curve = if self.algorithm == "ES256" { "P-256" } else { "P-384" };
                json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) })
            }
            Secret::Ed25519(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) }),
        };
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(self.algorithm);
        jwk
    }

    /// A token with this header and these claims, signed with the key whatever the header says.
    ///
    /// # Panics
    /// When the key does not sign.
    #[must_use]
    pub fn token(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let random = SystemRandom::new();
        let signature = match &self.secret {
            Secret::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let padding = if self.algorithm == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                pair.sign(padding, &random, message.as_bytes(), &mut signature).expect("a signature");
                signature
            }
            Secret::Ecdsa(pair) => pair.sign(&random, message.as_bytes()).expect("a signature").as_ref().to_vec(),
            Secret::Ed25519(pair) => pair.sign(message.as_bytes()).as_ref().to_vec(),
        };
        format!("{message}.{}", encode(signature))
    }

    /// A token of the attack that takes the public key for a shared secret.
    #[must_use]
    pub fn token_by_shared_secret(&self, claims: &Value) -> String {
        let mut header = self.header();
        header["alg"] = json!("HS256");
        let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let secret = hmac::Key::new(hmac::HMAC_SHA256, self.jwk()["n"].to_string().as_bytes());
        format!("{message}.{}", encode(hmac::sign(&secret, message.as_bytes())))
    }
}

/// What the issuer answers, and how often it was asked.
struct Answers {
    document: Value,
    keys: String,
    asked_for_keys: usize,
}

type Shared = Arc<Mutex<Answers>>;

fn with<T>(shared: &Shared, look: impl FnOnce(&mut Answers) -> T) -> T {
    look(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}

/// An issuer that runs until it is dropped.
pub struct TestIssuer {
    address: SocketAddr,
    answers: Shared,
    server: JoinHandle<()>,
}

impl TestIssuer {
    /// An issuer that publishes these keys.
    ///
    /// # Panics
    /// When there is no port to be had.
    pub async fn start(keys: &[&IssuerKey]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}");
        let document = json!({ "issuer": url, "jwks_uri": format!("{url}/keys") });
        let answers = Arc::new(Mutex::new(Answers { document, keys: String::new(), asked_for_keys: 0 }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document_of))
            .route("/keys", get(keys_of))
            .with_state(Arc::clone(&answers));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("the issuer serves") });
        let issuer = Self { address, answers, server };
        issuer.publish(keys);
        issuer
    }

    /// Its name: its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Publishes these keys and no others.
    pub fn publish(&self, keys: &[&IssuerKey]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
        self.publish_text(json!({ "keys": keys }).to_string());
    }

    /// Publishes any text in the place of its keys.
    pub fn publish_text(&self, text: String) {
        with(&self.answers, |answers| answers.keys = text);
    }

    /// Changes a member of the discovery document.
    pub fn declare(&self, member: &str, value: &str) {
        with(&self.answers, |answers| answers.document[member] = json!(value));
    }

    /// How often the keys were asked for.
    #[must_use]
    pub fn asked_for_keys(&self) -> usize {
        with(&self.answers, |answers| answers.asked_for_keys)
    }

    /// Is there no more: its port is closed when this returns.
    pub async fn go_down(&mut self) {
        self.server.abort();
        drop((&mut self.server).await);
    }

    /// The claims of a good token at an instant, in seconds since 1970.
    #[must_use]
    pub fn claims(&self, subject: &str, now: i64) -> Value {
        json!({ "iss": self.url(), "aud": AUDIENCE, "sub": subject, "iat": now, "nbf": now, "exp": now + LIFETIME,
            "jti": format!("token-of-{subject}") })
    }
}

impl Drop for TestIssuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn document_of(State(answers): State<Shared>) -> String {
    with(&answers, |answers| answers.document.to_string())
}

async fn keys_of(State(answers): State<Shared>) -> (StatusCode, String) {
    let keys = with(&answers, |answers| {
        answers.asked_for_keys += 1;
        answers.keys.clone()
    });
    (StatusCode::OK, keys)
}
