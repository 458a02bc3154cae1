//! An organization that stops: suspended for a time, or dissolved for good with whoever takes over (O5).

use super::{
    Organization, OrganizationEvent, OrganizationFacts, OrganizationRefusal,
    aggregate::{Decision, check_above, check_lasting, not_before, not_in_future},
};
use crate::kernel::{OrganizationId, Personal, RuleContext, text};
use chrono::NaiveDate;

impl Organization {
    pub(super) fn suspend(&self, suspended_on: NaiveDate, reason: &str, context: &RuleContext) -> Decision {
        let known = self.live()?;
        if self.suspended_on.is_some() {
            return Ok(Vec::new());
        }
        not_in_future(suspended_on, context)?;
        not_before(suspended_on, known.registered_on)?;
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![OrganizationEvent::OrganizationSuspended { suspended_on, reason }])
    }

    pub(super) fn restore(&self, restored_on: NaiveDate, context: &RuleContext) -> Decision {
        self.live()?;
        let Some(suspended_on) = self.suspended_on else { return Ok(Vec::new()) };
        not_in_future(restored_on, context)?;
        not_before(restored_on, suspended_on)?;
        Ok(vec![OrganizationEvent::OrganizationRestored { restored_on }])
    }

    pub(super) fn dissolve(
        &self,
        dissolved_on: NaiveDate,
        (successor, posted): (Option<&OrganizationFacts>, usize),
        reason: &str,
        context: &RuleContext,
    ) -> Decision {
        if self.dissolved_on == Some(dissolved_on) {
            return Ok(Vec::new());
        }
        let known = self.live()?;
        not_in_future(dissolved_on, context)?;
        not_before(dissolved_on, known.registered_on)?;
        if posted > 0 {
            return Err(OrganizationRefusal::PeoplePosted { posted, dissolved_on });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        if let Some(successor) = successor {
            check_above(
                OrganizationId::of_code(&known.code),
                &OrganizationFacts { ancestors: Vec::new(), ..successor.clone() },
            )?;
            check_lasting(successor, dissolved_on, context)?;
        }
        let mut events = self.pairings_ended_by(dissolved_on);
        events.push(OrganizationEvent::OrganizationDissolved {
            dissolved_on,
            successor: successor.map(|facts| facts.organization_id),
            credit_code: known.credit_code.clone(),
            reason,
        });
        Ok(events)
    }
}
