//! Turns: callers of this process that met a conflict on a stream go one after the other, so that all get through.
//! Nothing rests on it for safety; the append alone decides. Other processes are not held back.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};
use uuid::Uuid;

/// Queues; streams that share one wait for each other without need, but only after a conflict.
const QUEUES: usize = 256;

/// How long a caller waits for its turns before it goes on without them.
const TURN_LIMIT: Duration = Duration::from_secs(2);

/// The queues.
#[derive(Debug)]
pub(crate) struct Turns(Vec<Arc<Mutex<()>>>);

/// The numbers of the queues of some streams, in the order in which they are taken, so that nobody waits in a circle.
pub(crate) type Queues = BTreeSet<usize>;

impl Turns {
    pub(crate) fn new() -> Self {
        Self((0..QUEUES).map(|_| Arc::default()).collect())
    }

    /// The queues of these streams.
    pub(crate) fn queues(streams: impl Iterator<Item = (&'static str, Uuid)>) -> Queues {
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        streams.filter_map(|stream| usize::try_from(hasher.hash_one(stream) % QUEUES as u64).ok()).collect()
    }

    /// Waits for the turn in all of these queues; it ends when the guards are dropped. After the limit there is none:
    /// so a command inside the work of another one cannot wait for it for ever.
    pub(crate) async fn take(&self, queues: &Queues) -> Vec<OwnedMutexGuard<()>> {
        timeout(TURN_LIMIT, self.take_all(queues)).await.unwrap_or_default()
    }

    async fn take_all(&self, queues: &Queues) -> Vec<OwnedMutexGuard<()>> {
        let mut turns = Vec::with_capacity(queues.len());
        for queue in queues.iter().filter_map(|number| self.0.get(*number)) {
            turns.push(Arc::clone(queue).lock_owned().await);
        }
        turns
    }
}
