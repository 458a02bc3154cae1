//! Volunteers on the wire: the roster, the credits, and the commands of a volunteer. Names stand with the person.

pub mod credit;
pub mod decision;
pub mod dispute;
pub mod hours;
pub mod mutations;
pub mod queries;
pub mod records;
pub mod types;

pub use credit::Credit;
pub use dispute::{DisputeMutation, DisputeQuery};
pub use hours::CreditMutation;
pub use mutations::VolunteerMutation;
pub use queries::VolunteerQuery;
pub use records::RecordMutation;
pub use types::Volunteer;
