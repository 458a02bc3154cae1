//! The whole program over a fresh store: the real router, the real views, a key to sign in with.

use crate::{TestStore, eventually};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use chrono::{DateTime, Utc};
use muster_api::{
    App,
    backend::RegistryBackend,
    http::Limits,
    import::{self, Kind, Options, Report},
    keys::OPERATOR,
};
use muster_eventstore::{EventLog, api_keys};
use muster_projections::{Views, rebuild, views};
use serde_json::{Value, json};
use std::io::Write as _;
use tower::ServiceExt as _;

fn router(log: EventLog, views: Views) -> Router {
    RegistryBackend::start(&App::over(log, views)).router(Limits::default())
}

/// Bytes of an answer that a test reads at most.
const ANSWER_LIMIT: usize = 16 << 20;

/// The program over a store of its own.
pub struct TestApp {
    /// The store below.
    pub store: TestStore,
    /// The views.
    pub views: Views,
    router: Router,
    key: String,
    other_key: String,
}

impl TestApp {
    /// An empty registry with its views running and a key made.
    ///
    /// # Panics
    /// When there is no server to be had.
    pub async fn fresh() -> Self {
        Self::over(TestStore::fresh().await).await
    }

    /// The program over a store that is there already.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn over(store: TestStore) -> Self {
        let views = Views::open(store.log.clone(), views::all()).await.expect("the views open");
        let key = api_keys::create(store.log.pool(), "tester", OPERATOR, None, None).await.expect("a key");
        let other = api_keys::create(store.log.pool(), "second", OPERATOR, None, None).await.expect("a key");
        let router = router(store.log.clone(), views.clone());
        Self { store, views, router, key: key.to_string(), other_key: other.to_string() }
    }

    /// The same registry at another instant, as if that time had come; memory and views start anew.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn travel_to(&mut self, at: DateTime<Utc>) {
        let log = self.store.log_at(at).await;
        self.views = Views::open(log.clone(), views::all()).await.expect("the views open");
        self.router = router(log.clone(), self.views.clone());
        self.store.log = log;
    }

    /// Sends a request as it is.
    ///
    /// # Panics
    /// When the answer cannot be read.
    pub async fn send(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let status = response.status();
        let body = to_bytes(response.into_body(), ANSWER_LIMIT).await.expect("the answer is read");
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// Gets something that is no GraphQL, with a key where one is given: status, media type, body.
    ///
    /// # Panics
    /// When the answer cannot be read.
    pub async fn get(&self, path: &str, key: Option<&str>) -> (StatusCode, String, Vec<u8>) {
        let mut request = Request::get(path);
        if let Some(key) = key {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        let request = request.body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let (status, media) = (response.status(), media.unwrap_or_default().to_owned());
        let body = to_bytes(response.into_body(), ANSWER_LIMIT).await.expect("the answer is read");
        (status, media, body.to_vec())
    }

    /// Sends a request, and gives the text of the answer.
    ///
    /// # Panics
    /// When the answer cannot be read.
    pub async fn send_text(&self, request: Request<Body>) -> String {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let body = to_bytes(response.into_body(), ANSWER_LIMIT).await.expect("the answer is read");
        String::from_utf8_lossy(&body).into_owned()
    }

    /// Asks with variables, signed in.
    ///
    /// # Panics
    /// When the answer cannot be read.
    pub async fn ask_with(&self, query: &str, variables: Value) -> Value {
        self.ask_by(&self.key, query, variables).await
    }

    /// Asks as somebody else than all other questions come from, and gives `data`.
    ///
    /// # Panics
    /// When the answer holds an error.
    pub async fn data_by_other(&self, query: &str) -> Value {
        let answer = self.ask_by(&self.other_key, query, json!({})).await;
        assert!(answer.get("errors").is_none(), "{query} was answered with {}", answer["errors"]);
        answer["data"].clone()
    }

    /// Asks as somebody else, and gives the `extensions` of the first error.
    ///
    /// # Panics
    /// When the answer holds no error.
    pub async fn refusal_by_other(&self, query: &str) -> Value {
        self.refusal_with(&self.other_key, query).await
    }

    /// A key of somebody who acts for the organization with this code.
    ///
    /// # Panics
    /// When the key cannot be made.
    pub async fn key_of(&self, organization: &str) -> String {
        let made = api_keys::create(self.store.log.pool(), organization, OPERATOR, Some(organization), None);
        made.await.expect("a key").to_string()
    }

    /// A key with these grants, as a key keeps them, for an organization where one is given.
    ///
    /// # Panics
    /// When the key cannot be made.
    pub async fn key_with(&self, grants: &str, organization: Option<&str>) -> String {
        let made = api_keys::create(self.store.log.pool(), grants, grants, organization, None);
        made.await.expect("a key").to_string()
    }

    /// Asks with a key of one's own, and gives `data`.
    ///
    /// # Panics
    /// When the answer holds an error.
    pub async fn data_with(&self, key: &str, query: &str) -> Value {
        let answer = self.ask_by(key, query, json!({})).await;
        assert!(answer.get("errors").is_none(), "{query} was answered with {}", answer["errors"]);
        answer["data"].clone()
    }

    /// Asks with a key of one's own, and gives the `extensions` of the first error.
    ///
    /// # Panics
    /// When the answer holds no error.
    pub async fn refusal_with(&self, key: &str, query: &str) -> Value {
        let answer = self.ask_by(key, query, json!({})).await;
        assert!(answer.get("errors").is_some(), "{query} was answered with {answer}");
        answer["errors"][0]["extensions"].clone()
    }

    /// Asks with a key of one's own and with variables; the whole answer.
    ///
    /// # Panics
    /// When the answer cannot be read.
    pub async fn ask_by(&self, key: &str, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await.1
    }

    /// Asks, and gives `data`.
    ///
    /// # Panics
    /// When the answer holds an error.
    pub async fn data(&self, query: &str) -> Value {
        let answer = self.ask_with(query, json!({})).await;
        assert!(answer.get("errors").is_none(), "{query} was answered with {}", answer["errors"]);
        answer["data"].clone()
    }

    /// Asks, and gives the `extensions` of the first error: code and figures.
    ///
    /// # Panics
    /// When the answer holds no error.
    pub async fn refusal(&self, query: &str) -> Value {
        let answer = self.ask_with(query, json!({})).await;
        assert!(answer.get("errors").is_some(), "{query} was answered with {answer}");
        answer["errors"][0]["extensions"].clone()
    }

    /// Imports lines of a file of a kind, as on the host.
    ///
    /// # Panics
    /// When the file as a whole is refused.
    pub async fn import(&self, kind: Kind, lines: &str) -> Report {
        self.import_with(kind, lines, Options::default()).await
    }

    /// As [`TestApp::import`], with options.
    ///
    /// # Panics
    /// When the file as a whole is refused.
    pub async fn import_with(&self, kind: Kind, lines: &str, options: Options) -> Report {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(lines.as_bytes()).expect("the lines are written");
        import::import_file(&self.store.log, kind, file.path(), &options, |_| {}).await.expect("the file is read")
    }

    /// The position of the newest event, to wait for.
    ///
    /// # Panics
    /// When the log cannot be read.
    pub async fn head(&self) -> i64 {
        self.store.log.reader().head().await.expect("the head")
    }

    /// Waits until every view reflects the newest event, for a story that asks many views without a position.
    ///
    /// # Panics
    /// When they do not within the limit of [`eventually`].
    pub async fn settle(&self) {
        let head = json!(self.head().await);
        eventually("every view at the head", async || {
            let request = Request::get("/readyz").body(Body::empty()).expect("a request");
            let (_, body) = self.send(request).await;
            let views = body["views"].as_object()?;
            views.values().all(|view| view["position"] == head).then_some(())
        })
        .await;
    }

    /// Checks that every view replayed from position 1 has the rows of the live one.
    ///
    /// # Panics
    /// When one differs.
    pub async fn verify_views(&self) {
        for view in self.views.iter() {
            let verified = rebuild::verify(&self.store.log, view.as_ref()).await;
            assert!(verified.is_ok(), "{}: {verified:?}", view.name());
        }
    }
}
