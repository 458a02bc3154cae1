//! The registry behind the HTTP front: sign-in, execution with the caller at hand, readiness of the views.

use crate::{
    App,
    access::standing::Standing,
    backups,
    graphql::{AnsweredPosition, Gate, RegistrySchema, as_of, schema},
    http::{
        self, AccountRefusal, Backend, Caller, Credentials, Enrolment, Limits, LogRefusal, OpenedSession,
        PasswordAttempt, PasswordChange, Readiness, SignInRefusal,
    },
    seal,
    sign_in::SignIn,
};
use async_graphql::{Error, Pos, Request, Response, Value};
use muster_eventstore::{
    archiving, database,
    seal::{SealReader, Sealer},
};
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
    gate: Gate,
    sign_in: SignIn,
    runner: Arc<Runner>,
    log: muster_eventstore::EventLog,
    sealer: Option<Arc<Sealer>>,
}

impl RegistryBackend {
    /// Starts the views of an open registry and stands ready for requests, with sign-in by keys.
    #[must_use]
    pub fn start(app: &App) -> Self {
        Self::start_with(app, SignIn::new(&app.log))
    }

    /// The same with more ways to sign in.
    #[must_use]
    pub fn start_with(app: &App, sign_in: SignIn) -> Self {
        let gate = Gate::new(app.log.clone(), app.views.clone());
        Self {
            schema: schema(gate.clone()),
            gate,
            sign_in,
            runner: Arc::new(Runner::start(&app.views)),
            log: app.log.clone(),
            sealer: None,
        }
    }

    /// The same with the log kept sealed for as long as anybody answers.
    #[must_use]
    pub fn with_sealer(self, sealer: Sealer) -> Self {
        Self { sealer: Some(Arc::new(sealer)), ..self }
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
    async fn sign_in(&self, credentials: Credentials<'_>) -> Result<Caller, SignInRefusal> {
        self.sign_in.caller(credentials).await
    }

    async fn open_session(&self, attempt: PasswordAttempt) -> Result<OpenedSession, AccountRefusal> {
        self.sign_in.accounts().open(attempt).await
    }

    async fn close_session(&self, session: &str) -> Result<(), AccountRefusal> {
        self.sign_in.accounts().close(session).await
    }

    async fn change_password(&self, change: PasswordChange) -> Result<OpenedSession, AccountRefusal> {
        self.sign_in.accounts().change_password(change).await
    }

    async fn enrol(&self, enrolment: Enrolment) -> Result<String, AccountRefusal> {
        self.sign_in.accounts().enrol(enrolment).await
    }

    async fn execute(&self, caller: Caller, request: Request) -> Response {
        let answered = AnsweredPosition::default();
        let request = match as_of::placed(&self.gate, request).await {
            Ok(request) => {
                request.data(caller.access.clone()).data(Standing::default()).data(caller).data(answered.clone())
            }
            Err(error) => {
                return Response::from_errors(vec![Error::from(error).into_server_error(Pos::default())]);
            }
        };
        let response = self.schema.execute(request).await;
        match answered.find() {
            Some(position) => response.extension("position", Value::from(position)),
            None => response,
        }
    }

    async fn log_resource(&self, path: &str, caller: Option<&Caller>) -> Result<Vec<u8>, LogRefusal> {
        seal::resource(&SealReader::new(self.log.pool().clone()), path, caller).await
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
        // Whoever lacks the key in force reads nobody and registers nobody.
        let vault = self.log.vault().check().await;
        metrics::gauge!("muster_vault_usable").set(if vault.is_ok() { 1.0 } else { 0.0 });
        let ready = head.is_ok() && vault.is_ok() && statuses.values().all(keeps_up);
        let head = head.ok();
        let vault = json!({ "fault": vault.err().map(|fault| fault.to_string()) });
        let mut body = json!({ "ready": ready, "head": head, "views": views, "vault": vault });
        // A log that is not sealed is for a person to look at, and no reason to turn people away.
        if let (Some(sealer), Some(body)) = (&self.sealer, body.as_object_mut()) {
            body.insert("seal".to_owned(), seal::readiness(&sealer.status(), head));
        }
        // Nor is a server that works as the owner: the triggers guard the log all the same.
        if let (Ok(application), Some(body)) =
            (database::works_as_application(self.log.pool()).await, body.as_object_mut())
        {
            let fault = (!application).then_some(database::WORKS_AS_OWNER);
            body.insert("guard".to_owned(), json!({ "fault": fault }));
        }
        // Nor is a lost folder of backups; but the disk fills up from then on.
        if let (Ok(Some(archiving)), Some(body)) = (archiving::standing(self.log.pool()).await, body.as_object_mut()) {
            body.insert("archive".to_owned(), backups::readiness(&archiving));
        }
        Readiness { ready, body }
    }
}

/// A lag as a gauge takes it.
fn lag_gauge(lag: i64) -> f64 {
    f64::from(u32::try_from(lag).unwrap_or(u32::MAX))
}
