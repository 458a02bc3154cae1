//! A rebuild that was killed leaves a copy of the directory, which the proof of an erasure counts until it is dropped.

use super::restored::{erase, person_of};
use crate::journeys::steps::two_who_served;
use muster_projections::{Views, rebuild, views, views::person_directory};
use muster_tests::{TestApp, eventually};
use serde_json::{Value, json};
use uuid::Uuid;

async fn proof(app: &TestApp, person: Uuid) -> Value {
    let query = format!("{{ erasureProof(person: \"{person}\") {{ copies whole }} }}");
    app.data(&query).await["erasureProof"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_that_a_killed_rebuild_left_is_counted_and_dropped_and_one_at_work_stays() {
    let app = two_who_served().await;
    let wang = person_of(&app, "V-1").await;
    app.settle().await;
    let (whole, counted) = (json!({ "copies": 0, "whole": true }), json!({ "copies": 1, "whole": false }));
    let beside = app.store.second_log().await;
    let directory = app.views.find(person_directory::NAME).expect("the directory").as_ref();
    let build = async || rebuild::build(&beside, directory, None).await.expect("it is built");
    let at_work = build().await;
    let before = build().await;
    let schemas = [before.schema.clone(), at_work.schema.clone()];
    let stands = async |schema: &String| app.store.dump_text().await.contains(&format!("-- {schema}.people"));
    assert!(stands(&schemas[0]).await && stands(&schemas[1]).await);
    // As when its process is killed.
    drop(before);
    erase(&app, wang).await;
    eventually("the copy to go", async || {
        app.views.tidy().await.expect("what is left is dropped");
        (!stands(&schemas[0]).await).then_some(())
    })
    .await;
    assert_eq!(proof(&app, wang).await, whole);
    drop(build().await);
    eventually("the proof to count", async || Some(proof(&app, wang).await).filter(|proof| *proof == counted)).await;
    // The next start of a server, and the next build, look for it.
    Views::open(beside.clone(), views::all()).await.expect("the views open");
    assert_eq!(proof(&app, wang).await, whole);
    assert!(stands(&schemas[1]).await, "who is at work is left alone");
    at_work.discard(&beside).await.expect("it is dropped");
    assert!(!stands(&schemas[1]).await);
}
