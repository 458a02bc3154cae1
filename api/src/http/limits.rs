//! Every bound of the HTTP front, in one place, with its unit.
//! Bounds of the domain (hours, links, page sizes) must not be put here.

use std::time::Duration;

/// The bounds that the front keeps; `Limits::default()` is what production runs with.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest request body, in bytes.
    pub body_bytes: usize,
    /// Largest GraphQL document, in bytes of UTF-8.
    pub document_bytes: usize,
    /// Largest `variables` object, in bytes of its JSON text as sent.
    pub variables_bytes: usize,
    /// Longest bearer token, in bytes.
    pub bearer_bytes: usize,
    /// Most lexical tokens in a document.
    pub tokens: usize,
    /// Most brackets `{ ( [` open at one time anywhere in a document.
    pub bracket_nesting: usize,
    /// Most root fields of an operation, aliases and fragments counted in.
    pub root_fields: u32,
    /// Deepest field below an operation, where a root field has depth 1.
    pub depth: u32,
    /// Deepest field below `__schema` and `__type`: the usual introspection query needs 13 to 15.
    pub introspection_depth: u32,
    /// Most fields, spreads and inline fragments of an operation once every fragment is written out.
    pub expanded_selections: u32,
    /// Most selection sets inside each other, fragments counted in; the executor refuses more than 32.
    pub nested_selections: u32,
    /// Most directives on one place of a document.
    pub directives: usize,
    /// Longest time that the sign-in, and after it the execution, may each take.
    pub operation_time: Duration,
    /// Longest time in which a caller must have sent the whole body.
    pub body_time: Duration,
    /// Longest time a readiness answer may take before it counts as not ready.
    pub readiness_time: Duration,
    /// Most operations in flight at one time; one more is answered 503 at once.
    pub operations_in_flight: usize,
    /// What `Retry-After` says on such an answer, in whole seconds.
    pub retry_after_seconds: u32,
}

impl Default for Limits {
    /// The figures of the hardening list (OWASP GraphQL cheat sheet) and of measured attacks.
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            document_bytes: 64 * 1024,
            variables_bytes: 256 * 1024,
            bearer_bytes: 8 * 1024,
            tokens: 4_000,
            bracket_nesting: 64,
            root_fields: 20,
            depth: 10,
            introspection_depth: 20,
            expanded_selections: 2_000,
            nested_selections: 30,
            directives: 4,
            operation_time: Duration::from_secs(5),
            body_time: Duration::from_secs(10),
            readiness_time: Duration::from_secs(2),
            operations_in_flight: 256,
            retry_after_seconds: 1,
        }
    }
}
