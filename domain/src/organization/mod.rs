//! One stream is one organization (组织, 单位): an organ, an enterprise, an association, an agency, a community, a group.
//!
//! It is registered once, may be attached to another that stands above it or answers for it, names the people who
//! may record in its name, and works together with others in pairings. It may be suspended and restored. Dissolved,
//! it accepts nothing, and its successor answers for the certificates that it gave.
//!
//! Invariants: O1 a unified social credit code is valid and one organization's (a claim across streams), and an
//! unregistered group has a responsible unit; O2 nobody stands above itself, however many steps between; O3 recorders
//! are named people of a live organization, and whoever acts for an organization records for it and those below it
//! while they are live and not suspended (`recording`); O4 two different live organizations, of kinds that go together for the
//! purpose named, and never two live pairings of the same two (a claim across streams); O5 a term of leadership ends
//! after it begins, within the years that the policy allows, and terms never run side by side; O6 dissolution ends
//! pairings, frees the credit code and names a successor, and only a dissolved organization is succeeded. Beside these
//! it keeps its legal representative, whom no instructor's links may be to (I8), its level, labels, pledges (copies, never money) and what surveys found of the two coverages.
//! O7 (published reports) comes with its own commands.

pub mod aggregate;
pub mod closing;
mod commands;
pub mod events;
pub mod facts;
mod pairing;
mod place;
pub mod recording;
pub mod refusals;
mod representation;
mod standing;
mod succession;
#[cfg(test)]
mod tests;
pub mod words;

pub use aggregate::Organization;
pub use commands::{OrganizationCommand, PairingAgreement};
pub use events::OrganizationEvent;
pub use facts::OrganizationFacts;
pub use recording::{ActorFacts, RecordingRefusal};
pub use refusals::OrganizationRefusal;
pub use standing::COPIES_LIMIT;
