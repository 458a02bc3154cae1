//! Access tokens of one `OpenID` Connect issuer (RFC 9068): who somebody is, as the configured issuer says it.
//!
//! The library checks signatures; everything that it accepts unless told otherwise (a missing issuer or audience, a
//! `nbf` to come, an ID token) is judged here. Nothing in a token leads anywhere: `jku`, `x5u` and `jwk` are not read.

mod cache;
mod fetch;
mod key_set;
mod refusal;

pub use refusal::TokenRefusal;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cache::{KeyCache, Lookup};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Validation, errors::ErrorKind};
use reqwest::Url;
use serde::Deserialize;
use std::{str::FromStr as _, sync::Arc};
use uuid::Uuid;

/// How far the issuer's clock may be from ours; at most 60 s.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// The types of an access token (RFC 9068, 2.1), in lower case.
const ACCESS_TOKEN_TYPES: [&str; 2] = ["at+jwt", "application/at+jwt"];

/// Which issuer is believed, and for whom its tokens must be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    issuer: String,
    audience: String,
    loopback: bool,
}

/// Why an issuer is not usable.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFault {
    /// It is no address that nobody can stand between.
    #[error("the issuer must be an https address without query and fragment (http only on loopback)")]
    Issuer,
    /// Tokens for anybody would be taken.
    #[error("the audience must not be empty")]
    Audience,
    /// The HTTP client cannot be made, for example because the system's certificates cannot be read.
    #[error("the issuer cannot be asked")]
    Client(#[from] reqwest::Error),
}

impl Settings {
    /// Reads the issuer's address, which tokens repeat letter by letter, and the audience.
    ///
    /// # Errors
    /// [`SettingsFault`].
    pub fn try_new(issuer: &str, audience: &str) -> Result<Self, SettingsFault> {
        let address = Url::parse(issuer).map_err(|_| SettingsFault::Issuer)?;
        if !fetch::is_safe(&address) || address.query().is_some() || address.fragment().is_some() {
            return Err(SettingsFault::Issuer);
        }
        if audience.trim().is_empty() {
            return Err(SettingsFault::Audience);
        }
        let loopback = fetch::is_loopback(&address);
        Ok(Self { issuer: issuer.to_owned(), audience: audience.to_owned(), loopback })
    }
}

/// What a good token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedToken {
    /// The principal: UUID version 5 of issuer and `sub`, so that no name of the issuer's reaches the log.
    pub subject: Uuid,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Its `jti`, where it has one.
    pub token_id: Option<String>,
}

/// Why a token was not verified.
#[derive(Debug, PartialEq, Eq)]
pub enum VerifyError {
    /// It is a bad one.
    Refused(TokenRefusal),
    /// Nobody knows: the issuer has not been reached since the start.
    NoKeys,
}

impl From<TokenRefusal> for VerifyError {
    fn from(refusal: TokenRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Verifies tokens; clones share the keys.
#[derive(Clone)]
pub struct Validator {
    settings: Settings,
    keys: Arc<KeyCache>,
}

/// What is looked at in a header before anything is believed.
#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
}

/// The claims that count (RFC 7519, 4.1); times are whole seconds since 1970.
#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Audience>,
    exp: Option<i64>,
    nbf: Option<i64>,
    jti: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn names(&self, wanted: &str) -> bool {
        match self {
            Self::One(name) => name == wanted,
            Self::Many(names) => names.iter().any(|name| name == wanted),
        }
    }
}

impl Validator {
    /// A validator of an issuer's tokens. An issuer that does not answer stops no start: tokens are answered with
    /// [`VerifyError::NoKeys`] until it does.
    ///
    /// # Errors
    /// [`SettingsFault::Client`].
    pub async fn start(settings: Settings, now: DateTime<Utc>) -> Result<Self, SettingsFault> {
        let keys = KeyCache::start(fetch::Issuer::new(&settings)?, now).await;
        Ok(Self { settings, keys: Arc::new(keys) })
    }

