//! People on the wire: the directory and the commands of a person. What is personal goes out masked, but for what is
//! read or exported on purpose, which is in the access log before it leaves.

mod access_log;
mod erasing;
mod erasures;
mod export_file;
mod exports;
mod merges;
mod merging;
mod minors;
pub mod mutations;
mod my_copy;
mod my_data;
mod on_record;
pub mod queries;
mod requests;
pub mod types;
mod unmasking;
mod within;
mod words;

pub use access_log::{AccessEntry, AccessLogQuery};
pub use erasing::ErasingMutation;
pub use erasures::{ErasureProof, ErasureProposal, ErasureQuery};
pub use exports::{ExportInput, ExportMutation, ExportQuery, ExportRecord, ExportedData, WithheldData};
pub use merges::{MergeProposal, MergeQuery};
pub use merging::MergingMutation;
pub use minors::{MinorMutation, MinorQuery, MinorReadProposal};
pub(crate) use mutations::PersonData;
pub use mutations::{PersonInput, PersonMutation};
pub use my_data::{HeldConsent, MyData, MyDataQuery, ReadOfMine};
pub use queries::PersonQuery;
pub(crate) use queries::{PersonSearch, TooMany, find_among, too_many};
pub use requests::{DataRequest, DataRequestInFull, DataRequestState, RequestMutation, RequestQuery};
pub use types::Person;
pub use unmasking::{UnmaskedPerson, UnmaskingQuery};
pub use words::{
    AccessWay, DataRequestKind, DisclosedField, ErasureBasis, ExportFormat, ExportPurpose, MergeStep, PersonalField,
    ReadPurpose, RestrictionBasis,
};

use async_graphql::MergedObject;

/// Everything that can be asked about people.
#[derive(MergedObject, Default)]
pub struct PersonQueries(
    PersonQuery,
    ExportQuery,
    ErasureQuery,
    MergeQuery,
    UnmaskingQuery,
    AccessLogQuery,
    MinorQuery,
    RequestQuery,
    MyDataQuery,
);

/// Everything that can be done about people.
#[derive(MergedObject, Default)]
pub struct PersonMutations(
    PersonMutation,
    ExportMutation,
    ErasingMutation,
    MergingMutation,
    MinorMutation,
    RequestMutation,
);
