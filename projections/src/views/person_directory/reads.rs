//! What can be asked of the directory: people by id, by name, surname, telephone or identity; and opening sealed text.

use super::{PersonRow, names};
use crate::{ViewFault, ViewRead};
use chrono::{DateTime, Utc};
use muster_domain::{
    kernel::DocumentType,
    person::events::{IDENTITY_CLAIM, identity_value},
};
use muster_eventstore::vault::{SealedContext, Vault};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// People that one search finds at most.
pub const FIND_LIMIT: i64 = 10_000;

/// The statement that finds people by a keyed hash: whoever is found under a merged record is its survivor, once, in the
/// order in which the first of their records came on file.
macro_rules! find_by {
    ($index:literal) => {
        concat!(
            "select coalesce(merged_into, id) from people where ",
            $index,
            " = any($1) and ($3::uuid[] is null or coalesce(merged_into, id) = any($3))
              group by 1 order by min(registered_position) limit $2"
        )
    };
}

/// The people with these ids, in no order; for one GraphQL answer that names many.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn by_ids(read: &mut ViewRead, ids: &[Uuid]) -> Result<Vec<PersonRow>, ViewFault> {
    sqlx::query_as("select * from people where id = any($1)")
        .bind(ids)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("reading people"))
}

/// The people whose erasure is proposed, in the order of the proposals, after a cursor of instant and id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn proposed_erasures(
    read: &mut ViewRead,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<PersonRow>, ViewFault> {
    sqlx::query_as(
        "select * from people where erasure_proposed_at is not null
            and ($1::timestamptz is null or (erasure_proposed_at, id) > ($1, $2))
         order by erasure_proposed_at, id limit $3",
    )
    .bind(after.map(|(at, _)| at))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading proposals to erase"))
}

/// The people for whom a merge or a split is proposed, in the order of the proposals, after a cursor of instant and id.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn proposed_merges(
    read: &mut ViewRead,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<PersonRow>, ViewFault> {
    sqlx::query_as(
        "select * from people where merge_proposed_at is not null
            and ($1::timestamptz is null or (merge_proposed_at, id) > ($1, $2))
         order by merge_proposed_at, id limit $3",
    )
    .bind(after.map(|(at, _)| at))
    .bind(after.map(|(_, id)| id))
    .bind(limit)
    .fetch_all(read.connection())
    .await
    .map_err(ViewFault::database("reading proposals to merge"))
}

/// Among whom is looked, everybody where nothing is given, and how many are found at most.
pub type Among<'p> = (Option<&'p [Uuid]>, i64);

/// The people of exactly this name, in the order in which they came on file.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn find_by_name(
    read: &mut ViewRead,
    vault: &Vault,
    name: &str,
    among: Among<'_>,
) -> Result<Vec<Uuid>, ViewFault> {
    let sql = find_by!("name_index");
    let index = vault.index_on(read.connection()).await?;
    find(read, sql, names::name_asked(&index, name), among).await
}

/// The people of this surname (姓), in the order in which they came on file; a compound surname is written whole.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn find_by_surname(
    read: &mut ViewRead,
    vault: &Vault,
    surname: &str,
    among: Among<'_>,
) -> Result<Vec<Uuid>, ViewFault> {
    let sql = find_by!("surname_index");
    let index = vault.index_on(read.connection()).await?;
    find(read, sql, names::surname_asked(&index, surname), among).await
}

/// The people with this telephone number, however it is written, in the order in which they came on file.
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn find_by_phone(
    read: &mut ViewRead,
    vault: &Vault,
    phone: &str,
    among: Among<'_>,
) -> Result<Vec<Uuid>, ViewFault> {
    let sql = find_by!("phone_index");
    let index = vault.index_on(read.connection()).await?;
    find(read, sql, names::phone_asked(&index, phone), among).await
}

/// The person with this document and number; at most one has it (P1).
///
/// # Errors
/// [`ViewFault::Database`].
pub async fn find_by_identity(
    read: &mut ViewRead,
    vault: &Vault,
    document: DocumentType,
    number: &str,
) -> Result<Vec<Uuid>, ViewFault> {
    let sql = find_by!("identity_index");
    let index = vault.index_on(read.connection()).await?;
    find(read, sql, index.claim_texts(IDENTITY_CLAIM, &identity_value(document, number)), (None, 1)).await
}

async fn find(
    read: &mut ViewRead,
    sql: &'static str,
    hashes: Vec<String>,
    (people, limit): Among<'_>,
) -> Result<Vec<Uuid>, ViewFault> {
    sqlx::query_scalar(sql)
        .bind(hashes)
        .bind(limit.clamp(0, FIND_LIMIT))
        .bind(people)
        .fetch_all(read.connection())
        .await
        .map_err(ViewFault::database("finding people"))
}

/// The clear names of rows that are shown to someone who may see them, by person; erased people are left out.
///
/// # Errors
/// [`ViewFault::Log`] when keys cannot be read or a sealed text was moved or changed.
pub async fn open_names(vault: &Vault, rows: &[PersonRow]) -> Result<HashMap<Uuid, String>, ViewFault> {
    let sealed = |row: &'_ PersonRow| Some((row.id, row.name_sequence, row.name_sealed.clone()?));
    open(vault, "name", rows.iter().filter_map(sealed).collect()).await
}

/// The clear telephone numbers of rows, by person; those without one and erased people are left out.
///
/// # Errors
/// As [`open_names`].
pub async fn open_phones(vault: &Vault, rows: &[PersonRow]) -> Result<HashMap<Uuid, String>, ViewFault> {
    let sealed = |row: &'_ PersonRow| Some((row.id, row.phone_sequence?, row.phone_sealed.clone()?));
    open(vault, "phone", rows.iter().filter_map(sealed).collect()).await
}

async fn open(
    vault: &Vault,
    field: &'static str,
    sealed: Vec<(Uuid, i64, String)>,
) -> Result<HashMap<Uuid, String>, ViewFault> {
    let owners: HashSet<Uuid> = sealed.iter().map(|(owner, ..)| *owner).collect();
    let ring = vault.ring(&owners).await?;
    let mut opened = HashMap::with_capacity(sealed.len());
    for (owner, sequence, text) in sealed {
        let place = SealedContext { aggregate_type: "person", aggregate_id: &owner.to_string(), sequence };
        if let Some(text) = Vault::open_text(&ring, &place, field, owner, &text)? {
            opened.insert(owner, text);
        }
    }
    Ok(opened)
}
