//! Two people on file who are one human (P4): one proposes, another approves, and two people undo it.
//!
//! One of the two records, the *survivor*, stands for both from then on. Nothing that was entered moves: every stream keeps
//! its events, and the log gets three kinds of new ones. On the survivor's stream stands who was taken in, with the number of
//! that record's document, so that whoever brings this number later finds the survivor; its claim moves with the event. On
//! the duplicate's stream stands who speaks for it, and every further command on it is refused with the survivor's id. And
//! where both are volunteers, both ledgers learn of each other (`volunteer/merging.rs`): the hours stay in the ledger in
//! which they were entered, and no new hour may overlap an hour of either.
//!
//! A role that only the duplicate has becomes the survivor's by a claim. Two volunteers are joined; two social workers or
//! two instructors are not, because each has a registration of its own that somebody has to end first. Consents do not
//! pass over: what somebody agreed to under one record is asked again for the other.
//!
//! A record that has taken others in is merged into nothing, so that one step always leads from a duplicate to its survivor.
//! Refused is what would make one human serve twice at a time: hours that overlap, and days beyond their bound (V3, V4).
//! Views count people by who was taken in by whom as of their position, never by a list outside of the log, so that a
//! rebuild and an answer as of any position agree. Erasing the survivor erases all that it took in.

use crate::{
    kernel::{DocumentType, FourEyesRefusal, IdentityNumber, PersonId, Personal, Proposal, RuleContext, text},
    person::{
        Person, PersonEvent, PersonRefusal,
        erasing::Restriction,
        merge_facts::{DuplicateFacts, MergeFacts},
        words::{ErasureBasis, MergeStep, PersonRole},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A role that became the survivor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedRole {
    /// The role.
    pub role: PersonRole,
    /// Id in the role.
    pub role_id: Uuid,
}

/// A record that was taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TakenIn {
    person_id: PersonId,
    document: DocumentType,
    id_number: Personal,
    roles: Vec<MergedRole>,
}

/// What is proposed: to take a record in, or to let it go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedMerge {
    /// Which of the two.
    pub step: MergeStep,
    /// The other record.
    pub duplicate: PersonId,
}

/// Who the survivor took in, who speaks for this record, and what is proposed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Merging {
    proposed: Option<Proposal<ProposedMerge>>,
    /// In the order in which they were taken in.
    taken_in: Vec<TakenIn>,
    into: Option<PersonId>,
}

type Decision = Result<Vec<PersonEvent>, PersonRefusal>;

impl Merging {
    /// Whether a record that was taken in has this number.
    pub(super) fn has_number(&self, id_number: &IdentityNumber) -> bool {
        let same = |taken: &TakenIn| {
            taken.document == id_number.document() && taken.id_number.expose() == Some(id_number.expose())
        };
        self.taken_in.iter().any(same)
    }

    /// Refuses what is asked of a record for which another one speaks.
    pub(super) fn refuse_merged(&self) -> Result<(), PersonRefusal> {
        self.into.map_or(Ok(()), |survivor| Err(PersonRefusal::PersonMerged { survivor }))
    }

    fn find(&self, duplicate: PersonId) -> Option<(usize, &TakenIn)> {
        self.taken_in.iter().enumerate().find(|(_, taken)| taken.person_id == duplicate)
    }
}

impl Person {
    /// The record that speaks for this one (并入).
    #[must_use]
    pub fn merged_into(&self) -> Option<PersonId> {
        self.merging.into
    }

    /// The records that this one took in, in their order.
    pub fn took_in(&self) -> impl Iterator<Item = PersonId> {
        self.merging.taken_in.iter().map(|taken| taken.person_id)
    }

    /// What is proposed, expired or not.
    #[must_use]
    pub fn proposed_merge(&self) -> Option<&Proposal<ProposedMerge>> {
        self.merging.proposed.as_ref()
    }

    /// This record as one that is to be taken in; nothing for somebody unknown.
    #[must_use]
    pub fn duplicate_facts(&self) -> Option<DuplicateFacts> {
        Some(DuplicateFacts {
            person_id: self.person_id()?,
            document: self.document()?,
            id_number: self.id_number()?.clone(),
            merged_into: self.merging.into,
            took_in: self.took_in().collect(),
            erased: self.is_erased(),
            restriction: self.restriction.map(|Restriction { basis, until }| (basis, until)),
        })
    }

