//! The page behind a one-time link, `GET /enrol`, with its two files. It asks for login and password and sends them to
//! `POST /enrol`; the link's token stands after the #, which no browser sends.

use axum::Extension;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::demonstration::Demonstration;

const PAGE: &str = include_str!("pages/enrol.html");
const STYLE: &str = include_str!("pages/enrol.css");
const SCRIPT: &str = include_str!("pages/enrol.js");
/// Where the page has room for the line of a demonstration.
const DEMONSTRATION_PLACE: &str = "<!--demonstration-->\n";
/// What the page says in a demonstration.
const DEMONSTRATION_LINE: &str = "<p class=\"demonstration\">这是演示系统：人员均为虚构，登录凭据用后即弃。</p>\n";
/// The page's own files and its own server, nothing else, and in no frame. A form that no script took sends nothing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// `GET /enrol`.
pub(super) async fn enrol(demonstration: Option<Extension<Demonstration>>) -> Response {
    let line = demonstration.map_or("", |_| DEMONSTRATION_LINE);
    file("text/html; charset=utf-8", PAGE.replace(DEMONSTRATION_PLACE, line))
}

/// `GET /enrol.css`.
pub(super) async fn enrol_style() -> Response {
    file("text/css; charset=utf-8", STYLE)
}

/// `GET /enrol.js`.
pub(super) async fn enrol_script() -> Response {
    file("text/javascript; charset=utf-8", SCRIPT)
}

/// A file with what its browser may do; that nothing keeps it stands in the headers of every answer.
fn file(media_type: &'static str, text: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    let fixed = |(name, value): (HeaderName, &'static str)| (name, HeaderValue::from_static(value));
    (headers.map(fixed), text).into_response()
}
