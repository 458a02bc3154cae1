//! A witness of our own over HTTP: its signature is in the checkpoint, and it refuses what does not follow.

use super::{Signing, checked, forget_seal, sealed, status, tamper, typed};
use crate::files::{ORGANIZATIONS, TEAMS, volunteers};
use muster_api::{
    http,
    import::Kind,
    seal::witness::{HttpWitness, WitnessState, router},
};
use muster_eventstore::{
    Clock,
    seal::{SealReader, Witness, export},
};
use muster_seal::PublicKey;
use muster_tests::{TestApp, TestStore, eventually};
use std::{process::ExitCode, sync::Arc};
use tempfile::TempDir;

/// A witness that runs.
struct Running {
    address: String,
    key: PublicKey,
    folder: TempDir,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    async fn start(logs: Vec<PublicKey>, folder: TempDir) -> Self {
        let state = WitnessState::open(folder.path(), "witness.example", logs, Clock::System).expect("it opens");
        let key = state.public().clone();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("an address");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let task = tokio::spawn(async move {
            http::serve(listener, router(state), std::future::pending()).await.expect("it serves");
        });
        Self { address, key, folder, task }
    }

    fn asked(&self) -> Vec<Arc<dyn Witness>> {
        let witness: HttpWitness = format!("{}#{}", self.address, self.key).parse().expect("a witness");
        vec![Arc::new(witness)]
    }

    /// Stops it, and starts it on the same folder.
    async fn again(self, logs: Vec<PublicKey>) -> Self {
        self.task.abort();
        Self::start(logs, self.folder).await
    }
}

async fn cosigned(store: &TestStore, witness: &Running) -> u64 {
    eventually("a cosignature", async || {
        let (_, signed) = sealed(store).await;
        signed.cosigned_at(&witness.key).ok().map(|_| signed.checkpoint.size)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn witness_signs_what_follows_and_refuses_another_history_and_an_older_copy() {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let log = signing.key().public().clone();
    let witness = Running::start(vec![log.clone()], tempfile::tempdir().expect("a folder")).await;
    let sealer = signing.sealer_with(&app.store, witness.asked());
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    let first = cosigned(&app.store, &witness).await;
    let older = app.store.copy().await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(100)).await;
    assert!(cosigned(&app.store, &witness).await > first);
    drop(sealer);

    // It remembers over a restart, and a signer that remembers nothing is told where the witness stands.
    let witness = witness.again(vec![log.clone()]).await;
    let sealer = signing.sealer_with(&app.store, witness.asked());
    app.import(Kind::Volunteers, &volunteers(105)).await;
    let signed = cosigned(&app.store, &witness).await;
    drop(sealer);

    // An older copy that goes on, with the key and without the memory: the signer signs it, the witness does not.
    let elsewhere = signing.forgetful();
    let sealer = elsewhere.sealer_with(&older, witness.asked());
    let standing = status(&sealer, |status| !status.witnesses.is_empty()).await;
    assert!(standing.witnesses[0].1.contains(&signed.to_string()), "{standing:?}");
    drop(sealer);

    // A history written anew that is longer: the proof from the one to the other cannot be made.
    let copy = app.store.copy().await;
    tamper(&copy, "update log.events set event_version = '9.9' where position = 3").await;
    forget_seal(&copy).await;
    let forgetful = signing.forgetful();
    let sealer = forgetful.sealer_with(&copy, witness.asked());
    let standing = status(&sealer, |status| !status.witnesses.is_empty()).await;
    assert!(standing.signs && standing.condition.is_none(), "a witness stops nobody: {standing:?}");
    let (_, forged) = sealed(&copy).await;
    assert!(forged.cosigned_at(&witness.key).is_err());
    assert!(checked(&copy, &log, None).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn bundle_and_proof_are_refused_when_fewer_witnesses_signed_than_must_have() {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let log = signing.key().public().clone();
    let witness = Running::start(vec![log.clone()], tempfile::tempdir().expect("a folder")).await;
    let stranger = Running::start(vec![log.clone()], tempfile::tempdir().expect("a folder")).await;
    let sealer = signing.sealer_with(&app.store, witness.asked());
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    cosigned(&app.store, &witness).await;
    drop(sealer);
    let [bundle, proof] = ["bundle", "proof"].map(|name| signing.file(name).display().to_string());
    export(app.store.log.pool(), bundle.as_ref(), 0).await.expect("the log is exported");
    let proved = SealReader::new(app.store.log.pool().clone()).proof(1).await.expect("a proof");
    std::fs::write(&proof, proved).expect("it is written");
    let [log, signed, silent] = [&log, &witness.key, &stranger.key].map(ToString::to_string);
    for file in [&bundle, &proof] {
        for (asked, code) in [
            (["--witness", &signed].as_slice(), ExitCode::SUCCESS),
            (&["--witness", &silent], ExitCode::FAILURE),
            (&["--witness", &signed, "--witness", &silent], ExitCode::FAILURE),
            (&["--witness", &signed, "--witness", &silent, "--at-least", "1"], ExitCode::SUCCESS),
            (&["--witness", &signed, "--witness", &signed, "--at-least", "2"], ExitCode::FAILURE),
            (&["--witness", &log], ExitCode::FAILURE),
        ] {
            let words = [&["verify", file, "--key", &log], asked].concat();
            assert_eq!(typed(&words).await, code, "{words:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn log_is_published_without_a_witness_that_does_not_answer_or_does_not_know_it() {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let stranger = Signing::fresh();
    let witness = Running::start(vec![stranger.key().public().clone()], tempfile::tempdir().expect("a folder")).await;
    let sealer = signing.sealer_with(&app.store, witness.asked());
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    sealed(&app.store).await;
    let standing = status(&sealer, |status| !status.witnesses.is_empty()).await;
    assert!(standing.witnesses[0].1.contains("404"), "{standing:?}");
    witness.task.abort();
    app.import(Kind::Teams, TEAMS).await;
    sealed(&app.store).await;
    for wrong in ["", "http://a", "ftp://a#b", &format!("http://a#{}", signing.key().public())] {
        assert!(wrong.parse::<HttpWitness>().is_err(), "{wrong}");
    }
}
