//! Who answers for the certificates of an organization that no longer exists (承接, O6).

use crate::{
    kernel::{OrganizationId, RuleContext},
    organization::{
        Organization, OrganizationEvent, OrganizationFacts, OrganizationRefusal,
        aggregate::{Decision, check_lasting, not_before, not_in_future},
    },
};
use chrono::NaiveDate;

impl Organization {
    /// Names the successor of a dissolved organization, or another one in the place of the first.
    pub(super) fn succeed(
        &self,
        successor: &OrganizationFacts,
        succeeded_on: NaiveDate,
        context: &RuleContext,
    ) -> Decision {
        let known = self.registration.as_ref().ok_or(OrganizationRefusal::OrganizationUnknown)?;
        let own = OrganizationId::of_code(&known.code);
        let dissolved_on = self.dissolved_on.ok_or(OrganizationRefusal::OrganizationNotDissolved)?;
        if self.successor == Some(successor.organization_id) {
            return Ok(Vec::new());
        }
        if successor.organization_id == own {
            return Err(OrganizationRefusal::SuccessorOfItself);
        }
        not_in_future(succeeded_on, context)?;
        not_before(succeeded_on, self.succeeded_on.unwrap_or(dissolved_on))?;
        check_lasting(successor, succeeded_on, context)?;
        let (successor, before) = (successor.organization_id, self.successor);
        Ok(vec![OrganizationEvent::OrganizationSucceeded { successor, before, succeeded_on }])
    }

    /// Who answers for the certificates: the successor of a dissolved organization, where one is named.
    #[cfg(test)]
    pub(crate) fn successor(&self) -> Option<OrganizationId> {
        self.successor
    }
}
