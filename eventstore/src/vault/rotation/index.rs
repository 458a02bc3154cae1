//! The key of the blind indexes: every identity is hashed anew from its event, and the claims move over at one moment.

use super::IndexKey;
use crate::{
    EventLog, StoreFault,
    log::{Page, Recorded},
    nouns,
    vault::{
        BlindIndex, Key, Vault,
        opened::{self, index_context},
    },
};
use cqrs_es::Aggregate as _;
use muster_domain::{
    kernel::{ClaimChange, ClaimValue},
    person::{Person, events::IDENTITY_CLAIM},
};
use sqlx::{Connection as _, Executor as _, PgConnection};
use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

/// Positions of one page.
const PAGE_POSITIONS: i64 = 10_000;
/// Identities that are moved with one statement.
const PAGE_IDENTITIES: i64 = 10_000;
/// The claims that are blind, each with the aggregate that makes it. Another one needs a line here, and its forgetting in
/// `log.forget_person`; a test of the stored events says so.
pub const BLIND_CLAIMS: &[(&str, &str)] = &[(Person::TYPE, IDENTITY_CLAIM)];
/// How long a replaced key is kept for the keyed hashes of commands that were answered before: a day longer than answers
/// are promised.
const KEPT_FOR_ANSWERS: Duration = Duration::from_secs(31 * 86_400);

/// An index key that took over from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reindexed {
    /// Its version.
    pub version: i32,
    /// Identities that were moved to it now; nothing where an earlier run had done so and was cut off after it.
    pub identities: Option<i64>,
}

impl EventLog {
    /// Lets a fresh index key take over while the registry serves: what is decided under the older one and not appended
    /// yet is decided again. What views keep by it is still found under both; they are rebuilt, and then the key is
    /// settled ([`EventLog::settle_index`]).
    ///
    /// # Errors
    /// [`StoreFault::RotationRuns`]; [`StoreFault`] when an event cannot be read: then nothing has changed but that a key
    /// is ready, which the next run takes.
    pub async fn rotate_index(&self) -> Result<Reindexed, StoreFault> {
        let vault = self.vault();
        let mut connection = vault.rotation_turn().await?;
        let version = match vault.next_index_key().await? {
            Next::Settle(version) => {
                // An earlier run may have been cut right after its commit.
                vault.let_others_know().await;
                Vault::end_turn(connection).await?;
                return Ok(Reindexed { version, identities: None });
            }
            Next::Fill(version) => version,
        };
        // Whoever looks something up looks under it too before anything stands under it.
        vault.let_others_know().await;
        let now = vault.index_now().await?;
        let missing = || StoreFault::KeyEncryptionKey { why: "the next index key is gone".to_owned() };
        let next = now.under(version).ok_or_else(missing)?;
        let identities = self.move_claims(&mut connection, &now, &next).await?;
        Vault::end_turn(connection).await?;
        vault.index_now().await?;
        // Whoever still writes under the older one writes before this ends.
        vault.let_others_know().await;
        Ok(Reindexed { version, identities: Some(identities) })
    }

    /// Notes that nothing stands under an older index key any more, and deletes those that nobody needs by now; gives how
    /// many.
    ///
    /// # Errors
    /// [`StoreFault::Database`].
    pub async fn settle_index(&self, version: i32) -> Result<i64, StoreFault> {
        let doing = || StoreFault::database("settling an index key");
        sqlx::query("select log.settle_index_key($1)").bind(version).execute(self.pool()).await.map_err(doing())?;
        sqlx::query_scalar("select log.end_index_keys($1)")
            .bind(KEPT_FOR_ANSWERS)
            .fetch_one(self.pool())
            .await
            .map_err(doing())
    }

    /// Moves the claims and puts the next key in force; appends wait for the last part alone.
    async fn move_claims(
        &self,
        connection: &mut PgConnection,
        now: &BlindIndex,
        next: &BlindIndex,
    ) -> Result<i64, StoreFault> {
        let doing = || StoreFault::database("moving the identities to another index key");
        // Of this session alone and gone with it, however it ends: whoever is erased meanwhile is left in no table.
        let noted = "create temp table reindexed
            (kind text not null, before text not null, after text not null, primary key (kind, before))";
        connection.execute(noted).await.map_err(doing())?;
        let types: Vec<&str> = BLIND_CLAIMS.iter().map(|(aggregate, _)| *aggregate).collect();
        let mut reached = 0;
        loop {
            let page = self.reader().page_on(&mut *connection, reached, PAGE_POSITIONS, &types).await?;
            if page.to == reached {
                break;
            }
            reached = self.hash_anew(&mut *connection, now, next, &page).await?;
        }
        let mut transaction = connection.begin().await.map_err(doing())?;
        let head: i64 =
            sqlx::query_scalar("select log.hold_appends()").fetch_one(&mut *transaction).await.map_err(doing())?;
        while reached < head {
            let page = self.reader().page_on(&mut transaction, reached, PAGE_POSITIONS, &types).await?;
            reached = self.hash_anew(&mut transaction, now, next, &page).await?;
        }
        let moved = move_noted(&mut transaction).await?;
        let kinds: Vec<&str> = BLIND_CLAIMS.iter().map(|(_, kind)| *kind).collect();
        sqlx::query("select log.put_index_in_force($1, $2, $3)")
            .bind(next.version())
            .bind(kinds)
            .bind(moved)
            .execute(&mut *transaction)
            .await
            .map_err(doing())?;
        transaction.commit().await.map_err(doing())?;
        Ok(moved)
    }

