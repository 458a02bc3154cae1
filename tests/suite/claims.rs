//! Claims: values that one holder has at a time, for good or for days.

use crate::support::{ledger, stored};
use chrono::NaiveDate;
use muster_domain::kernel::{ClaimChange, ClaimValue, DateSpan, StoredEvent as _};
use muster_eventstore::{TransactError, clock::fresh_id};
use muster_tests::{
    TestStore,
    ledger::{LedgerCommand, LedgerEvent, LedgerRefusal, NUMBER, Opening, days},
    store::request,
};
use std::collections::BTreeMap;
use uuid::Uuid;

#[tokio::test]
async fn identity_is_refused_with_its_holder_when_taken() {
    let store = TestStore::fresh().await;
    let (first, second) = (fresh_id(), fresh_id());
    ledger(&store.log, first, LedgerCommand::Open(Opening::numbered("36070219900101001X"))).await.unwrap();
    let refused = ledger(&store.log, second, LedgerCommand::Open(Opening::numbered("36070219900101001X"))).await;
    assert!(matches!(refused, Err(TransactError::Refused(LedgerRefusal::NumberTaken { holder })) if holder == first));
    assert_eq!(stored(&store.log).await, 1);
    ledger(&store.log, second, LedgerCommand::Open(Opening::numbered("other"))).await.unwrap();
}

#[tokio::test]
async fn identity_has_one_holder_when_many_ask_at_once() {
    let store = TestStore::fresh().await;
    let calls = (0..40).map(|_| {
        let log = store.log.clone();
        tokio::spawn(async move { ledger(&log, fresh_id(), LedgerCommand::Open(Opening::numbered("one"))).await })
    });
    let outcomes: Vec<_> = futures::future::join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused =
        |outcome: &&Result<_, _>| matches!(outcome, Err(TransactError::Refused(LedgerRefusal::NumberTaken { .. })));
    assert_eq!(outcomes.iter().filter(refused).count(), 39);
    assert_eq!(stored(&store.log).await, 1);
}

#[tokio::test]
async fn post_is_refused_when_days_overlap_and_accepted_when_they_touch() {
    let store = TestStore::fresh().await;
    let (first, second) = (fresh_id(), fresh_id());
    let take = |span| LedgerCommand::TakePost("desk".to_owned(), span);
    ledger(&store.log, first, take(days((3, 1), Some((3, 31))))).await.unwrap();
    for span in [days((3, 31), None), days((1, 1), Some((3, 1))), days((3, 10), Some((3, 11))), days((1, 1), None)] {
        let refused = ledger(&store.log, second, take(span)).await;
        assert!(
            matches!(refused, Err(TransactError::Refused(LedgerRefusal::PostHeld { holder })) if holder == first),
            "{span:?}"
        );
    }
    ledger(&store.log, second, take(days((1, 1), Some((2, 28))))).await.unwrap();
    ledger(&store.log, second, take(days((4, 1), None))).await.unwrap();
    let refused = ledger(&store.log, first, take(days((12, 31), None))).await;
    assert!(matches!(refused, Err(TransactError::Refused(LedgerRefusal::PostHeld { holder })) if holder == second));
}

#[tokio::test]
async fn released_post_is_free_for_another_holder() {
    let store = TestStore::fresh().await;
    let (first, second) = (fresh_id(), fresh_id());
    let span = days((3, 1), None);
    ledger(&store.log, first, LedgerCommand::TakePost("desk".to_owned(), span)).await.unwrap();
    // The row is known by its first day; another first day releases nothing.
    ledger(&store.log, first, LedgerCommand::LeavePost("desk".to_owned(), days((3, 2), None))).await.unwrap();
    assert!(ledger(&store.log, second, LedgerCommand::TakePost("desk".to_owned(), span)).await.is_err());
    ledger(&store.log, first, LedgerCommand::LeavePost("desk".to_owned(), span)).await.unwrap();
    ledger(&store.log, second, LedgerCommand::TakePost("desk".to_owned(), span)).await.unwrap();
}

