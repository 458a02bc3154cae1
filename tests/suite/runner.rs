//! The runner of the views: exactly once in effect, nothing skipped.

use crate::support::add;
use muster_eventstore::{EventLog, clock::fresh_id};
use muster_projections::{Runner, View, Views, rebuild};
use muster_tests::{
    TestStore, eventually,
    tally_totals::{self, TallyTotals},
};
use std::sync::Arc;

async fn views(log: &EventLog, view: TallyTotals) -> Views {
    Views::open(log.clone(), vec![Arc::new(view) as Arc<dyn View>]).await.unwrap()
}

/// The sums of the view once it is at a position.
async fn sums_at(views: &Views, position: i64) -> (i64, i64) {
    let mut read = views.read(tally_totals::NAME, Some(position)).await.unwrap();
    tally_totals::sums(&mut read).await.unwrap()
}

#[tokio::test]
async fn page_is_folded_once_when_it_is_delivered_again_after_a_failure() {
    let store = TestStore::fresh().await;
    add(&store.log, fresh_id(), vec![1, 2, 3]).await;
    let views = views(&store.log, TallyTotals::failing(2)).await;
    let runner = Runner::start(&views);
    eventually("the view's fault", async || {
        runner.statuses().get(tally_totals::NAME).filter(|status| status.fault.is_some()).cloned()
    })
    .await;
    assert_eq!(sums_at(&views, 3).await, (6, 3));
}

#[tokio::test]
async fn two_runners_and_restarts_at_any_moment_fold_each_event_once() {
    const ROUNDS: i64 = 40;
    let store = TestStore::fresh().await;
    let ids = [fresh_id(), fresh_id(), fresh_id()];
    let views = views(&store.log, TallyTotals::default()).await;
    let other_views = Views::open(store.second_log().await, vec![Arc::new(TallyTotals::default()) as Arc<dyn View>]);
    let other_views = other_views.await.unwrap();
    let _steady = Runner::start(&other_views);
    let mut restarted = Some(Runner::start(&views));
    for round in 0..ROUNDS {
        add(&store.log, ids[usize::try_from(round).unwrap() % ids.len()], vec![1, 1]).await;
        if round % 4 == 3 {
            // Dropped wherever it is: between append and fold, or in the middle of a page.
            drop(restarted.take());
            restarted = Some(Runner::start(&views));
        }
    }
    assert_eq!(sums_at(&views, ROUNDS * 2).await, (ROUNDS * 2, ROUNDS * 2));
    let view = TallyTotals::default();
    assert_eq!(rebuild::verify(&store.log, &view).await.unwrap(), ROUNDS * 2);
}

#[tokio::test]
async fn poisoned_event_stops_the_view_names_its_position_and_is_not_skipped() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    add(&store.log, id, vec![1, 2]).await;
    let views = views(&store.log, TallyTotals::default()).await;
    let runner = Runner::start(&views);
    assert_eq!(sums_at(&views, 2).await, (3, 2));
    store
        .admin_run(&format!(
            "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata) \
             values ('tally', '{id}', 3, 'tallied', '1.0', '{{\"tallied\": null}}', '{{}}')"
        ))
        .await
        .unwrap();
    let other = fresh_id();
    add(&store.log, other, vec![10]).await;
    let status = eventually("the view's fault", async || {
        runner.statuses().get(tally_totals::NAME).filter(|status| status.fault.is_some()).cloned()
    })
    .await;
    let fault = status.fault.unwrap();
    assert!(fault.contains("tallied") && fault.contains("position 3"), "{fault}");
    assert_eq!(status.position, 2);
    assert_eq!(sums_at(&views, 2).await, (3, 2), "nothing after the poisoned event is taken in");
    // A restarted runner says the same position, not 0.
    drop(runner);
    let restarted = Runner::start(&views);
    let status = eventually("the fault again", async || {
        restarted.statuses().get(tally_totals::NAME).filter(|status| status.fault.is_some()).cloned()
    })
    .await;
    assert_eq!((status.position, status.head), (2, 4));
    assert!(rebuild::rebuild(&store.log, &TallyTotals::default()).await.is_err());
}
