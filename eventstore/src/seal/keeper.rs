//! The task that keeps the log sealed: waits for the lock, wakes up, paces the signer, asks witnesses, and says how it
//! stands.

use super::{
    Condition, SealFault, SealReader, SigningKey,
    signer::{PAGE_EVENTS, Session, Signer},
    store,
};
use futures::future::{BoxFuture, join_all};
use muster_seal::{PublicKey, SignedCheckpoint, tree, witness::AddCheckpoint};
use sqlx::PgPool;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{task::JoinHandle, time::Instant};

/// How often the log is sealed.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How often the log is looked at.
    pub look: Duration,
    /// Events behind the head from which sealing does not wait.
    pub events: u64,
    /// How long a smaller number waits at most.
    pub wait: Duration,
    /// How long the signer rests at least between two checkpoints, so that sealing stays cheap under load.
    pub rest: Duration,
    /// How often a page of what was sealed long ago is compared with its events again.
    pub recheck: Duration,
}

impl Default for Pace {
    /// A second or 256 events behind the head, whichever comes first, while the server keeps up; a million events are
    /// compared again in 20 minutes.
    fn default() -> Self {
        Self {
            look: Duration::from_millis(100),
            events: 256,
            wait: Duration::from_millis(600),
            rest: Duration::from_millis(250),
            recheck: Duration::from_secs(10),
        }
    }
}

/// How long a program that is not the signer waits before it asks for the lock again.
const LOCK_WAIT: Duration = Duration::from_secs(2);
/// How long the signer rests after a fault.
const REST_AFTER_FAULT: Duration = Duration::from_secs(1);
/// How often a person's decision is looked for, once a second, before the log is looked at again without one.
const BLOCKED_LOOKS: u32 = 60;
/// How long a witness may take.
const WITNESS_TIME: Duration = Duration::from_secs(2);

/// Somebody else who signs checkpoints that follow from what they signed before.
pub trait Witness: Send + Sync {
    /// The key by which its signature is known.
    fn key(&self) -> &PublicKey;

    /// Asks it to sign (C2SP tlog-witness, `add-checkpoint`); the error says why there is no answer.
    fn add_checkpoint(&self, body: Vec<u8>) -> BoxFuture<'_, Result<WitnessAnswer, String>>;
}

/// What a witness answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WitnessAnswer {
    /// Signature lines.
    Signed(Vec<u8>),
    /// It signed another size last.
    Conflict(u64),
    /// It refuses.
    Refused(String),
}

/// How the sealed log stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealStatus {
    /// Size of the newest checkpoint.
    pub size: u64,
    /// Whether this program is the signer.
    pub signs: bool,
    /// Why nothing is signed, where a person must look.
    pub condition: Option<Condition>,
    /// What failed last, until something succeeds.
    pub fault: Option<String>,
    /// What each witness that did not sign last said, by name.
    pub witnesses: Vec<(String, String)>,
}

type Shared = Arc<Mutex<SealStatus>>;

/// Keeps the log sealed; it stops when it is dropped.
pub struct Sealer {
    status: Shared,
    task: JoinHandle<()>,
}

