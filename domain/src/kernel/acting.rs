//! For whom somebody acts where service is recorded (V17).

use crate::kernel::{Code, DivisionCode};

/// For whom somebody acts (代表). Whoever only reads, or does what is their own, acts for nobody, whatever they may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Acting {
    /// For nobody.
    #[default]
    Nobody,
    /// For these organizations and those below them.
    Organizations(Vec<Code>),
    /// For the department (社会工作部), who may record for all whom it reaches.
    Department,
    /// For these organizations, and for the department where an organization of these divisions records: whoever holds
    /// both, so that neither lends its reach to the other.
    Both {
        /// The organizations.
        organizations: Vec<Code>,
        /// The divisions of the department.
        divisions: Vec<DivisionCode>,
    },
}
