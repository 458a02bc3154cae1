//! What recognition asks of the hour ledger; it is given in with a command and never stored.

use crate::{
    kernel::{DivisionCode, PersonId, words::EvidenceClass},
    volunteer::HeldCredit,
};

/// The hour ledger of a volunteer, as seen by the rules of recognition.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerFacts {
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
        let allowed = first_classes(classes);
        let live = self.live.iter().filter(|held| allowed.contains(&held.evidence));
        live.map(|held| u64::from(held.minutes)).sum()
    }
}

/// The first so many evidence classes, from A on.
#[must_use]
pub fn first_classes(classes: u32) -> &'static [EvidenceClass] {
    let counted = usize::try_from(classes).unwrap_or(usize::MAX).min(EvidenceClass::ALL.len());
    EvidenceClass::ALL.get(..counted).unwrap_or_default()
}
