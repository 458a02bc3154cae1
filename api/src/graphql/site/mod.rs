//! Sites on the wire: the register, its counts, and the commands of a site.

mod mutations;
mod queries;
mod types;

pub use mutations::{ChecklistInput, SiteChangeInput, SiteInput, SiteMutation};
pub use queries::{SiteCountRow, SiteCounts, SiteFilterInput, SiteQuery};
pub use types::{Site, SiteChecklist, SiteKind};
