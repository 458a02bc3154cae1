//! What is asked of the issuer over HTTP: its discovery document and its keys, bounded in size and time.
//! Addresses come from the configuration and from the pinned document alone, never from a token.

use super::{Settings, key_set::KEYS_LIMIT, key_set::KeySet};
use reqwest::{Client, Url, redirect::Policy};
use serde::Deserialize;
use std::time::Duration;

/// Bytes of an answer that are read at most.
const ANSWER_BYTES: usize = 64 * 1024;
/// Longest time of one request; two of them fit into the five seconds that a sign-in may take.
const REQUEST_TIME: Duration = Duration::from_secs(2);
/// Where the document is found below the issuer (`OpenID` Connect Discovery 1.0, 4).
const DOCUMENT: &str = "/.well-known/openid-configuration";

/// Why the issuer's keys could not be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchFault {
    #[error("the issuer does not answer")]
    Unreachable(#[from] reqwest::Error),
    #[error("the issuer answers with status {0}")]
    Status(u16),
    #[error("the issuer's answer has more than {ANSWER_BYTES} bytes")]
    TooLarge,
    #[error("the issuer's answer is no JSON of the right shape")]
    NotJson,
    #[error("the discovery document is of another issuer")]
    IssuerDiffers,
    #[error("the address of the keys is neither https nor loopback")]
    KeysInsecure,
    #[error("the issuer publishes {found} keys; {KEYS_LIMIT} are taken")]
    TooManyKeys { found: usize },
    #[error("the issuer publishes no key that signs tokens")]
    NoKeys,
}

/// The members of the discovery document that are used.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

/// The issuer as seen from here.
pub(super) struct Issuer {
    client: Client,
    name: String,
}

impl Issuer {
    pub(super) fn new(settings: &Settings) -> Result<Self, reqwest::Error> {
        // A redirect could lead anywhere, so none is followed.
        let mut client = Client::builder().redirect(Policy::none()).timeout(REQUEST_TIME).user_agent("muster");
        if settings.loopback {
            client = client.no_proxy();
        }
        Ok(Self { client: client.build()?, name: settings.issuer.clone() })
    }

    /// Asks for the document, and then for the keys.
    pub(super) async fn keys(&self) -> Result<KeySet, FetchFault> {
        let address = format!("{}{DOCUMENT}", self.name.trim_end_matches('/'));
        let document: Document = serde_json::from_slice(&self.get(&address).await?).map_err(|_| FetchFault::NotJson)?;
        if document.issuer != self.name {
            return Err(FetchFault::IssuerDiffers);
        }
        if !Url::parse(&document.jwks_uri).is_ok_and(|address| is_safe(&address)) {
            return Err(FetchFault::KeysInsecure);
        }
        KeySet::read(&self.get(&document.jwks_uri).await?)
    }

    async fn get(&self, address: &str) -> Result<Vec<u8>, FetchFault> {
        let mut response = self.client.get(address).send().await?;
        if !response.status().is_success() {
            return Err(FetchFault::Status(response.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if bytes.len() + chunk.len() > ANSWER_BYTES {
                return Err(FetchFault::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// Whether nobody between here and there can change what is answered.
pub(super) fn is_safe(address: &Url) -> bool {
    address.scheme() == "https" || (address.scheme() == "http" && is_loopback(address))
}

/// Whether the address is of this machine.
pub(super) fn is_loopback(address: &Url) -> bool {
    let host = address.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
