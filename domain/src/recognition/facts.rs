//! What recognition asks of the hour ledger; it is given in with a command and never stored.

use crate::{
    kernel::{DateSpan, DivisionCode, OrganizationId, PersonId, time, words::EvidenceClass},
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
    /// The live credits whose local day of service lies in a period.
    pub fn served_in(&self, period: DateSpan) -> impl Iterator<Item = &HeldCredit> {
        self.live.iter().filter(move |held| period.is_live_on(time::local_date(held.span.starts_at)))
    }

    /// The organizations that recorded the live credits of a period, each once, in the order of ids.
    #[must_use]
    pub fn recording_units(&self, period: DateSpan) -> Vec<OrganizationId> {
        let mut units: Vec<OrganizationId> = self.served_in(period).map(|held| held.organization_id).collect();
        units.sort();
        units.dedup();
        units
    }

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
