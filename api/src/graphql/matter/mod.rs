//! Matters on the wire: calls on departments, responses, and what became of what was brought to them.

mod mutations;
mod queries;
mod types;

pub use mutations::{MatterCallInput, MatterInput, MatterMutation};
pub use queries::{MatterClosure, MatterClosureRow, MatterFilterInput, MatterGroup, MatterQuery};
pub use types::{Matter, MatterKind, MatterState};
