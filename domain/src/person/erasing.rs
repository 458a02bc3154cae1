//! The right to be forgotten (P5; 个人信息保护法 art. 47): one proposes, another approves, and nothing personal is left.
//!
//! Where a duty to keep data runs, erasure is refused with the duty and its last day; the data can be restricted
//! instead: stored and protected, and nothing else (art. 47 para. 2). A certificate is no such duty: it keeps number,
//! total and status under the pseudonymous id (P7).

use crate::{
    kernel::{FourEyesRefusal, Personal, Proposal, RuleContext, four_eyes::is_second_person, text},
    person::{
        Person, PersonEvent, PersonRefusal,
        words::{ErasureBasis, RestrictionBasis, RetentionDutyKind},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A duty that forbids to erase data while it runs (保存义务).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionDuty {
    /// Which.
    pub duty: RetentionDutyKind,
    /// Last day on which it runs; nothing where it ends with a deed.
    pub until: Option<NaiveDate>,
}

/// An erasure as a ledger outside of the log keeps it, to be repeated on a store that was restored from before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureRecord {
    /// Why.
    pub basis: ErasureBasis,
    /// Pseudonym of who proposed.
    pub proposed_by: String,
    /// Pseudonym of who approved.
    pub approved_by: String,
    /// The day.
    pub erased_on: NaiveDate,
    /// Position in the log in which it stood first.
    pub position: i64,
}

/// A live restriction of processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Restriction {
    pub(super) basis: RestrictionBasis,
    pub(super) until: Option<NaiveDate>,
}

type Decision = Result<Vec<PersonEvent>, PersonRefusal>;

/// A reason as it is stored.
fn reason(text: Option<&str>) -> Result<Option<Personal>, PersonRefusal> {
    Ok(text.map(|text| text::note("reason", text)).transpose()?.map(Personal::clear))
}

