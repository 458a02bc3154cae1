//! What others feel of a flood of sign-ins: their slowest answers in a hundred, with the flood and without.

use muster_api::{keys::OPERATOR, sign_in::SignIn};
use muster_eventstore::api_keys;
use muster_tests::{
    TestStore,
    node::{Browser, Node},
};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{task::JoinSet, time::Instant};

/// Questions of others, and attempts of the flood, that begin in a second, whether or not those before have ended.
const QUESTIONS_A_SECOND: u32 = 50;
const ATTEMPTS_A_SECOND: u32 = 500;
/// How long each turn lasts.
const TURN: Duration = Duration::from_secs(10);
/// Turns with the flood and without, taken in turn.
const ROUNDS: usize = 3;

/// What others wait for.
pub(crate) struct Flooded {
    /// Milliseconds of the slowest answer in a hundred without the flood, and with it.
    pub(crate) quiet: f64,
    pub(crate) flooded: f64,
    /// Attempts whose password was looked at, and those that were turned away at once, in all turns.
    pub(crate) looked_at: u64,
    pub(crate) turned_away: u64,
}

pub(crate) async fn flood() -> Flooded {
    let store = TestStore::fresh().await;
    let log = store.second_log().await;
    let node = Arc::new(Node::over(&log, SignIn::new(&log)).await);
    let key = api_keys::create(log.pool(), "others", OPERATOR, None, None).await.expect("a key").to_string();
    let (mut quiet, mut flooded) = (Vec::new(), Vec::new());
    let (looked_at, turned_away) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    questions(&node, &key).await;
    for _ in 0..ROUNDS {
        quiet.push(questions(&node, &key).await);
        let over = Arc::new(AtomicBool::new(false));
        let attempts = tokio::spawn(attempts(
            Arc::clone(&node),
            Arc::clone(&over),
            Arc::clone(&looked_at),
            Arc::clone(&turned_away),
        ));
        flooded.push(questions(&node, &key).await);
        over.store(true, Ordering::Relaxed);
        attempts.await.expect("the flood ends");
    }
    Flooded {
        quiet: crate::median(quiet),
        flooded: crate::median(flooded),
        looked_at: looked_at.load(Ordering::Relaxed),
        turned_away: turned_away.load(Ordering::Relaxed),
    }
}

/// Asks at a steady pace for one turn, and gives how long the slowest in a hundred took from the moment it was due.
async fn questions(node: &Arc<Node>, key: &str) -> f64 {
    let begun = Instant::now();
    let mut asked = JoinSet::new();
    let mut due = begun;
    while due.duration_since(begun) < TURN {
        tokio::time::sleep_until(due).await;
        let (node, key) = (Arc::clone(node), key.to_owned());
        asked.spawn(async move {
            let reply = node.ask(&key).await;
            assert_eq!(reply.told().0, 200, "{reply:?}");
            due.elapsed().as_secs_f64() * 1_000.0
        });
        due += Duration::from_secs(1) / QUESTIONS_A_SECOND;
    }
    let mut times = asked.join_all().await;
    times.sort_by(f64::total_cmp);
    times.get(times.len() * 99 / 100).copied().unwrap_or_default()
}

/// Tries to sign in at a steady pace, each time as somebody else from somewhere else, until it is over.
async fn attempts(node: Arc<Node>, over: Arc<AtomicBool>, looked_at: Arc<AtomicU64>, turned_away: Arc<AtomicU64>) {
    let mut tried = JoinSet::new();
    let mut due = Instant::now();
    let mut number = 0_u32;
    while !over.load(Ordering::Relaxed) {
        tokio::time::sleep_until(due).await;
        number += 1;
        let (node, looked_at, turned_away) = (Arc::clone(&node), Arc::clone(&looked_at), Arc::clone(&turned_away));
        tried.spawn(async move {
            let [_, _, third, fourth] = number.to_be_bytes();
            let mut browser = Browser::at(&format!("198.51.{third}.{fourth}"));
            let typed = json!({ "login": format!("guess-{number}"), "password": "a wrong password" });
            let counted = match browser.post(&node, "/sign-in", typed).await.told().0 {
                401 => looked_at,
                _ => turned_away,
            };
            counted.fetch_add(1, Ordering::Relaxed);
        });
        while tried.try_join_next().is_some() {}
        due += Duration::from_secs(1) / ATTEMPTS_A_SECOND;
    }
    tried.join_all().await;
}
