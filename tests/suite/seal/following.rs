//! The signer follows the head, one at a time; its proofs hold by another implementation, and after an erasure.

use super::{Signing, checked, head, published, sealed, status};
use crate::{
    files::{ORGANIZATIONS, TEAMS, volunteers},
    journeys::steps::{act, two_who_served},
};
use muster_api::import::Kind;
use muster_eventstore::seal::{SealFault, SealReader};
use muster_seal::{Leaf, proof};
use muster_tests::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn checkpoint_follows_the_head_and_a_bundle_of_it_is_whole() {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    let sealer = signing.sealer(&app.store);
    let (key, empty) = sealed(&app.store).await;
    assert_eq!((empty.checkpoint.size, key == *signing.key().public()), (0, true));
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    let (_, first) = sealed(&app.store).await;
    app.import(Kind::Teams, TEAMS).await;
    app.import(Kind::Volunteers, &volunteers(200)).await;
    let (_, second) = sealed(&app.store).await;
    assert!(first.checkpoint.size > 0 && second.checkpoint.size > 512, "{second:?}");
    for earlier in [None, Some(&empty), Some(&first), Some(&second)] {
        let whole = checked(&app.store, &key, earlier).await.expect("it is whole");
        assert_eq!(whole.records, head(&app.store).await);
        assert_eq!(whole.continues, earlier.map(|earlier| earlier.checkpoint.size));
    }
    let standing = status(&sealer, |status| status.signs).await;
    assert_eq!((standing.condition, standing.fault), (None, None));
    let reader = SealReader::new(app.store.log.pool().clone());
    let size = second.checkpoint.size;
    let all = reader.check(1, size).await.expect("the log is checked");
    assert_eq!((all.damage, all.root), (None, second.checkpoint.root));
    assert_eq!(reader.root_at(first.checkpoint.size).await.expect("a root"), first.checkpoint.root);
    assert!(matches!(reader.check(1, size + 1).await, Err(SealFault::NotYet { .. })));
    assert!(matches!(reader.proof(size + 1).await, Err(SealFault::NotYet { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn second_signer_waits_and_takes_over_where_the_first_one_stopped() {
    let app = TestApp::fresh().await;
    let signing = Signing::fresh();
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    let first = signing.sealer(&app.store);
    status(&first, |status| status.signs).await;
    let (_, before) = sealed(&app.store).await;
    let second = signing.sealer(&app.store);
    let waiting = status(&second, |status| status.size > 0).await;
    assert!(!waiting.signs && first.status().signs, "the lock picks one");
    drop(first);
    app.import(Kind::Teams, TEAMS).await;
    let (key, _) = sealed(&app.store).await;
    status(&second, |status| status.signs).await;
    checked(&app.store, &key, Some(&before)).await.expect("it goes on from the first");
}

#[tokio::test(flavor = "multi_thread")]
async fn log_that_was_never_sealed_is_sealed_whole_when_signing_begins() {
    let app = TestApp::fresh().await;
    app.import(Kind::Organizations, ORGANIZATIONS).await;
    app.import(Kind::Volunteers, &volunteers(150)).await;
    assert_eq!(published(&app.store).await, None);
    let signing = Signing::fresh();
    let _sealer = signing.sealer(&app.store);
    let (key, _) = sealed(&app.store).await;
    checked(&app.store, &key, None).await.expect("it is whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn proofs_hold_after_the_persons_in_them_are_erased() {
    let app = two_who_served().await;
    let signing = Signing::fresh();
    let _sealer = signing.sealer(&app.store);
    let (key, before) = sealed(&app.store).await;
    let reader = SealReader::new(app.store.log.pool().clone());
    let mut proofs = Vec::new();
    for position in 1..=before.checkpoint.size {
        proofs.push(reader.proof(position).await.expect("a proof"));
    }
    for code in ["V-1", "V-2"] {
        let query = format!("{{ volunteer(code: \"{code}\", atLeast: {}) {{ person {{ id }} }} }}", app.head().await);
        let person = app.data(&query).await["volunteer"]["person"]["id"].clone();
        act(&app, &format!("proposeErasure(person: {person}, basis: PERIOD_ENDED)")).await;
        app.data_by_other(&format!("mutation {{ approveErasure(person: {person}) {{ outcome }} }}")).await;
    }
    let (_, after) = sealed(&app.store).await;
    assert!(after.checkpoint.size > before.checkpoint.size);
    for (position, file) in (1_u64..).zip(&proofs) {
        let proved = proof::verify(file, &key).expect("it holds");
        assert_eq!(Leaf::read(proved.leaf.as_ref().expect("a leaf")).expect("a leaf").head.position, position);
        let anew = reader.proof(position).await.expect("the event is as it was sealed");
        assert_eq!(proof::verify(&anew, &key).expect("it holds").leaf, proved.leaf);
    }
    checked(&app.store, &key, Some(&before)).await.expect("nothing that was sealed has changed");
}