    pub(super) fn propose_merge(&self, with: &MergeFacts, why: &str, context: &RuleContext) -> Decision {
        let reason = Personal::clear(text::note("reason", why)?);
        let duplicate = with.duplicate.person_id;
        if self.merging.find(duplicate).is_some() {
            return Ok(Vec::new());
        }
        self.check_merge(with)?;
        self.propose(ProposedMerge { step: MergeStep::Merge, duplicate }, reason, context)
    }

    pub(super) fn approve_merge(&self, with: MergeFacts, context: &RuleContext) -> Decision {
        let duplicate = with.duplicate.person_id;
        if self.merging.find(duplicate).is_some() {
            return Ok(Vec::new());
        }
        let (proposed_by, approved_by) = self.approve(MergeStep::Merge, duplicate, context)?;
        let (person_id, roles) = self.check_merge(&with)?;
        let DuplicateFacts { document, id_number, .. } = with.duplicate;
        let merged_on = context.today();
        Ok(vec![PersonEvent::PersonsMerged {
            person_id,
            duplicate,
            document,
            id_number,
            roles,
            proposed_by,
            approved_by,
            merged_on,
        }])
    }

    pub(super) fn propose_split(&self, duplicate: PersonId, why: &str, context: &RuleContext) -> Decision {
        let reason = Personal::clear(text::note("reason", why)?);
        self.check_split(duplicate)?;
        self.propose(ProposedMerge { step: MergeStep::Split, duplicate }, reason, context)
    }

    pub(super) fn approve_split(&self, duplicate: PersonId, context: &RuleContext) -> Decision {
        let (proposed_by, approved_by) = self.approve(MergeStep::Split, duplicate, context)?;
        let (person_id, TakenIn { document, id_number, roles, .. }) = self.check_split(duplicate)?;
        let split_on = context.today();
        Ok(vec![PersonEvent::PersonsSplit {
            person_id,
            duplicate,
            document,
            id_number,
            roles,
            proposed_by,
            approved_by,
            split_on,
        }])
    }

