//! Connections: accepting them, bounding how long a caller may take over its headers, and ending them in order.
//! What a request means is the router's business.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use super::metrics;
use super::peer::PeerAddress;

/// Longest time in which a caller must have sent its request line and headers; also ends idle connections.
const HEADER_READ_TIME: Duration = Duration::from_secs(10);
/// Longest time that requests in flight get to end after the shutdown began: twice an operation's 5 s.
const DRAIN_TIME: Duration = Duration::from_secs(10);
/// Most bytes of request line and headers of one request; a bearer token of 8 KiB fits in.
const HEADER_BYTES: usize = 64 * 1024;
/// Most connections open at one time; the next caller waits in the listener's own queue.
const CONNECTIONS_OPEN: usize = 4_096;
/// How often collected durations are folded, so that they do not grow between two scrapes.
const UPKEEP_TIME: Duration = Duration::from_secs(5);

/// Serves until `shutdown` ends, then lets requests in flight end within a bounded time.
///
/// # Errors
/// When the listener has no local address, which means that it is not usable.
pub async fn serve(mut listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "listening");
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_READ_TIME).max_buf_size(HEADER_BYTES);
    let watched = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let mut upkeep = tokio::time::interval(UPKEEP_TIME);
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            _ = upkeep.tick() => metrics::recorder().run_upkeep(),
            Some(_) = connections.join_next() => {}
            (stream, address) = Listener::accept(&mut listener), if connections.len() < CONNECTIONS_OPEN => {
                let peer = PeerAddress(address.ip());
                let service = router.clone().map_request(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(peer);
                    request
                });
                let service = TowerToHyperService::new(service);
                let connection = watched.watch(http.serve_connection(TokioIo::new(stream), service));
                connections.spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection broke off");
                    }
                });
            }
        }
    }
    // Closed before the drain, so that a balancer sees at once that nothing more is taken.
    drop(listener);
    if tokio::time::timeout(DRAIN_TIME, watched.shutdown()).await.is_err() {
        tracing::warn!("requests were still in flight when the drain time ended: they are dropped");
    }
    connections.shutdown().await;
    Ok(())
}
