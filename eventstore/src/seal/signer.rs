//! The signer: checks what was sealed before it goes on, seals page by page, commits, signs, remembers, publishes.

use super::{
    Condition, SealFault, SigningKey, rows,
    store::{self, SealedHead},
};
use muster_seal::{
    Checkpoint, Hash, PublicKey, SignedCheckpoint,
    tile::{TILE_WIDTH, Tile},
    tree::Edge,
};
use sqlx::{PgConnection, PgPool};

/// Advisory lock of the signer: one at a time, whatever the number of programs.
pub(super) const SEAL_LOCK: i64 = 0x6d75_7374_6572_0005;
/// Events of one page: sealed and published together.
pub(super) const PAGE_EVENTS: u64 = 32 * TILE_WIDTH;

/// A session that holds the lock. Everything that is written goes through it, so that a lost lock writes nothing.
pub(super) struct Session {
    pub(super) connection: PgConnection,
}

impl Session {
    /// Takes the lock on a connection of its own, unless another has it.
    pub(super) async fn take(pool: &PgPool) -> Result<Option<Self>, SealFault> {
        let fault = || SealFault::database("taking the signer's lock");
        let mut connection = pool.acquire().await.map_err(fault())?;
        let taken: bool = sqlx::query_scalar("select pg_try_advisory_lock($1)")
            .bind(SEAL_LOCK)
            .fetch_one(&mut *connection)
            .await
            .map_err(fault())?;
        Ok(taken.then(|| Self { connection: connection.detach() }))
    }
}

/// The edge of a tree that was found to be the sealed one.
pub(super) struct Signer {
    key: SigningKey,
    edge: Option<Edge>,
}

impl Signer {
    pub(super) fn new(key: SigningKey) -> Self {
        Self { key, edge: None }
    }

    pub(super) fn public(&self) -> &PublicKey {
        self.key.public()
    }

    /// Makes sure that the log begins with everything that was signed. Costs a reading of the whole log, once.
    pub(super) async fn check(&mut self, session: &mut Session) -> Result<SealedHead, SealFault> {
        let own = self.key.public().to_string();
        let connection = &mut session.connection;
        store::begin(connection, &own).await?;
        let head = store::head(connection).await?.ok_or(Condition::Hashes)?;
        if let Some(import) = store::find_import(connection).await?.filter(|import| !import.resumed) {
            return Err(Condition::Imported { size: import.size, key: import.public_key }.into());
        }
        if head.public_key != own {
            return Err(Condition::Key { stored: head.public_key, own }.into());
        }
        let log_head = store::log_head(connection).await?;
        let remembered = self.key.remembered()?.map(|signed| signed.checkpoint);
        let signed = remembered.as_ref().map_or(0, |checkpoint| checkpoint.size).max(head.size);
        if signed > log_head {
            return Err(Condition::Shorter { signed, found: log_head }.into());
        }
        let known = self.edge.as_ref().is_some_and(|edge| edge.size() == head.size && is_root(edge, head.root));
        if !known {
            self.edge = None;
            self.edge = Some(derive(connection, &head, remembered.as_ref()).await?);
        }
        Ok(head)
    }

    /// Seals the next page and publishes its checkpoint; nothing when there is nothing new.
    pub(super) async fn page(&mut self, session: &mut Session) -> Result<Option<SignedCheckpoint>, SealFault> {
        let connection = &mut session.connection;
        let log_head = store::log_head(connection).await?;
        let Some(edge) = &self.edge else { return Ok(None) };
        if log_head < edge.size() {
            return Err(Condition::Shorter { signed: edge.size(), found: log_head }.into());
        }
        if log_head == edge.size() {
            return Ok(None);
        }
        let to = log_head.min(edge.size() + PAGE_EVENTS);
        let hashes = rows::hashes(connection, edge.size(), to).await?;
        // Until the commit is known the edge is not believed: an error here means that it is derived anew.
        let Some(mut edge) = self.edge.take() else { return Ok(None) };
        hashes.into_iter().for_each(|hash| edge.push(hash));
        let tiles = edge.take_tiles();
        let (size, root) = (edge.size(), edge.root().map_err(|_| Condition::Hashes)?);
        store::grow(connection, tiles, size, root).await?;
        self.edge = Some(edge);
        self.sign(session, size, root).await.map(Some)
    }