    /// Ends a proposal to merge or to split; by whoever made it, it is withdrawn.
    pub(super) fn decline_merge(&self, why: Option<&str>, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let reason = why.map(|why| text::note("reason", why)).transpose()?.map(Personal::clear);
        if self.merging.proposed.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![PersonEvent::MergeDeclined { person_id, reason, declined_by: context.actor.clone() }])
    }

    /// Another record speaks for this one from now on; two people decided it on the other's stream.
    pub(super) fn follow_survivor(&self, survivor: PersonId, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        Ok(vec![PersonEvent::PersonMergedInto { person_id, survivor, merged_on: context.today() }])
    }

    /// This record speaks for itself again; two people decided it on the survivor's stream.
    pub(super) fn leave_survivor(&self, context: &RuleContext) -> Decision {
        match (self.person_id(), self.merging.into) {
            (Some(person_id), Some(survivor)) => {
                Ok(vec![PersonEvent::PersonSplitOff { person_id, survivor, split_on: context.today() }])
            }
            (_, None) | (None, _) => Ok(Vec::new()),
        }
    }

    /// Erases a record that was taken in, with its survivor; two people decided it on the survivor's stream.
    pub(super) fn erase_with_survivor(
        &self,
        basis: ErasureBasis,
        (proposed_by, approved_by): (String, String),
        context: &RuleContext,
    ) -> Decision {
        let merged = self.merging.into.and(self.person_id()).filter(|_| !self.erased);
        let erased_on = context.today();
        Ok(merged.map_or_else(Vec::new, |person_id| {
            vec![PersonEvent::PersonErased {
                person_id,
                basis,
                proposed_by,
                approved_by,
                erased_on,
                first_position: None,
            }]
        }))
    }

    /// The survivor and the roles that would pass to it.
    fn check_merge(&self, with: &MergeFacts) -> Result<(PersonId, Vec<MergedRole>), PersonRefusal> {
        let survivor = self.changeable_id()?;
        let duplicate = &with.duplicate;
        if duplicate.person_id == survivor {
            return Err(PersonRefusal::SamePerson { person: survivor });
        }
        if duplicate.erased {
            return Err(PersonRefusal::PersonErased);
        }
        if let Some(survivor) = duplicate.merged_into {
            return Err(PersonRefusal::PersonMerged { survivor });
        }
        if let Some((basis, until)) = duplicate.restriction {
            return Err(PersonRefusal::ProcessingRestricted { basis, until });
        }
        if !duplicate.took_in.is_empty() {
            return Err(PersonRefusal::DuplicateTookIn { took_in: duplicate.took_in.clone() });
        }
        Ok((survivor, with.merged_roles()?))
    }

    /// The survivor and the record that would be let go.
    fn check_split(&self, duplicate: PersonId) -> Result<(PersonId, TakenIn), PersonRefusal> {
        let survivor = self.changeable_id()?;
        let (place, taken) = self.merging.find(duplicate).ok_or(PersonRefusal::PersonsNotMerged { duplicate })?;
        if (self.document(), self.id_number()) == (Some(taken.document), Some(&taken.id_number)) {
            return Err(PersonRefusal::NumberTakenOver { duplicate });
        }
        // A role that came with this record may have been joined with one that came later.
        match self.merging.taken_in.get(place + 1) {
            Some(later) if !taken.roles.is_empty() => Err(PersonRefusal::SplitLaterFirst { later: later.person_id }),
            Some(_) | None => Ok((survivor, taken.clone())),
        }
    }

    fn propose(&self, what: ProposedMerge, reason: Personal, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let standing = self.merging.proposed.as_ref();
        if standing
            .is_some_and(|made| made.what == what && made.proposed_by == context.actor && !made.is_expired(context))
        {
            return Ok(Vec::new());
        }
        let Proposal { what: ProposedMerge { step, duplicate }, proposed_by, proposed_at } =
            Proposal::make(what, standing, context)?;
        Ok(vec![PersonEvent::MergeProposed { person_id, step, duplicate, reason, proposed_by, proposed_at }])
    }

    /// Who proposed this very step, and who approves it now.
    fn approve(
        &self,
        step: MergeStep,
        duplicate: PersonId,
        context: &RuleContext,
    ) -> Result<(String, String), PersonRefusal> {
        self.held_id()?;
        let asked = ProposedMerge { step, duplicate };
        let proposal = self.merging.proposed.as_ref().filter(|proposal| proposal.what == asked);
        let proposal = proposal.ok_or(FourEyesRefusal::NothingProposed {})?;
        Ok((proposal.proposed_by.clone(), proposal.approve(context)?))
    }

    /// Takes an event of this file in.
    pub(super) fn remember_merging(&mut self, event: PersonEvent) {
        let merging = &mut self.merging;
        match event {
            PersonEvent::MergeProposed { step, duplicate, proposed_by, proposed_at, .. } => {
                merging.proposed = Some(Proposal { what: ProposedMerge { step, duplicate }, proposed_by, proposed_at });
            }
            PersonEvent::MergeDeclined { .. } => merging.proposed = None,
            PersonEvent::PersonsMerged { duplicate, document, id_number, roles, .. } => {
                merging.proposed = None;
                merging.taken_in.push(TakenIn { person_id: duplicate, document, id_number, roles });
            }
            PersonEvent::PersonsSplit { duplicate, .. } => {
                merging.proposed = None;
                merging.taken_in.retain(|taken| taken.person_id != duplicate);
            }
            PersonEvent::PersonMergedInto { survivor, .. } => {
                *merging = Merging { into: Some(survivor), ..Merging::default() }
            }
            PersonEvent::PersonSplitOff { .. } => merging.into = None,
            PersonEvent::PersonRegistered { .. }
            | PersonEvent::IdentityVerified { .. }
            | PersonEvent::PersonDataCorrected { .. }
            | PersonEvent::ConsentGiven { .. }
            | PersonEvent::ConsentWithdrawn { .. }
            | PersonEvent::GuardianConsentGiven { .. }
            | PersonEvent::GuardianConsentWithdrawn { .. }
            | PersonEvent::PersonalDataExported { .. }
            | PersonEvent::ErasureProposed { .. }
            | PersonEvent::ErasureDeclined { .. }
            | PersonEvent::PersonErased { .. }
            | PersonEvent::ProcessingRestricted { .. }
            | PersonEvent::RestrictionLifted { .. }
            | PersonEvent::MinorReadProposed { .. }
            | PersonEvent::MinorReadApproved { .. }
            | PersonEvent::MinorReadDeclined { .. }
            | PersonEvent::GlassBroken { .. }
            | PersonEvent::DataRequested { .. }
            | PersonEvent::DataRequestFulfilled { .. }
            | PersonEvent::DataRequestRefused { .. } => {}
        }
    }
}
