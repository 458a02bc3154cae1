//! The state of a person and its rules: one function a command, one arm an event.
//!
//! Consents are decided in `consents.rs`, erasing in `erasing.rs`, merging in `merging.rs`, reads of minors in `minors.rs`, and what a person asks
//! for in `requests.rs`.

use crate::{
    kernel::{
        DocumentType, IdentityNumber, PersonId, Personal, Proposal, RuleContext, identity_number, text, time,
        words::ConsentScope,
    },
    person::{
        commands::{PersonCommand, PersonRefusal},
        consents::{Consent, Guardian},
        erasing::Restriction,
        events::{IdentityChange, PersonEvent, VerificationMethod},
        facts::PersonFacts,
        merging::Merging,
        minors::MinorReads,
        phone::normal_phone,
        requests::DataRequest,
        words::ErasureBasis,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The oldest age that is believed, in years.
const AGE_LIMIT_YEARS: u32 = 130;

/// A person (自然人), as far as the events tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    file: Option<PersonFile>,
    verified: Option<VerificationMethod>,
    pub(super) consents: BTreeMap<ConsentScope, Consent>,
    pub(super) guardian: Option<Guardian>,
    pub(super) erasure: Option<Proposal<ErasureBasis>>,
    pub(super) restriction: Option<Restriction>,
    pub(super) minor_reads: MinorReads,
    pub(super) merging: Merging,
    /// By their number.
    pub(super) requests: BTreeMap<u32, DataRequest>,
    /// Whether two people erased: without it the key may be gone, and the erasure is not on record.
    pub(super) erased: bool,
}

/// What is on file; clear inside the process, or erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PersonFile {
    person_id: PersonId,
    document: DocumentType,
    id_number: Personal,
    name: Personal,
    phone: Option<Personal>,
    birth_on: Option<Personal>,
}

impl PersonFile {
    fn is_erased(&self) -> bool {
        self.id_number.expose().is_none() || self.name.expose().is_none()
    }

    fn birth(&self) -> Option<NaiveDate> {
        let of_number = match self.document {
            DocumentType::ResidentId => self.id_number.expose().and_then(identity_number::birth_date),
            DocumentType::HkMoTwPermit | DocumentType::Passport => None,
        };
        of_number.or_else(|| self.birth_on.as_ref()?.expose()?.parse().ok())
    }

    fn has_number(&self, id_number: &IdentityNumber) -> bool {
        self.document == id_number.document() && self.id_number.expose() == Some(id_number.expose())
    }

    fn has_phone(&self, phone: &str) -> bool {
        self.phone.as_ref().and_then(Personal::expose) == Some(phone)
    }
}

