//! `muster serve`: opens the registry, listens, answers, and stops what it started.

use super::{CommandFault, args::ServeArguments, demo, note};
use crate::{
    App,
    app::{Place, Use},
    backend::RegistryBackend,
    http,
    sign_in::{
        SignIn,
        oidc::{Settings, SettingsFault, Validator},
    },
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Runs until a signal asks to stop.
pub(super) async fn run(place: &Place, arguments: &ServeArguments) -> Result<(), CommandFault> {
    let issuer = issuer(arguments).map_err(usage)?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|source| CommandFault::Outside { doing: format!("cannot listen on {}", arguments.listen), source })?;
    let app = App::open(place, Use::Supervise).await?;
    let outcome = prepare_and_answer(&app, arguments, issuer, listener).await;
    app.close().await?;
    outcome
}

/// The issuer whose tokens are taken, where one is configured.
fn issuer(arguments: &ServeArguments) -> Result<Option<Settings>, SettingsFault> {
    match (&arguments.oidc_issuer, &arguments.oidc_audience) {
        (Some(issuer), Some(audience)) => Settings::try_new(issuer, audience).map(Some),
        (None, _) | (_, None) => Ok(None),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands as it is in `map_err`")]
fn usage(fault: SettingsFault) -> CommandFault {
    CommandFault::Usage(fault.to_string())
}

async fn prepare_and_answer(
    app: &App,
    arguments: &ServeArguments,
    issuer: Option<Settings>,
    listener: TcpListener,
) -> Result<(), CommandFault> {
    if arguments.demo {
        demo::prepare(app, arguments.scale).await?;
    }
    let sign_in = SignIn::new(&app.log);
    let sign_in = match issuer {
        Some(settings) => sign_in.with_tokens(Validator::start(settings, app.log.clock().now()).await.map_err(usage)?),
        None => sign_in,
    };
    answer(app, sign_in, listener).await
}

async fn answer(app: &App, sign_in: SignIn, listener: TcpListener) -> Result<(), CommandFault> {
    let outside = |doing: &str| {
        let doing = doing.to_owned();
        move |source| CommandFault::Outside { doing, source }
    };
    let address = listener.local_addr().map_err(outside("cannot tell the address"))?;
    let mut terminated = signal(SignalKind::terminate()).map_err(outside("cannot wait for signals"))?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(outside("cannot wait for signals"))?;
    let backend = RegistryBackend::start_with(app, sign_in);
    let router = backend.router(http::Limits::default());
    note(&format!("muster listens on http://{address}; its views are catching up with the log"));
    let announced = tokio::spawn(async move {
        backend.caught_up().await;
        note(&format!("muster answers on http://{address}/graphql: every view stands at the head of the log"));
    });
    let stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    };
    let served = http::serve(listener, router, stop).await.map_err(outside("serving failed"));
    announced.abort();
    served
}
