//! From events of people to rows of the directory: masks and keyed hashes of opened text, and the sealed text as it is.

use super::{PersonRow, names};
use crate::{Fold, RowSet, ViewFault};
use muster_domain::{
    kernel::{DocumentType, Personal},
    person::{
        PersonEvent,
        events::{IDENTITY_CLAIM, IdentityChange, identity_value},
    },
};
use muster_eventstore::{Recorded, vault::BlindIndex};

pub(super) async fn fold(page: &[Recorded], fold: &mut Fold<'_>) -> Result<(), ViewFault> {
    let events: Vec<&Recorded> = page.iter().filter(|event| event.aggregate_type == "person").collect();
    let opened = fold.open::<PersonEvent>(&events).await?;
    let index = fold.vault.index_on(fold.connection).await?;
    let keys = events.iter().map(|event| event.aggregate_id.clone());
    let mut rows = RowSet::<PersonRow>::load(fold.connection, keys).await?;
    for (recorded, event) in opened {
        // The same event as it is stored: the directory keeps its sealed text.
        let stored: PersonEvent = recorded.decode()?;
        apply(&mut rows, &index, recorded, event, stored)?;
    }
    rows.write(fold.connection).await
}

fn apply(
    rows: &mut RowSet<PersonRow>,
    index: &BlindIndex,
    recorded: &Recorded,
    event: PersonEvent,
    stored: PersonEvent,
) -> Result<(), ViewFault> {
    match (event, stored) {
        (
            PersonEvent::PersonRegistered { document, id_number, name, phone, .. },
            PersonEvent::PersonRegistered { name: stored_name, phone: stored_phone, .. },
        ) => {
            let mut row = blank(recorded)?;
            set_name(&mut row, index, recorded, &name, stored_name);
            set_phone(&mut row, index, recorded, phone.as_ref(), stored_phone);
            set_identity(&mut row, index, document, &id_number);
            rows.put(row);
        }
        (
            PersonEvent::PersonDataCorrected { name, phone, identity, .. },
            PersonEvent::PersonDataCorrected { name: stored_name, phone: stored_phone, .. },
        ) => {
            let row = known(rows, recorded)?;
            if let (Some(name), Some(stored)) = (name, stored_name) {
                set_name(row, index, recorded, &name, stored);
            }
            if phone.is_some() {
                set_phone(row, index, recorded, phone.as_ref(), stored_phone);
            }
            if let Some(IdentityChange { document, id_number, .. }) = identity {
                set_identity(row, index, document, &id_number);
                // Another document was not checked yet.
                row.verified = false;
            }
        }
        (event, _) => remember(known(rows, recorded)?, &event),
    }
    Ok(())
}

/// Takes in an event without a field that the directory keeps sealed.
fn remember(row: &mut PersonRow, event: &PersonEvent) {
    match event {
        PersonEvent::IdentityVerified { .. } => row.verified = true,
        PersonEvent::ConsentGiven { scope, .. } => {
            let code = scope.code().to_owned();
            if let Err(place) = row.consents.binary_search(&code) {
                row.consents.insert(place, code);
            }
        }
        PersonEvent::ConsentWithdrawn { scope, .. } => row.consents.retain(|code| code != scope.code()),
        PersonEvent::GuardianConsentGiven { .. } => row.guardian_consent = true,
        PersonEvent::GuardianConsentWithdrawn { .. } => row.guardian_consent = false,
        PersonEvent::ErasureProposed { basis, proposed_by, proposed_at, .. } => {
            row.erasure_basis = Some(basis.code().to_owned());
            row.erasure_proposed_by = Some(proposed_by.clone());
            row.erasure_proposed_at = Some(*proposed_at);
        }
        PersonEvent::ErasureDeclined { .. } => row.end_proposal(),
        PersonEvent::ProcessingRestricted { basis, .. } => row.restriction = Some(basis.code().to_owned()),
        PersonEvent::RestrictionLifted { .. } => row.restriction = None,
        PersonEvent::MergeProposed { step, duplicate, proposed_by, proposed_at, .. } => {
            row.merge_step = Some(step.code().to_owned());
            row.merge_duplicate = Some(duplicate.uuid());
            row.merge_proposed_by = Some(proposed_by.clone());
            row.merge_proposed_at = Some(*proposed_at);
        }
        PersonEvent::MergeDeclined { .. } | PersonEvent::PersonsMerged { .. } | PersonEvent::PersonsSplit { .. } => {
            row.end_merge_proposal();
        }
        PersonEvent::PersonMergedInto { survivor, .. } => {
            row.merged_into = Some(survivor.uuid());
            row.end_merge_proposal();
        }
        PersonEvent::PersonSplitOff { .. } => row.merged_into = None,
        PersonEvent::PersonErased { .. } => row.forget(),
        PersonEvent::PersonRegistered { .. }
        | PersonEvent::PersonDataCorrected { .. }
        | PersonEvent::PersonalDataExported { .. }
        | PersonEvent::MinorReadProposed { .. }
        | PersonEvent::MinorReadApproved { .. }
        | PersonEvent::MinorReadDeclined { .. }
        | PersonEvent::GlassBroken { .. }
        | PersonEvent::DataRequested { .. }
        | PersonEvent::DataRequestFulfilled { .. }
        | PersonEvent::DataRequestRefused { .. } => {}
    }
}