/// The birth date to keep beside the number: nothing where the number carries it.
fn birth_beside_number(
    id_number: &IdentityNumber,
    birth_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<Option<Personal>, PersonRefusal> {
    let Some(birth) = birth_on else { return Ok(None) };
    if let Some(carried) = id_number.birth_date() {
        return if carried == birth { Ok(None) } else { Err(PersonRefusal::BirthDateContradiction) };
    }
    if birth > today || time::age_years(birth, today) > AGE_LIMIT_YEARS {
        return Err(PersonRefusal::BirthDateImpossible);
    }
    Ok(Some(Personal::clear(birth.to_string())))
}

impl Person {
    /// Decides a command on this state; no events when it is already true.
    ///
    /// # Errors
    /// [`PersonRefusal`] names the rule that said no.
    pub fn decide(&self, command: PersonCommand, context: &RuleContext) -> Result<Vec<PersonEvent>, PersonRefusal> {
        match command {
            PersonCommand::RegisterPerson { person_id, id_number, name, phone, birth_on } => {
                self.register_person(person_id, &id_number, &name, phone.as_deref(), birth_on, context)
            }
            PersonCommand::VerifyIdentity { method } => self.verify_identity(method),
            PersonCommand::CorrectPersonData { name, phone, id_number, reason } => {
                self.correct_person_data(name.as_deref(), phone.as_deref(), id_number.as_ref(), &reason)
            }
            PersonCommand::GiveConsent { scope, notice_version, fields, given_on } => {
                self.give_consent((scope, fields), &notice_version, given_on, context)
            }
            PersonCommand::WithdrawConsent { scope, withdrawn_on } => {
                self.withdraw_consent(scope, withdrawn_on, context)
            }
            PersonCommand::GiveGuardianConsent { guardian_name, guardian_phone, notice_version, given_on } => {
                self.give_guardian_consent(&guardian_name, &guardian_phone, &notice_version, given_on, context)
            }
            PersonCommand::WithdrawGuardianConsent { withdrawn_on } => {
                self.withdraw_guardian_consent(withdrawn_on, context)
            }
            PersonCommand::ExportPersonalData { request } => self.export(&request, context),
            PersonCommand::ProposeErasure { basis, reason, duties } => {
                self.propose_erasure(basis, reason.as_deref(), &duties, context)
            }
            PersonCommand::ApproveErasure { duties } => self.approve_erasure(&duties, context),
            PersonCommand::DeclineErasure { reason } => self.decline_erasure(reason.as_deref(), context),
            PersonCommand::RepeatErasure { record } => self.repeat_erasure(record),
            PersonCommand::RestrictProcessing { basis, until, reason } => {
                self.restrict_processing(Restriction { basis, until }, &reason, context)
            }
            PersonCommand::LiftRestriction { reason } => self.lift_restriction(&reason, context),
            PersonCommand::ProposeMinorRead { request } => self.propose_minor_read(&request, context),
            PersonCommand::ApproveMinorRead { reader } => self.approve_minor_read(&reader, context),
            PersonCommand::DeclineMinorRead { reader, reason } => {
                self.decline_minor_read(&reader, reason.as_deref(), context)
            }
            PersonCommand::BreakGlass { request } => self.break_glass(&request, context),
            PersonCommand::RequestData { kind, text } => self.request_data(kind, text.as_deref(), context),
            PersonCommand::FulfilDataRequest { request, note } => {
                self.fulfil_data_request(request, note.as_deref(), context)
            }
            PersonCommand::RefuseDataRequest { request, reason } => self.refuse_data_request(request, &reason, context),
            PersonCommand::ProposeMerge { with, reason } => self.propose_merge(&with, &reason, context),
            PersonCommand::ApproveMerge { with } => self.approve_merge(with, context),
            PersonCommand::ProposeSplit { duplicate, reason } => self.propose_split(duplicate, &reason, context),
            PersonCommand::ApproveSplit { duplicate } => self.approve_split(duplicate, context),
            PersonCommand::DeclineMerge { reason } => self.decline_merge(reason.as_deref(), context),
            PersonCommand::FollowSurvivor { survivor } => self.follow_survivor(survivor, context),
            PersonCommand::LeaveSurvivor => self.leave_survivor(context),
            PersonCommand::EraseWithSurvivor { basis, proposed_by, approved_by } => {
                self.erase_with_survivor(basis, (proposed_by, approved_by), context)
            }
        }
    }

    /// The person's id, once on file.
    #[must_use]
    pub fn person_id(&self) -> Option<PersonId> {
        self.file.as_ref().map(|file| file.person_id)
    }

    /// The name, sealed or erased as the log has it.
    #[must_use]
    pub fn name(&self) -> Option<&Personal> {
        self.file.as_ref().map(|file| &file.name)
    }

    /// The telephone number in normal form, where one is held.
    #[must_use]
    pub fn phone(&self) -> Option<&Personal> {
        self.file.as_ref()?.phone.as_ref()
    }

    /// The number of the document, sealed or erased as the log has it.
    #[must_use]
    pub fn id_number(&self) -> Option<&Personal> {
        self.file.as_ref().map(|file| &file.id_number)
    }

    /// The document that proves the identity.
    #[must_use]
    pub fn document(&self) -> Option<DocumentType> {
        self.file.as_ref().map(|file| file.document)
    }

    /// Whether the person's data were erased (P5).
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.file.as_ref().is_some_and(PersonFile::is_erased)
    }

    /// How the present identity was checked, if it was.
    #[must_use]
    pub fn verified(&self) -> Option<VerificationMethod> {
        self.verified
    }

    /// The birth date, where it is on file.
    #[must_use]
    pub fn birth(&self) -> Option<NaiveDate> {
        self.file.as_ref().and_then(PersonFile::birth)
    }

    /// The person's id, unless unknown, erased or merged.
    pub(super) fn held_id(&self) -> Result<PersonId, PersonRefusal> {
        self.held().map(|file| file.person_id)
    }

    /// The person's id, unless unknown, erased, merged or restricted.
    pub(super) fn changeable_id(&self) -> Result<PersonId, PersonRefusal> {
        self.changeable().map(|file| file.person_id)
    }

    /// The person as the rules of a role see them on a day; nothing for a person unknown, erased, or merged into another.
    #[must_use]
    pub fn facts(&self, on: NaiveDate) -> Option<PersonFacts> {
        let file = self.held().ok()?;
        Some(PersonFacts {
            person_id: file.person_id,
            age_years: file.birth().map(|birth| time::age_years(birth, on)),
            guardian_consent: self.guardian_consented_by(on),
        })
    }

    /// The fields (`id_number`, `name`, `phone`) in which a file's row differs from what is on file.
    ///
    /// A phone that the row leaves empty is no difference; a phone where none is held is one.
    #[must_use]
    pub fn differences(&self, id_number: &IdentityNumber, name: &str, phone: Option<&str>) -> Vec<&'static str> {
        let file = self.file.as_ref();
        let own_number = file.is_some_and(|file| file.has_number(id_number));
        let same_number = own_number || self.merging.has_number(id_number);
        let same_name = file.is_some_and(|file| file.name.expose() == Some(name.trim()));
        let phone = phone.filter(|phone| !phone.trim().is_empty());
        let same_phone = phone
            .is_none_or(|phone| normal_phone(phone).is_ok_and(|phone| file.is_some_and(|file| file.has_phone(&phone))));
        [("id_number", same_number), ("name", same_name), ("phone", same_phone)]
            .into_iter()
            .filter_map(|(field, same)| (!same).then_some(field))
            .collect()
    }

    /// The person's id, unless unknown or erased: what was asked for before a merge is still answered.
    pub(super) fn answerable_id(&self) -> Result<PersonId, PersonRefusal> {
        self.on_file().map(|file| file.person_id)
    }

    fn on_file(&self) -> Result<&PersonFile, PersonRefusal> {
        let file = self.file.as_ref().ok_or(PersonRefusal::PersonUnknown)?;
        if file.is_erased() { Err(PersonRefusal::PersonErased) } else { Ok(file) }
    }

    fn held(&self) -> Result<&PersonFile, PersonRefusal> {
        let file = self.on_file()?;
        self.merging.refuse_merged()?;
        Ok(file)
    }

    /// The person, unless unknown, erased, merged or restricted.
    fn changeable(&self) -> Result<&PersonFile, PersonRefusal> {
        let file = self.held()?;
        self.refuse_restricted()?;
        Ok(file)
    }

    /// Keeps that there was somebody, and nothing else.
    pub(super) fn forget(&mut self) {
        let file = self.file.take().map(|file| PersonFile {
            id_number: Personal::Erased,
            name: Personal::Erased,
            phone: None,
            birth_on: None,
            ..file
        });
        *self = Self { file, erased: true, ..Self::default() };
    }

    fn register_person(
        &self,
        person_id: PersonId,
        id_number: &IdentityNumber,
        name: &str,
        phone: Option<&str>,
        birth_on: Option<NaiveDate>,
        context: &RuleContext,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        let name = text::name("name", name)?;
        let phone = phone.map(normal_phone).transpose()?;
        let beside = birth_beside_number(id_number, birth_on, context.today())?;
        if self.file.is_some() {
            let file = self.held()?;
            let mut fields = self.differences(id_number, &name, phone.as_deref());
            if beside.is_some() && beside != file.birth_on {
                fields.push("birth_on");
            }
            return if fields.is_empty() { Ok(Vec::new()) } else { Err(PersonRefusal::CodeTaken { fields }) };
        }
        Ok(vec![PersonEvent::PersonRegistered {
            person_id,
            document: id_number.document(),
            id_number: Personal::clear(id_number.expose()),
            name: Personal::clear(name),
            phone: phone.map(Personal::clear),
            birth_on: beside,
        }])
    }

    fn verify_identity(&self, method: VerificationMethod) -> Result<Vec<PersonEvent>, PersonRefusal> {
        let person_id = self.changeable()?.person_id;
        if self.verified == Some(method) {
            return Ok(Vec::new());
        }
        Ok(vec![PersonEvent::IdentityVerified { person_id, method }])
    }

    fn correct_person_data(
        &self,
        name: Option<&str>,
        phone: Option<&str>,
        id_number: Option<&IdentityNumber>,
        reason: &str,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        let file = self.changeable()?;
        let name = name.map(|name| text::name("name", name)).transpose()?;
        let name = name.filter(|name| file.name.expose() != Some(name.as_str()));
        let phone = phone.map(normal_phone).transpose()?.filter(|phone| !file.has_phone(phone));
        let identity = id_number.filter(|id_number| !file.has_number(id_number)).map(|id_number| IdentityChange {
            document: id_number.document(),
            id_number: Personal::clear(id_number.expose()),
            old_document: file.document,
            old_id_number: file.id_number.clone(),
        });
        let reason = text::note("reason", reason)?;
        if name.is_none() && phone.is_none() && identity.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![PersonEvent::PersonDataCorrected {
            person_id: file.person_id,
            name: name.map(Personal::clear),
            phone: phone.map(Personal::clear),
            identity,
            reason: Personal::clear(reason),
        }])
    }

    fn remember(&mut self, event: PersonEvent) {
        match event {
            PersonEvent::PersonRegistered { person_id, document, id_number, name, phone, birth_on } => {
                self.file = Some(PersonFile { person_id, document, id_number, name, phone, birth_on });
            }
            PersonEvent::IdentityVerified { method, .. } => self.verified = Some(method),
            PersonEvent::PersonDataCorrected { name, phone, identity, .. } => {
                self.remember_correction(name, phone, identity);
            }
            PersonEvent::ConsentGiven { scope, notice_version, fields, given_on } => {
                self.consents.insert(scope, Consent { notice_version, fields, given_on });
            }
            PersonEvent::ConsentWithdrawn { scope, .. } => {
                self.consents.remove(&scope);
            }
            PersonEvent::GuardianConsentGiven { guardian_name, guardian_phone, notice_version, given_on, .. } => {
                let consent = Consent { notice_version, fields: Vec::new(), given_on };
                self.guardian = Some(Guardian { name: guardian_name, phone: guardian_phone, consent });
            }
            PersonEvent::GuardianConsentWithdrawn { .. } => self.guardian = None,
            // What was handed over stays on record and changes nothing that may be asked of the person.
            PersonEvent::PersonalDataExported { .. } => {}
            event @ (PersonEvent::ErasureProposed { .. }
            | PersonEvent::ErasureDeclined { .. }
            | PersonEvent::PersonErased { .. }
            | PersonEvent::ProcessingRestricted { .. }
            | PersonEvent::RestrictionLifted { .. }) => self.remember_erasing(event),
            event @ (PersonEvent::MinorReadProposed { .. }
            | PersonEvent::MinorReadApproved { .. }
            | PersonEvent::MinorReadDeclined { .. }
            | PersonEvent::GlassBroken { .. }) => self.remember_minor_read(event),
            event @ (PersonEvent::DataRequested { .. }
            | PersonEvent::DataRequestFulfilled { .. }
            | PersonEvent::DataRequestRefused { .. }) => self.remember_request(event),
            event @ (PersonEvent::MergeProposed { .. }
            | PersonEvent::MergeDeclined { .. }
            | PersonEvent::PersonsMerged { .. }
            | PersonEvent::PersonMergedInto { .. }
            | PersonEvent::PersonsSplit { .. }
            | PersonEvent::PersonSplitOff { .. }) => self.remember_merging(event),
        }
    }

    fn remember_correction(
        &mut self,
        name: Option<Personal>,
        phone: Option<Personal>,
        identity: Option<IdentityChange>,
    ) {
        let Some(file) = self.file.as_mut() else { return };
        if let Some(name) = name {
            file.name = name;
        }
        if phone.is_some() {
            file.phone = phone;
        }
        if let Some(change) = identity {
            // A number without a birth date must not make the age unknown that the number before it carried.
            if let Some(birth) = file.birth() {
                file.birth_on = Some(Personal::clear(birth.to_string()));
            }
            file.document = change.document;
            file.id_number = change.id_number;
            // What was verified is the number before.
            self.verified = None;
        }
    }
}

crate::aggregate!(Person, "person", PersonCommand, PersonEvent, PersonRefusal, kept_in_memory: false);
