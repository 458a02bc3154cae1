//! What may be asked of a talent pool. The reasons for a no are in `refusals.rs`.

use crate::{
    kernel::{Code, DivisionCode, PersonId},
    person::PersonFacts,
    talent_pool::{
        events::{AdmissionBasis, PoolKind},
        words::{AdmissionSource, RemovalCause},
    },
};
use chrono::NaiveDate;

/// The commands of a talent pool (人才库).
#[derive(Clone, Debug, PartialEq)]
pub enum TalentPoolCommand {
    /// Open a pool (建库).
    OpenPool {
        /// The sender's own key.
        code: Code,
        /// Its name.
        name: String,
        /// Division whose pool it is.
        division: DivisionCode,
        /// Curated, or a saved query.
        kind: PoolKind,
        /// First day.
        opened_on: NaiveDate,
    },
    /// Take a talent in (入库, K1, K2).
    AdmitTalent {
        /// The person.
        person: PersonFacts,
        /// Whether the person's consent to talent pools is live and was given by the day.
        consents: bool,
        /// Why the person may be listed.
        basis: AdmissionBasis,
        /// By which way.
        source: AdmissionSource,
        /// Why.
        reason: String,
        /// First day.
        admitted_on: NaiveDate,
    },
    /// Say that an entry still holds (复核, K3).
    ReconfirmTalent {
        /// The person.
        person: PersonFacts,
        /// The day.
        reconfirmed_on: NaiveDate,
    },
    /// Take a talent out (出库).
    RemoveTalent {
        /// The person, who may have been erased meanwhile.
        person_id: PersonId,
        /// Why, in a word.
        cause: RemovalCause,
        /// Why, in full.
        reason: Option<String>,
        /// Last day.
        removed_on: NaiveDate,
    },
    /// Close the pool (关库).
    ClosePool {
        /// Last day.
        closed_on: NaiveDate,
    },
}