fn known<'r>(rows: &'r mut RowSet<PersonRow>, recorded: &Recorded) -> Result<&'r mut PersonRow, ViewFault> {
    rows.get_mut(&recorded.aggregate_id).ok_or_else(|| ViewFault::Unknown {
        position: recorded.position,
        event_type: recorded.event_type.clone(),
        what: "person",
    })
}

fn blank(recorded: &Recorded) -> Result<PersonRow, ViewFault> {
    Ok(PersonRow {
        id: recorded.stream()?,
        document: String::new(),
        name_masked: String::new(),
        name_sealed: None,
        name_sequence: recorded.sequence,
        phone_masked: None,
        phone_sealed: None,
        phone_sequence: None,
        id_number_masked: String::new(),
        name_index: None,
        surname_index: None,
        phone_index: None,
        identity_index: None,
        verified: false,
        guardian_consent: false,
        consents: Vec::new(),
        restriction: None,
        erased: false,
        erasure_basis: None,
        erasure_proposed_by: None,
        erasure_proposed_at: None,
        merged_into: None,
        merge_step: None,
        merge_duplicate: None,
        merge_proposed_by: None,
        merge_proposed_at: None,
        registered_at: recorded.recorded_at,
        registered_position: recorded.position,
    })
}

/// The sealed text of a field whose key still exists.
fn sealed_text(opened: &Personal, stored: Personal) -> Option<String> {
    match (opened, stored) {
        (Personal::Clear(_), Personal::Sealed(text)) => Some(text),
        (Personal::Clear(_) | Personal::Sealed(_) | Personal::Erased, _) => None,
    }
}

fn set_name(row: &mut PersonRow, index: &BlindIndex, recorded: &Recorded, name: &Personal, stored: Personal) {
    row.name_masked = name.masked_name();
    row.name_sealed = sealed_text(name, stored);
    row.name_sequence = recorded.sequence;
    row.name_index = name.expose().map(|name| names::name_index(index, name));
    row.surname_index = name.expose().map(|name| names::surname_index(index, name));
}

fn set_phone(
    row: &mut PersonRow,
    index: &BlindIndex,
    recorded: &Recorded,
    phone: Option<&Personal>,
    stored: Option<Personal>,
) {
    row.phone_masked = phone.map(Personal::masked_number);
    row.phone_sealed = phone.zip(stored).and_then(|(phone, stored)| sealed_text(phone, stored));
    row.phone_sequence = phone.map(|_| recorded.sequence);
    row.phone_index = phone.and_then(Personal::expose).map(|phone| names::phone_index(index, phone));
}

fn set_identity(row: &mut PersonRow, index: &BlindIndex, document: DocumentType, number: &Personal) {
    document.code().clone_into(&mut row.document);
    row.id_number_masked = number.masked_number();
    row.identity_index =
        number.expose().map(|number| index.claim_text(IDENTITY_CLAIM, &identity_value(document, number)));
}
