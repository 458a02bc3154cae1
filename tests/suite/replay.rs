//! Everything rebuilds: a view emptied and replayed from position 1 has the rows of the live one.

use muster_api::{
    demo,
    replay::{Extent, all},
};
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

/// A small registry, and a statement of the superuser that damages its log beside every trigger.
async fn damaged(damage: &str) -> TestApp {
    let app = crate::journeys::steps::two_who_served().await;
    app.settle().await;
    let sql = format!("set session_replication_role = replica; {damage}");
    app.store.admin_run(&sql).await.expect("the log is damaged");
    app
}

async fn failed(app: &TestApp) -> Vec<String> {
    let replayed = all(&app.store.log, &app.views, Extent::Compared).await.expect("builds are dropped");
    replayed.into_iter().filter_map(|one| one.outcome.err().map(|fault| format!("{}: {fault}", one.view))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_fails_and_says_where_when_a_payload_is_corrupt_a_type_unknown_or_a_row_missing() {
    let hours = "position = (select max(position) from log.events where event_type = 'hours_credited')";
    for damage in [
        format!("update log.events set payload = '{{}}' where {hours}"),
        format!("update log.events set event_type = 'unheard_of', payload = '{{\"UnheardOf\":{{}}}}' where {hours}"),
        format!("delete from log.events where {hours}"),
    ] {
        let app = damaged(&damage).await;
        let failed = failed(&app).await;
        assert!(failed.iter().any(|fault| fault.starts_with("service_hours: ")), "{damage}: {failed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replay_fails_when_its_connection_is_cut_and_succeeds_when_nothing_is_wrong() {
    let app = damaged("select 1").await;
    assert_eq!(failed(&app).await, Vec::<String>::new());
    let mut admin = app.store.admin().await;
    sqlx::raw_sql("begin; lock table log.events in access exclusive mode").execute(&mut admin).await.expect("a lock");
    let mut other = app.store.admin().await;
    // Whoever waits is cut, again and again: the replay is among them, whenever it comes to wait.
    let cutting = async {
        loop {
            let cut = "select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()";
            sqlx::query(cut).execute(&mut other).await.expect("the server cuts");
        }
    };
    let replayed = tokio::select! {
        replayed = all(&app.store.log, &app.views, Extent::Until(1)) => replayed,
        () = cutting => panic!("nobody ends the cutting"),
    };
    drop(admin);
    let replayed = replayed.expect("builds are dropped");
    assert!(replayed.iter().all(|one| one.outcome.is_err()));
}
