//! The sealed log (封存日志): whether a stretch of it is as it was signed, and the proof of one event.

use super::gate::Gate;
use crate::edge::{EdgeError, Refused};
use async_graphql::{Context, Object, Result};
use muster_eventstore::seal::{Checked, Condition, SealFault, SealReader};

/// Events of one check at most: so many are hashed well within the time of an operation.
const CHECK_LIMIT: i64 = 100_000;

/// What a check of a stretch of the log found (链校验结果).
pub struct ChainCheck {
    from: i64,
    to: i64,
    checked: Checked,
}

/// What a check of a stretch of the log found (链校验结果).
#[Object]
impl ChainCheck {
    /// First position checked (起始位置).
    async fn from(&self) -> i64 {
        self.from
    }

    /// Last position checked (截止位置).
    async fn to(&self) -> i64 {
        self.to
    }

    /// Whether every event is as it was sealed, and the hashes lead to the signed root (是否完好).
    async fn whole(&self) -> bool {
        self.checked.damage.is_none()
    }

    /// Events in the checkpoint against which it was checked (检查点大小).
    async fn checkpoint_size(&self) -> i64 {
        i64::try_from(self.checked.size).unwrap_or(i64::MAX)
    }

    /// Root of that checkpoint, base64 of 32 bytes (检查点根).
    async fn checkpoint_root(&self) -> String {
        self.checked.root.to_string()
    }

    /// What is damaged, in one word: `DAMAGED`, `MISSING`, `HASHES` or `UNSEALABLE` (损坏类别).
    async fn damage(&self) -> Option<&'static str> {
        self.checked.damage.as_ref().map(Condition::word)
    }

    /// The first position that differs, where one can be named (首个不符位置).
    async fn first_damaged(&self) -> Option<i64> {
        let position = self.checked.damage.as_ref().and_then(Condition::position)?;
        i64::try_from(position).ok()
    }
}

/// Questions about the sealed log.
#[derive(Default)]
pub struct SealedLogQuery;

/// Questions about the sealed log.
#[Object]
impl SealedLogQuery {
    /// Whether a stretch of the log is as it was signed (A4); the offline check of a bundle is `muster audit verify` (校验日志链).
    async fn verify_chain(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "First position, from 1.")] from: i64,
        #[graphql(desc = "Last position; 100,000 positions at most.")] to: i64,
    ) -> Result<ChainCheck> {
        if from < 1 || to < from || to - from >= CHECK_LIMIT {
            let said =
                format!("from is 1 or more, to is not before it, and {CHECK_LIMIT} positions are checked at most");
            return Err(Refused::new("RANGE_UNUSABLE", said).with("limit", CHECK_LIMIT).into());
        }
        let reader = SealReader::new(Gate::of(ctx)?.as_things_stand()?.pool().clone());
        let checked = reader.check(from.unsigned_abs(), to.unsigned_abs()).await.map_err(EdgeError::from)?;
        Ok(ChainCheck { from, to, checked })
    }

    /// The proof that one event is in the signed log: the text of a `.tlog-proof`, which `muster audit verify` checks with
    /// the public key alone (事件存证).
    async fn event_proof(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Position of the event.")] position: i64,
    ) -> Result<String> {
        let reader = SealReader::new(Gate::of(ctx)?.as_things_stand()?.pool().clone());
        let file = reader.proof(u64::try_from(position).unwrap_or_default()).await.map_err(EdgeError::from)?;
        Ok(String::from_utf8_lossy(&file).into_owned())
    }
}

impl From<SealFault> for EdgeError {
    fn from(fault: SealFault) -> Self {
        match fault {
            SealFault::Store(fault) => Self::Store(fault),
            SealFault::NotYet { asked, published } => Self::Refused(
                Refused::new("NOT_SEALED_YET", format!("position {asked} is not in the checkpoint at {published}"))
                    .with("asked", asked)
                    .with("published", published),
            ),
            SealFault::Condition(condition) => {
                tracing::error!(%condition, "the sealed log is not whole");
                let refused = Refused::new("LOG_DAMAGED", condition.to_string()).with("damage", condition.word());
                Self::Refused(match condition.position() {
                    Some(position) => refused.with("position", position),
                    None => refused,
                })
            }
            SealFault::Key { .. } | SealFault::File { .. } | SealFault::Busy | SealFault::OtherRoot { .. } => {
                tracing::error!(%fault, "the sealed log cannot be read");
                Self::Refused(Refused::new("SEAL_UNAVAILABLE", "the sealed log cannot be read at the moment"))
            }
        }
    }
}
