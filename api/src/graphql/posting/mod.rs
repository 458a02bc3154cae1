//! Posts on the wire: who is posted to a village or a site, in which role, and for how long.

mod mutations;
mod queries;
mod types;

pub use mutations::{AppointeeInput, PostEndInput, PostingInput, PostingMutation};
pub use queries::{PostingCounts, PostingDivisionRow, PostingFilterInput, PostingQuery, PostingRoleRow};
pub use types::{PostRole, Posting};
