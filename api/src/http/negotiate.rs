//! Media types of a GraphQL request and of its answer, after the GraphQL-over-HTTP specification.
//! What is inside a body is not this file's business.

use axum::http::{HeaderMap, StatusCode, header};

use super::problem::Problem;

/// The media type in which the caller wants the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerType {
    /// `application/json`: a document that is refused still answers 200, as the specification asks.
    Json,
    /// `application/graphql-response+json`: a document that is refused answers 400.
    GraphqlResponse,
}

impl AnswerType {
    /// The value of `Content-Type`.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    /// The status for a well-formed request whose document cannot be carried out.
    pub(super) fn refused_document(self) -> StatusCode {
        match self {
            Self::Json => StatusCode::OK,
            Self::GraphqlResponse => StatusCode::BAD_REQUEST,
        }
    }
}

/// Accepts `application/json`, alone or with `charset=utf-8`; everything else is 415.
///
/// Exactness is the point: a browser sends `text/plain` and forms across sites without asking.
pub(super) fn check_content_type(headers: &HeaderMap) -> Result<(), Problem> {
    let refused = || {
        Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            "send the request as application/json in UTF-8",
        )
    };
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(refused());
    };
    let mut parts = value.to_str().map_err(|_| refused())?.split(';').map(str::trim);
    if !parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json")) {
        return Err(refused());
    }
    for parameter in parts {
        let Some((name, value)) = parameter.split_once('=') else {
            return Err(refused());
        };
        let utf8 = value.trim_matches('"').eq_ignore_ascii_case("utf-8");
        if !(name.eq_ignore_ascii_case("charset") && utf8) {
            return Err(refused());
        }
    }
    Ok(())
}

/// Picks the answer's media type from `Accept`; without one, or with `*/*`, it is plain JSON.
pub(super) fn answer_type(headers: &HeaderMap) -> Result<AnswerType, Problem> {
    if !headers.contains_key(header::ACCEPT) {
        return Ok(AnswerType::Json);
    }
    let json = quality(headers, "application/json");
    let graphql = quality(headers, "application/graphql-response+json");
    match (json, graphql) {
        (0, 0) => Err(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "NOT_ACCEPTABLE",
            "answers come as application/graphql-response+json or application/json",
        )),
        // A caller who names both alike knows the new type; one who sends only */* may not.
        (json, graphql) if graphql > json || (graphql == json && names_graphql(headers)) => {
            Ok(AnswerType::GraphqlResponse)
        }
        (_, _) => Ok(AnswerType::Json),
    }
}

/// The weight, in thousandths, that `Accept` gives to a media type: the most specific range decides (RFC 9110, 12.5.1).
fn quality(headers: &HeaderMap, media_type: &str) -> u32 {
    let mut best = (0, 0);
    for range in ranges(headers) {
        let mut parts = range.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default();
        let specificity = if essence.eq_ignore_ascii_case(media_type) {
            3
        } else if essence.eq_ignore_ascii_case("application/*") {
            2
        } else if essence == "*/*" {
            1
        } else {
            continue;
        };
        if specificity > best.0 {
            best = (specificity, weight(parts));
        }
    }
    best.1
}

/// Whether the new media type is named in full.
fn names_graphql(headers: &HeaderMap) -> bool {
    ranges(headers).any(|range| {
        let essence = range.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/graphql-response+json")
    })
}

fn ranges(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(header::ACCEPT).iter();
    values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).map(str::trim)
}

/// `q` of a media range in thousandths; an unreadable `q` counts as refused.
fn weight<'a>(parameters: impl Iterator<Item = &'a str>) -> u32 {
    const WHOLE: u32 = 1_000;
    for parameter in parameters {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        if name.eq_ignore_ascii_case("q") {
            let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
            let digits = format!("{fraction:0<3}");
            return match (whole, digits.parse::<u32>()) {
                ("1", Ok(0)) => WHOLE,
                ("0", Ok(thousandths)) if thousandths < WHOLE => thousandths,
                _ => 0,
            };
        }
    }
    WHOLE
}
