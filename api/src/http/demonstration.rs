//! What says that a registry is a demonstration: a header of every answer, and a mark that a page reads.

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::{Next, from_fn};
use axum::response::Response;

/// The header of every answer of a demonstration.
pub const DEMONSTRATION_HEADER: &str = "muster-demonstration";
/// What it says.
const SAYS: HeaderValue = HeaderValue::from_static("synthetic people, throw-away sign-ins");

/// Rides in every request of a demonstration, for what a page says there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demonstration;

/// The router of a demonstration: every answer says that it is one.
pub fn demonstration(router: Router) -> Router {
    router.layer(from_fn(mark))
}

async fn mark(mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Demonstration);
    let mut response = next.run(request).await;
    response.headers_mut().insert(DEMONSTRATION_HEADER, SAYS);
    response
}
