//! Upcasting through the log's reader: old events are renamed, split and dropped, for pages, streams and commands.

use crate::support::add;
use muster_eventstore::{
    clock::fresh_id,
    upcast::{StoredForm, UpcastStep},
};
use muster_tests::{Tally, TestStore, ledger::TallyEvent};
use serde_json::json;

/// Version 0.9: `counted` was renamed, `counted_twice` is split, `painted` is dropped.
struct OldTally;

impl UpcastStep for OldTally {
    fn is_for(&self, aggregate_type: &str, _: &str, event_version: &str) -> bool {
        aggregate_type == "tally" && event_version == "0.9"
    }

    fn upcast(&self, event: StoredForm) -> Vec<StoredForm> {
        let tallied = || StoredForm {
            event_type: "tallied".to_owned(),
            event_version: "1.0".to_owned(),
            payload: json!({ "tallied": { "amount": event.payload["n"] } }),
            ..event.clone()
        };
        match event.event_type.as_str() {
            "counted" => vec![tallied()],
            "counted_twice" => vec![tallied(), tallied()],
            _ => Vec::new(),
        }
    }
}

#[tokio::test]
async fn old_events_are_renamed_split_and_dropped_and_the_stream_goes_on_after_them() {
    let store = TestStore::with_steps(vec![Box::new(OldTally)]).await;
    let id = fresh_id();
    for (sequence, name) in [(1, "counted"), (2, "counted_twice"), (3, "painted")] {
        store
            .admin_run(&format!(
                "insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata) \
                 values ('tally', '{id}', {sequence}, '{name}', '0.9', '{{\"n\": {sequence}}}', '{{}}')"
            ))
            .await
            .unwrap();
    }
    assert_eq!(add(&store.log, id, vec![10]).await.position, 4);
    let page = store.log.reader().page(0, 10, &["tally"]).await.unwrap();
    assert_eq!((page.to, page.head), (4, 4));
    let seen: Vec<(i64, i64, TallyEvent)> =
        page.events.iter().map(|event| (event.position, event.sequence, event.decode().unwrap())).collect();
    let tallied = |amount| TallyEvent::Tallied { amount };
    assert_eq!(seen, [(1, 1, tallied(1)), (2, 2, tallied(2)), (2, 2, tallied(2)), (4, 4, tallied(10))]);
    assert_eq!(store.log.find::<Tally>(id).await.unwrap().unwrap(), Tally { total: 15, events: 4 });
    assert_eq!(store.log.reader().of_stream("tally", id, 1, 10).await.unwrap().len(), 3);
}
