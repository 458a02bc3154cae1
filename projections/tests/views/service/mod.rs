//! The views of service against a real log: figures, one event at a time and all at once, live and replayed.

mod checks;
mod story;

use crate::harness::Registry;
use muster_projections::Runner;
use story::{story, tell};

#[tokio::test]
async fn figures_are_right_and_replayed_rows_the_same_when_events_come_one_by_one_or_all_at_once() {
    // The runner sees single events here, and all of them in one page where it starts after them.
    for one_by_one in [true, false] {
        let registry = Registry::open().await;
        let mut runner = one_by_one.then(|| Runner::start(&registry.views));
        let mut last = None;
        for told in story() {
            let receipt = tell(&registry, told).await;
            if one_by_one {
                registry.settle(receipt).await;
            }
            last = Some(receipt);
        }
        let runner = runner.take().unwrap_or_else(|| Runner::start(&registry.views));
        let last = last.unwrap();
        registry.settle(last).await;
        checks::hours(&registry, last.position).await;
        checks::credits(&registry, last.position).await;
        checks::roster(&registry, last.position).await;
        checks::directory(&registry, last.position).await;
        checks::history(&registry, last.position).await;
        checks::calendar(&registry, last.position).await;
        checks::changes(&registry, last.position).await;
        checks::attendance(&registry, last.position).await;
        registry.verify().await;
        drop(runner);
        registry.stop().await;
    }
}
