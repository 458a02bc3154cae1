//! Pairings of an organization (结对共建, O4): this side of the rule; the claim of the events is the other side.

use crate::{
    kernel::{DateSpan, Divisions, OrganizationId, PairingId, RuleContext, time},
    organization::{
        Organization, OrganizationEvent, OrganizationFacts, OrganizationRefusal,
        aggregate::{Decision, Registration, check_live},
        commands::PairingAgreement,
        words::{PairingKind, PairingScope},
    },
};
use chrono::NaiveDate;

/// Pairings that one organization reports, ended ones counted.
const PAIRINGS_LIMIT: usize = 5_000;

impl Organization {
    pub(super) fn pair(
        &self,
        partner: &OrganizationFacts,
        (from, to): (NaiveDate, Option<NaiveDate>),
        agreement: Option<&PairingAgreement>,
        context: &RuleContext,
    ) -> Decision {
        let known = self.acting()?;
        let (own, other) = (OrganizationId::of_code(&known.code), partner.organization_id);
        if own == other {
            return Err(OrganizationRefusal::PairingWithItself);
        }
        let reversed = OrganizationRefusal::SpanReversed { from, to: to.unwrap_or(from) };
        let span = DateSpan::try_new(from, to).ok_or(reversed)?;
        let kind = agreement.map(|agreement| agreement.kind);
        for (pairing_id, there) in self.pairings.get(&other).into_iter().flatten() {
            if *there == span && self.pairing_kinds.get(pairing_id).copied() == kind {
                return Ok(Vec::new());
            }
            if there.overlaps(&span) {
                return Err(OrganizationRefusal::PairingExists {
                    from: Some(there.from),
                    until: there.to,
                    holder: own.uuid(),
                });
            }
        }
        if let Some(facts) = self.facts() {
            check_live(&facts, from, context)?;
        }
        check_live(partner, from, context)?;
        if let Some(last) = partner.dissolved_on.filter(|last| to.is_none_or(|to| to > *last)) {
            return Err(OrganizationRefusal::OrganizationNotLive {
                organization_id: other,
                day: time::next_day(last),
                from: partner.registered_on,
                until: partner.dissolved_on,
            });
        }
        if self.pairings.values().map(Vec::len).sum::<usize>() >= PAIRINGS_LIMIT {
            return Err(OrganizationRefusal::TooMany { list: "pairings", limit: PAIRINGS_LIMIT });
        }
        let scope = agreement.map(|agreement| known.scope(agreement, partner, &context.divisions)).transpose()?;
        let pairing_id = PairingId::of_pair(own, other, from);
        Ok(vec![OrganizationEvent::OrganizationsPaired { pairing_id, partner: other, span, kind, scope }])
    }

    pub(super) fn end_pairing(&self, partner: OrganizationId, ended_on: NaiveDate) -> Decision {
        self.live()?;
        let pairings = self.pairings.get(&partner).map(Vec::as_slice).unwrap_or_default();
        if pairings.iter().any(|(_, span)| span.to == Some(ended_on)) {
            return Ok(Vec::new());
        }
        let (pairing_id, span) = pairings
            .iter()
            .find(|(_, span)| span.is_live_on(ended_on))
            .copied()
            .ok_or(OrganizationRefusal::PairingUnknown { partner, day: ended_on })?;
        Ok(vec![OrganizationEvent::PairingEnded { pairing_id, partner, span, ended_on }])
    }

    /// Gives a pairing its new last day; one that would end before it began was never there.
    pub(super) fn shorten_pairing(&mut self, partner: OrganizationId, pairing_id: PairingId, last_day: NaiveDate) {
        let Some(pairings) = self.pairings.get_mut(&partner) else { return };
        if let Some((_, span)) = pairings.iter_mut().find(|(id, _)| *id == pairing_id) {
            span.to = Some(last_day);
        }
        pairings.retain(|(_, span)| span.to.is_none_or(|to| span.from <= to));
        if pairings.is_empty() {
            self.pairings.remove(&partner);
        }
    }

    /// The ends of all pairings that would outlast the organization, those that have not begun included.
    pub(super) fn pairings_ended_by(&self, last_day: NaiveDate) -> Vec<OrganizationEvent> {
        let all =
            self.pairings.iter().flat_map(|(partner, pairings)| pairings.iter().map(move |pair| (*partner, *pair)));
        all.filter(|(_, (_, span))| span.to.is_none_or(|to| to > last_day))
            .map(|(partner, (pairing_id, span))| OrganizationEvent::PairingEnded {
                pairing_id,
                partner,
                span,
                ended_on: last_day,
            })
            .collect()
    }

    /// All pairings reported here: pairing, partner, days.
    pub fn pairings(&self) -> impl Iterator<Item = (PairingId, OrganizationId, DateSpan)> {
        self.pairings.iter().flat_map(|(partner, pairings)| pairings.iter().map(|(id, span)| (*id, *partner, *span)))
    }
}

impl Registration {
    /// Whether an agreed pairing stays in one city, when the kinds of the two go together (O4).
    fn scope(
        &self,
        agreement: &PairingAgreement,
        partner: &OrganizationFacts,
        divisions: &Divisions,
    ) -> Result<PairingScope, OrganizationRefusal> {
        let (pairing, organization, partner) = (agreement.kind, self.kind, partner.kind);
        if !pairing.allows(organization, partner) {
            return Err(OrganizationRefusal::PairingKindNotAllowed { pairing, organization, partner });
        }
        let city = divisions.city_of(&self.division);
        let same = city == divisions.city_of(&agreement.partner_division);
        match (pairing, same) {
            (PairingKind::CityAgreement, true) => {
                Err(OrganizationRefusal::PairingNotCrossCity { city: city.as_str().to_owned() })
            }
            (_, true) => Ok(PairingScope::SameCity),
            (_, false) => Ok(PairingScope::CrossCity),
        }
    }
}
