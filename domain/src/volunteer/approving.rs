//! Who lets a pending credit take effect or turns it down (V4, V6): somebody high enough, and somebody else.

use crate::{
    activity::SessionFacts,
    kernel::{CreditId, Personal, RuleContext, four_eyes::is_second_person, text, words::ApprovalTier},
    volunteer::{
        aggregate::Volunteer,
        crediting::{Decision, check_service, check_session},
        events::VolunteerEvent,
        ledger::Ending,
        refusals::VolunteerRefusal,
    },
};

impl Volunteer {
    pub(super) fn approve_credit(
        &self,
        credit_id: CreditId,
        tier: ApprovalTier,
        session: &SessionFacts,
        context: &RuleContext,
    ) -> Decision {
        self.registered()?;
        let held = self.standing(credit_id)?;
        check_session(held, session)?;
        let Some(needed) = held.pending else { return Ok(Vec::new()) };
        check_service(session)?;
        if tier < needed {
            return Err(VolunteerRefusal::TierTooLow { credit_id, needed, given: tier });
        }
        if !is_second_person(self.ledger.entered_by(credit_id), context) {
            return Err(VolunteerRefusal::SamePersonApproves { credit_id });
        }
        let approved_by = Some(context.actor.clone()).filter(|actor| !actor.is_empty());
        Ok(vec![VolunteerEvent::CreditApproved { credit_id, tier, approved_by }])
    }

    pub(super) fn reject_credit(&self, credit_id: CreditId, reason: &str) -> Decision {
        let person_id = self.registered()?.person_id;
        if self.ledger.ending(credit_id) == Some(Ending::Rejected) {
            return Ok(Vec::new());
        }
        if self.standing(credit_id)?.is_live() {
            return Err(VolunteerRefusal::CreditNotPending { credit_id });
        }
        let reason = Personal::clear(text::note("reason", reason)?);
        Ok(vec![VolunteerEvent::CreditRejected { credit_id, person_id, reason }])
    }
}