impl Sealer {
    /// Starts sealing under a key; every program may, the lock picks one.
    #[must_use]
    pub fn start(pool: PgPool, key: SigningKey, witnesses: Vec<Arc<dyn Witness>>, pace: Pace) -> Self {
        let status = Shared::default();
        let keeper = Keeper {
            pool,
            signer: Signer::new(key),
            witnesses,
            signed_last: HashMap::new(),
            pace,
            status: Arc::clone(&status),
        };
        Self { status, task: tokio::spawn(keeper.run()) }
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> SealStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Sealer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Keeper {
    pool: PgPool,
    signer: Signer,
    witnesses: Vec<Arc<dyn Witness>>,
    /// The size that each witness signed last, by the name of its key.
    signed_last: HashMap<String, u64>,
    pace: Pace,
    status: Shared,
}

impl Keeper {
    fn say(&self, change: impl FnOnce(&mut SealStatus)) {
        change(&mut self.status.lock().unwrap_or_else(PoisonError::into_inner));
    }

    async fn run(mut self) {
        loop {
            let outcome = self.hold().await;
            self.say(|status| status.signs = false);
            match outcome {
                Ok(()) => tokio::time::sleep(LOCK_WAIT).await,
                Err(SealFault::Condition(condition)) => {
                    tracing::error!(%condition, "nothing is signed until a person has looked at the log");
                    self.say(|status| status.condition = Some(condition));
                    self.wait_for_a_person().await;
                }
                Err(fault) => {
                    tracing::error!(%fault, "the log is not sealed at the moment");
                    self.say(|status| status.fault = Some(fault.to_string()));
                    tokio::time::sleep(REST_AFTER_FAULT).await;
                }
            }
        }
    }

    /// Signs for as long as it has the lock; ends at once when another has it.
    async fn hold(&mut self) -> Result<(), SealFault> {
        let Some(mut session) = Session::take(&self.pool).await? else {
            let mut connection = self.pool.acquire().await.map_err(SealFault::database("looking at the sealed log"))?;
            let published = store::head(&mut connection).await?.map_or(0, |head| head.published_size);
            self.say(|status| {
                *status = SealStatus { size: published, ..SealStatus::default() };
            });
            return Ok(());
        };
        let head = self.signer.check(&mut session).await?;
        self.say(|status| {
            *status = SealStatus { size: head.size, signs: true, ..SealStatus::default() };
        });
        // A checkpoint that was committed and never published, an empty log that has none yet, or one whose witnesses
        // were not asked.
        let known = head.note.filter(|_| head.published_size == head.size);
        let known = known.and_then(|note| SignedCheckpoint::open(note.as_bytes(), self.signer.public()).ok());
        let signed = match known {
            Some(signed) => signed,
            None => self.signer.sign(&mut session, head.size, head.root).await?,
        };
        self.published(&mut session, signed, true).await?;
        let mut since: Option<Instant> = None;
        let (mut rechecked, mut compared) = (Instant::now(), 0);
        loop {
            let sealed = self.status.lock().unwrap_or_else(PoisonError::into_inner).size;
            if rechecked.elapsed() >= self.pace.recheck {
                compared = self.recheck(compared, sealed).await?;
                rechecked = Instant::now();
            }
            let log_head = store::log_head(&mut session.connection).await?;
            let behind = log_head.checked_sub(sealed).ok_or(Condition::Shorter { signed: sealed, found: log_head })?;
            let waited = since.is_some_and(|since| since.elapsed() >= self.pace.wait);
            if behind >= self.pace.events || (behind > 0 && waited) {
                since = None;
                let begun = Instant::now();
                if let Some(signed) = self.signer.page(&mut session).await? {
                    let more =
                        store::log_head(&mut session.connection).await? >= signed.checkpoint.size + self.pace.events;
                    self.published(&mut session, signed, !more).await?;
                }
                tokio::time::sleep_until(begun + self.pace.rest).await;
            } else {
                since = since.or_else(|| (behind > 0).then(Instant::now));
                tokio::time::sleep(self.pace.look).await;
            }
        }
    }

    /// Compares the next page of the sealed events with their hashes, from the beginning again after the last one; gives
    /// how far it came.
    async fn recheck(&self, compared: u64, sealed: u64) -> Result<u64, SealFault> {
        let from = if compared < sealed { compared } else { 0 };
        let to = sealed.min(from + PAGE_EVENTS);
        if from == to {
            return Ok(0);
        }
        let checked = SealReader::new(self.pool.clone()).check(from + 1, to).await?;
        checked.damage.map_or(Ok(to), |condition| Err(condition.into()))
    }

    /// A checkpoint is out; where the signer has caught up, its witnesses are asked.
    async fn published(
        &mut self,
        session: &mut Session,
        signed: SignedCheckpoint,
        caught_up: bool,
    ) -> Result<(), SealFault> {
        let size = signed.checkpoint.size;
        self.say(|status| (status.size, status.fault, status.condition) = (size, None, None));
        if !caught_up || self.witnesses.is_empty() {
            return Ok(());
        }
        let mut cosigned = signed.clone();
        let mut silent = Vec::new();
        let mut requests = Vec::new();
        for witness in &self.witnesses {
            let old = self.signed_last.get(witness.key().name()).copied().unwrap_or_default();
            requests.push((Arc::clone(witness), request(session, &signed, old).await?));
        }
        let answers = join_all(requests.iter().map(|(witness, body)| ask(witness, body.clone()))).await;
        for ((witness, _), answer) in requests.iter().zip(answers) {
            let name = witness.key().name().to_owned();
            let answer = match answer {
                // It signed another size last: from there on, once more.
                Ok(WitnessAnswer::Conflict(old)) if old < size => {
                    ask(witness, request(session, &signed, old).await?).await
                }
                other => other,
            };
            match judge(&cosigned, witness.key(), answer) {
                Ok(more) => {
                    cosigned = more;
                    self.signed_last.insert(name, size);
                }
                Err(why) => {
                    tracing::warn!(witness = name, why, "a witness did not sign");
                    self.signed_last.remove(&name);
                    silent.push((name, why));
                }
            }
        }
        if cosigned != signed {
            store::publish(&mut session.connection, &cosigned).await?;
        }
        self.say(|status| status.witnesses = silent);
        Ok(())
    }

    /// Looks whether a person has decided, and now and then whether the log is whole again.
    async fn wait_for_a_person(&self) {
        let decisions = async || {
            let mut connection = self.pool.acquire().await.ok()?;
            store::resumptions(&mut connection).await.ok()
        };
        let before = decisions().await;
        for _ in 0..BLOCKED_LOOKS {
            tokio::time::sleep(REST_AFTER_FAULT).await;
            if decisions().await != before {
                return;
            }
        }
    }
}

/// The body that asks to sign a checkpoint after an older size.
async fn request(session: &mut Session, signed: &SignedCheckpoint, old: u64) -> Result<Vec<u8>, SealFault> {
    let size = signed.checkpoint.size;
    let outside = |_| SealFault::NotYet { asked: old, published: size };
    let wanted = tree::tiles_of_growth(size, old).map_err(outside)?;
    let tiles = store::tiles_of_tree(&mut session.connection, &wanted).await?;
    let proof = tree::prove_growth(size, old, &tiles).map_err(|_| Condition::Hashes)?;
    Ok(AddCheckpoint { old, proof, note: signed.note().to_vec() }.body())
}

async fn ask(witness: &Arc<dyn Witness>, body: Vec<u8>) -> Result<WitnessAnswer, String> {
    let asked = tokio::time::timeout(WITNESS_TIME, witness.add_checkpoint(body));
    asked.await.unwrap_or_else(|_| Err("it did not answer in time".to_owned()))
}

fn judge(
    signed: &SignedCheckpoint,
    witness: &PublicKey,
    answer: Result<WitnessAnswer, String>,
) -> Result<SignedCheckpoint, String> {
    match answer? {
        WitnessAnswer::Signed(lines) => signed.with_cosignature(&lines, witness).map_err(|error| error.to_string()),
        WitnessAnswer::Conflict(size) => Err(format!(
            "it signed a log of {size} events, and this one has {} or begins otherwise",
            signed.checkpoint.size
        )),
        WitnessAnswer::Refused(why) => Err(why),
    }
}
