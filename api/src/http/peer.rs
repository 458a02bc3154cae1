//! From where a connection comes, for whoever counts failures; it is put into every request of the connection.

use std::net::IpAddr;

/// The address at the other end of the connection: a proxy's, where one stands in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddress(pub IpAddr);
