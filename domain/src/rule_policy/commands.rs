//! What may be asked of the rule book. The ways in which the answer can be no stand in `refusals.rs`.

use crate::kernel::PolicyVersion;

/// What may be asked of the rule book (规则版本).
#[derive(Clone, Debug)]
pub enum RulePolicyCommand {
    /// Publish a version of a jurisdiction (发布规则版本).
    PublishPolicy {
        /// The version: name, jurisdiction, first day and the numbers that it sets.
        version: PolicyVersion,
        /// The order that says so (文号).
        order_reference: String,
    },
}
