//! Volunteers on the wire: the roster, the credits, and the commands of a volunteer. Names stand with the person.

pub mod credit;
pub mod hours;
pub mod mutations;
pub mod queries;
pub mod types;

pub use credit::Credit;
pub use hours::CreditMutation;
pub use mutations::VolunteerMutation;
pub use queries::VolunteerQuery;
pub use types::Volunteer;
