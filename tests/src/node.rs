//! A further server over a test's store, with ways to sign in of its own: one of several nodes.

use crate::TestStore;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use futures::future::BoxFuture;
use muster_api::{
    App,
    access::grants,
    backend::RegistryBackend,
    http::{self, CSRF_HEADER, Limits, PeerAddress, Proxies, SESSION_COOKIE},
    sign_in::{Principal, Roles, SignIn},
};
use muster_domain::account::Grant;
use muster_eventstore::{EventLog, StoreFault};
use muster_projections::{Views, views};
use serde_json::{Value, json};
use std::{net::IpAddr, sync::Arc};
use tower::ServiceExt as _;

/// Bytes of an answer that a test reads at most.
const ANSWER_LIMIT: usize = 1 << 20;
/// A question that every operator may ask.
const QUESTION: &str = "{ divisions(within: \"4452\") { code } }";

/// What a node answers.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, where it is JSON.
    pub body: Value,
}

impl Reply {
    /// The status, and the code of the first error.
    #[must_use]
    pub fn told(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default())
    }
}

/// One node.
pub struct Node {
    router: Router,
}

impl Node {
    /// A node of a log, with ways to sign in made for it.
    ///
    /// # Panics
    /// When the views do not open.
    pub async fn over(log: &EventLog, sign_in: SignIn) -> Self {
        let views = Views::open(log.clone(), views::all()).await.expect("the views open");
        let app = App::over(log.clone(), views);
        Self { router: RegistryBackend::start_with(&app, sign_in).router(Limits::default()) }
    }

    /// A node of a store that signs in by keys alone.
    ///
    /// # Panics
    /// As [`Node::over`].
    pub async fn plain(store: &TestStore) -> Self {
        let log = store.second_log().await;
        Self::over(&log, SignIn::new(&log)).await
    }

    /// The node behind proxies.
    #[must_use]
    pub fn behind(self, proxies: Proxies) -> Self {
        Self { router: http::behind(self.router, proxies) }
    }

    /// Sends a request as it is.
    ///
    /// # Panics
    /// When the answer cannot be read.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), ANSWER_LIMIT).await.expect("the answer is read");
        Reply { status, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
    }

    /// Asks something with a key or token.
    ///
    /// # Panics
    /// As [`Node::send`].
    pub async fn ask(&self, bearer: &str) -> Reply {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {bearer}"))
            .body(Body::from(json!({ "query": QUESTION }).to_string()));
        self.send(request.expect("a request")).await
    }
}

/// A browser at an address, with the session that it was given last.
pub struct Browser {
    /// From where it comes.
    pub address: IpAddr,
    /// The proxy that it is reached through.
    pub proxy: Option<IpAddr>,
    /// What its cookie carries.
    pub session: Option<String>,
}

impl Browser {
    /// A browser at an address that has no session.
    ///
    /// # Panics
    /// When it is no address.
    #[must_use]
    pub fn at(address: &str) -> Self {
        Self { address: address.parse().expect("an address"), proxy: None, session: None }
    }

    /// The same behind a proxy that names it.
    ///
    /// # Panics
    /// As [`Browser::at`].
    #[must_use]
    pub fn through(proxy: &str, address: &str) -> Self {
        Self { proxy: Some(proxy.parse().expect("an address")), ..Self::at(address) }
    }

    /// Sends a JSON body and keeps the session that it is given.
    ///
    /// # Panics
    /// As [`Node::send`].
    pub async fn post(&mut self, node: &Node, path: &str, body: Value) -> Reply {
        let reply = node.send(self.request(path, &body)).await;
        if let Some(given) = reply.headers.get(header::SET_COOKIE) {
            let pair = given.to_str().expect("text").split(';').next().unwrap_or_default();
            let value = pair.strip_prefix(SESSION_COOKIE).and_then(|rest| rest.strip_prefix('='));
            self.session = value.filter(|value| !value.is_empty()).map(str::to_owned);
        }
        reply
    }

    /// Asks what every operator may ask.
    ///
    /// # Panics
    /// As [`Node::send`].
    pub async fn ask(&mut self, node: &Node) -> Reply {
        self.post(node, "/graphql", json!({ "query": QUESTION })).await
    }

    fn request(&self, path: &str, body: &Value) -> Request<Body> {
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(CSRF_HEADER, "1")
            .extension(PeerAddress(self.proxy.unwrap_or(self.address)));
        if self.proxy.is_some() {
            request = request.header("x-forwarded-for", self.address.to_string());
        }
        if let Some(session) = &self.session {
            request = request.header(header::COOKIE, format!("{SESSION_COOKIE}={session}"));
        }
        request.body(Body::from(body.to_string())).expect("a request")
    }
}

/// Everybody who is known may do everything.
pub struct EverybodyOperates;

impl Roles for EverybodyOperates {
    fn roles_of(&self, _: Principal) -> BoxFuture<'_, Result<Arc<[Grant]>, StoreFault>> {
        Box::pin(async { Ok(grants::everything().into()) })
    }
}

/// Sign-in with everybody an operator.
#[must_use]
pub fn sign_in(log: &EventLog) -> SignIn {
    SignIn::new(log).with_roles(Arc::new(EverybodyOperates))
}
