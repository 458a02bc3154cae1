//! `muster serve`: opens the registry, listens, answers, and stops what it started.

use super::{CommandFault, args::ServeArguments, demo, note};
use crate::{
    App,
    app::{Place, Use},
    backend::RegistryBackend,
    http,
    seal::witness::HttpWitness,
    sign_in::{
        SignIn,
        oidc::{Settings, SettingsFault, Validator},
    },
};
use muster_eventstore::seal::{Pace, Sealer, SigningKey, Witness};
use std::sync::Arc;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Runs until a signal asks to stop.
pub(super) async fn run(place: &Place, arguments: &ServeArguments) -> Result<(), CommandFault> {
    let issuer = issuer(arguments).map_err(usage)?;
    let witnesses = witnesses(arguments)?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|source| CommandFault::Outside { doing: format!("cannot listen on {}", arguments.listen), source })?;
    let app = App::open(place, Use::Supervise).await?;
    let outcome = match sealing_key(place, arguments) {
        Ok(key) => {
            let seal = move |app: &App| Sealer::start(app.log.pool().clone(), key, witnesses, Pace::default());
            prepare_and_answer(&app, arguments, issuer, listener, seal).await
        }
        Err(fault) => Err(fault),
    };
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

/// Those who are asked to sign each checkpoint.
fn witnesses(arguments: &ServeArguments) -> Result<Vec<Arc<dyn Witness>>, CommandFault> {
    let parsed = arguments.witnesses.iter().map(|text| {
        let witness: HttpWitness = text.parse().map_err(CommandFault::Usage)?;
        Ok(Arc::new(witness) as Arc<dyn Witness>)
    });
    parsed.collect()
}

/// The key that signs the log, which the first start makes beside the key-encryption key.
fn sealing_key(place: &Place, arguments: &ServeArguments) -> Result<SigningKey, CommandFault> {
    std::fs::create_dir_all(&place.data_dir).map_err(|source| CommandFault::Outside {
        doing: format!("{} cannot be made", place.data_dir.display()),
        source,
    })?;
    Ok(SigningKey::open(&place.data_dir, arguments.log_name.log_origin.as_deref(), true)?)
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
    seal: impl FnOnce(&App) -> Sealer,
) -> Result<(), CommandFault> {
    // Before the demonstration is entered, so that it is sealed as it comes.
    let sealer = seal(app);
    if arguments.demo {
        demo::prepare(app, arguments.scale).await?;
    }
    let sign_in = SignIn::new(&app.log);
    let sign_in = match issuer {
        Some(settings) => sign_in.with_tokens(Validator::start(settings, app.log.clock().now()).await.map_err(usage)?),
        None => sign_in,
    };
    let backend = RegistryBackend::start_with(app, sign_in).with_sealer(sealer);
    answer(backend, listener, arguments).await
}

/// Ends when a signal asks to stop.
pub(super) fn asked_to_stop() -> Result<impl Future<Output = ()>, CommandFault> {
    let outside = |source| CommandFault::Outside { doing: "cannot wait for signals".to_owned(), source };
    let mut terminated = signal(SignalKind::terminate()).map_err(outside)?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(outside)?;
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

async fn answer(
    backend: RegistryBackend,
    listener: TcpListener,
    arguments: &ServeArguments,
) -> Result<(), CommandFault> {
    let outside = |doing: &str| {
        let doing = doing.to_owned();
        move |source| CommandFault::Outside { doing, source }
    };
    let address = listener.local_addr().map_err(outside("cannot tell the address"))?;
    let stop = asked_to_stop()?;
    let proxies = http::Proxies::of(&arguments.trusted_proxies);
    let router = http::behind(backend.router(http::Limits::default()), proxies);
    let router = if arguments.demo { http::demonstration(router) } else { router };
    note(&format!("muster listens on http://{address}; its views are catching up with the log"));
    let announced = tokio::spawn(async move {
        backend.caught_up().await;
        note(&format!("muster answers on http://{address}/graphql: every view stands at the head of the log"));
    });
    let served = http::serve(listener, router, stop).await.map_err(outside("serving failed"));
    announced.abort();
    served
}