    /// Notes under which indexes the identities of a page stand now and next; gives the position that it reaches.
    async fn hash_anew(
        &self,
        connection: &mut PgConnection,
        now: &BlindIndex,
        next: &BlindIndex,
        page: &Page,
    ) -> Result<i64, StoreFault> {
        let is_blind = |event: &&Recorded| BLIND_CLAIMS.iter().any(|(aggregate, _)| *aggregate == event.aggregate_type);
        let events: Vec<&Recorded> = page.events.iter().filter(is_blind).collect();
        let (mut kinds, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for (kind, value) in blind_values(self.vault(), connection, &events).await? {
            kinds.push(kind);
            before.push(now.of(kind, &value));
            after.push(next.of(kind, &value));
        }
        sqlx::query(
            "insert into pg_temp.reindexed select * from unnest($1::text[], $2::text[], $3::text[])
             on conflict do nothing",
        )
        .bind(kinds)
        .bind(before)
        .bind(after)
        .execute(connection)
        .await
        .map_err(StoreFault::database("noting the indexes of identities"))?;
        Ok(page.to)
    }
}

/// Moves every identity that was noted, page by page; gives how many claims were moved.
async fn move_noted(connection: &mut PgConnection) -> Result<i64, StoreFault> {
    let doing = || StoreFault::database("moving the identities to another index key");
    let (mut kind, mut before, mut moved) = (String::new(), String::new(), 0);
    loop {
        let noted: Vec<(String, String, String)> = sqlx::query_as(
            "select kind, before, after from pg_temp.reindexed where (kind, before) > ($1, $2)
             order by kind, before limit $3",
        )
        .bind(&kind)
        .bind(&before)
        .bind(PAGE_IDENTITIES)
        .fetch_all(&mut *connection)
        .await
        .map_err(doing())?;
        let Some((last_kind, last, _)) = noted.last() else { return Ok(moved) };
        (kind, before) = (last_kind.clone(), last.clone());
        let (mut kinds, mut from, mut to) = (Vec::new(), Vec::new(), Vec::new());
        for (kind, before, after) in noted {
            kinds.push(kind);
            from.push(before);
            to.push(after);
        }
        moved += sqlx::query_scalar::<_, i64>("select log.move_claims($1, $2, $3)")
            .bind(kinds)
            .bind(from)
            .bind(to)
            .fetch_one(&mut *connection)
            .await
            .map_err(doing())?;
    }
}

/// Every personal value that events take or release, each once, with its kind; those of erased people open no more.
async fn blind_values(
    vault: &Vault,
    connection: &mut PgConnection,
    events: &[&Recorded],
) -> Result<BTreeSet<(&'static str, String)>, StoreFault> {
    let mut owners = HashSet::new();
    let mut waiting = Vec::with_capacity(events.len());
    for recorded in events {
        waiting.extend(nouns::read(recorded, &mut owners)?);
    }
    let ring = vault.ring_on(connection, &owners).await?;
    let mut values = BTreeSet::new();
    for opens in waiting {
        for change in opens(&ring)? {
            let (ClaimChange::Take(claim) | ClaimChange::Release(claim)) = change;
            if let ClaimValue::Blind(value) = claim.value {
                values.insert((claim.kind, value));
            }
        }
    }
    Ok(values)
}

/// What is to be done with which version.
enum Next {
    /// It is ready, and nothing stands under it yet.
    Fill(i32),
    /// It is in force, and views still keep something under an older one.
    Settle(i32),
}

impl Vault {
    /// The index key that an earlier run has left in the middle, or a fresh one.
    async fn next_index_key(&self) -> Result<Next, StoreFault> {
        let doing = || StoreFault::database("making an index key");
        let newest: IndexKey = sqlx::query_as(
            "select version, in_force_since, settled_at from log.vault_index_keys order by version desc limit 1",
        )
        .fetch_one(&self.pool)
        .await
        .map_err(doing())?;
        match (newest.in_force_since, newest.settled_at) {
            (None, _) => Ok(Next::Fill(newest.version)),
            (Some(_), None) => Ok(Next::Settle(newest.version)),
            (Some(_), Some(_)) => {
                let version = newest.version.saturating_add(1);
                let wrapping = self.opened_now().await?.wrapping.clone();
                sqlx::query("insert into log.vault_index_keys (version, wrapped, wrapped_under) values ($1, $2, $3)")
                    .bind(version)
                    .bind(opened::wrap(&wrapping, &index_context(version), &Key::random())?)
                    .bind(wrapping.name())
                    .execute(&self.pool)
                    .await
                    .map_err(doing())?;
                Ok(Next::Fill(version))
            }
        }
    }
}
