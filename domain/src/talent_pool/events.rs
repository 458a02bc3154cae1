//! What is remembered of a talent pool. Stored for ever: a change is a new variant or a new version with an upcast step.

use crate::{
    kernel::{ClaimChange, Code, DivisionCode, KeyOwner, PersonId, Personal, PersonalVisitor, StoredEvent},
    talent_pool::words::{AdmissionSource, RemovalCause},
    talent_profile::criteria::TalentCriterion,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a pool has its members (人才库类型).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PoolKind {
    /// Taken in one by one (人工管理).
    Curated,
    /// Whoever fulfils all criteria on a day (条件查询).
    SavedQuery {
        /// The criteria.
        criteria: Vec<TalentCriterion>,
    },
}

/// Why a person may be listed (处理依据, K1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AdmissionBasis {
    /// The person's consent to talent pools (本人同意).
    Consent,
    /// A provision of law (法定依据).
    Statutory {
        /// The provision.
        provision: String,
    },
}

/// The events of a talent pool (人才库).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TalentPoolEvent {
    /// The pool is open (已建库).
    PoolOpened {
        /// The sender's own key.
        code: Code,
        /// Its name.
        name: String,
        /// Division whose pool it is.
        division: DivisionCode,
        /// How it has its members.
        pool: PoolKind,
        /// First day.
        opened_on: NaiveDate,
    },
    /// A talent was taken in (已入库).
    TalentAdmitted {
        /// The natural person, whose key seals the reason.
        person_id: PersonId,
        /// Why the person may be listed.
        basis: AdmissionBasis,
        /// By which way.
        source: AdmissionSource,
        /// Why.
        reason: Personal,
        /// First day.
        admitted_on: NaiveDate,
        /// Last day on which the entry is fresh (K3).
        fresh_until: NaiveDate,
    },
    /// The entry was looked at and still holds (已复核, K3).
    EntryReconfirmed {
        /// The natural person.
        person_id: PersonId,
        /// The day.
        reconfirmed_on: NaiveDate,
        /// Last day on which the entry is fresh.
        fresh_until: NaiveDate,
    },
    /// A talent was taken out (已出库).
    TalentRemoved {
        /// The natural person, whose key seals the reason.
        person_id: PersonId,
        /// Why, in a word.
        cause: RemovalCause,
        /// Why, in full.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
        /// Last day.
        removed_on: NaiveDate,
    },
    /// The pool is closed (已关库).
    PoolClosed {
        /// Last day.
        closed_on: NaiveDate,
    },
}

crate::stored_names!(TalentPoolEvent {
    PoolOpened => "pool_opened" v "1.0",
    TalentAdmitted => "talent_admitted" v "1.0",
    EntryReconfirmed => "entry_reconfirmed" v "1.0",
    TalentRemoved => "talent_removed" v "1.0",
    PoolClosed => "pool_closed" v "1.0",
});

impl StoredEvent for TalentPoolEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::TalentAdmitted { person_id, reason, .. } => visit(KeyOwner::Person(*person_id), "reason", reason),
            Self::TalentRemoved { person_id, reason, .. } => {
                reason.iter_mut().for_each(|reason| visit(KeyOwner::Person(*person_id), "reason", reason));
            }
            Self::PoolOpened { .. } | Self::EntryReconfirmed { .. } | Self::PoolClosed { .. } => {}
        }
    }

    fn claims(&self, _stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::PoolOpened { .. }
            | Self::TalentAdmitted { .. }
            | Self::EntryReconfirmed { .. }
            | Self::TalentRemoved { .. }
            | Self::PoolClosed { .. } => Vec::new(),
        }
    }
}
