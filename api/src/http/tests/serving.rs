//! Real connections: a panic leaves them open, and a shutdown lets requests end.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{Door, KEY};
use crate::http::serve;

/// No step of these tests may take longer.
const PATIENCE: Duration = Duration::from_secs(8);

fn request(document: &str) -> String {
    let body = serde_json::json!({"query": document}).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n\
         authorization: Bearer {KEY}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Reads until the text appears.
async fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut chunk = [0_u8; 4_096];
    while !text.contains(wanted) {
        let read = timeout(PATIENCE, stream.read(&mut chunk)).await.unwrap().unwrap();
        assert_ne!(read, 0, "closed after {text}");
        text.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
    }
    text
}

#[tokio::test]
async fn the_connection_stays_open_when_a_resolver_panics_and_ends_with_the_shutdown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Door::new().router;
    let server = tokio::spawn(serve(listener, router, async {
        stopped.await.ok();
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request("{ panics }").as_bytes()).await.unwrap();
    let first = read_until(&mut stream, "traceId").await;
    assert!(first.starts_with("HTTP/1.1 500"), "{first}");
    stream.write_all(request("{ name }").as_bytes()).await.unwrap();
    assert!(read_until(&mut stream, "\"root\"").await.contains("HTTP/1.1 200"));
    stop.send(()).unwrap();
    timeout(PATIENCE, server).await.unwrap().unwrap().unwrap();
    let mut rest = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut rest)).await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "still listening");
}

#[tokio::test]
async fn a_request_in_flight_is_answered_when_the_shutdown_begins_before_its_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let door = Door::new();
    let server = tokio::spawn(serve(listener, door.router, async {
        stopped.await.ok();
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request("{ waits }").as_bytes()).await.unwrap();
    timeout(PATIENCE, door.gate.entered.notified()).await.unwrap();
    stop.send(()).unwrap();
    timeout(PATIENCE, async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    assert!(!server.is_finished(), "the server did not wait for the request");
    door.gate.open.notify_one();
    assert!(read_until(&mut stream, "opened").await.contains("HTTP/1.1 200"));
    timeout(PATIENCE, server).await.unwrap().unwrap().unwrap();
}
