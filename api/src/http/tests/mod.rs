//! The front through its real router, over a small schema that counts what ran.
//! Every bad input must leave the counter where it was; nothing of Muster's own schema belongs here.

mod body;
mod documents;
mod execution;
mod headers;
mod pages;
mod probes;
mod serving;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Context, EmptySubscription, Error, ErrorExtensions, Object, Schema};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::ServiceExt;

use super::{
    AccountRefusal, Backend, Caller, Credentials, Enrolment, Limits, LogRefusal, OpenedSession, PasswordAttempt,
    PasswordChange, Readiness, SignInRefusal, TraceId, router,
};

const KEY: &str = "test-key";

#[derive(Clone, Default)]
struct Ran(Arc<AtomicUsize>);

/// Lets a test hold an operation while it runs.
#[derive(Clone, Default)]
struct Gate {
    entered: Arc<Notify>,
    open: Arc<Notify>,
}

struct Query;

struct Nested;

#[Object]
impl Nested {
    async fn name(&self) -> &'static str {
        "leaf"
    }
    async fn below(&self) -> Nested {
        Nested
    }
}

#[Object]
impl Query {
    async fn name(&self) -> &'static str {
        "root"
    }
    async fn nested(&self) -> Nested {
        Nested
    }
    async fn doubled(&self, number: i32) -> i64 {
        i64::from(number) * 2
    }
    async fn words(&self, words: Vec<String>) -> usize {
        words.len()
    }
    async fn fault(&self) -> Result<Option<i32>, Error> {
        Err(std::io::Error::other("relation secret_table at 10.0.0.1").into())
    }
    async fn plain_text_fault(&self) -> Result<Option<i32>, Error> {
        Err(Error::new("secret_table"))
    }
    async fn refusal(&self) -> Result<Option<i32>, Error> {
        Err(Error::new("25 h in a day").extend_with(|_, values| values.set("code", "HOURS_PER_DAY")))
    }
    async fn panics(&self) -> i32 {
        "x".parse().expect("resolver panicked")
    }
    async fn never(&self) -> i32 {
        std::future::pending().await
    }
    async fn waits(&self, context: &Context<'_>) -> Result<&'static str, Error> {
        let gate = context.data::<Gate>()?;
        gate.entered.notify_one();
        gate.open.notified().await;
        Ok("opened")
    }
    async fn trace(&self, context: &Context<'_>) -> Result<String, Error> {
        Ok(context.data::<TraceId>()?.as_str().to_owned())
    }
    async fn actor(&self, context: &Context<'_>) -> Result<String, Error> {
        Ok(context.data::<Caller>()?.actor.clone())
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, context: &Context<'_>) -> Result<usize, Error> {
        Ok(context.data::<Ran>()?.0.fetch_add(1, Ordering::SeqCst) + 1)
    }
}

#[derive(Clone)]
struct Small {
    schema: Schema<Query, Mutation, EmptySubscription>,
    ready: bool,
}

impl Backend for Small {
    async fn sign_in(&self, credentials: Credentials<'_>) -> Result<Caller, SignInRefusal> {
        match credentials.bearer {
            Some(KEY) => Ok(Caller {
                actor: "actor-1".to_owned(),
                role: "operator".to_owned(),
                access: crate::access::Access::new([].into()),
                organization: None,
            }),
            Some("expired") => {
                Err(SignInRefusal::Token { code: "TOKEN_EXPIRED", message: "the token has expired".to_owned() })
            }
            Some("without a role") => Err(SignInRefusal::NoRole),
            Some("unavailable") => Err(SignInRefusal::Unavailable),
            Some(_) | None => Err(SignInRefusal::Unknown),
        }
    }
    async fn open_session(&self, _: PasswordAttempt) -> Result<OpenedSession, AccountRefusal> {
        Err(AccountRefusal::Wrong)
    }
    async fn close_session(&self, _: &str) -> Result<(), AccountRefusal> {
        Ok(())
    }
    async fn change_password(&self, _: PasswordChange) -> Result<OpenedSession, AccountRefusal> {
        Err(AccountRefusal::SignedOut)
    }
    async fn enrol(&self, _: Enrolment) -> Result<String, AccountRefusal> {
        Err(AccountRefusal::LinkUnknown)
    }
    async fn execute(&self, caller: Caller, request: async_graphql::Request) -> async_graphql::Response {
        self.schema.execute(request.data(caller)).await
    }
    async fn log_resource(&self, _: &str, _: Option<&Caller>) -> Result<Vec<u8>, LogRefusal> {
        Err(LogRefusal::Unknown)
    }
    async fn readiness(&self) -> Readiness {
        Readiness { ready: self.ready, body: json!({"views": [{"view": "roster", "lag": 3}]}) }
    }
}

/// The front under test and its counter.
struct Door {
    router: Router,
    ran: Ran,
    gate: Gate,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }
    /// The code of the first error.
    fn code(&self) -> String {
        let json = self.json();
        json["errors"][0]["extensions"]["code"].as_str().unwrap_or("no code").to_owned()
    }
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    #[track_caller]
    fn is(&self, status: u16, code: &str) {
        assert_eq!((self.status.as_u16(), self.code().as_str()), (status, code), "{}", self.text);
        assert!(self.json().get("data").is_none(), "{}", self.text);
        assert!(self.text.len() < 1_024, "{} bytes", self.text.len());
    }
}

impl Door {
    fn new() -> Self {
        Self::with(Limits::default())
    }
    fn with(limits: Limits) -> Self {
        Self::ready(limits, true)
    }
    fn ready(limits: Limits, ready: bool) -> Self {
        let ran = Ran::default();
        let gate = Gate::default();
        let schema = Schema::build(Query, Mutation, EmptySubscription)
            .data(ran.clone())
            .data(gate.clone())
            .limit_complexity(500)
            .finish();
        Self { router: router(Small { schema, ready }, limits), ran, gate }
    }
    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        let bytes = to_bytes(response.into_body(), 4 * 1024 * 1024).await.unwrap();
        Answer { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }
    /// A signed-in request with this body.
    async fn body(&self, body: impl Into<Body>) -> Answer {
        self.send(post().body(body.into()).unwrap()).await
    }
    /// A signed-in request with this document.
    async fn query(&self, document: &str) -> Answer {
        self.body(json!({ "query": document }).to_string()).await
    }
    #[track_caller]
    fn ran_nothing(&self) {
        assert_eq!(self.ran.0.load(Ordering::SeqCst), 0, "something ran");
    }
}

/// A signed-in request that wants the GraphQL media type; the body is still to come.
fn post() -> axum::http::request::Builder {
    Request::post("/graphql")
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("authorization", format!("Bearer {KEY}"))
}

fn bump() -> Body {
    Body::from(json!({"query": "mutation { bump }"}).to_string())
}
