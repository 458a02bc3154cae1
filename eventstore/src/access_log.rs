//! The access log: who read whose personal data in clear, what and for what (查阅日志; 个人信息保护法 art. 54 to 56).
//!
//! What is recorded here is committed before the caller of [`record`] goes on; where that fails, nothing may be shown.
//! Rows are only ever inserted, and their numbers have no gap.

use crate::{
    StoreFault,
    vault::{SealedContext, Vault},
};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgPool};
use std::collections::HashSet;
use uuid::Uuid;

/// The kind of place that a sealed note is bound to.
const PLACE: &str = "access_entry";
/// The field of a sealed note.
const NOTE: &str = "note";
/// Between the codes of one person's fields.
const NEXT_FIELD: &str = ",";
/// How long a read waits for the log before it fails; well inside the time limit of a request.
const WAIT: &str = "2s";

/// How data came to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Somebody else read them on purpose.
    Viewed,
    /// Somebody else read them in an emergency, without the approval that it needed.
    BrokenGlass,
    /// They were handed over to another organization.
    Exported,
    /// The person read their own.
    Own,
    /// Nothing was read: whoever asked does not reach the person.
    Refused,
}

impl Way {
    /// The stored word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Viewed => "VIEWED",
            Self::BrokenGlass => "BROKEN_GLASS",
            Self::Exported => "EXPORTED",
            Self::Own => "OWN",
            Self::Refused => "REFUSED",
        }
    }
}

/// Who reads, when, and what for.
#[derive(Clone, Debug)]
pub struct Reading {
    /// When.
    pub at: DateTime<Utc>,
    /// Pseudonym of who reads.
    pub principal: String,
    /// Codes of their roles.
    pub role: String,
    /// Code of the organization for which they act.
    pub organization: Option<String>,
    /// Code of the purpose; nothing of what was refused.
    pub purpose: Option<String>,
    /// What for, in full; it is sealed for each person.
    pub note: Option<String>,
    /// The request.
    pub correlation_id: Option<Uuid>,
}

/// Whose data are read, and which.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The person.
    pub person: Uuid,
    /// How.
    pub way: Way,
    /// Codes of the fields.
    pub fields: Vec<&'static str>,
    /// Who approved it and when, where a second person had to.
    pub approved: Option<(String, DateTime<Utc>)>,
}

/// One read as it stands on record.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Entry {
    /// Number, without a gap.
    pub number: i64,
    /// Id, to which the note is bound.
    pub id: Uuid,
    /// When.
    pub read_at: DateTime<Utc>,
    /// How, by its code.
    pub way: String,
    /// Pseudonym of who read.
    pub principal: String,
    /// Codes of their roles.
    pub role: String,
    /// Code of the organization for which they acted.
    pub organization: Option<String>,
    /// Whose.
    pub person: Uuid,
    /// Codes of the fields.
    pub fields: Vec<String>,
    /// Code of the purpose; nothing of what was refused.
    pub purpose: Option<String>,
    /// What for, in full, sealed under the person's key.
    pub note: Option<String>,
    /// The request.
    pub correlation_id: Option<Uuid>,
    /// Pseudonym of who approved it.
    pub approved_by: Option<String>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
}

/// Which reads are listed; all that is given holds.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this person's data.
    pub person: Option<Uuid>,
    /// By this principal.
    pub principal: Option<String>,
    /// At this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub before: Option<DateTime<Utc>>,
    /// In this way.
    pub way: Option<Way>,
}

