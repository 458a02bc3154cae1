//! The one shape of every "no" that is said before a GraphQL answer exists.
//! Refusals of the domain do not come through here: they are GraphQL errors with their own codes.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::metrics::Outcome;

/// Longest text that is echoed or logged from what a caller or a library wrote, in bytes.
pub(super) const ECHO_BYTES: usize = 200;

/// A refusal by the front: status, stable code, one sentence. Boxed, because it rides in every `Result` here.
#[derive(Debug)]
pub(super) struct Problem(Box<Parts>);

#[derive(Debug)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Line and column in the document, both from 1.
    place: Option<(usize, usize)>,
    trace_id: Option<String>,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A refusal with this status, code and sentence.
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Parts { status, code, message: message.into(), place: None, trace_id: None, header: None }))
    }

    /// A request that is not well formed: always 400.
    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// The same with one header that the status asks for.
    pub(super) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.header = Some((name, value));
        self
    }

    /// The same with the id under which the log knows this request.
    pub(super) fn with_trace(mut self, trace_id: &str) -> Self {
        self.0.trace_id = Some(trace_id.to_owned());
        self
    }

    /// The same with a place (line, column) in the document.
    pub(super) fn at(mut self, line: usize, column: usize) -> Self {
        self.0.place = Some((line, column));
        self
    }

    /// The answer with the problem's own status, under a negotiated media type.
    pub(super) fn answer_as(self, media_type: &'static str) -> Response {
        let status = self.0.status;
        self.answer(status, media_type)
    }

    /// The answer with another status, under a negotiated media type.
    pub(super) fn answer(self, status: StatusCode, media_type: &'static str) -> Response {
        let body = self.0.body();
        let mut response = (status, [(header::CONTENT_TYPE, media_type)], body).into_response();
        response.extensions_mut().insert(Outcome(self.0.code));
        if let Some((name, value)) = self.0.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

impl Parts {
    /// The body in the shape of a GraphQL answer without `data`.
    fn body(&self) -> String {
        let mut extensions = Map::new();
        extensions.insert("code".to_owned(), Value::from(self.code));
        if let Some(trace_id) = &self.trace_id {
            extensions.insert("traceId".to_owned(), Value::from(trace_id.as_str()));
        }
        let mut error = Map::new();
        error.insert("message".to_owned(), Value::from(bounded(&self.message)));
        if let Some((line, column)) = self.place {
            error.insert("locations".to_owned(), json!([{"line": line, "column": column}]));
        }
        error.insert("extensions".to_owned(), Value::Object(extensions));
        json!({ "errors": [error] }).to_string()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.answer_as("application/json; charset=utf-8")
    }
}

/// The longest beginning of a text that fits into [`ECHO_BYTES`] without cutting a character.
pub(super) fn bounded(text: &str) -> &str {
    if text.len() <= ECHO_BYTES {
        return text;
    }
    let mut end = ECHO_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
