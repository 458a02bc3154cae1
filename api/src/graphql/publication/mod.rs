//! Published reports on the wire: editions that stay as they were told, and how they differ from what is counted now.

mod counting;
mod masks;
mod mutations;
mod queries;
mod types;

pub(crate) use counting::{Cells, hours_filter, told, view_of};
pub(crate) use mutations::subject;
pub use mutations::{PublicationMutation, ReportInput};
pub use queries::{PublicationQuery, ReportDifferences};
pub use types::{EditionDenominator, EditionPolicy, PublishedReport, ReportCell, ReportDifference, ReportKind};