impl Person {
    /// Whether the person's data are stored and protected only (限制处理).
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        self.restriction.is_some()
    }

    /// What is proposed to be erased, expired or not.
    #[must_use]
    pub fn proposed_erasure(&self) -> Option<&Proposal<ErasureBasis>> {
        self.erasure.as_ref()
    }

    /// Refuses what a restriction forbids.
    pub(super) fn refuse_restricted(&self) -> Result<(), PersonRefusal> {
        match self.restriction {
            Some(Restriction { basis, until }) => Err(PersonRefusal::ProcessingRestricted { basis, until }),
            None => Ok(()),
        }
    }

    pub(super) fn propose_erasure(
        &self,
        basis: ErasureBasis,
        why: Option<&str>,
        duties: &[RetentionDuty],
        context: &RuleContext,
    ) -> Decision {
        let person_id = self.held_id()?;
        let reason = reason(why)?;
        self.refuse_running(duties, context)?;
        let made = Proposal::make(basis, self.erasure.as_ref(), context);
        let repeated = self
            .erasure
            .as_ref()
            .is_some_and(|standing| standing.what == basis && !is_second_person(Some(&standing.proposed_by), context));
        match made {
            Err(FourEyesRefusal::ProposalStands { .. }) if repeated => Ok(Vec::new()),
            Err(refusal) => Err(refusal.into()),
            Ok(Proposal { what, proposed_by, proposed_at }) => {
                Ok(vec![PersonEvent::ErasureProposed { person_id, basis: what, reason, proposed_by, proposed_at }])
            }
        }
    }

    pub(super) fn approve_erasure(&self, duties: &[RetentionDuty], context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let proposal = self.erasure.as_ref().ok_or(FourEyesRefusal::NothingProposed {})?;
        let approved_by = proposal.approve(context)?;
        self.refuse_running(duties, context)?;
        Ok(vec![PersonEvent::PersonErased {
            person_id,
            basis: proposal.what,
            proposed_by: proposal.proposed_by.clone(),
            approved_by,
            erased_on: context.today(),
            first_position: None,
        }])
    }

    /// Ends a proposal; by whoever made it, it is withdrawn.
    pub(super) fn decline_erasure(&self, why: Option<&str>, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let reason = reason(why)?;
        if self.erasure.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![PersonEvent::ErasureDeclined { person_id, reason, declined_by: context.actor.clone() }])
    }

    /// Erases once more what was erased before the store was restored; it was decided then.
    pub(super) fn repeat_erasure(&self, record: ErasureRecord) -> Decision {
        let person_id = self.person_id().ok_or(PersonRefusal::PersonUnknown)?;
        if self.erased {
            return Ok(Vec::new());
        }
        let ErasureRecord { basis, proposed_by, approved_by, erased_on, position } = record;
        let first_position = Some(position);
        Ok(vec![PersonEvent::PersonErased { person_id, basis, proposed_by, approved_by, erased_on, first_position }])
    }

    pub(super) fn restrict_processing(&self, asked: Restriction, why: &str, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let reason = Personal::clear(text::note("reason", why)?);
        if self.restriction == Some(asked) {
            return Ok(Vec::new());
        }
        let (Restriction { basis, until }, today) = (asked, context.today());
        if let Some(until) = until.filter(|until| *until < today) {
            return Err(PersonRefusal::RestrictionOver { until, today });
        }
        Ok(vec![PersonEvent::ProcessingRestricted { person_id, basis, until, reason, restricted_on: today }])
    }

    pub(super) fn lift_restriction(&self, why: &str, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let reason = Personal::clear(text::note("reason", why)?);
        if self.restriction.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![PersonEvent::RestrictionLifted { person_id, reason, lifted_on: context.today() }])
    }

    /// Refuses to erase while a duty to keep the data runs: one of a role, or one that a restriction names.
    fn refuse_running(&self, duties: &[RetentionDuty], context: &RuleContext) -> Result<(), PersonRefusal> {
        let stated = self.restriction.filter(|restriction| restriction.basis == RestrictionBasis::RetentionDuty);
        let stated = stated.map(|Restriction { until, .. }| RetentionDuty { duty: RetentionDutyKind::Stated, until });
        let today = context.today();
        let mut running =
            duties.iter().copied().chain(stated).filter(|duty| duty.until.is_none_or(|last| last >= today));
        match running.next() {
            Some(RetentionDuty { duty, until }) => Err(PersonRefusal::RetentionRuns { duty, until }),
            None => Ok(()),
        }
    }

    /// Takes an event of this file in.
    pub(super) fn remember_erasing(&mut self, event: PersonEvent) {
        match event {
            PersonEvent::ErasureProposed { basis, proposed_by, proposed_at, .. } => {
                self.erasure = Some(Proposal { what: basis, proposed_by, proposed_at });
            }
            PersonEvent::ErasureDeclined { .. } => self.erasure = None,
            PersonEvent::ProcessingRestricted { basis, until, .. } => {
                self.restriction = Some(Restriction { basis, until });
            }
            PersonEvent::RestrictionLifted { .. } => self.restriction = None,
            PersonEvent::PersonErased { .. } => self.forget(),
            PersonEvent::PersonRegistered { .. }
            | PersonEvent::IdentityVerified { .. }
            | PersonEvent::PersonDataCorrected { .. }
            | PersonEvent::ConsentGiven { .. }
            | PersonEvent::ConsentWithdrawn { .. }
            | PersonEvent::GuardianConsentGiven { .. }
            | PersonEvent::GuardianConsentWithdrawn { .. }
            | PersonEvent::PersonalDataExported { .. }
            | PersonEvent::MinorReadProposed { .. }
            | PersonEvent::MinorReadApproved { .. }
            | PersonEvent::MinorReadDeclined { .. }
            | PersonEvent::GlassBroken { .. }
            | PersonEvent::DataRequested { .. }
            | PersonEvent::DataRequestFulfilled { .. }
            | PersonEvent::DataRequestRefused { .. }
            | PersonEvent::MergeProposed { .. }
            | PersonEvent::MergeDeclined { .. }
            | PersonEvent::PersonsMerged { .. }
            | PersonEvent::PersonMergedInto { .. }
            | PersonEvent::PersonsSplit { .. }
            | PersonEvent::PersonSplitOff { .. } => {}
        }
    }
}
