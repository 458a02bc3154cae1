//! Volunteers on the wire: the roster, the credits, and the commands of a volunteer. Names stand with the person.

pub mod available;
pub mod credit;
pub mod decision;
pub mod declared;
pub mod dispute;
pub mod hours;
pub mod mutations;
pub mod queries;
pub mod readiness;
pub mod records;
pub mod types;

pub use available::AvailabilityQuery;
pub use credit::Credit;
pub use declared::{DayException, DayWindow, DeclaredAvailability, VolunteerInsurance, WeeklyWindow};
pub use dispute::{DisputeMutation, DisputeQuery};
pub use hours::CreditMutation;
pub use mutations::VolunteerMutation;
pub use queries::VolunteerQuery;
pub use readiness::ReadinessMutation;
pub use records::RecordMutation;
pub use types::Volunteer;
