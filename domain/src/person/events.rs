//! What is remembered of a person. Stored for ever: a change is a new variant or a new version with an upcast step.
//!
//! It is long because it is one list, and what is sealed in each of its events stands beside it.

use crate::{
    kernel::{
        ClaimValue, DivisionCode, DocumentType, ExportId, OrganizationId, PersonId, Personal, words::ConsentScope,
    },
    person::{
        merging::MergedRole,
        words::{
            DataRequestKind, DisclosedField, ErasureBasis, ExportPurpose, MergeStep, PersonalField, ReadPurpose,
            RestrictionBasis,
        },
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The events of a person (自然人).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonEvent {
    /// The person is on file (已建档).
    PersonRegistered {
        /// The person.
        person_id: PersonId,
        /// Kind of the document.
        document: DocumentType,
        /// The document's number.
        id_number: Personal,
        /// The name as written.
        name: Personal,
        /// Telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<Personal>,
        /// Birth date `YYYY-MM-DD`, for documents whose number does not carry it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        birth_on: Option<Personal>,
    },
    /// The identity was checked (已核验).
    IdentityVerified {
        /// The person.
        person_id: PersonId,
        /// How it was checked.
        method: VerificationMethod,
    },
    /// Data were corrected; only what changed is present (资料已更正).
    PersonDataCorrected {
        /// The person.
        person_id: PersonId,
        /// New name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Personal>,
        /// New telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<Personal>,
        /// New document and number, and the number that they replace.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<IdentityChange>,
        /// Why.
        reason: Personal,
    },
    /// The person consents (已同意).
    ConsentGiven {
        /// To what.
        scope: ConsentScope,
        /// Version of the notice that was shown.
        notice_version: String,
        /// Of disclosure, the fields that the person agrees to hand over; those of the notice where there is none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<DisclosedField>,
        /// From which day.
        given_on: NaiveDate,
    },
    /// The person withdraws a consent (已撤回同意).
    ConsentWithdrawn {
        /// Which.
        scope: ConsentScope,
        /// From which day.
        withdrawn_on: NaiveDate,
    },
    /// A guardian consents for a minor (监护人已同意).
    GuardianConsentGiven {
        /// The minor, whose key seals the guardian's data too.
        person_id: PersonId,
        /// The guardian's name.
        guardian_name: Personal,
        /// The guardian's telephone number.
        guardian_phone: Personal,
        /// Version of the notice that was shown.
        notice_version: String,
        /// From which day.
        given_on: NaiveDate,
    },
    /// The guardian withdraws the consent (监护人已撤回同意).
    GuardianConsentWithdrawn {
        /// From which day.
        withdrawn_on: NaiveDate,
    },
    /// Data of the person leave the registry; written before they do (个人信息已导出, P6).
    PersonalDataExported {
        /// The person, whose key seals the note.
        person_id: PersonId,
        /// The export, which all its people share.
        export_id: ExportId,
        /// What leaves.
        fields: Vec<DisclosedField>,
        /// What for.
        purpose: ExportPurpose,
        /// What for, in full.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal>,
        /// To whom.
        recipient: OrganizationId,
        /// Division of the recipient.
        recipient_division: DivisionCode,
        /// The day.
        exported_on: NaiveDate,
    },
    /// Somebody proposes to erase the person's data; somebody else decides (已提出擦除).
    ErasureProposed {
        /// The person, whose key seals the reason.
        person_id: PersonId,
        /// On which ground.
        basis: ErasureBasis,
        /// Why, in full.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
        /// Pseudonym of who proposed.
        proposed_by: String,
        /// When.
        proposed_at: DateTime<Utc>,
    },
    /// The proposal was declined, or withdrawn by whoever made it (擦除申请已驳回或撤回).
    ErasureDeclined {
        /// The person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
        /// Pseudonym of who ended it.
        declined_by: String,
    },
    /// The person's data are erased; the append of this event destroys the person's key (个人信息已擦除, P5).
    PersonErased {
        /// The person, a pseudonym from now on.
        person_id: PersonId,
        /// On which ground.
        basis: ErasureBasis,
        /// Pseudonym of who proposed.
        proposed_by: String,
        /// Pseudonym of who approved.
        approved_by: String,
        /// The day.
        erased_on: NaiveDate,
        /// The position at which it stood before the store was restored from an older copy; nothing the first time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first_position: Option<i64>,
    },
    /// The person's data are stored and protected, and nothing else is done with them (已限制处理).
    ProcessingRestricted {
        /// The person, whose key seals the reason.
        person_id: PersonId,
        /// On which ground.
        basis: RestrictionBasis,
        /// Last day of the ground, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
        /// Why, in full.
        reason: Personal,
        /// From which day.
        restricted_on: NaiveDate,
    },
    /// The person's data may be used again (已解除限制).
    RestrictionLifted {
        /// The person, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        reason: Personal,
        /// From which day.
        lifted_on: NaiveDate,
    },
    /// Somebody asks to read a minor's record; somebody else decides (已申请查阅未成年人信息).
    MinorReadProposed {
        /// The person, whose key seals the note.
        person_id: PersonId,
        /// What for.
        purpose: ReadPurpose,
        /// What.
        fields: Vec<PersonalField>,
        /// What for, in full.
        note: Personal,
        /// Pseudonym of who asks.
        proposed_by: String,
        /// When.
        proposed_at: DateTime<Utc>,
    },
    /// The read is approved for who asked, until an instant (已批准查阅).
    MinorReadApproved {
        /// The person.
        person_id: PersonId,
        /// Pseudonym of who may read.
        reader: String,
        /// What for.
        purpose: ReadPurpose,
        /// What.
        fields: Vec<PersonalField>,
        /// Pseudonym of who approved.
        approved_by: String,
        /// When.
        approved_at: DateTime<Utc>,
        /// From when on it cannot be read.
        ends_at: DateTime<Utc>,
    },
    /// The read was declined, or withdrawn by whoever asked (查阅申请已驳回或撤回).
    MinorReadDeclined {
        /// The person, whose key seals the reason.
        person_id: PersonId,
        /// Pseudonym of who asked.
        reader: String,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
        /// Pseudonym of who ended it.
        declined_by: String,
    },
    /// A minor's record is read in an emergency without a second person (已应急破例查阅).
    GlassBroken {
        /// The person, whose key seals the note.
        person_id: PersonId,
        /// Pseudonym of who reads.
        reader: String,
        /// What.
        fields: Vec<PersonalField>,
        /// Which emergency.
        note: Personal,
        /// When.
        broken_at: DateTime<Utc>,
        /// From when on it cannot be read.
        ends_at: DateTime<Utc>,
    },
    /// The person asks for something as of right (已提出个人权利请求).
    DataRequested {
        /// The person, whose key seals the text.
        person_id: PersonId,
        /// Number of the request, counted for each person from 1.
        request: u32,
        /// What is asked for.
        kind: DataRequestKind,
        /// In the person's own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Personal>,
        /// Pseudonym of who entered it: the person, or whoever took it down for them.
        requested_by: String,
        /// The day.
        requested_on: NaiveDate,
        /// Last day on which it is answered in time.
        due_on: NaiveDate,
    },
    /// What was asked for was done (个人权利请求已办理).
    DataRequestFulfilled {
        /// The person, whose key seals the note.
        person_id: PersonId,
        /// Number of the request.
        request: u32,
        /// What was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Personal>,
        /// The day.
        fulfilled_on: NaiveDate,
    },
    /// What was asked for is not done (个人权利请求不予办理).
    DataRequestRefused {
        /// The person, whose key seals the reason.
        person_id: PersonId,
        /// Number of the request.
        request: u32,
        /// Why.
        reason: Personal,
        /// The day.
        refused_on: NaiveDate,
    },
    /// Somebody proposes that this record takes another one in, or lets it go; somebody else decides (已提出并档或拆档).
    MergeProposed {
        /// The survivor, whose key seals the reason.
        person_id: PersonId,
        /// Which of the two.
        step: MergeStep,
        /// The other record.
        duplicate: PersonId,
        /// Why.
        reason: Personal,
        /// Pseudonym of who proposed.
        proposed_by: String,
        /// When.
        proposed_at: DateTime<Utc>,
    },
    /// The proposal was declined, or withdrawn by whoever made it (并档或拆档申请已驳回或撤回).
    MergeDeclined {
        /// The survivor, whose key seals the reason.
        person_id: PersonId,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal>,
        /// Pseudonym of who ended it.
        declined_by: String,
    },
    /// This record speaks for another one too, because both are one human (已并档, P4).
    PersonsMerged {
        /// The survivor.
        person_id: PersonId,
        /// The other record, whose key seals the number.
        duplicate: PersonId,
        /// Kind of the other record's document.
        document: DocumentType,
        /// Number of that document, which leads to the survivor from now on.
        id_number: Personal,
        /// Roles of the other record that are the survivor's from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        roles: Vec<MergedRole>,
        /// Pseudonym of who proposed.
        proposed_by: String,
        /// Pseudonym of who approved.
        approved_by: String,
        /// The day.
        merged_on: NaiveDate,
    },
    /// Another record speaks for this one (已并入, P4).
    PersonMergedInto {
        /// This record.
        person_id: PersonId,
        /// The record that speaks for both.
        survivor: PersonId,
        /// The day.
        merged_on: NaiveDate,
    },
    /// The other record speaks for itself again (已拆档, P4).
    PersonsSplit {
        /// The survivor.
        person_id: PersonId,
        /// The other record, whose key seals the number.
        duplicate: PersonId,
        /// Kind of the other record's document.
        document: DocumentType,
        /// Number of that document, which leads to the other record again.
        id_number: Personal,
        /// Roles that are the other record's again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        roles: Vec<MergedRole>,
        /// Pseudonym of who proposed.
        proposed_by: String,
        /// Pseudonym of who approved.
        approved_by: String,
        /// The day.
        split_on: NaiveDate,
    },
    /// This record speaks for itself again (已拆出, P4).
    PersonSplitOff {
        /// This record.
        person_id: PersonId,
        /// The record that spoke for both.
        survivor: PersonId,
        /// The day.
        split_on: NaiveDate,
    },
}

/// A document and number that take the place of another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityChange {
    /// Kind of the new document.
    pub document: DocumentType,
    /// The new number.
    pub id_number: Personal,
    /// Kind of the old document.
    pub old_document: DocumentType,
    /// The old number, which becomes free.
    pub old_id_number: Personal,
}

/// How an identity was checked (核验方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VerificationMethod {
    /// The document was seen (现场核验).
    DocumentSeen,
    /// A public identity service answered (联网核验).
    OnlineService,
}

