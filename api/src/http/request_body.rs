//! Reading the body of a GraphQL request: bounded bytes, then the four members that the specification names.
//! What the document says is judged by the guard, not here.

use async_graphql::{Request, Variables};
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use futures::StreamExt;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::limits::Limits;
use super::problem::{Problem, bounded};

/// Reads at most the allowed bytes, in the allowed time, however the length is announced.
pub(super) async fn read(headers: &HeaderMap, body: Body, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    let announced = announced.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    if announced.is_some_and(|bytes| bytes > limits.body_bytes) {
        return Err(too_large(limits));
    }
    tokio::time::timeout(limits.body_time, collect(body, limits)).await.unwrap_or_else(|_| {
        Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "BODY_TIMEOUT",
            format!("the body did not arrive within {} s", limits.body_time.as_secs_f32()),
        ))
    })
}

async fn collect(body: Body, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk =
            chunk.map_err(|_| Problem::bad_request("BODY_UNREADABLE", "the body broke off or is not well framed"))?;
        if bytes.len().saturating_add(chunk.len()) > limits.body_bytes {
            return Err(too_large(limits));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn too_large(limits: &Limits) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "BODY_TOO_LARGE",
        format!("a request body may have {} bytes", limits.body_bytes),
    )
}

/// The members as sent; each is looked at on its own so that the answer can name the wrong one.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    query: Option<&'a RawValue>,
    #[serde(borrow, rename = "operationName")]
    operation_name: Option<&'a RawValue>,
    #[serde(borrow)]
    variables: Option<&'a RawValue>,
    #[serde(borrow)]
    extensions: Option<&'a RawValue>,
}

/// What a well-formed request asks for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) query: String,
    pub(super) operation_name: Option<String>,
    variables: Value,
}

impl Asked {
    /// Takes the body apart. `extensions` must be an object and is otherwise not used.
    pub(super) fn from_body(body: &[u8], limits: &Limits) -> Result<Self, Problem> {
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        match first {
            Some(b'{') => {}
            Some(b'[') => {
                return Err(Problem::bad_request("BATCH_DISABLED", "send one operation in a request, not a list"));
            }
            _ => {
                return Err(Problem::bad_request("BODY_NOT_OBJECT", "the body must be a JSON object"));
            }
        }
        let text = std::str::from_utf8(body)
            .map_err(|error| malformed(&format!("byte {} is not UTF-8", error.valid_up_to())))?;
        let members: Members<'_> = serde_json::from_str(text).map_err(|error| malformed(&error.to_string()))?;
        let query =
            string(members.query, "query")?.ok_or_else(|| Problem::bad_request("QUERY_MISSING", "query is missing"))?;
        let operation_name = string(members.operation_name, "operationName")?;
        if let Some(raw) = members.variables
            && raw.get().len() > limits.variables_bytes
        {
            return Err(Problem::bad_request(
                "VARIABLES_TOO_LARGE",
                format!("variables have {} bytes; {} are allowed", raw.get().len(), limits.variables_bytes),
            ));
        }
        let variables = object(members.variables, "variables")?;
        object(members.extensions, "extensions")?;
        Ok(Self { query, operation_name, variables })
    }

    /// The request that the executor takes, without its document, and the variables as sent.
    pub(super) fn into_request(self) -> Request {
        let mut request = Request::new(self.query).variables(Variables::from_json(self.variables));
        request.operation_name = self.operation_name;
        request
    }

    /// The value sent for a variable.
    pub(super) fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.get(name)
    }
}

fn malformed(message: &str) -> Problem {
    Problem::bad_request("BODY_MALFORMED", format!("the body is not well-formed JSON: {}", bounded(message)))
}

fn wrong_type(member: &str, wanted: &str) -> Problem {
    Problem::bad_request("BODY_MEMBER_INVALID", format!("{member} must be {wanted}"))
}

fn string(raw: Option<&RawValue>, member: &str) -> Result<Option<String>, Problem> {
    raw.map(|raw| serde_json::from_str(raw.get()).map_err(|_| wrong_type(member, "a string"))).transpose()
}

/// An object or nothing; JSON nested more than 127 levels deep is refused by the reader itself.
fn object(raw: Option<&RawValue>, member: &str) -> Result<Value, Problem> {
    let Some(raw) = raw else {
        return Ok(Value::Object(serde_json::Map::new()));
    };
    match serde_json::from_str::<Value>(raw.get()) {
        Ok(Value::Object(members)) => Ok(Value::Object(members)),
        Ok(_) => Err(wrong_type(member, "an object")),
        Err(_) => Err(wrong_type(member, "an object of at most 127 levels")),
    }
}
