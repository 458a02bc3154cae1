//! The sealed log as it is asked for over GraphQL: a stretch checked, an event proved.

use super::{Signing, sealed, tamper};
use crate::files::{ORGANIZATIONS, TEAMS, volunteers};
use muster_api::import::Kind;
use muster_seal::{Leaf, proof};
use muster_tests::TestApp;
use serde_json::json;

const CHECK: &str = "whole checkpointSize checkpointRoot damage firstDamaged";

#[tokio::test(flavor = "multi_thread")]
async fn stretch_of_the_log_is_whole_until_an_event_in_it_is_changed() {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let _sealer = signing.sealer(&app.store);
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(100)).await;
    let (key, signed) = sealed(&app.store).await;
    let (size, root) = (signed.checkpoint.size, signed.checkpoint.root.to_string());
    let ask = async |from: u64, to: u64| {
        app.data(&format!("{{ verifyChain(from: {from}, to: {to}) {{ {CHECK} }} }}")).await["verifyChain"].clone()
    };
    let whole =
        json!({ "whole": true, "checkpointSize": size, "checkpointRoot": root, "damage": null, "firstDamaged": null });
    assert_eq!(ask(1, size).await, whole);
    let proved = app.data("{ eventProof(position: 3) }").await["eventProof"].clone();
    let proved = proof::verify(proved.as_str().expect("text").as_bytes(), &key).expect("it holds");
    assert_eq!(Leaf::read(&proved.leaf.expect("a leaf")).expect("a leaf").head.position, 3);
    tamper(&app.store, "update log.events set payload = (payload::text || ' ')::json where position = 200").await;
    let damaged = json!({
        "whole": false, "checkpointSize": size, "checkpointRoot": root, "damage": "DAMAGED", "firstDamaged": 200
    });
    assert_eq!(ask(1, size).await, damaged);
    assert_eq!(ask(200, 200).await, damaged);
    assert_eq!(ask(1, 199).await, whole);
    assert_eq!(ask(201, size).await, whole);
    let refused = app.refusal("{ eventProof(position: 200) }").await;
    assert_eq!((&refused["code"], &refused["position"]), (&json!("LOG_DAMAGED"), &json!(200)));
    let beyond = app.refusal(&format!("{{ verifyChain(from: 1, to: {}) {{ whole }} }}", size + 1)).await;
    assert_eq!((&beyond["code"], &beyond["published"]), (&json!("NOT_SEALED_YET"), &json!(size)));
    for (from, to) in [(0, 1), (2, 1), (1, 100_001)] {
        let refused = app.refusal(&format!("{{ verifyChain(from: {from}, to: {to}) {{ whole }} }}")).await;
        assert_eq!(refused["code"], "RANGE_UNUSABLE");
    }
}
