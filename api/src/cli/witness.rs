//! `muster witness`: a witness of logs, on a machine of somebody else than the registry's operator.

use super::{CommandFault, audit_args::WitnessArguments, note, serve::asked_to_stop};
use crate::{
    http,
    seal::witness::{WitnessState, router},
};
use muster_eventstore::Clock;
use muster_seal::PublicKey;
use tokio::net::TcpListener;

/// Runs until a signal asks to stop.
pub(super) async fn run(arguments: &WitnessArguments) -> Result<(), CommandFault> {
    let logs = arguments.logs.iter().map(|text| text.parse()).collect::<Result<Vec<PublicKey>, _>>();
    let logs = logs.map_err(|error| CommandFault::Usage(error.to_string()))?;
    let state = WitnessState::open(&arguments.state, &arguments.name, logs, Clock::System)?;
    let outside = |doing: String| move |source| CommandFault::Outside { doing, source };
    let listener =
        TcpListener::bind(arguments.listen).await.map_err(outside(format!("cannot listen on {}", arguments.listen)))?;
    note(&format!("witness {} listens on http://{}", state.public(), arguments.listen));
    let stop = asked_to_stop()?;
    http::serve(listener, router(state), stop).await.map_err(outside("serving failed".to_owned()))
}
