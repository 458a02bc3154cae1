//! People on the wire: the directory and the commands of a person. What is personal goes out masked only.

mod mutations;
mod queries;
mod types;

pub(crate) use mutations::PersonData;
pub use mutations::{PersonInput, PersonMutation};
pub use queries::PersonQuery;
pub(crate) use queries::{PersonSearch, find_people};
pub use types::Person;
