//! One sample of every event of a person.

use super::parts::{at, day, division, organization, person, sealed, uuid};
use muster_domain::{
    kernel::{DocumentType, ExportId, PersonId, words::ConsentScope},
    person::{
        PersonEvent,
        events::{IdentityChange, VerificationMethod},
        merging::MergedRole,
        words::{
            DataRequestKind, DisclosedField, ErasureBasis, ExportPurpose, MergeStep, PersonRole, PersonalField,
            ReadPurpose, RestrictionBasis,
        },
    },
};

/// Every event of a person.
#[must_use]
pub fn events() -> Vec<PersonEvent> {
    vec![
        PersonEvent::PersonRegistered {
            person_id: person(),
            document: DocumentType::ResidentId,
            id_number: sealed(),
            name: sealed(),
            phone: Some(sealed()),
            birth_on: None,
        },
        PersonEvent::IdentityVerified { person_id: person(), method: VerificationMethod::DocumentSeen },
        PersonEvent::PersonDataCorrected {
            person_id: person(),
            name: Some(sealed()),
            phone: None,
            identity: Some(IdentityChange {
                document: DocumentType::Passport,
                id_number: sealed(),
                old_document: DocumentType::ResidentId,
                old_id_number: sealed(),
            }),
            reason: sealed(),
        },
        PersonEvent::ConsentGiven {
            scope: ConsentScope::TalentPool,
            notice_version: "2024-1".to_owned(),
            fields: Vec::new(),
            given_on: day(1),
        },
        PersonEvent::ConsentWithdrawn { scope: ConsentScope::TalentPool, withdrawn_on: day(2) },
        PersonEvent::GuardianConsentGiven {
            person_id: person(),
            guardian_name: sealed(),
            guardian_phone: sealed(),
            notice_version: "2024-1".to_owned(),
            given_on: day(1),
        },
        PersonEvent::GuardianConsentWithdrawn { withdrawn_on: day(2) },
        PersonEvent::PersonalDataExported {
            person_id: person(),
            export_id: ExportId::new(uuid(9)),
            fields: vec![DisclosedField::Name, DisclosedField::Skills],
            purpose: ExportPurpose::Recruitment,
            note: Some(sealed()),
            recipient: organization(),
            recipient_division: division(),
            exported_on: day(3),
        },
        PersonEvent::ErasureProposed {
            person_id: person(),
            basis: ErasureBasis::ConsentWithdrawn,
            reason: Some(sealed()),
            proposed_by: "key:1".to_owned(),
            proposed_at: at(1),
        },
        PersonEvent::ErasureDeclined { person_id: person(), reason: Some(sealed()), declined_by: "key:2".to_owned() },
        erased(None),
        PersonEvent::ProcessingRestricted {
            person_id: person(),
            basis: RestrictionBasis::RetentionDuty,
            until: Some(day(31)),
            reason: sealed(),
            restricted_on: day(4),
        },
        PersonEvent::RestrictionLifted { person_id: person(), reason: sealed(), lifted_on: day(5) },
    ]
    .into_iter()
    .chain(reads_and_requests())
    .chain(merges())
    .collect()
}

/// Reads of minors, and what a person asks for.
fn reads_and_requests() -> Vec<PersonEvent> {
    vec![
        PersonEvent::MinorReadProposed {
            person_id: person(),
            purpose: ReadPurpose::Contact,
            fields: vec![PersonalField::Name, PersonalField::GuardianPhone],
            note: sealed(),
            proposed_by: "key:1".to_owned(),
            proposed_at: at(1),
        },
        PersonEvent::MinorReadApproved {
            person_id: person(),
            reader: "key:1".to_owned(),
            purpose: ReadPurpose::Contact,
            fields: vec![PersonalField::Name, PersonalField::GuardianPhone],
            approved_by: "key:2".to_owned(),
            approved_at: at(2),
            ends_at: at(3),
        },
        PersonEvent::MinorReadDeclined {
            person_id: person(),
            reader: "key:1".to_owned(),
            reason: Some(sealed()),
            declined_by: "key:2".to_owned(),
        },
        PersonEvent::GlassBroken {
            person_id: person(),
            reader: "key:1".to_owned(),
            fields: vec![PersonalField::GuardianPhone],
            note: sealed(),
            broken_at: at(1),
            ends_at: at(2),
        },
        PersonEvent::DataRequested {
            person_id: person(),
            request: 1,
            kind: DataRequestKind::Correction,
            text: Some(sealed()),
            requested_by: "account:1".to_owned(),
            requested_on: day(1),
            due_on: day(16),
        },
        PersonEvent::DataRequestFulfilled {
            person_id: person(),
            request: 1,
            note: Some(sealed()),
            fulfilled_on: day(5),
        },
        PersonEvent::DataRequestRefused { person_id: person(), request: 2, reason: sealed(), refused_on: day(6) },
    ]
}

/// Two records merged and split.
fn merges() -> Vec<PersonEvent> {
    let duplicate = PersonId::new(uuid(8));
    let roles = || vec![MergedRole { role: PersonRole::Volunteer, role_id: uuid(10) }];
    vec![
        PersonEvent::MergeProposed {
            person_id: person(),
            step: MergeStep::Merge,
            duplicate,
            reason: sealed(),
            proposed_by: "key:1".to_owned(),
            proposed_at: at(1),
        },
        PersonEvent::MergeDeclined { person_id: person(), reason: Some(sealed()), declined_by: "key:2".to_owned() },
        PersonEvent::PersonsMerged {
            person_id: person(),
            duplicate,
            document: DocumentType::ResidentId,
            id_number: sealed(),
            roles: roles(),
            proposed_by: "key:1".to_owned(),
            approved_by: "key:2".to_owned(),
            merged_on: day(5),
        },
        PersonEvent::PersonMergedInto { person_id: duplicate, survivor: person(), merged_on: day(5) },
        PersonEvent::PersonsSplit {
            person_id: person(),
            duplicate,
            document: DocumentType::ResidentId,
            id_number: sealed(),
            roles: roles(),
            proposed_by: "key:1".to_owned(),
            approved_by: "key:2".to_owned(),
            split_on: day(6),
        },
        PersonEvent::PersonSplitOff { person_id: duplicate, survivor: person(), split_on: day(6) },
    ]
}

/// The event of an erasure, the first time or after a restore.
pub(super) fn erased(first_position: Option<i64>) -> PersonEvent {
    PersonEvent::PersonErased {
        person_id: person(),
        basis: ErasureBasis::ConsentWithdrawn,
        proposed_by: "key:1".to_owned(),
        approved_by: "key:2".to_owned(),
        erased_on: day(5),
        first_position,
    }
}
