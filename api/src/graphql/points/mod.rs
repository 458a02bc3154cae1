//! Points on the wire: schemes, accounts, what was granted, redeemed and reversed; nothing here speaks of money.

mod following;
mod mutations;
mod queries;
mod schemes;
mod types;

pub(crate) use following::follow;
pub use mutations::{PointsActInput, PointsGrantInput, PointsMutation, PointsRedemptionInput};
pub use queries::{PointsFilterInput, PointsQuery};
pub use schemes::{PointsForHours, PointsScheme, PointsSchemeInput, SchemeMutation, SchemeQuery};
pub use types::{
    PointsBalance, PointsEntry, PointsEntryKind, PointsFigures, PointsGroup, PointsGroupFigures, PointsSummary,
};
