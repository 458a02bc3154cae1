//! One GraphQL request from its headers to its answer, in the order in which it can be refused:
//! media types, CSRF, load, caller, body, document, variables, then execution.
//! No name of our schema may appear here.

use std::sync::Arc;

use async_graphql::Request;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, Request as HttpRequest, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::backend::{Backend, Caller};
use super::limits::Limits;
use super::mask::{Verdict, mask};
use super::metrics::Outcome;
use super::negotiate::{AnswerType, answer_type, check_content_type};
use super::problem::Problem;
use super::request_body::{self, Asked};
use super::trace_id::TraceId;
use super::{Front, guard, sign_in, variables};

/// `POST /graphql`; every other method is 405.
pub(super) async fn graphql<B: Backend>(State(front): State<Front<B>>, request: HttpRequest<Body>) -> Response {
    if request.method() != Method::POST {
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "send a POST request")
            .with_header(header::ALLOW, HeaderValue::from_static("POST"))
            .into_response();
    }
    answer(&front, request).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answer<B: Backend>(front: &Front<B>, request: HttpRequest<Body>) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    let limits = &front.limits;
    check_content_type(headers)?;
    let answer_type = answer_type(headers)?;
    sign_in::check_csrf(headers)?;
    let _permit = permit(&front.in_flight, limits)?;
    let trace_id = parts.extensions.get::<TraceId>().cloned().unwrap_or_else(|| TraceId::of(headers));
    let caller = in_time(limits, &trace_id, sign_in::sign_in(&front.backend, headers, limits)).await??;
    let body = request_body::read(headers, body, limits).await?;
    let asked = Asked::from_body(&body, limits)?;
    drop(body);
    let request = match guarded(asked, limits) {
        Ok(request) => request.data(trace_id.clone()),
        Err(problem) => {
            return Ok(problem.answer(answer_type.refused_document(), answer_type.media_type()));
        }
    };
    execute(front, caller, request, answer_type, &trace_id).await
}

/// A place among the operations in flight, given back when it is dropped; full means 503 at once.
pub(super) fn permit<'a>(
    in_flight: &'a Arc<Semaphore>,
    limits: &Limits,
) -> Result<tokio::sync::SemaphorePermit<'a>, Problem> {
    in_flight.try_acquire().map_err(|_| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", "too many operations are in flight")
            .with_header(header::RETRY_AFTER, HeaderValue::from(limits.retry_after_seconds))
    })
}

/// The request with its document parsed once, or why it is refused.
fn guarded(asked: Asked, limits: &Limits) -> Result<Request, Problem> {
    let document = guard::guard(&asked.query, asked.operation_name.as_deref(), limits)?;
    variables::check(&document, &asked)?;
    let mut request = asked.into_request();
    request.set_parsed_query(document);
    Ok(request)
}

/// Drops the work when its time is over. 504 under either media type: retrying callers and proxies look at it.
pub(super) async fn in_time<T>(
    limits: &Limits,
    trace_id: &TraceId,
    work: impl Future<Output = T>,
) -> Result<T, Problem> {
    tokio::time::timeout(limits.operation_time, work).await.map_err(|_| {
        Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            "TIMEOUT",
            format!(
                "the operation did not end within {} s; a mutation may have been carried out",
                limits.operation_time.as_secs_f32()
            ),
        )
        .with_trace(trace_id.as_str())
    })
}

async fn execute<B: Backend>(
    front: &Front<B>,
    caller: Caller,
    request: Request,
    answer_type: AnswerType,
    trace_id: &TraceId,
) -> Result<Response, Problem> {
    let work = front.backend.execute(caller, request);
    let mut response = match in_time(&front.limits, trace_id, work).await {
        Ok(response) => response,
        Err(problem) => return Ok(problem.answer_as(answer_type.media_type())),
    };
    let verdict = mask(&mut response, trace_id.as_str());
    let (status, body) = match verdict {
        Verdict::Invalid => {
            let errors = serde_json::json!({ "errors": response.errors });
            (answer_type.refused_document(), errors.to_string())
        }
        Verdict::Ok | Verdict::Refused | Verdict::Fault => {
            let body = serde_json::to_string(&response).map_err(|error| unwritable(&error, trace_id))?;
            (StatusCode::OK, body)
        }
    };
    let mut answer = (status, [(header::CONTENT_TYPE, answer_type.media_type())], body).into_response();
    answer.extensions_mut().insert(Outcome(verdict.label()));
    Ok(answer)
}

fn unwritable(error: &serde_json::Error, trace_id: &TraceId) -> Problem {
    let error = error.to_string();
    let error = super::problem::bounded(&error);
    tracing::error!(trace_id = trace_id.as_str(), error, "an answer could not be written");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "internal fault").with_trace(trace_id.as_str())
}
