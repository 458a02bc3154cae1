//! A witness of our own (`muster witness`): keeps size and root of each log in a folder, and signs what follows from them.
//!
//! It knows no registry and no database. What it signs is kept durably before the signature leaves.

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use muster_eventstore::{Clock, seal::SigningKey};
use muster_seal::{
    Hash, PublicKey, SecretKey, SignedCheckpoint,
    witness::{AddCheckpoint, WitnessRefusal, cosign},
};
use sha2::{Digest as _, Sha256};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Mutex;

/// Longest request, in bytes: 63 hashes and a checkpoint with many signatures.
const REQUEST_BYTES: usize = 64 * 1_024;
/// Media type of the size in a refusal (C2SP tlog-witness).
const SIZE_TYPE: &str = "text/x.tlog.size";

/// Why a witness does not start or does not answer.
#[derive(Debug, thiserror::Error)]
pub enum WitnessFault {
    /// A file of its folder cannot be used.
    #[error("{} cannot be used: {why}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Its key cannot be used.
    #[error(transparent)]
    Key(#[from] muster_eventstore::seal::SealFault),
}

/// What a witness holds.
pub struct WitnessState {
    folder: PathBuf,
    key: SecretKey,
    logs: Vec<PublicKey>,
    clock: Clock,
    /// One request at a time: looking at the old size and keeping the new one are one step.
    turn: Mutex<()>,
}

impl WitnessState {
    /// Opens the folder, with its key made there at the first start.
    ///
    /// # Errors
    /// [`WitnessFault`].
    pub fn open(folder: &Path, name: &str, logs: Vec<PublicKey>, clock: Clock) -> Result<Self, WitnessFault> {
        std::fs::create_dir_all(folder)
            .map_err(|error| WitnessFault::File { path: folder.to_owned(), why: error.to_string() })?;
        let key = SigningKey::witness(folder, name)?;
        Ok(Self { folder: folder.to_owned(), key, logs, clock, turn: Mutex::new(()) })
    }

    /// The key by which its signatures are known.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        self.key.public()
    }

    fn path_of(&self, origin: &str) -> PathBuf {
        let digits: String = Sha256::digest(origin).iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(format!("{digits}.checkpoint"))
    }

    /// What was signed last for a log; a file that is damaged stops everything, for it must not count as none.
    fn signed_last(&self, origin: &str) -> Result<Option<(u64, Hash)>, WitnessFault> {
        let path = self.path_of(origin);
        let damaged = |why: String| WitnessFault::File { path: path.clone(), why };
        let note = match std::fs::read(&path) {
            Ok(note) => note,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(damaged(error.to_string())),
        };
        let opened =
            self.logs.iter().filter(|key| key.name() == origin).find_map(|key| SignedCheckpoint::open(&note, key).ok());
        let signed = opened.ok_or_else(|| damaged("it is no checkpoint of a known log".to_owned()))?;
        Ok(Some((signed.checkpoint.size, signed.checkpoint.root)))
    }

    fn keep(&self, signed: &SignedCheckpoint) -> Result<(), WitnessFault> {
        let path = self.path_of(&signed.checkpoint.origin);
        let beside = path.with_extension("new");
        let written = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&beside)?;
            file.write_all(signed.note())?;
            file.sync_all()?;
            std::fs::rename(&beside, &path)?;
            std::fs::File::open(&self.folder)?.sync_all()
        };
        written().map_err(|error| WitnessFault::File { path: path.clone(), why: error.to_string() })
    }

    /// The signature lines for a request.
    async fn add(&self, body: &[u8]) -> Result<Vec<u8>, Refused> {
        let _turn = self.turn.lock().await;
        let asked = AddCheckpoint::read(body)?;
        let origin = muster_seal::checkpoint::claimed(&asked.note).ok_or(WitnessRefusal::Form)?.origin;
        let last = self.signed_last(&origin)?;
        let signed = asked.judge(&self.logs, |_| last)?;
        self.keep(&signed)?;
        let now = u64::try_from(self.clock.now().timestamp()).unwrap_or_default();
        Ok(cosign(&signed, &self.key, now).map_err(WitnessRefusal::from)?)
    }
}

/// Why a request gets no signature.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Refusal(#[from] WitnessRefusal),
    #[error(transparent)]
    Fault(#[from] WitnessFault),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Refusal(WitnessRefusal::Conflict { size }) => {
                return (StatusCode::CONFLICT, [(header::CONTENT_TYPE, SIZE_TYPE)], format!("{size}\n"))
                    .into_response();
            }
            Self::Refusal(WitnessRefusal::Form | WitnessRefusal::Backwards { .. }) => StatusCode::BAD_REQUEST,
            Self::Refusal(WitnessRefusal::Unknown) => StatusCode::NOT_FOUND,
            Self::Refusal(WitnessRefusal::Signature(_)) => StatusCode::FORBIDDEN,
            Self::Refusal(WitnessRefusal::Inconsistent { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Fault(fault) => {
                tracing::error!(%fault, "the witness cannot answer");
                return (StatusCode::INTERNAL_SERVER_ERROR, "the witness cannot answer\n").into_response();
            }
        };
        (status, format!("{self}\n")).into_response()
    }
}

/// What a witness answers on: `POST /add-checkpoint`, and its public key on `GET /key`.
pub fn router(state: WitnessState) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add))
        .route("/key", get(async |State(state): State<Arc<WitnessState>>| format!("{}\n", state.public())))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES))
        .with_state(Arc::new(state))
}

async fn add(State(state): State<Arc<WitnessState>>, body: Bytes) -> Result<Vec<u8>, Refused> {
    state.add(&body).await
}
