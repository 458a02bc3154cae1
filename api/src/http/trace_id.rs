//! The id under which one request is known to the caller and to the log.
//! It is taken from a valid `traceparent` (W3C Trace Context) or drawn here; it carries no meaning.

use axum::http::{HeaderMap, HeaderName};
use uuid::Uuid;

/// The header that carries the id on every answer.
pub const TRACE_ID_HEADER: HeaderName = HeaderName::from_static("x-trace-id");

/// The id of a request: 32 digits of lower-case hexadecimal; also in the data of each GraphQL request, whose events bear
/// it as their correlation id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceId(String);

impl TraceId {
    /// The caller's trace id if its `traceparent` is valid, else a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get("traceparent").and_then(|value| value.to_str().ok());
        given.and_then(trace_of_parent).map_or_else(Self::drawn, Self)
    }

    fn drawn() -> Self {
        Self(format!("{:032x}", rand::random::<u128>()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same as events keep it.
    pub(crate) fn uuid(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.0).ok()
    }
}

/// `version-trace-parent-flags`; version `ff` and ids of zeros are invalid by the recommendation.
fn trace_of_parent(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let version = hex(parts.next()?, 2)?;
    let trace = hex(parts.next()?, 32)?;
    let parent = hex(parts.next()?, 16)?;
    hex(parts.next()?, 2)?;
    let zeros = |digits: &str| digits.bytes().all(|digit| digit == b'0');
    let too_long = version == "00" && parts.next().is_some();
    if version == "ff" || zeros(trace) || zeros(parent) || too_long {
        return None;
    }
    Some(trace.to_owned())
}

fn hex(text: &str, length: usize) -> Option<&str> {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == length && text.bytes().all(digit)).then_some(text)
}