crate::stored_names!(PersonEvent {
    PersonRegistered => "person_registered" v "1.0",
    IdentityVerified => "identity_verified" v "1.0",
    PersonDataCorrected => "person_data_corrected" v "1.0",
    ConsentGiven => "consent_given" v "1.0",
    ConsentWithdrawn => "consent_withdrawn" v "1.0",
    GuardianConsentGiven => "guardian_consent_given" v "1.0",
    GuardianConsentWithdrawn => "guardian_consent_withdrawn" v "1.0",
    PersonalDataExported => "personal_data_exported" v "1.0",
    ErasureProposed => "erasure_proposed" v "1.0",
    ErasureDeclined => "erasure_declined" v "1.0",
    PersonErased => "person_erased" v "1.0",
    ProcessingRestricted => "processing_restricted" v "1.0",
    RestrictionLifted => "restriction_lifted" v "1.0",
    MinorReadProposed => "minor_read_proposed" v "1.0",
    MinorReadApproved => "minor_read_approved" v "1.0",
    MinorReadDeclined => "minor_read_declined" v "1.0",
    GlassBroken => "glass_broken" v "1.0",
    DataRequested => "data_requested" v "1.0",
    DataRequestFulfilled => "data_request_fulfilled" v "1.0",
    DataRequestRefused => "data_request_refused" v "1.0",
    MergeProposed => "merge_proposed" v "1.0",
    MergeDeclined => "merge_declined" v "1.0",
    PersonsMerged => "persons_merged" v "1.0",
    PersonMergedInto => "person_merged_into" v "1.0",
    PersonsSplit => "persons_split" v "1.0",
    PersonSplitOff => "person_split_off" v "1.0",
});

/// The claim that one identity is one person (P1).
pub const IDENTITY_CLAIM: &str = "identity";

/// The value under which an identity is unique: document and number.
#[must_use]
pub fn identity_value(document: DocumentType, number: &str) -> ClaimValue {
    ClaimValue::Blind(format!("{}:{number}", document.code()))
}
