//! The issuer's keys as they are kept: the last good set, asked for again on an unknown key and when it has aged.

use super::fetch::{FetchFault, Issuer};
use super::key_set::{KeySet, PublicKey};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};

/// Shortest time between two requests for the keys, so that tokens with made-up keys do not become requests.
const PAUSE: TimeDelta = TimeDelta::seconds(60);
/// The same while there are no keys at all, after a start without the issuer.
const PAUSE_WITHOUT_KEYS: TimeDelta = TimeDelta::seconds(5);
/// Age from which a set is asked for again, so that a key that the issuer withdraws ends here too.
const AGE_LIMIT: TimeDelta = TimeDelta::minutes(10);

/// What is known of a key.
pub(super) enum Lookup {
    /// It is the issuer's.
    Known(Arc<PublicKey>),
    /// The issuer does not publish it.
    Unknown,
    /// The issuer has not been reached once.
    NoKeys,
}

/// The last good set.
struct Kept {
    keys: KeySet,
    since: DateTime<Utc>,
}

/// The keys of one issuer.
pub(super) struct KeyCache {
    issuer: Issuer,
    kept: RwLock<Option<Kept>>,
    /// When the keys were last asked for because of a token; whoever holds it asks.
    asked: Mutex<Option<DateTime<Utc>>>,
}

impl KeyCache {
    /// The keys of an issuer, asked for now; where that fails it is said in the log, and the next token asks again.
    pub(super) async fn start(issuer: Issuer, now: DateTime<Utc>) -> Self {
        let cache = Self { issuer, kept: RwLock::new(None), asked: Mutex::new(None) };
        if let Err(fault) = cache.fetch(now).await {
            warn(&fault);
            *cache.asked.lock().await = Some(now);
        }
        cache
    }

    /// Looks a key up at an instant, and asks the issuer where that may help.
    pub(super) async fn find(&self, kid: &str, now: DateTime<Utc>) -> Lookup {
        let (known, aged) = match self.kept.read().await.as_ref() {
            Some(kept) => (kept.keys.find(kid), is_over(AGE_LIMIT, kept.since, now)),
            None => (None, false),
        };
        match known {
            Some(key) if !aged => return Lookup::Known(key),
            // Whoever knows the key does not wait for somebody else's request.
            Some(_) => {
                if let Ok(mut asked) = self.asked.try_lock() {
                    self.ask_again(&mut asked, None, now).await;
                }
            }
            None => self.ask_again(&mut *self.asked.lock().await, Some(kid), now).await,
        }
        match self.kept.read().await.as_ref() {
            Some(kept) => kept.keys.find(kid).map_or(Lookup::Unknown, Lookup::Known),
            None => Lookup::NoKeys,
        }
    }

    /// Asks unless it was asked just now, or somebody else has brought the wanted key meanwhile.
    async fn ask_again(&self, asked: &mut Option<DateTime<Utc>>, wanted: Option<&str>, now: DateTime<Utc>) {
        let pause = match self.kept.read().await.as_ref() {
            Some(kept) if wanted.is_some_and(|kid| kept.keys.find(kid).is_some()) => return,
            Some(_) => PAUSE,
            None => PAUSE_WITHOUT_KEYS,
        };
        if asked.is_some_and(|at| !is_over(pause, at, now)) {
            return;
        }
        *asked = Some(now);
        if let Err(fault) = self.fetch(now).await {
            warn(&fault);
        }
    }

    async fn fetch(&self, now: DateTime<Utc>) -> Result<(), FetchFault> {
        let keys = self.issuer.keys().await?;
        *self.kept.write().await = Some(Kept { keys, since: now });
        Ok(())
    }
}

/// Whether a time lies between two instants, in whichever order: of two requests at once the later one may come first,
/// and a clock that was set back is not waited for.
fn is_over(time: TimeDelta, since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - since).abs() >= time
}

fn warn(fault: &FetchFault) {
    tracing::warn!(%fault, "the issuer's keys could not be had; the last good ones stay");
}
