//! Volunteers on the wire: the roster, the credits, and the commands of a volunteer. Names stand with the person.

mod credit;
mod hours;
mod mutations;
mod queries;
mod types;

pub use credit::Credit;
pub use hours::CreditMutation;
pub use mutations::VolunteerMutation;
pub use queries::VolunteerQuery;
pub use types::Volunteer;
