//! Keys of organizations: two for a rotation, an end, a last use, and a revocation that every node knows of in time.

use chrono::{TimeDelta, Utc};
use muster_api::{keys::OPERATOR, sign_in::SignIn};
use muster_eventstore::{
    EventLog,
    api_keys::{self, ACTIVE_LIMIT, ApiKey, KeyError},
    clock::Clock,
};
use muster_tests::{Node, TestStore, eventually};
use std::time::{Duration, Instant};

/// How long a node may believe a key that was revoked on another.
const REVOCATION_LIMIT: Duration = Duration::from_secs(5);

fn in_a_year() -> Option<chrono::DateTime<Utc>> {
    Some(Clock::System.now() + TimeDelta::days(365))
}

async fn create(log: &EventLog, name: &str, organization: Option<&str>) -> Result<String, KeyError> {
    let key = api_keys::create(log.pool(), name, OPERATOR, organization, in_a_year()).await?;
    Ok(key.to_string())
}

async fn listed(log: &EventLog, name: &str) -> Vec<ApiKey> {
    let keys = api_keys::list(log.pool()).await.expect("the keys");
    keys.into_iter().filter(|key| key.name == name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn key_revoked_on_one_node_is_refused_on_another_within_five_seconds() {
    let store = TestStore::fresh().await;
    let nodes = [Node::plain(&store).await, Node::plain(&store).await];
    let key = create(&store.log, "ours", None).await.expect("a key");
    for node in &nodes {
        assert_eq!(node.ask(&key).await.told(), (200, ""));
    }
    let id = listed(&store.log, "ours").await[0].id;
    assert!(api_keys::revoke(store.log.pool(), id).await.expect("it is revoked"));
    let since = Instant::now();
    for node in &nodes {
        eventually("the revocation", async || (node.ask(&key).await.told() == (401, "UNAUTHENTICATED")).then_some(()))
            .await;
    }
    assert!(since.elapsed() < REVOCATION_LIMIT, "{:?}", since.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn key_takes_over_from_another_and_a_third_of_the_name_is_refused() {
    let store = TestStore::fresh().await;
    let log = &store.log;
    let node = Node::over(log, SignIn::new(log)).await;
    let old = create(log, "console", Some("O-1")).await.expect("a key");
    let id = listed(log, "console").await[0].id;
    let end = Clock::System.now() + TimeDelta::days(30);
    let new = api_keys::rotate(log.pool(), id, end).await.expect("the next key");
    for key in [&old, &new] {
        assert_eq!(node.ask(key).await.told(), (200, ""), "both are good while one takes over");
    }
    let keys = listed(log, "console").await;
    assert!(keys.iter().all(|key| key.organization.as_deref() == Some("O-1") && key.role == OPERATOR));

    let third = api_keys::rotate(log.pool(), id, end).await;
    assert!(matches!(third, Err(KeyError::NameHasKeys { active: 2 })), "{third:?}");
    let third = create(log, "console", Some("O-1")).await;
    assert!(matches!(third, Err(KeyError::NameHasKeys { active: 2 })), "{third:?}");
    create(log, "console", Some("O-2")).await.expect("another organization's key of the same name");

    assert!(api_keys::revoke(log.pool(), id).await.expect("it is revoked"));
    let gone = api_keys::rotate(log.pool(), id, end).await;
    assert!(matches!(gone, Err(KeyError::Unknown { id: unknown }) if unknown == id), "{gone:?}");
    create(log, "console", Some("O-1")).await.expect("there is room again");
}

#[tokio::test]
async fn organization_has_a_bounded_number_of_active_keys() {
    let store = TestStore::fresh().await;
    for number in 0..ACTIVE_LIMIT {
        create(&store.log, &format!("key-{number}"), Some("O-1")).await.expect("a key");
    }
    let one_more = create(&store.log, "one-more", Some("O-1")).await;
    assert!(
        matches!(one_more, Err(KeyError::OrganizationHasKeys { active }) if active == ACTIVE_LIMIT),
        "{one_more:?}"
    );
    create(&store.log, "one-more", None).await.expect("the department's own key");
}

#[tokio::test(flavor = "multi_thread")]
async fn list_shows_the_end_and_the_last_use_of_a_key_and_one_that_ended_is_refused() {
    let store = TestStore::fresh().await;
    let log = &store.log;
    let node = Node::over(log, SignIn::new(log)).await;
    let key = create(log, "ours", None).await.expect("a key");
    assert_eq!(listed(log, "ours").await[0].last_used_at, None);
    assert_eq!(node.ask(&key).await.told(), (200, ""));
    let shown = listed(log, "ours").await.remove(0);
    let used = shown.last_used_at.expect("a last use");
    assert!(used >= shown.created_at && shown.expires_at > Some(used));

    let over = Some(Clock::System.now() - TimeDelta::seconds(1));
    let over = api_keys::create(log.pool(), "over", OPERATOR, None, over).await.expect("a key");
    assert_eq!(node.ask(&over).await.told(), (401, "UNAUTHENTICATED"));
    assert_eq!(listed(log, "over").await[0].last_used_at, None, "what signs nobody in is no use");
}
