//! What of a person's events is personal, and under whose key; and which identity they take and set free (P1).

use crate::{
    instructor::events::INSTRUCTOR_CLAIM,
    kernel::{
        Claim, ClaimChange, ClaimValue, DocumentType, KeyOwner, PersonId, Personal, PersonalVisitor, StoredEvent,
    },
    person::{
        events::{IDENTITY_CLAIM, PersonEvent, identity_value},
        merging::MergedRole,
        words::PersonRole,
    },
    social_worker::events::SOCIAL_WORKER_CLAIM,
    volunteer::events::VOLUNTEER_CLAIM,
};
use uuid::Uuid;

fn identity_claim(document: DocumentType, number: &Personal, holder: Uuid) -> Option<Claim> {
    number.expose().map(|number| Claim {
        kind: IDENTITY_CLAIM,
        value: identity_value(document, number),
        holder,
        span: None,
    })
}

/// The claim by which a role that came with another record is the survivor's.
fn role_claim(MergedRole { role, role_id }: MergedRole, survivor: PersonId) -> Claim {
    let kind = match role {
        PersonRole::Volunteer => VOLUNTEER_CLAIM,
        PersonRole::SocialWorker => SOCIAL_WORKER_CLAIM,
        PersonRole::Instructor => INSTRUCTOR_CLAIM,
    };
    Claim { kind, value: ClaimValue::Plain(survivor.to_string()), holder: role_id, span: None }
}

impl StoredEvent for PersonEvent {
    fn visit_personal(&mut self, visit: &mut PersonalVisitor<'_>) {
        match self {
            Self::PersonRegistered { person_id, id_number, name, phone, birth_on, .. } => {
                let owner = KeyOwner::Person(*person_id);
                visit(owner, "id_number", id_number);
                visit(owner, "name", name);
                phone.iter_mut().for_each(|phone| visit(owner, "phone", phone));
                birth_on.iter_mut().for_each(|birth_on| visit(owner, "birth_on", birth_on));
            }
            Self::PersonDataCorrected { person_id, name, phone, identity, reason } => {
                let owner = KeyOwner::Person(*person_id);
                name.iter_mut().for_each(|name| visit(owner, "name", name));
                phone.iter_mut().for_each(|phone| visit(owner, "phone", phone));
                if let Some(change) = identity {
                    visit(owner, "id_number", &mut change.id_number);
                    visit(owner, "old_id_number", &mut change.old_id_number);
                }
                visit(owner, "reason", reason);
            }
            Self::GuardianConsentGiven { person_id, guardian_name, guardian_phone, .. } => {
                let owner = KeyOwner::Person(*person_id);
                visit(owner, "guardian_name", guardian_name);
                visit(owner, "guardian_phone", guardian_phone);
            }
            Self::PersonalDataExported { person_id, note, .. } | Self::DataRequestFulfilled { person_id, note, .. } => {
                note.iter_mut().for_each(|note| visit(KeyOwner::Person(*person_id), "note", note));
            }
            Self::ErasureProposed { person_id, reason, .. }
            | Self::ErasureDeclined { person_id, reason, .. }
            | Self::MinorReadDeclined { person_id, reason, .. }
            | Self::MergeDeclined { person_id, reason, .. } => {
                reason.iter_mut().for_each(|reason| visit(KeyOwner::Person(*person_id), "reason", reason));
            }
            Self::ProcessingRestricted { person_id, reason, .. }
            | Self::RestrictionLifted { person_id, reason, .. }
            | Self::DataRequestRefused { person_id, reason, .. }
            | Self::MergeProposed { person_id, reason, .. } => {
                visit(KeyOwner::Person(*person_id), "reason", reason);
            }
            Self::MinorReadProposed { person_id, note, .. } | Self::GlassBroken { person_id, note, .. } => {
                visit(KeyOwner::Person(*person_id), "note", note);
            }
            Self::DataRequested { person_id, text, .. } => {
                text.iter_mut().for_each(|text| visit(KeyOwner::Person(*person_id), "text", text));
            }
            Self::PersonsMerged { duplicate, id_number, .. } | Self::PersonsSplit { duplicate, id_number, .. } => {
                visit(KeyOwner::Person(*duplicate), "id_number", id_number);
            }
            Self::PersonMergedInto { .. }
            | Self::PersonSplitOff { .. }
            | Self::IdentityVerified { .. }
            | Self::ConsentGiven { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::GuardianConsentWithdrawn { .. }
            | Self::MinorReadApproved { .. }
            | Self::PersonErased { .. } => {}
        }
    }

    fn claims(&self, stream: Uuid) -> Vec<ClaimChange> {
        match self {
            Self::PersonRegistered { document, id_number, .. } => {
                identity_claim(*document, id_number, stream).map(ClaimChange::Take).into_iter().collect()
            }
            Self::PersonDataCorrected { identity: Some(change), .. } => {
                let old = identity_claim(change.old_document, &change.old_id_number, stream);
                let new = identity_claim(change.document, &change.id_number, stream);
                old.map(ClaimChange::Release).into_iter().chain(new.map(ClaimChange::Take)).collect()
            }
            Self::PersonDataCorrected { .. }
            | Self::IdentityVerified { .. }
            | Self::ConsentGiven { .. }
            | Self::ConsentWithdrawn { .. }
            | Self::GuardianConsentGiven { .. }
            | Self::GuardianConsentWithdrawn { .. }
            | Self::PersonalDataExported { .. }
            | Self::ErasureProposed { .. }
            | Self::ErasureDeclined { .. }
            | Self::ProcessingRestricted { .. }
            | Self::RestrictionLifted { .. }
            | Self::MinorReadProposed { .. }
            | Self::MinorReadApproved { .. }
            | Self::MinorReadDeclined { .. }
            | Self::GlassBroken { .. }
            | Self::DataRequested { .. }
            | Self::DataRequestFulfilled { .. }
            | Self::DataRequestRefused { .. }
            | Self::MergeProposed { .. }
            | Self::MergeDeclined { .. }
            | Self::PersonMergedInto { .. }
            | Self::PersonSplitOff { .. } => Vec::new(),
            Self::PersonsMerged { person_id, duplicate, document, id_number, roles, .. } => {
                let number = |holder| identity_claim(*document, id_number, holder);
                let released = number(duplicate.uuid()).map(ClaimChange::Release);
                let taken = number(stream).map(ClaimChange::Take);
                let roles = roles.iter().map(|role| ClaimChange::Take(role_claim(*role, *person_id)));
                released.into_iter().chain(taken).chain(roles).collect()
            }
            Self::PersonsSplit { person_id, duplicate, document, id_number, roles, .. } => {
                let number = |holder| identity_claim(*document, id_number, holder);
                let released = number(stream).map(ClaimChange::Release);
                let taken = number(duplicate.uuid()).map(ClaimChange::Take);
                let roles = roles.iter().map(|role| ClaimChange::Release(role_claim(*role, *person_id)));
                released.into_iter().chain(taken).chain(roles).collect()
            }
            // The identity is free again: the append of this event deletes the person's blind indexes, which nothing
            // in it can name.
            Self::PersonErased { .. } => Vec::new(),
        }
    }
}
