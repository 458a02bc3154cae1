//! The group-commit writer: one task drains what waits and appends it with one statement, then answers each caller.
//!
//! While one group commits the next gathers, so many callers share one flush to disk. Several processes may each
//! have a writer: the lock on the head row makes them safe.

use crate::{
    StoreFault,
    log::{Proposal, Receipt, Verdict},
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgPool, Row as _, postgres::PgRow};
use std::{borrow::Cow, time::Duration};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Proposals that may wait before callers are held back.
const QUEUE_LIMIT: usize = 4_096;
/// Commands in one group.
const GROUP_COMMANDS_LIMIT: usize = 512;
/// Events in one group, unless one command alone has more.
const GROUP_EVENTS_LIMIT: usize = 8_192;
/// How long a caller waits for a place in the queue.
const QUEUE_WAIT: Duration = Duration::from_secs(10);

/// Classes of SQLSTATE with which the server refuses a statement: cardinality, data, integrity, rollback, PL/pgSQL.
const REFUSAL_CLASSES: [&str; 5] = ["21", "22", "23", "40", "P0"];
/// The SQLSTATE of `log.require_keys_in_force`: a claim or a new key stands under a key that was replaced.
const KEY_REPLACED: &str = "P0M01";
/// The SQLSTATE of a lock that was waited for in vain: somebody held the head for longer than a connection waits.
const LOCK_NOT_AVAILABLE: &str = "55P03";

type Answer = oneshot::Sender<Result<Verdict, StoreFault>>;

/// A handle on the writer task; clones share it, and the task ends with the last one.
#[derive(Clone, Debug)]
pub struct Writer {
    queue: mpsc::Sender<(Proposal, Answer)>,
}

impl Writer {
    /// Starts the writer on a pool.
    #[must_use]
    pub fn start(pool: PgPool) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_LIMIT);
        tokio::spawn(run(pool, waiting));
        Self { queue }
    }

    /// Appends one proposal and waits for its verdict; an answer means that it is on disk.
    ///
    /// # Errors
    /// [`StoreFault`] when the database fails: then nothing is known about the proposal, and a caller that must
    /// know repeats it under an idempotency key.
    pub async fn append(&self, proposal: Proposal) -> Result<Verdict, StoreFault> {
        let (answer, verdict) = oneshot::channel();
        self.queue.send_timeout((proposal, answer), QUEUE_WAIT).await.map_err(|_| StoreFault::WriterGone)?;
        verdict.await.map_err(|_| StoreFault::WriterGone)?
    }
}

async fn run(pool: PgPool, mut waiting: mpsc::Receiver<(Proposal, Answer)>) {
    while let Some(first) = waiting.recv().await {
        let mut events = first.0.events.len();
        let mut group = vec![first];
        while group.len() < GROUP_COMMANDS_LIMIT && events < GROUP_EVENTS_LIMIT {
            let Ok(next) = waiting.try_recv() else { break };
            events += next.0.events.len();
            group.push(next);
        }
        let (proposals, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        match append_group(&pool, &proposals).await {
            Ok(verdicts) => {
                for (answer, verdict) in answers.into_iter().zip(verdicts) {
                    // A caller that went away keeps its events: they are appended all the same.
                    let _gone = answer.send(Ok(verdict));
                }
            }
            Err(error) => answer_failure(&pool, proposals, answers, error).await,
        }
    }
}

/// A group fails as one, but one bad proposal must not take the others with it: each is tried alone. What waited for the
/// head in vain waits no second time.
async fn answer_failure(pool: &PgPool, proposals: Vec<Proposal>, answers: Vec<Answer>, error: sqlx::Error) {
    let alone = proposals.len() > 1 && is_refusal(&error);
    log_failure(&error, proposals.len());
    let waited = is_code(&error, LOCK_NOT_AVAILABLE);
    let mut first = Some(error);
    for (proposal, answer) in proposals.iter().zip(answers) {
        let outcome = if alone {
            append_group(pool, std::slice::from_ref(proposal))
                .await
                .and_then(|verdicts| verdicts.into_iter().next().ok_or(sqlx::Error::RowNotFound))
        } else if waited {
            Ok(Verdict::Busy)
        } else {
            Err(first.take().unwrap_or(sqlx::Error::WorkerCrashed))
        };
        let verdict = match outcome {
            // Nothing was appended; it is decided again under the keys in force.
            Err(error) if is_code(&error, KEY_REPLACED) => Ok(Verdict::Conflict),
            Err(error) if is_code(&error, LOCK_NOT_AVAILABLE) => Ok(Verdict::Busy),
            outcome => outcome.map_err(StoreFault::database("appending")),
        };
        let _gone = answer.send(verdict);
    }
}

fn log_failure(error: &sqlx::Error, group: usize) {
    if is_code(error, KEY_REPLACED) {
        tracing::debug!(group, "a key was replaced; what was decided under it is decided again");
    } else if is_code(error, LOCK_NOT_AVAILABLE) {
        tracing::warn!(group, "the head of the log was held for too long; nothing was appended");
    } else {
        tracing::error!(%error, group, "a group could not be appended");
    }
}

/// Whether the server refused the statement for what is in it: only then is it known that nothing was appended.
///
/// A server that ends a session (57P01) may have committed before, and to try the group again would then look like a
/// conflict, which the caller would decide and append a second time.
fn is_refusal(error: &sqlx::Error) -> bool {
    code_of(error).is_some_and(|code| REFUSAL_CLASSES.iter().any(|class| code.starts_with(class)))
}

fn is_code(error: &sqlx::Error, code: &str) -> bool {
    code_of(error).as_deref() == Some(code)
}

fn code_of(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code)
}

