//! A person lets signing go on after a condition: by the size and the root of the log that they have looked at.

use super::{
    Import, SealFault, SigningKey, rows,
    signer::{PAGE_EVENTS, Session, sign},
    store,
};
use muster_seal::{Checkpoint, Hash, tree::Edge};
use sqlx::{PgConnection, PgPool};
use std::time::Duration;

/// How long it is tried to take the lock from a signer that stands still.
const LOCK_TRIES: u32 = 20;
/// How long between two tries.
const LOCK_WAIT: Duration = Duration::from_millis(500);

/// What a person looks at before they decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Events in the log.
    pub events: u64,
    /// The root that they make now.
    pub root: Hash,
    /// Size and root that are sealed in the database, where there is something.
    pub sealed: Option<(u64, Hash)>,
    /// What was signed last, as remembered beside the key.
    pub remembered: Option<Checkpoint>,
    /// From where the events came, where they were not recorded here.
    pub import: Option<Import>,
}

/// How the log stands, derived from its events.
///
/// # Errors
/// [`SealFault`]; [`Condition`](super::Condition) when an event is missing.
pub async fn standing(pool: &PgPool, key: &SigningKey) -> Result<Standing, SealFault> {
    let mut connection = pool.acquire().await.map_err(SealFault::database("looking at the log"))?;
    let events = store::log_head(&mut connection).await?;
    let root = root_of_events(&mut connection, events).await?;
    let sealed = store::head(&mut connection).await?.map(|head| (head.size, head.root));
    let remembered = key.remembered().ok().flatten().map(|signed| signed.checkpoint);
    Ok(Standing { events, root, sealed, remembered, import: store::find_import(&mut connection).await? })
}

/// Lets signing go on from a size and root that the log's events make now. The tree is derived anew by the signer; what
/// had been signed otherwise stays signed, and whoever holds it can show it.
///
/// # Errors
/// [`SealFault::OtherRoot`] when the events make another root, [`SealFault::Busy`] when a signer is at work.
pub async fn resume(pool: &PgPool, key: &SigningKey, size: u64, root: Hash) -> Result<(), SealFault> {
    let mut session = None;
    for _ in 0..LOCK_TRIES {
        session = Session::take(pool).await?;
        if session.is_some() {
            break;
        }
        tokio::time::sleep(LOCK_WAIT).await;
    }
    let mut session = session.ok_or(SealFault::Busy)?;
    let events = store::log_head(&mut session.connection).await?;
    if size > events {
        return Err(SealFault::NotYet { asked: size, published: events });
    }
    let found = root_of_events(&mut session.connection, size).await?;
    if found != root {
        return Err(SealFault::OtherRoot { size, found: found.to_string() });
    }
    // Remembered first: a crash between the two leaves a log that is checked against what the person confirmed.
    key.remember(&sign(key, size, root)?)?;
    store::reset(&mut session.connection, &key.public().to_string(), size, root).await
}

async fn root_of_events(connection: &mut PgConnection, size: u64) -> Result<Hash, SealFault> {
    let mut edge = Edge::default();
    while edge.size() < size {
        let to = size.min(edge.size() + PAGE_EVENTS);
        rows::hashes(connection, edge.size(), to).await?.into_iter().for_each(|hash| edge.push(hash));
        edge.take_tiles();
    }
    edge.root().map_err(|_| super::Condition::Hashes.into())
}
