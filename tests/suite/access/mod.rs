//! Who may see and do what: the whole table against the real router, and the answers that hide a record.

mod acting;
mod arguments;
mod choosing;
mod edges;
mod fields;
mod further;
mod lived_in;
mod matrix;
mod reach;
mod several;
pub(crate) mod small_cells;
mod world;
