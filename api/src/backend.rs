//! The registry behind the HTTP front: sign-in by key, execution with the caller at hand, readiness of the views.

use crate::{
    App,
    access::{Access, grants},
    graphql::{AnsweredPosition, Gate, RegistrySchema, schema},
    http::{self, Backend, Caller, Limits, Readiness, SignInRefusal},
    keys::KeyRegister,
};
use async_graphql::{Request, Response, Value};
use muster_domain::kernel::Code;
use muster_eventstore::api_keys::ApiKey;
use muster_projections::{Runner, ViewStatus};
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// Positions that a view may be behind before the registry is not ready.
const LAG_LIMIT: i64 = 100_000;
/// How often views that catch up are looked at.
const LOOK: Duration = Duration::from_millis(50);

/// What answers requests; clones share it.
#[derive(Clone)]
pub struct RegistryBackend {
    schema: RegistrySchema,
    keys: KeyRegister,
    runner: Arc<Runner>,
    log: muster_eventstore::EventLog,
}

impl RegistryBackend {
    /// Starts the views of an open registry and stands ready for requests.
    #[must_use]
    pub fn start(app: &App) -> Self {
        Self {
            schema: schema(Gate::new(app.log.clone(), app.views.clone())),
            keys: KeyRegister::new(app.log.pool().clone(), app.log.clock()),
            runner: Arc::new(Runner::start(&app.views)),
            log: app.log.clone(),
        }
    }
}

impl RegistryBackend {
    /// The whole front over this registry. It is put together here, so that no crate above compiles it once more.
    pub fn router(&self, limits: Limits) -> axum::Router {
        http::router(self.clone(), limits)
    }

    /// Waits until every view has stood at the head of the log since the start.
    pub async fn caught_up(&self) {
        while !self.runner.statuses().values().all(|status| status.caught_up) {
            tokio::time::sleep(LOOK).await;
        }
    }
}

impl Backend for RegistryBackend {
    async fn sign_in(&self, bearer: Option<&str>) -> Result<Caller, SignInRefusal> {
        let key = bearer.ok_or(SignInRefusal::Unknown)?;
        let record = self.keys.find_good(key).await.map_err(|fault| {
            tracing::error!(%fault, "a key could not be looked up");
            SignInRefusal::Unavailable
        })?;
        let record = record.ok_or(SignInRefusal::Unknown)?;
        let access = granted(&record).ok_or_else(|| {
            tracing::error!(key = %record.id, "the grants of a key cannot be read");
            SignInRefusal::Unknown
        })?;
        Ok(Caller {
            actor: format!("key:{}", record.id),
            role: access.roles(),
            access,
            organization: record.organization.clone(),
        })
    }

    async fn execute(&self, caller: Caller, request: Request) -> Response {
        let answered = AnsweredPosition::default();
        let request = request.data(caller.access.clone()).data(caller).data(answered.clone());
        let response = self.schema.execute(request).await;
        match answered.find() {
            Some(position) => response.extension("position", Value::from(position)),
            None => response,
        }
    }

    async fn readiness(&self) -> Readiness {
        let head = self.log.reader().head().await;
        let statuses = self.runner.statuses();
        let lag = |status: &ViewStatus| head.as_ref().map_or(0, |head| (head - status.position).max(0));
        let views: serde_json::Map<String, serde_json::Value> = statuses
            .iter()
            .map(|(name, status)| {
                metrics::gauge!("muster_view_lag_positions", "view" => *name).set(lag_gauge(lag(status)));
                let body = json!({ "position": status.position, "lag": lag(status), "fault": status.fault });
                ((*name).to_owned(), body)
            })
            .collect();
        // A view that has not stood at the head yet answers for a past that nobody asked about.
        let keeps_up = |status: &ViewStatus| status.fault.is_none() && status.caught_up && lag(status) < LAG_LIMIT;
        let ready = head.is_ok() && statuses.values().all(keeps_up);
        Readiness { ready, body: json!({ "ready": ready, "head": head.ok(), "views": views }) }
    }
}

/// What a key was granted; nothing where its record cannot be read.
fn granted(record: &ApiKey) -> Option<Access> {
    let organization = record.organization.as_deref().map(Code::try_new).transpose().ok()?;
    grants::read(&record.role, organization.as_ref()).ok().map(Access::new)
}

/// A lag as a gauge takes it.
fn lag_gauge(lag: i64) -> f64 {
    f64::from(u32::try_from(lag).unwrap_or(u32::MAX))
}