#[tokio::test]
async fn post_is_handed_over_in_one_command_and_never_held_twice_on_a_day() {
    let store = TestStore::fresh().await;
    let (first, second) = (fresh_id(), fresh_id());
    let held = days((3, 1), None);
    let hand_over = |then| LedgerCommand::HandPostOver {
        post: "desk".to_owned(),
        held,
        kept: days((3, 1), Some((5, 31))),
        to: second,
        then,
    };
    ledger(&store.log, first, LedgerCommand::TakePost("desk".to_owned(), held)).await.unwrap();
    let overlapping = ledger(&store.log, first, hand_over(days((5, 31), None))).await;
    assert!(matches!(overlapping, Err(TransactError::Refused(LedgerRefusal::PostHeld { holder })) if holder == first));
    ledger(&store.log, first, hand_over(days((6, 1), None))).await.unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select starts_on::text, ends_on::text from log.claims where kind = 'ledger_post' order by starts_on",
    )
    .fetch_all(store.log.pool())
    .await
    .unwrap();
    let row = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(rows, [row("2026-03-01", "2026-05-31"), row("2026-06-01", "infinity")]);
}

#[tokio::test]
async fn claim_for_good_reads_back_without_days() {
    let store = TestStore::fresh().await;
    let id = fresh_id();
    ledger(&store.log, id, LedgerCommand::Open(Opening::numbered("n"))).await.unwrap();
    let found = store
        .log
        .transact::<Option<Uuid>, LedgerRefusal, _>(&request(), |unit| {
            Box::pin(async move {
                let value = ClaimValue::Blind("n".to_owned());
                unit.look_up(NUMBER, std::slice::from_ref(&value)).await?;
                Ok(unit.holder(NUMBER, &value))
            })
        })
        .await
        .unwrap();
    assert_eq!(found.value, Some(id));
}

/// Rows as the events in their order make them: first day and holder within a post, with the last day.
type Rows = BTreeMap<(String, Uuid, NaiveDate), Option<NaiveDate>>;

/// Replays one event's claims, and checks that no day has two holders.
fn replay(rows: &mut Rows, event: &LedgerEvent, stream: Uuid) {
    for change in event.claims(stream) {
        let (taken, claim) = match change {
            ClaimChange::Take(claim) => (true, claim),
            ClaimChange::Release(claim) => (false, claim),
        };
        let (ClaimValue::Plain(post), Some(span)) = (claim.value, claim.span) else { unreachable!("a dated post") };
        rows.remove(&(post.clone(), claim.holder, span.from));
        if taken {
            let shared = rows.iter().find(|((other_post, holder, from), to)| {
                let other = DateSpan { from: *from, to: **to };
                *other_post == post && *holder != claim.holder && other.overlaps(&span)
            });
            assert_eq!(shared, None, "two holders share a day");
            rows.insert((post, claim.holder, span.from), span.to);
        }
    }
}

#[tokio::test]
async fn claims_follow_from_the_events_in_their_order_when_many_take_release_and_hand_over() {
    const COMMANDS: usize = 400;
    let store = TestStore::fresh().await;
    let logs = [store.log.clone(), store.second_log().await];
    let ledgers: Vec<Uuid> = (0..6).map(|_| fresh_id()).collect();
    let calls = (0..COMMANDS).map(|call| {
        let draw = |count: u32| rand::Rng::random_range(&mut rand::rng(), 0..count);
        let post = format!("post {}", draw(3));
        let (start, end) = (draw(12) + 1, draw(12) + 1);
        let span = days((start.min(end), 1), (draw(3) > 0).then(|| (start.max(end), 15)));
        let (id, to) = (ledgers[draw(6) as usize], ledgers[draw(6) as usize]);
        let command = match draw(4) {
            0 => LedgerCommand::LeavePost(post, span),
            1 => LedgerCommand::HandPostOver { post, held: span, kept: days((1, 1), Some((1, 2))), to, then: span },
            _ => LedgerCommand::TakePost(post, span),
        };
        let log = logs[call % 2].clone();
        tokio::spawn(async move { ledger(&log, id, command).await.is_ok() })
    });
    let accepted = futures::future::join_all(calls).await.into_iter().filter(|call| *call.as_ref().unwrap()).count();
    assert!(accepted > 20 && accepted < COMMANDS, "{accepted} accepted: nothing was contended");
    let page = store.log.reader().page(0, 10_000, &["ledger"]).await.unwrap();
    assert_eq!(page.events.len(), accepted);
    let mut rows = Rows::new();
    for recorded in &page.events {
        replay(&mut rows, &recorded.decode().unwrap(), recorded.stream().unwrap());
    }
    let table: Vec<(String, Uuid, NaiveDate, Option<NaiveDate>)> =
        sqlx::query_as("select value, holder, starts_on, nullif(ends_on, 'infinity') from log.claims")
            .fetch_all(store.log.pool())
            .await
            .unwrap();
    let table: Rows = table.into_iter().map(|(post, holder, from, to)| ((post, holder, from), to)).collect();
    assert_eq!(table, rows);
}
