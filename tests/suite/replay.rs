//! Everything rebuilds: a view emptied and replayed from position 1 has the rows of the live one.

use muster_api::demo;
use muster_tests::{TestApp, eventually};

/// Volunteers of the demonstration here: few, because the rest of it is of a fixed size.
const VOLUNTEERS: u32 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn replayed_rows_of_every_view_are_the_live_rows_after_the_demonstration() {
    let app = TestApp::fresh().await;
    demo::fill(&app.store.log, VOLUNTEERS, &mut |_, _| {}).await.unwrap_or_else(|error| panic!("{error:?}"));
    let head = app.head().await;
    for view in app.views.iter() {
        let name = view.name();
        eventually("a view at the head", async || {
            app.views.read(name, Some(head)).await.ok().map(|read| assert!(read.position() >= head))
        })
        .await;
    }
    app.verify_views().await;
}
