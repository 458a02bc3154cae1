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
use std::time::Duration;
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

/// A group fails as one, but one bad proposal must not take the others with it: each is tried alone.
async fn answer_failure(pool: &PgPool, proposals: Vec<Proposal>, answers: Vec<Answer>, error: sqlx::Error) {
    let lonely = proposals.len() == 1;
    // Only when the server itself refused the statement is it known that nothing of the group was appended.
    let refused = matches!(error, sqlx::Error::Database(_));
    tracing::error!(%error, group = proposals.len(), "a group could not be appended");
    let mut first = Some(error);
    for (proposal, answer) in proposals.iter().zip(answers) {
        let outcome = if lonely || !refused {
            Err(first.take().unwrap_or(sqlx::Error::WorkerCrashed))
        } else {
            append_group(pool, std::slice::from_ref(proposal))
                .await
                .and_then(|verdicts| verdicts.into_iter().next().ok_or(sqlx::Error::RowNotFound))
        };
        let _gone = answer.send(outcome.map_err(StoreFault::database("appending")));
    }
}

/// The arguments of `log.append`, column by column; the index of a command counts from 1, as arrays do there.
#[derive(Default)]
struct Columns {
    stream: (Vec<i32>, Vec<&'static str>, Vec<String>, Vec<i64>, Vec<bool>),
    event: (Vec<i32>, Vec<&'static str>, Vec<String>, Vec<i64>),
    body: (Vec<String>, Vec<String>, Vec<String>, Vec<Uuid>),
    metadata: Vec<String>,
    claim: (Vec<i32>, Vec<bool>, Vec<&'static str>, Vec<String>, Vec<Uuid>),
    claim_days: (Vec<String>, Vec<String>),
    key: (Vec<i32>, Vec<Uuid>, Vec<Vec<u8>>),
    idempotency: (Vec<i32>, Vec<String>, Vec<Vec<u8>>, Vec<String>),
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
            self.stream.0.push(command);
            self.stream.1.push(stream.aggregate_type);
            self.stream.2.push(stream.aggregate_id.to_string());
            self.stream.3.push(stream.expected);
            self.stream.4.push(stream.written);
        }
        for event in &proposal.events {
            self.event.0.push(command);
            self.event.1.push(event.aggregate_type);
            self.event.2.push(event.aggregate_id.to_string());
            self.event.3.push(event.sequence);
            self.body.0.push(event.event_type.clone());
            self.body.1.push(event.event_version.clone());
            self.body.2.push(event.payload.clone());
            self.body.3.push(event.event_id);
        }
        self.metadata.push(proposal.metadata.clone());
        for claim in &proposal.claims {
            self.claim.0.push(command);
            self.claim.1.push(claim.take);
            self.claim.2.push(claim.kind);
            self.claim.3.push(claim.value.clone());
            self.claim.4.push(claim.holder);
            self.claim_days.0.push(day(claim.from, "-infinity"));
            self.claim_days.1.push(day(claim.to, "infinity"));
        }
        for key in &proposal.keys {
            self.key.0.push(command);
            self.key.1.push(key.owner);
            self.key.2.push(key.wrapped.clone());
        }
        if let Some(remembered) = &proposal.idempotency {
            self.idempotency.0.push(command);
            self.idempotency.1.push(remembered.key.clone());
            self.idempotency.2.push(remembered.body_hash.clone());
            self.idempotency.3.push(remembered.outcome.clone());
        }
    }
}

const APPEND: &str = "select command, verdict, first_position, last_position, recorded, claimed_kind, claimed_holder, \
     outcome from log.append($1,$2,$3,$4,$5, $6,$7,$8,$9,$10,$11,$12,$13, $14, $15,$16,$17,$18,$19, \
     $20::text[]::date[], $21::text[]::date[], $22,$23,$24, $25,$26,$27,$28)";

async fn append_group(pool: &PgPool, proposals: &[Proposal]) -> Result<Vec<Verdict>, sqlx::Error> {
    let columns = Columns::of(proposals);
    let query = sqlx::query(APPEND)
        .bind(&columns.stream.0)
        .bind(&columns.stream.1)
        .bind(&columns.stream.2)
        .bind(&columns.stream.3)
        .bind(&columns.stream.4)
        .bind(&columns.event.0)
        .bind(&columns.event.1)
        .bind(&columns.event.2)
        .bind(&columns.event.3)
        .bind(&columns.body.0)
        .bind(&columns.body.1)
        .bind(&columns.body.2)
        .bind(&columns.body.3)
        .bind(&columns.metadata)
        .bind(&columns.claim.0)
        .bind(&columns.claim.1)
        .bind(&columns.claim.2)
        .bind(&columns.claim.3)
        .bind(&columns.claim.4)
        .bind(&columns.claim_days.0)
        .bind(&columns.claim_days.1)
        .bind(&columns.key.0)
        .bind(&columns.key.1)
        .bind(&columns.key.2)
        .bind(&columns.idempotency.0)
        .bind(&columns.idempotency.1)
        .bind(&columns.idempotency.2)
        .bind(&columns.idempotency.3);
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
