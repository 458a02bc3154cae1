//! From where a request comes, for whoever counts failures: the other end of its connection, or whom the proxies name that
//! stand in front.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use ipnet::IpNet;

/// To which each proxy that is set up for it adds, at the right, the address that it was reached from. The standard for it
/// (`Forwarded`, RFC 7239) is known to few.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that a request comes from; put into every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddress(pub IpAddr);

/// The proxies in front of this server whose word is taken, by their addresses.
#[derive(Debug, Clone)]
pub struct Proxies(Arc<[IpNet]>);

impl Proxies {
    /// Those of these networks.
    #[must_use]
    pub fn of(networks: &[IpNet]) -> Self {
        Self(networks.into())
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The nearest address that is no proxy's: what stands further left in the header was written by whoever sits there. A
    /// proxy that names nobody is the origin itself.
    fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        // Each hop is read alone: what a caller wrote must not spoil what a proxy added.
        let mut hops = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',')).map(address);
        let mut origin = peer.to_canonical();
        while self.trusts(origin)
            && let Some(Some(before)) = hops.next()
        {
            origin = before.to_canonical();
        }
        origin
    }
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn address(hop: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(hop).ok()?.trim();
    let alone = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    alone.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip())).ok()
}

/// The router behind proxies: a request comes from whom they name, and not from them.
pub fn behind(router: Router, proxies: Proxies) -> Router {
    router.layer(from_fn_with_state(proxies, take_their_word))
}

async fn take_their_word(State(proxies): State<Proxies>, mut request: Request, next: Next) -> Response {
    if let Some(PeerAddress(peer)) = request.extensions().get().copied() {
        let origin = proxies.origin(peer, request.headers());
        request.extensions_mut().insert(PeerAddress(origin));
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    /// The origin behind two proxies, `10.0.0.1` at this server and one of `192.0.2.0/24` before it.
    fn origin(peer: &str, lines: &[&str]) -> String {
        origin_of(peer, lines.iter().map(|line| line.as_bytes()))
    }

    fn origin_of<'l>(peer: &str, lines: impl Iterator<Item = &'l [u8]>) -> String {
        let proxies = Proxies::of(&["10.0.0.1/32".parse().unwrap(), "192.0.2.0/24".parse().unwrap()]);
        let lines = lines.map(|line| (FORWARDED_FOR.parse().unwrap(), HeaderValue::from_bytes(line).unwrap()));
        proxies.origin(peer.parse().unwrap(), &lines.collect()).to_string()
    }

    #[test]
    fn origin_is_the_nearest_address_that_is_no_proxys() {
        for (peer, lines, found) in [
            ("10.0.0.1", &["198.51.100.7"][..], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7, 192.0.2.9"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7", "192.0.2.9"], "198.51.100.7"),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7"),
            ("10.0.0.1", &["[2001:db8::7]"], "2001:db8::7"),
        ] {
            assert_eq!(origin(peer, lines), found, "{peer} {lines:?}");
        }
    }

    #[test]
    fn what_a_caller_writes_itself_is_no_origin() {
        for (peer, lines, found) in [
            ("198.51.100.7", &["203.0.113.1"][..], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.1, 198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["203.0.113.1", "198.51.100.7, 192.0.2.9"], "198.51.100.7"),
            ("10.0.0.1", &["10.0.0.1, 198.51.100.7"], "198.51.100.7"),
        ] {
            assert_eq!(origin(peer, lines), found, "{peer} {lines:?}");
        }
        let no_text = b"\xff, 198.51.100.7".as_slice();
        assert_eq!(origin_of("10.0.0.1", std::iter::once(no_text)), "198.51.100.7");
    }

    #[test]
    fn proxy_is_the_origin_itself_when_it_names_nobody_that_can_be_read() {
        assert_eq!(origin("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(origin("10.0.0.1", &["198.51.100.7, unknown"]), "10.0.0.1");
        assert_eq!(origin("10.0.0.1", &["198.51.100.7, "]), "10.0.0.1");
        assert_eq!(origin("10.0.0.1", &["192.0.2.9"]), "192.0.2.9");
    }
}
