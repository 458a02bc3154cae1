//! Questions of an auditor (审计): what the log itself says of figures and of those who made them.

mod difference;
mod explaining;

pub use difference::{
    CellChange, DifferenceQuery, ExplainedCell, ExplainedDifference, ExplainedReportInput, ExplainingEvent, LogMoment,
};
