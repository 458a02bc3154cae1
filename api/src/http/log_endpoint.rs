//! The sealed log over plain GET, as C2SP tlog-tiles lays it out: `/log/checkpoint`, `/log/tile/…`, `/log/tile/entries/…`.
//!
//! Checkpoint and hashes are for everybody: a leaf has 122 random bits in it (the event's id), so its hash tells nothing.
//! The leaves themselves are for whoever may read the whole log: they hold pseudonyms, what happened to them and when, and
//! hashes of payloads that are short enough to be guessed. Pseudonyms are still personal data (个人信息保护法, art. 73).

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Front;
use super::backend::{Backend, LogRefusal};
use super::graphql_endpoint::{in_time, permit};
use super::problem::Problem;
use super::sign_in::sign_in;
use super::trace_id::TraceId;

/// Path of the one resource that changes.
const CHECKPOINT: &str = "checkpoint";
/// How the paths of leaves begin.
const ENTRIES: &str = "tile/entries/";
/// How long a checkpoint may be kept: a signer makes a new one each second.
const CHECKPOINT_CACHE: &str = "public, max-age=1";
/// A tile of a size never changes.
const TILE_CACHE: &str = "public, max-age=31536000, immutable";
/// The same for what only some may read.
const ENTRIES_CACHE: &str = "private, max-age=31536000, immutable";

/// `GET /log/{path}`.
pub(super) async fn log<B: Backend>(
    State(front): State<Front<B>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let _permit = permit(&front.in_flight, &front.limits)?;
    let trace_id = TraceId::of(&headers);
    let caller = if path.starts_with(ENTRIES) {
        Some(in_time(&front.limits, &trace_id, sign_in(&front.backend, &headers, &front.limits)).await??)
    } else {
        None
    };
    let read = front.backend.log_resource(&path, caller.as_ref());
    let bytes = in_time(&front.limits, &trace_id, read).await?.map_err(|refusal| match refusal {
        LogRefusal::Unknown => {
            Problem::new(StatusCode::NOT_FOUND, "NOT_FOUND", "the published log has no such resource")
        }
        LogRefusal::Forbidden => {
            Problem::new(StatusCode::FORBIDDEN, "FORBIDDEN", "leaves are read by whoever may read the whole log")
        }
        LogRefusal::Unavailable => {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "LOG_UNAVAILABLE", "the log cannot be read at the moment")
                .with_header(header::RETRY_AFTER, HeaderValue::from(front.limits.retry_after_seconds))
        }
    })?;
    let (media_type, cache) = match path.as_str() {
        CHECKPOINT => ("text/plain; charset=utf-8", CHECKPOINT_CACHE),
        path if path.starts_with(ENTRIES) => ("application/octet-stream", ENTRIES_CACHE),
        _ => ("application/octet-stream", TILE_CACHE),
    };
    let fixed = HeaderValue::from_static;
    Ok(([(header::CONTENT_TYPE, fixed(media_type)), (header::CACHE_CONTROL, fixed(cache))], bytes).into_response())
}
