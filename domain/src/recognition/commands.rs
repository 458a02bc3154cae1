//! What may be asked of a volunteer's recognition. The ways in which the answer can be no stand in `refusals.rs`.

use crate::{
    kernel::{Code, CreditId, DateSpan},
    recognition::{
        LedgerFacts,
        words::{GrantingLevel, ServiceQuality},
    },
};
use chrono::NaiveDate;

/// What may be asked of a volunteer's recognition (激励嘉许).
#[derive(Clone, Debug)]
pub enum RecognitionCommand {
    /// Record a training (培训; 民政部令第67号 art. 8).
    RecordTraining {
        /// What it was called.
        name: String,
        /// Who gave it.
        provider: String,
        /// Minutes of learning; never minutes of service (V16).
        minutes: u32,
        /// Day of its completion.
        completed_on: NaiveDate,
    },
    /// Record a commendation (表彰奖励; art. 9).
    RecordCommendation {
        /// What it is called.
        name: String,
        /// Who granted it.
        granting_body: String,
        /// How high that body stands.
        level: GrantingLevel,
        /// Day on which it was granted.
        granted_on: NaiveDate,
        /// Reference of the evidence.
        evidence_reference: String,
    },
    /// Evaluate one credited service (服务评价; art. 10).
    EvaluateService {
        /// The ledger.
        ledger: LedgerFacts,
        /// The credit.
        credit_id: CreditId,
        /// How good it was.
        quality: ServiceQuality,
        /// The day.
        evaluated_on: NaiveDate,
    },
    /// Apply for a star (星级申请).
    ApplyStar {
        /// The ledger.
        ledger: LedgerFacts,
        /// Level, 1 to 5.
        level: u8,
    },
    /// Object to an application that is shown (公示异议).
    ObjectToStar {
        /// Level.
        level: u8,
        /// The objection's own key.
        code: Code,
        /// What is said; it is sealed.
        statement: String,
    },
    /// Answer an objection (异议处理).
    AnswerObjection {
        /// Level.
        level: u8,
        /// Which objection.
        code: Code,
        /// Whether it is right: then the application falls.
        upheld: bool,
        /// The ledger; its division's policy says who decides on the level.
        ledger: LedgerFacts,
        /// How high whoever answers stands.
        authority: GrantingLevel,
    },
    /// Award a star (星级授予, V13).
    AwardStar {
        /// The ledger as it stands now.
        ledger: LedgerFacts,
        /// Level.
        level: u8,
        /// How high the awarding authority stands.
        authority: GrantingLevel,
    },
    /// Revoke a star (星级撤销, V14).
    RevokeStar {
        /// The ledger; its division's policy gives the ban.
        ledger: LedgerFacts,
        /// Level; those above it fall with it.
        level: u8,
        /// How high whoever revokes stands.
        authority: GrantingLevel,
        /// Why.
        reason: String,
    },
    /// Issue a certificate of a period (出具证明, V15).
    IssueCertificate {
        /// The ledger.
        ledger: LedgerFacts,
        /// Its number, unique in the registry.
        number: Code,
        /// Days of service, both ends included.
        period: DateSpan,
    },
    /// Revoke a certificate (撤销证明).
    RevokeCertificate {
        /// Which.
        number: Code,
        /// Why.
        reason: String,
    },
}
