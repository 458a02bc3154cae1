//! Appending: receipts, conflicts, units over several streams.

use muster_eventstore::clock::fresh_id;
use muster_tests::{Tally, TestStore, ledger::TallyCommand, store::request};

#[tokio::test]
async fn receipts_are_gapless_and_sequences_count_per_stream() {
    let store = TestStore::fresh().await;
    let (one, other) = (fresh_id(), fresh_id());
    let mut next = 1;
    for (stream, amounts) in [(one, vec![1]), (other, vec![2, 3, 4]), (one, vec![5, 6])] {
        let count = i64::try_from(amounts.len()).unwrap();
        let done = store.log.execute::<Tally>(&request(), stream, TallyCommand::Add(amounts)).await.unwrap();
        let receipt = done.receipt.unwrap();
        assert_eq!((receipt.first_position, receipt.position), (next, next + count - 1));
        next += count;
    }
    let page = store.log.reader().page(0, 100, &["tally"]).await.unwrap();
    assert_eq!(page.events.iter().map(|event| event.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    let of_one = page.events.iter().filter(|event| event.aggregate_id == one.to_string());
    assert_eq!(of_one.map(|event| event.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(store.log.find::<Tally>(one).await.unwrap().unwrap().total, 12);
    assert_eq!(store.log.find::<Tally>(fresh_id()).await.unwrap(), None);
}