    /// What a token says at an instant.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<VerifiedToken, VerifyError> {
        let header = header(token)?;
        let typ = header.typ.unwrap_or_default().to_ascii_lowercase();
        if !ACCESS_TOKEN_TYPES.contains(&typ.as_str()) {
            return Err(TokenRefusal::TypeWrong.into());
        }
        let algorithm = Algorithm::from_str(&header.alg).map_err(|_| TokenRefusal::AlgorithmRefused)?;
        if matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
            return Err(TokenRefusal::AlgorithmRefused.into());
        }
        let key = match self.keys.find(&header.kid.ok_or(TokenRefusal::KeyUnknown)?, now).await {
            Lookup::Known(key) => key,
            Lookup::Unknown => return Err(TokenRefusal::KeyUnknown.into()),
            Lookup::NoKeys => return Err(VerifyError::NoKeys),
        };
        if !key.signs_with(algorithm) {
            return Err(TokenRefusal::AlgorithmRefused.into());
        }
        let data = jsonwebtoken::decode::<Claims>(token, &key.key, &signature_only(algorithm));
        let claims = data.map_err(|error| of_library(error.kind()))?.claims;
        Ok(self.judge(claims, now)?)
    }

    /// The claims of a token whose signature is good.
    fn judge(&self, claims: Claims, now: DateTime<Utc>) -> Result<VerifiedToken, TokenRefusal> {
        let issuer = claims.iss.ok_or(TokenRefusal::IssuerMissing)?;
        if issuer != self.settings.issuer {
            return Err(TokenRefusal::IssuerUnknown);
        }
        if !claims.aud.ok_or(TokenRefusal::AudienceMissing)?.names(&self.settings.audience) {
            return Err(TokenRefusal::AudienceWrong);
        }
        let subject = claims.sub.filter(|subject| !subject.is_empty()).ok_or(TokenRefusal::SubjectMissing)?;
        let expires_at = instant(claims.exp.ok_or(TokenRefusal::ExpiryMissing)?)?;
        if now >= expires_at + LEEWAY {
            return Err(TokenRefusal::Expired);
        }
        if let Some(begins) = claims.nbf
            && instant(begins)? > now + LEEWAY
        {
            return Err(TokenRefusal::NotYetValid);
        }
        let subject = principal(&issuer, &subject);
        Ok(VerifiedToken { subject, expires_at, token_id: claims.jti })
    }
}

/// The id under which the registry knows a subject of an issuer.
#[must_use]
pub fn principal(issuer: &str, subject: &str) -> Uuid {
    Uuid::new_v5(&Uuid::new_v5(&Uuid::NAMESPACE_URL, issuer.as_bytes()), subject.as_bytes())
}

fn header(token: &str) -> Result<Header, TokenRefusal> {
    let (header, _) = token.split_once('.').ok_or(TokenRefusal::Malformed)?;
    let json = URL_SAFE_NO_PAD.decode(header).map_err(|_| TokenRefusal::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenRefusal::Malformed)
}

/// Everything but the signature is judged by [`Validator::judge`], by our clock and with a code each.
fn signature_only(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list may grow")]
fn of_library(kind: &ErrorKind) -> TokenRefusal {
    match kind {
        ErrorKind::InvalidSignature => TokenRefusal::SignatureWrong,
        ErrorKind::InvalidAlgorithm | ErrorKind::UnsupportedAlgorithm => TokenRefusal::AlgorithmRefused,
        _ => TokenRefusal::Malformed,
    }
}

/// An instant within the years that a calendar has room for, the leeway included.
fn instant(seconds: i64) -> Result<DateTime<Utc>, TokenRefusal> {
    let at = DateTime::from_timestamp(seconds, 0).ok_or(TokenRefusal::Malformed)?;
    at.checked_add_signed(LEEWAY).map(|_| at).ok_or(TokenRefusal::Malformed)
}
