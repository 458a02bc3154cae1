//! What recognition asks of the hour ledger; it is given in with a command and never stored.

use crate::{
    kernel::{DivisionCode, PersonId, VolunteerId, words::EvidenceClass},
    volunteer::HeldCredit,
};

/// The hour ledger of a volunteer, as seen by the rules of recognition.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerFacts {
    /// The volunteer.
    pub volunteer_id: VolunteerId,
    /// The natural person.
    pub person_id: PersonId,
    /// Division of residence.
    pub division: DivisionCode,
    /// The credits that count, by start; pending ones are left out.
    pub live: Vec<HeldCredit>,
}

impl LedgerFacts {
    /// Minutes of live credits of the first so many evidence classes, from A on.
    #[must_use]
    pub fn minutes_of_classes(&self, classes: u32) -> u64 {
        let counted = usize::try_from(classes).unwrap_or(usize::MAX);
        let allowed = EvidenceClass::ALL.get(..counted.min(EvidenceClass::ALL.len())).unwrap_or_default();
        let live = self.live.iter().filter(|held| allowed.contains(&held.evidence));
        live.map(|held| u64::from(held.minutes)).sum()
    }
}
