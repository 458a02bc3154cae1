//! The one cookie of the front: a session's secret, for browsers alone.

use axum::http::{HeaderMap, HeaderValue, header};

/// Its name. The prefix makes a browser take it from this very host over TLS alone (RFC 6265bis, 4.1.3.2).
pub const SESSION_COOKIE: &str = "__Host-muster-session";
/// What a browser is told besides: never to scripts, never in requests of other sites but a link.
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// The session that a request's cookies carry; none where two differ.
pub(super) fn session(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == SESSION_COOKIE).map(|(_, value)| value);
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

/// The header that gives a session to a browser until it is closed.
pub(super) fn set(secret: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("{SESSION_COOKIE}={secret}; {ATTRIBUTES}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The header that takes it away.
pub(super) fn clear() -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{SESSION_COOKIE}=; {ATTRIBUTES}; Max-Age=0")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, line.parse().unwrap());
        }
        session(&headers).map(str::to_owned)
    }

    #[test]
    fn session_is_found_among_other_cookies_unless_two_differ() {
        assert_eq!(found(&["a=1; __Host-muster-session=s; b=2"]).as_deref(), Some("s"));
        assert_eq!(found(&["a=1", "__Host-muster-session=s"]).as_deref(), Some("s"));
        for none in [&["muster-session=s"][..], &["__Host-muster-session=s; __Host-muster-session=t"], &["s"], &[]] {
            assert_eq!(found(none), None);
        }
    }
}
