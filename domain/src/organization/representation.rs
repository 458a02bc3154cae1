//! Who is its legal representative (法定代表人), and since when.

use crate::{
    kernel::{DateSpan, PersonId, RuleContext, time},
    organization::{
        Organization, OrganizationEvent, OrganizationRefusal,
        aggregate::{Decision, not_before, not_in_future},
    },
};
use chrono::NaiveDate;

/// Legal representatives of one organization, former ones counted.
const REPRESENTATIVES_LIMIT: usize = 200;

impl Organization {
    pub(super) fn name_representative(
        &self,
        person_id: PersonId,
        named_on: NaiveDate,
        guided: &[DateSpan],
        context: &RuleContext,
    ) -> Decision {
        let known = self.live()?;
        let before = self.representatives.last();
        if before.is_some_and(|(_, person)| *person == person_id) {
            return Ok(Vec::new());
        }
        not_in_future(named_on, context)?;
        not_before(named_on, before.map_or(known.registered_on, |(since, _)| time::next_day(*since)))?;
        let term = DateSpan { from: named_on, to: None };
        if let Some(link) = guided.iter().find(|link| link.overlaps(&term)) {
            let (from, until, day) = (link.from, link.to, link.from.max(named_on));
            return Err(OrganizationRefusal::RepresentativeGuides { from, until, day });
        }
        if self.representatives.len() >= REPRESENTATIVES_LIMIT {
            let (list, limit) = ("legal representatives", REPRESENTATIVES_LIMIT);
            return Err(OrganizationRefusal::TooMany { list, limit });
        }
        Ok(vec![OrganizationEvent::LegalRepresentativeNamed { person_id, named_on }])
    }

    /// The days in which a person is its legal representative (I8).
    #[must_use]
    pub fn represented_by(&self, person_id: PersonId) -> Vec<DateSpan> {
        let next = self.representatives.iter().skip(1).map(|(since, _)| Some(time::day_before(*since)));
        let terms = self.representatives.iter().zip(next.chain(std::iter::once(None)));
        terms
            .filter(|((_, person), _)| *person == person_id)
            .map(|((since, _), to)| DateSpan { from: *since, to })
            .collect()
    }
}
