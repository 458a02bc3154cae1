//! What of an executor's answer may leave the house.
//!
//! An error that carries a code was put there on purpose and passes. What the executor refuses before it runs
//! gets a code of ours and a bounded text. Everything else is a fault: it is logged once and answered with a
//! fixed text, because its own text may name tables, addresses or people.

use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};

use super::problem::bounded;

/// Most errors that are passed on for a document that was refused before it ran.
const REFUSALS_SHOWN: usize = 10;

/// What became of an operation, for the status and the metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No errors.
    Ok,
    /// Carried out, with errors that the program gave on purpose.
    Refused,
    /// Nothing ran: the document does not fit the schema or its limits.
    Invalid,
    /// At least one error was a fault of ours.
    Fault,
}

impl Verdict {
    /// The label under which the answer is counted.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Refused => "REFUSED",
            Self::Invalid => "GRAPHQL_VALIDATION_FAILED",
            Self::Fault => "INTERNAL",
        }
    }
}

/// Gives every error a code and hides the faults.
pub(super) fn mask(response: &mut Response, trace_id: &str) -> Verdict {
    let mut verdict = if response.errors.is_empty() { Verdict::Ok } else { Verdict::Refused };
    let mut ran = response.data != Value::Null;
    for error in &mut response.errors {
        // The executor writes a path as soon as it has begun to resolve a field.
        ran |= !error.path.is_empty();
        if has_code(error) {
            ran = true;
        } else if let Some(code) = executor_code(error) {
            error.message = bounded(&error.message).to_owned();
            set_code(error, code, None);
        } else {
            tracing::error!(trace_id, error = bounded(&error.message), "a fault was masked");
            *error = fault(error, trace_id);
            ran = true;
            verdict = Verdict::Fault;
        }
    }
    if ran {
        return verdict;
    }
    response.errors.truncate(REFUSALS_SHOWN);
    if response.errors.is_empty() { verdict } else { Verdict::Invalid }
}

fn has_code(error: &ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    matches!(code, Some(Value::String(_)))
}

/// The code for an error that the executor itself wrote, told apart by what only it leaves behind:
/// no source, and either one of its fixed sentences or a place in the document without a path.
fn executor_code(error: &ServerError) -> Option<&'static str> {
    if error.source.is_some() {
        return None;
    }
    let message = error.message.as_str();
    let coercion = message.starts_with("Failed to parse \"") || message.starts_with("Expected input type \"");
    if coercion {
        return Some("BAD_USER_INPUT");
    }
    if !error.path.is_empty() {
        return None;
    }
    match message {
        "Query is too complex." => Some("QUERY_TOO_COMPLEX"),
        "Query is nested too deep." => Some("QUERY_TOO_DEEP"),
        _ if message.starts_with("The recursion depth of the query cannot be greater than") => Some("QUERY_TOO_DEEP"),
        _ if !error.locations.is_empty() => Some("GRAPHQL_VALIDATION_FAILED"),
        _ => None,
    }
}

fn set_code(error: &mut ServerError, code: &str, trace_id: Option<&str>) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", code);
    if let Some(trace_id) = trace_id {
        extensions.set("traceId", trace_id);
    }
}

/// The fixed error that stands for a fault, at the same place of the answer.
fn fault(original: &ServerError, trace_id: &str) -> ServerError {
    let mut masked = ServerError::new("internal fault", None);
    masked.locations.clone_from(&original.locations);
    masked.path.clone_from(&original.path);
    set_code(&mut masked, "INTERNAL", Some(trace_id));
    masked
}