/// The arguments of `log.append`, column by column; the index of a command counts from 1, as arrays do there.
#[derive(Default)]
struct Columns {
    stream_command: Vec<i32>,
    stream_type: Vec<&'static str>,
    stream_id: Vec<String>,
    stream_expected: Vec<i64>,
    stream_written: Vec<bool>,
    event_command: Vec<i32>,
    event_stream_type: Vec<&'static str>,
    event_stream_id: Vec<String>,
    event_sequence: Vec<i64>,
    event_name: Vec<String>,
    event_version: Vec<String>,
    event_payload: Vec<String>,
    event_id: Vec<Uuid>,
    command_metadata: Vec<String>,
    claim_command: Vec<i32>,
    claim_take: Vec<bool>,
    claim_kind: Vec<&'static str>,
    claim_value: Vec<String>,
    claim_holder: Vec<Uuid>,
    claim_from: Vec<String>,
    claim_to: Vec<String>,
    /// Of the commands with claims.
    index_versions: Vec<i32>,
    key_command: Vec<i32>,
    key_owner: Vec<Uuid>,
    key_wrapped: Vec<Vec<u8>>,
    key_under: Vec<String>,
    idempotency_command: Vec<i32>,
    idempotency_key: Vec<String>,
    idempotency_hash: Vec<Vec<u8>>,
    idempotency_outcome: Vec<String>,
}

/// A day as `PostgreSQL` reads it, with its word for all days before or after.
fn day(date: Option<NaiveDate>, without: &str) -> String {
    date.map_or_else(|| without.to_owned(), |date| date.to_string())
}

impl Columns {
    fn of(proposals: &[Proposal]) -> Self {
        let mut columns = Self::default();
        for (command, proposal) in (1_i32..).zip(proposals) {
            columns.push(command, proposal);
        }
        columns
    }

    fn push(&mut self, command: i32, proposal: &Proposal) {
        for stream in &proposal.streams {
            self.stream_command.push(command);
            self.stream_type.push(stream.aggregate_type);
            self.stream_id.push(stream.aggregate_id.to_string());
            self.stream_expected.push(stream.expected);
            self.stream_written.push(stream.written);
        }
        for event in &proposal.events {
            self.event_command.push(command);
            self.event_stream_type.push(event.aggregate_type);
            self.event_stream_id.push(event.aggregate_id.to_string());
            self.event_sequence.push(event.sequence);
            self.event_name.push(event.event_type.clone());
            self.event_version.push(event.event_version.clone());
            self.event_payload.push(event.payload.clone());
            self.event_id.push(event.event_id);
        }
        self.command_metadata.push(proposal.metadata.clone());
        for claim in &proposal.claims {
            self.claim_command.push(command);
            self.claim_take.push(claim.take);
            self.claim_kind.push(claim.kind);
            self.claim_value.push(claim.value.clone());
            self.claim_holder.push(claim.holder);
            self.claim_from.push(day(claim.from, "-infinity"));
            self.claim_to.push(day(claim.to, "infinity"));
        }
        if !proposal.claims.is_empty() {
            self.index_versions.push(proposal.index);
        }
        for key in &proposal.keys {
            self.key_command.push(command);
            self.key_owner.push(key.owner);
            self.key_wrapped.push(key.wrapped.clone());
            if self.key_under.last() != Some(&key.under) {
                self.key_under.push(key.under.clone());
            }
        }
        if let Some(remembered) = &proposal.idempotency {
            self.idempotency_command.push(command);
            self.idempotency_key.push(remembered.key.clone());
            self.idempotency_hash.push(remembered.body_hash.clone());
            self.idempotency_outcome.push(remembered.outcome.clone());
        }
    }
}

