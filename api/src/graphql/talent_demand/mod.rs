//! Scarce-talent demand on the wire: catalogues, what is dealt out, matches, and the report of what is filled (H6).

mod figures;
mod mutations;
mod queries;
mod report;
mod words;

pub use figures::DemandFigures;
pub use mutations::{
    DemandAllocationInput, DemandCatalogInput, DemandItemInput, DemandMutation, DemandRecipientInput, MatchInput,
    MatchMutation,
};
pub use queries::DemandQuery;
pub use report::{
    DemandCandidate, DemandCatalog, DemandCriterion, DemandItem, DemandMatch, DemandPlace, DemandProposal,
};
pub use words::{MatchState, RecipientKind};
