//! One stream is the category catalogue of one division (人才分类目录): dated versions, each with its categories A to F.
//!
//! A version is in force from its first day until the day before the next one begins. Versions are published in the
//! order of their first days, and one that is published never changes: a talent stands in a category *under a version*
//! (K4), and what that version said stays what it was.

pub mod aggregate;
pub mod commands;
pub mod events;
pub mod refusals;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::CategoryCatalog;
pub use commands::CategoryCatalogCommand;
pub use events::CategoryCatalogEvent;
pub use refusals::CategoryCatalogRefusal;
