//! People on the wire: the directory and the commands of a person. What is personal goes out masked, but
//! for an export, which is on record before it leaves.

mod erasing;
mod erasures;
mod export_file;
mod exports;
pub mod mutations;
pub mod queries;
pub mod types;
mod words;

pub use erasing::ErasingMutation;
pub use erasures::{ErasureProof, ErasureProposal, ErasureQuery};
pub use exports::{ExportInput, ExportMutation, ExportQuery, ExportRecord, ExportedData, WithheldData};

pub(crate) use mutations::PersonData;
pub use mutations::{PersonInput, PersonMutation};
pub use queries::PersonQuery;
pub(crate) use queries::{PersonSearch, find_people};
pub use types::Person;
pub use words::{DisclosedField, ErasureBasis, ExportFormat, ExportPurpose, RestrictionBasis};
