//! A witness that is asked over HTTP.

use futures::future::BoxFuture;
use muster_eventstore::seal::{Witness, WitnessAnswer};
use muster_seal::{PublicKey, key::KeyKind};
use reqwest::{Client, StatusCode};
use std::{str::FromStr, time::Duration};

/// Longest answer that is read, in bytes: a few signature lines.
const ANSWER_BYTES: usize = 16 * 1_024;
/// How long a connection and the answer may take together.
const ANSWER_TIME: Duration = Duration::from_secs(2);

/// Where a witness is asked, and its key: `https://witness.example/prefix#NAME+ID+KEY`.
#[derive(Clone, Debug)]
pub struct HttpWitness {
    url: String,
    key: PublicKey,
    client: Client,
}

impl FromStr for HttpWitness {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (prefix, key) = text.split_once('#').ok_or("a witness has the form URL#NAME+ID+KEY")?;
        if !prefix.starts_with("https://") && !prefix.starts_with("http://") {
            return Err("the address of a witness begins with https:// or http://".to_owned());
        }
        let key: PublicKey = key.parse().map_err(|error: muster_seal::key::KeyError| error.to_string())?;
        if key.kind() != KeyKind::Witness {
            return Err("the key is not that of a witness".to_owned());
        }
        // Nobody is followed elsewhere: the address is the one that a person typed.
        let client = Client::builder().timeout(ANSWER_TIME).redirect(reqwest::redirect::Policy::none()).build();
        let client = client.map_err(|error| error.to_string())?;
        Ok(Self { url: format!("{}/add-checkpoint", prefix.trim_end_matches('/')), key, client })
    }
}

impl Witness for HttpWitness {
    fn key(&self) -> &PublicKey {
        &self.key
    }

    fn add_checkpoint(&self, body: Vec<u8>) -> BoxFuture<'_, Result<WitnessAnswer, String>> {
        Box::pin(async move {
            let response = self.client.post(&self.url).body(body).send().await.map_err(|error| error.to_string())?;
            let status = response.status();
            let text = bounded(response).await?;
            match status {
                StatusCode::OK => Ok(WitnessAnswer::Signed(text)),
                StatusCode::CONFLICT => {
                    let size = std::str::from_utf8(&text).ok().and_then(|text| text.trim_end().parse().ok());
                    Ok(size.map_or_else(
                        || WitnessAnswer::Refused("409 without a size".to_owned()),
                        WitnessAnswer::Conflict,
                    ))
                }
                other => Ok(WitnessAnswer::Refused(format!("it answered {other}"))),
            }
        })
    }
}

async fn bounded(mut response: reqwest::Response) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.to_string())? {
        text.extend_from_slice(&chunk);
        if text.len() > ANSWER_BYTES {
            return Err("its answer is too long".to_owned());
        }
    }
    Ok(text)
}