/// Writes one entry a person, all or none, and gives their numbers in the same order once they are committed.
///
/// # Errors
/// [`StoreFault`] when they cannot be written; nothing may be shown then.
pub async fn record(
    pool: &PgPool,
    vault: &Vault,
    reading: &Reading,
    subjects: &[Subject],
) -> Result<Vec<i64>, StoreFault> {
    let failed = || StoreFault::database("writing the access log");
    let ids: Vec<Uuid> = subjects.iter().map(|_| crate::clock::fresh_id()).collect();
    let notes = seal_notes(vault, reading.note.as_deref(), subjects, &ids).await?;
    let mut transaction = pool.begin().await.map_err(failed())?;
    sqlx::query("select set_config('lock_timeout', $1, true), set_config('statement_timeout', $1, true)")
        .bind(WAIT)
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
    let numbers = sqlx::query_scalar(
        "insert into access_entries (id, read_at, principal, role, organization, purpose, correlation_id, way,
                                     person, fields, note, approved_by, approved_at)
         select s.id, $1, $2, $3, $4, $5, $6, s.way, s.person, string_to_array(s.fields, ','), s.note, s.by, s.at
         from unnest($7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[])
             with ordinality as s(id, person, way, fields, note, by, at, place)
         order by s.place returning number",
    )
    .bind(reading.at)
    .bind(&reading.principal)
    .bind(&reading.role)
    .bind(&reading.organization)
    .bind(&reading.purpose)
    .bind(reading.correlation_id)
    .bind(&ids)
    .bind(subjects.iter().map(|subject| subject.person).collect::<Vec<_>>())
    .bind(subjects.iter().map(|subject| subject.way.code()).collect::<Vec<_>>())
    .bind(subjects.iter().map(|subject| subject.fields.join(NEXT_FIELD)).collect::<Vec<_>>())
    .bind(&notes)
    .bind(subjects.iter().map(|subject| subject.approved.as_ref().map(|(by, _)| by.clone())).collect::<Vec<_>>())
    .bind(subjects.iter().map(|subject| subject.approved.as_ref().map(|(_, at)| *at)).collect::<Vec<_>>())
    .fetch_all(&mut *transaction)
    .await
    .map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok(numbers)
}

/// The note, sealed for each person under their own key.
async fn seal_notes(
    vault: &Vault,
    note: Option<&str>,
    subjects: &[Subject],
    ids: &[Uuid],
) -> Result<Vec<Option<String>>, StoreFault> {
    let Some(note) = note else { return Ok(vec![None; subjects.len()]) };
    let owners: HashSet<Uuid> = subjects.iter().map(|subject| subject.person).collect();
    let ring = vault.ring(&owners).await?;
    let sealed = subjects.iter().zip(ids).map(|(subject, id)| {
        let id = id.to_string();
        let place = SealedContext { aggregate_type: PLACE, aggregate_id: &id, sequence: 0 };
        Vault::seal_text(&ring, &place, NOTE, subject.person, note).map(Some)
    });
    sealed.collect()
}

/// The notes of entries, opened, by the number of the entry; those of erased people are gone.
///
/// # Errors
/// [`StoreFault`] when a key cannot be read or a note was moved or changed.
pub async fn open_notes(vault: &Vault, entries: &[Entry]) -> Result<Vec<Option<String>>, StoreFault> {
    let owners: HashSet<Uuid> = entries.iter().filter(|entry| entry.note.is_some()).map(|entry| entry.person).collect();
    let ring = vault.ring(&owners).await?;
    let opened = entries.iter().map(|entry| {
        let Some(sealed) = &entry.note else { return Ok(None) };
        let id = entry.id.to_string();
        let place = SealedContext { aggregate_type: PLACE, aggregate_id: &id, sequence: 0 };
        Vault::open_text(&ring, &place, NOTE, entry.person, sealed)
    });
    opened.collect()
}

/// A page of reads, the newest first, before a number.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn page(
    pool: &PgPool,
    filter: &Filter,
    before_number: Option<i64>,
    limit: i64,
) -> Result<Vec<Entry>, StoreFault> {
    sqlx::query_as(
        "select * from access_entries where ($1::uuid is null or person = $1) and ($2::text is null or principal = $2)
         and ($3::timestamptz is null or read_at >= $3) and ($4::timestamptz is null or read_at < $4)
         and ($5::text is null or way = $5) and ($6::bigint is null or number < $6) order by number desc limit $7",
    )
    .bind(filter.person)
    .bind(&filter.principal)
    .bind(filter.from)
    .bind(filter.before)
    .bind(filter.way.map(Way::code))
    .bind(before_number)
    .bind(limit)
    .fetch_all(pool)
    .await
    .map_err(StoreFault::database("reading the access log"))
}