const APPEND: &str = "select command, verdict, first_position, last_position, recorded, claimed_kind, claimed_holder, \
     outcome from log.append($1,$2,$3,$4,$5, $6,$7,$8,$9,$10,$11,$12,$13, $14, $15,$16,$17,$18,$19, \
     $20::text[]::date[], $21::text[]::date[], $22,$23,$24, $25,$26,$27,$28) \
     cross join log.require_keys_in_force($29,$30)";

async fn append_group(pool: &PgPool, proposals: &[Proposal]) -> Result<Vec<Verdict>, sqlx::Error> {
    let columns = Columns::of(proposals);
    let query = sqlx::query(APPEND)
        .bind(&columns.stream_command)
        .bind(&columns.stream_type)
        .bind(&columns.stream_id)
        .bind(&columns.stream_expected)
        .bind(&columns.stream_written)
        .bind(&columns.event_command)
        .bind(&columns.event_stream_type)
        .bind(&columns.event_stream_id)
        .bind(&columns.event_sequence)
        .bind(&columns.event_name)
        .bind(&columns.event_version)
        .bind(&columns.event_payload)
        .bind(&columns.event_id)
        .bind(&columns.command_metadata)
        .bind(&columns.claim_command)
        .bind(&columns.claim_take)
        .bind(&columns.claim_kind)
        .bind(&columns.claim_value)
        .bind(&columns.claim_holder)
        .bind(&columns.claim_from)
        .bind(&columns.claim_to)
        .bind(&columns.key_command)
        .bind(&columns.key_owner)
        .bind(&columns.key_wrapped)
        .bind(&columns.idempotency_command)
        .bind(&columns.idempotency_key)
        .bind(&columns.idempotency_hash)
        .bind(&columns.idempotency_outcome)
        .bind(&columns.index_versions)
        .bind(&columns.key_under);
    let rows = query.fetch_all(pool).await?;
    let mut verdicts: Vec<Option<Verdict>> = vec![None; proposals.len()];
    for row in rows {
        let command: i32 = row.try_get("command")?;
        let index = usize::try_from(command).ok().and_then(|command| command.checked_sub(1));
        let place = index.and_then(|index| verdicts.get_mut(index)).ok_or(sqlx::Error::RowNotFound)?;
        *place = Some(verdict(&row)?);
    }
    verdicts.into_iter().map(|verdict| verdict.ok_or(sqlx::Error::RowNotFound)).collect()
}

fn receipt(row: &PgRow) -> Result<Receipt, sqlx::Error> {
    Ok(Receipt {
        first_position: row.try_get("first_position")?,
        position: row.try_get("last_position")?,
        recorded_at: row.try_get::<DateTime<Utc>, _>("recorded")?,
    })
}

fn verdict(row: &PgRow) -> Result<Verdict, sqlx::Error> {
    match row.try_get::<&str, _>("verdict")? {
        "appended" => Ok(Verdict::Appended(receipt(row)?)),
        "conflict" => Ok(Verdict::Conflict),
        "claimed" => {
            Ok(Verdict::Claimed { kind: row.try_get("claimed_kind")?, holder: row.try_get("claimed_holder")? })
        }
        "repeated" => Ok(Verdict::Repeated { outcome: row.try_get("outcome")?, receipt: receipt(row)? }),
        "key_reused" => Ok(Verdict::KeyReused),
        _ => Err(sqlx::Error::RowNotFound),
    }
}
