//! The questions of an auditor, each over a story whose figures are known.

mod difference;
