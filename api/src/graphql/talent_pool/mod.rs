//! Talent pools on the wire: pools and their members, what is kept of a talent, and how both are asked.

mod criteria;
mod mutations;
mod profile;
mod queries;
mod reports;
mod types;
mod words;

pub use criteria::{CriteriaInput, ExplainedCriterion};
pub use mutations::{AdmissionInput, PoolInput, PoolMutation};
pub use profile::{CategoryCatalogInput, ContactInput, EngagementInput, ProfileMutation, SkillEvidenceInput};
pub use queries::PoolQuery;
pub use reports::{
    MatchExplanation, MatrixCell, MatrixDay, MatrixStep, PoolChange, PoolChanges, TalentMatrix, TalentReportQuery,
};
pub use types::{Pool, PoolMember};
pub use words::{
    AdmissionBasis, AdmissionSource, ChangeCause, ContactChannel, EngagementMode, PoolKind, RemovalCause,
    SkillEvidence, TalentCategory, Verdict,
};

pub(super) use criteria::{barred, named, person_ids};
pub(super) use types::day_or_today;
