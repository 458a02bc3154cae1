//! The proofs beside a certificate: for whoever knows its number, and without a word of whose it is.

use super::{Signing, sealed, typed};
use crate::journeys::steps::does;
use muster_eventstore::seal::export;
use muster_seal::{PublicKey, proof};
use muster_tests::TestApp;
use serde_json::{Value, json};
use std::{fs, process::ExitCode};

/// Everybody who may sign in asks so.
async fn proofs(app: &TestApp, reader: &str, number: &str) -> Value {
    let head = app.head().await;
    let query =
        format!("{{ verifyCertificate(number: \"{number}\", atLeast: {head}) {{ proofs {{ step position file }} }} }}");
    app.data_with(reader, &query).await["verifyCertificate"]["proofs"].clone()
}

/// Step and position of each proof, all of which hold and show nothing.
fn held(proofs: &Value, key: &PublicKey) -> Vec<(String, u64)> {
    let each = proofs.as_array().expect("proofs").iter().map(|one| {
        let proved = proof::verify(one["file"].as_str().expect("text").as_bytes(), key).expect("it holds");
        assert_eq!((proved.leaf, json!(proved.position)), (None, one["position"].clone()));
        (one["step"].as_str().expect("a step").to_owned(), proved.position)
    });
    each.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_comes_with_proofs_of_its_events_that_do_not_say_whose_it_is() {
    let app = crate::journeys::steps::two_who_served().await;
    let signing = Signing::fresh();
    let sealer = signing.sealer(&app.store);
    // Somebody of another county, who reaches none of the volunteers.
    let reader = app.key_with("HR_READER@445202", None).await;
    let head = app.head().await;
    let volunteer = format!(
        "{{ volunteer(code: \"V-1\", atLeast: {head}) {{ id person {{ id }} credits {{ edges {{ node {{ id }} }} }} }} }}"
    );
    let volunteer = app.data(&volunteer).await["volunteer"].clone();
    let credit = volunteer["credits"]["edges"][0]["node"]["id"].as_str().expect("an id").to_owned();
    let issue = |number: &str| {
        format!("issueCertificate(volunteer: \"V-1\", number: \"{number}\", from: \"2024-05-01\", to: \"2024-05-31\")")
    };
    does(&app, &issue("ZM-1")).await;
    let issued = u64::try_from(app.head().await).expect("a position");
    let (key, _) = sealed(&app.store).await;
    let first = proofs(&app, &reader, "ZM-1").await;
    assert_eq!(held(&first, &key), [("ISSUED".to_owned(), issued)]);
    does(&app, &format!("revokeHours(volunteer: \"V-1\", credit: \"{credit}\", reason: \"重复\")")).await;
    does(&app, "revokeCertificate(volunteer: \"V-1\", number: \"ZM-1\", reason: \"信息有误\")").await;
    sealed(&app.store).await;
    let told = proofs(&app, &reader, "ZM-1").await;
    let steps = [("ISSUED", issued), ("AFFECTED", issued + 1), ("REVOKED", issued + 2)];
    assert_eq!(held(&told, &key), steps.map(|(step, position)| (step.to_owned(), position)));
    for secret in [&volunteer["id"], &volunteer["person"]["id"]] {
        let secret = secret.as_str().expect("an id");
        assert!(!told.to_string().contains(secret), "{told}");
    }

    // The first one, kept by its holder: it holds by the key alone, and an auditor's bundle says what it is of.
    let [file, other, bundle] = ["first", "changed", "bundle"].map(|name| signing.file(name).display().to_string());
    let text = first[0]["file"].as_str().expect("text");
    fs::write(&file, text).expect("the proof is kept");
    fs::write(&other, text.replacen("index ", "index 1", 1)).expect("another proof");
    export(app.store.log.pool(), bundle.as_ref(), 0).await.expect("the log is exported");
    let key = key.to_string();
    for (words, code) in [
        (["verify", &file, "--key", &key].as_slice(), ExitCode::SUCCESS),
        (&["verify", &other, "--key", &key], ExitCode::FAILURE),
        (&["verify", &bundle, "--key", &key, "--shows", &file], ExitCode::SUCCESS),
        (&["verify", &bundle, "--key", &key, "--shows", &other], ExitCode::FAILURE),
    ] {
        assert_eq!(typed(words).await, code, "{words:?}");
    }
    // Before it is sealed there is no proof, and that has a name.
    drop(sealer);
    let late = issue("ZM-2").replace("V-1", "V-2");
    does(&app, &late).await;
    let head = app.head().await;
    let query = format!("{{ verifyCertificate(number: \"ZM-2\", atLeast: {head}) {{ proofs {{ step }} }} }}");
    assert_eq!(app.refusal_with(&reader, &query).await["code"], "NOT_SEALED_YET");
}
