//! `muster serve`: opens the registry, listens, answers, and stops what it started.

use super::{CommandFault, args::ServeArguments, demo, note};
use crate::{
    App,
    app::{Place, Use},
    backend::RegistryBackend,
    http,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Runs until a signal asks to stop.
pub(super) async fn run(place: &Place, arguments: &ServeArguments) -> Result<(), CommandFault> {
    let listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|source| CommandFault::Outside { doing: format!("cannot listen on {}", arguments.listen), source })?;
    let app = App::open(place, Use::Supervise).await?;
    let outcome = prepare_and_answer(&app, arguments, listener).await;
    app.close().await?;
    outcome
}

async fn prepare_and_answer(app: &App, arguments: &ServeArguments, listener: TcpListener) -> Result<(), CommandFault> {
    if arguments.demo {
        demo::prepare(app, arguments.scale).await?;
    }
    answer(app, listener).await
}

async fn answer(app: &App, listener: TcpListener) -> Result<(), CommandFault> {
    let outside = |doing: &str| {
        let doing = doing.to_owned();
        move |source| CommandFault::Outside { doing, source }
    };
    let address = listener.local_addr().map_err(outside("cannot tell the address"))?;
    let mut terminated = signal(SignalKind::terminate()).map_err(outside("cannot wait for signals"))?;
    let mut interrupted = signal(SignalKind::interrupt()).map_err(outside("cannot wait for signals"))?;
    let backend = RegistryBackend::start(app);
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
