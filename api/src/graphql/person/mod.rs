//! People on the wire: the directory and the commands of a person. What is personal goes out masked only.

pub mod mutations;
pub mod queries;
pub mod types;

pub(crate) use mutations::PersonData;
pub use mutations::{PersonInput, PersonMutation};
pub use queries::PersonQuery;
pub(crate) use queries::{PersonSearch, find_people};
pub use types::Person;