    /// Signs a committed tree, remembers it beside the key, and publishes it.
    pub(super) async fn sign(
        &self,
        session: &mut Session,
        size: u64,
        root: Hash,
    ) -> Result<SignedCheckpoint, SealFault> {
        let signed = sign(&self.key, size, root)?;
        self.key.remember(&signed)?;
        store::publish(&mut session.connection, &signed).await?;
        Ok(signed)
    }
}

/// A checkpoint under the key's signature.
pub(super) fn sign(key: &SigningKey, size: u64, root: Hash) -> Result<SignedCheckpoint, SealFault> {
    let checkpoint = Checkpoint { origin: key.public().name().to_owned(), size, root };
    checkpoint.sign(key.secret()).map_err(|error| SealFault::Key { why: error.to_string() })
}

fn is_root(edge: &Edge, root: Hash) -> bool {
    edge.root().is_ok_and(|own| own == root)
}

/// Derives the tree from the events: they must make the sealed hashes and roots.
async fn derive(
    connection: &mut PgConnection,
    head: &SealedHead,
    remembered: Option<&Checkpoint>,
) -> Result<Edge, SealFault> {
    let mut edge = Edge::default();
    let mut sealed = (head.size == 0).then(Edge::default);
    let end = remembered.map_or(0, |checkpoint| checkpoint.size).max(head.size);
    while edge.size() < end {
        let from = edge.size();
        let to = end.min((from / TILE_WIDTH + PAGE_EVENTS / TILE_WIDTH) * TILE_WIDTH);
        let tiles = store::run_of_level(connection, 0, from / TILE_WIDTH, PAGE_EVENTS / TILE_WIDTH).await?;
        let listed = |index: u64| {
            let (_, hashes) = tiles.iter().find(|(tile, _)| *tile == index / TILE_WIDTH)?;
            let at = usize::try_from(index % TILE_WIDTH).ok()? * 32;
            hashes.get(at..at + 32)
        };
        for (index, hash) in (from..).zip(rows::hashes(connection, from, to).await?) {
            if index < head.size && listed(index) != Some(hash.0.as_slice()) {
                return Err(named(connection, head, index).await?.into());
            }
            edge.push(hash);
            let size = edge.size();
            if remembered.is_some_and(|checkpoint| checkpoint.size == size && !is_root(&edge, checkpoint.root)) {
                return Err(Condition::Rewritten { signed: size }.into());
            }
            if size == head.size {
                if !is_root(&edge, head.root) {
                    return Err(Condition::Hashes.into());
                }
                compare_tiles(connection, &mut edge).await?;
                sealed = Some(edge.clone());
            }
        }
        if edge.size() < head.size {
            compare_tiles(connection, &mut edge).await?;
        }
        edge.take_tiles();
    }
    sealed.ok_or_else(|| Condition::Hashes.into())
}

/// The hashes above the leaves are those that follow from these; it takes the tiles that grew since the last comparison.
async fn compare_tiles(connection: &mut PgConnection, edge: &mut Edge) -> Result<(), SealFault> {
    let derived = edge.take_tiles();
    let names: Vec<(u8, u64)> = derived.iter().map(|(tile, _)| (tile.level, tile.index)).collect();
    let stored = store::tiles(connection, &names).await?;
    let is_stored = |(tile, hashes): &(Tile, Vec<u8>)| {
        stored.get(&(tile.level, tile.index)).is_some_and(|found| found.starts_with(hashes))
    };
    if derived.iter().all(is_stored) { Ok(()) } else { Err(Condition::Hashes.into()) }
}

/// Whether it is the event that differs, or the hash that is stored of it: the sealed root decides.
async fn named(connection: &mut PgConnection, head: &SealedHead, index: u64) -> Result<Condition, SealFault> {
    let tiles = store::tiles_of_tree(connection, &muster_seal::tree::tiles_of_root(head.size)).await?;
    let whole = muster_seal::tree::root(head.size, &tiles).is_ok_and(|root| root == head.root);
    let tile = index / TILE_WIDTH;
    let own = store::tiles(connection, &[(0, tile), (1, tile / TILE_WIDTH)]).await?;
    let proven = match own.get(&(0, tile)).and_then(|hashes| muster_seal::tree::tile_root(hashes)) {
        Some(root) => {
            let at = usize::try_from(tile % TILE_WIDTH).unwrap_or_default() * 32;
            own.get(&(1, tile / TILE_WIDTH)).and_then(|above| above.get(at..at + 32)) == Some(root.0.as_slice())
        }
        None => whole,
    };
    Ok(if proven { Condition::Damaged { position: index + 1 } } else { Condition::Hashes })
}
