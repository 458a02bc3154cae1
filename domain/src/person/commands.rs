//! What may be asked of a person, and every way in which the answer can be no.
//!
//! It is long because it is one list: who reads what may happen to somebody's data finds all of it here.

use crate::{
    kernel::{
        FourEyesRefusal, IdentityNumber, OrganizationId, PersonId, Refusal, text::TextRefusal, words::ConsentScope,
    },
    person::{
        disclosure::ExportRequest,
        erasing::{ErasureRecord, RetentionDuty},
        events::{IDENTITY_CLAIM, VerificationMethod},
        merge_facts::{FullDay, MergeFacts, SharedDay},
        phone::PhoneRefusal,
        reading::ReadRequest,
        words::{
            DataRequestKind, DisclosedField, ErasureBasis, PersonRole, PersonalField, ReadPurpose, RestrictionBasis,
            RetentionDutyKind,
        },
    },
};
use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

/// What may be asked of a person (自然人).
#[derive(Clone, Debug)]
pub enum PersonCommand {
    /// Put a person on file (建档).
    RegisterPerson {
        /// The person, drawn at the edge.
        person_id: PersonId,
        /// Document and number, already checked (P2).
        id_number: IdentityNumber,
        /// The name as written.
        name: String,
        /// Telephone number as written.
        phone: Option<String>,
        /// Birth date, for documents whose number does not carry it.
        birth_on: Option<NaiveDate>,
    },
    /// Record that the identity was checked (核验).
    VerifyIdentity {
        /// How it was checked.
        method: VerificationMethod,
    },
    /// Correct data; what is left out stays as it is (更正资料).
    CorrectPersonData {
        /// The right name.
        name: Option<String>,
        /// The right telephone number.
        phone: Option<String>,
        /// The right document and number.
        id_number: Option<IdentityNumber>,
        /// Why.
        reason: String,
    },
    /// Record a consent (同意).
    GiveConsent {
        /// To what.
        scope: ConsentScope,
        /// Version of the notice that was shown.
        notice_version: String,
        /// Of disclosure, the fields that the person agrees to hand over; those of the notice where there is none.
        fields: Vec<DisclosedField>,
        /// From which day.
        given_on: NaiveDate,
    },
    /// Record that a consent is withdrawn (撤回同意).
    WithdrawConsent {
        /// Which.
        scope: ConsentScope,
        /// From which day.
        withdrawn_on: NaiveDate,
    },
    /// Record a guardian's consent for a minor (监护人同意).
    GiveGuardianConsent {
        /// The guardian's name.
        guardian_name: String,
        /// The guardian's telephone number.
        guardian_phone: String,
        /// Version of the notice that was shown.
        notice_version: String,
        /// From which day.
        given_on: NaiveDate,
    },
    /// Record that the guardian withdraws the consent (监护人撤回同意).
    WithdrawGuardianConsent {
        /// From which day.
        withdrawn_on: NaiveDate,
    },
    /// Hand data over, with the record of it first (导出, P6).
    ExportPersonalData {
        /// What, what for and to whom.
        request: ExportRequest,
    },
    /// Propose to erase the person's data (提出擦除, P5).
    ProposeErasure {
        /// On which ground.
        basis: ErasureBasis,
        /// Why, in full.
        reason: Option<String>,
        /// Duties of the person's roles to keep data.
        duties: Vec<RetentionDuty>,
    },
    /// Approve the proposal, as a second person (批准擦除, P5).
    ApproveErasure {
        /// Duties of the person's roles to keep data.
        duties: Vec<RetentionDuty>,
    },
    /// Decline the proposal, or withdraw one's own (驳回或撤回).
    DeclineErasure {
        /// Why.
        reason: Option<String>,
    },
    /// Erase once more what was erased before the store was restored from an older copy (重新擦除).
    RepeatErasure {
        /// What the ledger of erasures says.
        record: ErasureRecord,
    },
    /// Store and protect the data, and do nothing else with them (限制处理).
    RestrictProcessing {
        /// On which ground.
        basis: RestrictionBasis,
        /// Last day of the ground, where it is known.
        until: Option<NaiveDate>,
        /// Why, in full.
        reason: String,
    },
    /// Allow the data to be used again (解除限制).
    LiftRestriction {
        /// Why.
        reason: String,
    },
    /// Ask to read a minor's record (申请查阅未成年人信息).
    ProposeMinorRead {
        /// What, what for and why.
        request: ReadRequest,
    },
    /// Approve it for the one who asked, as a second person (批准查阅).
    ApproveMinorRead {
        /// Pseudonym of who asked.
        reader: String,
    },
    /// Decline it, or withdraw one's own (驳回或撤回).
    DeclineMinorRead {
        /// Pseudonym of who asked.
        reader: String,
        /// Why.
        reason: Option<String>,
    },
    /// Read a minor's record in an emergency without waiting for a second person (应急破例查阅).
    BreakGlass {
        /// What and why.
        request: ReadRequest,
    },
    /// Ask for something as of right (提出个人权利请求; 个人信息保护法 art. 44 to 50).
    RequestData {
        /// What.
        kind: DataRequestKind,
        /// In the person's own words.
        text: Option<String>,
    },
    /// Record that it was done (已办理).
    FulfilDataRequest {
        /// Number of the request.
        request: u32,
        /// What was done.
        note: Option<String>,
    },
    /// Record that it is not done, and why (不予办理, art. 50).
    RefuseDataRequest {
        /// Number of the request.
        request: u32,
        /// Why.
        reason: String,
    },
    /// Propose that this record takes another one in, because both are one human (提出并档, P4).
    ProposeMerge {
        /// The other record, its roles and its hours.
        with: MergeFacts,
        /// Why.
        reason: String,
    },
    /// Approve it, as a second person (批准并档, P4).
    ApproveMerge {
        /// The other record, its roles and its hours.
        with: MergeFacts,
    },
    /// Propose that a record which was taken in speaks for itself again (提出拆档, P4).
    ProposeSplit {
        /// The record.
        duplicate: PersonId,
        /// Why.
        reason: String,
    },
    /// Approve it, as a second person (批准拆档, P4).
    ApproveSplit {
        /// The record.
        duplicate: PersonId,
    },
    /// Decline a proposal to merge or to split, or withdraw one's own (驳回或撤回).
    DeclineMerge {
        /// Why.
        reason: Option<String>,
    },
    /// Let another record speak for this one, as two people decided on the other's stream (并入).
    FollowSurvivor {
        /// The other record.
        survivor: PersonId,
    },
    /// Let this record speak for itself again, as two people decided on the survivor's stream (拆出).
    LeaveSurvivor,
    /// Erase this record with the survivor, as two people decided on the survivor's stream (随并入档案擦除).
    EraseWithSurvivor {
        /// On which ground.
        basis: ErasureBasis,
        /// Pseudonym of who proposed.
        proposed_by: String,
        /// Pseudonym of who approved.
        approved_by: String,
    },
}

/// Why a command on a person is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PersonRefusal {
    /// There is no such person.
    #[error("there is no such person")]
    PersonUnknown,
    /// The person's data were erased; only pseudonymous facts remain (P5).
    #[error("the data of this person were erased")]
    PersonErased,
    /// The person is on file with other content.
    #[error("the person is on file with other content in {fields:?}")]
    CodeTaken {
        /// The fields that differ.
        fields: Vec<&'static str>,
    },
    /// Another person has this document and number (P1).
    #[error("this identity number belongs to person {holder}")]
    IdentityTaken {
        /// The person who has it.
        holder: Uuid,
    },
    /// The birth date given is not the one in the identity number (P2).
    #[error("the birth date is not the one that the identity number carries")]
    BirthDateContradiction,
    /// The birth date lies in the future or too far back (P2).
    #[error("the birth date is not possible")]
    BirthDateImpossible,
    /// A day that must have come lies in the future.
    #[error("{field} is {day}, and today is {today}")]
    DateInFuture {
        /// The field's name.
        field: &'static str,
        /// The day given.
        day: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// A consent cannot end before it began.
    #[error("the consent was given on {given_on}, it cannot be withdrawn on {withdrawn_on}")]
    WithdrawnBeforeGiven {
        /// First day of the consent.
        given_on: NaiveDate,
        /// The day given.
        withdrawn_on: NaiveDate,
    },
    /// A guardian's consent needs an age, and no birth date is on file.
    #[error("no birth date is on file, so that no guardian's consent can be recorded")]
    AgeUnknown,
    /// The person is of age (民法典 art. 17).
    #[error("a guardian consents below {adult_age_years} years, this person is {age_years}")]
    GuardianNotNeeded {
        /// Age in completed years.
        age_years: u32,
        /// Age of majority in years.
        adult_age_years: u32,
    },
    /// Fields are named for a consent that is not to disclosure.
    #[error("only a consent to disclosure names fields")]
    FieldsNotNamed {
        /// To what the consent is.
        scope: ConsentScope,
    },
    /// The person does not consent to disclosure (P6; 个人信息保护法 art. 23).
    #[error("no consent to disclosure is live on {day}")]
    DisclosureNotAgreed {
        /// The day.
        day: NaiveDate,
    },
    /// None of the fields asked for is agreed (P6; 个人信息保护法 art. 23, 29).
    #[error("the person agreed to none of the fields")]
    FieldsNotAgreed {},
    /// The person is below the guardian's age and no guardian consents (个人信息保护法 art. 31).
    #[error("a guardian consents below {guardian_age_years} years, this person is {age_years}")]
    GuardianNotAgreed {
        /// Age in completed years.
        age_years: u32,
        /// Age in years from which no guardian is asked.
        guardian_age_years: u32,
    },
    /// A duty to keep the data runs, so that they are not erased (个人信息保护法 art. 47 para. 2).
    #[error("the data must be kept: {duty:?}")]
    RetentionRuns {
        /// Which duty.
        duty: RetentionDutyKind,
        /// Last day on which it runs; nothing where it ends with a deed.
        until: Option<NaiveDate>,
    },
    /// The data are stored and protected only (个人信息保护法 art. 47 para. 2).
    #[error("the processing of this person's data is restricted")]
    ProcessingRestricted {
        /// On which ground.
        basis: RestrictionBasis,
        /// Last day of the ground, where it is known.
        until: Option<NaiveDate>,
    },
    /// The ground of a restriction ended before it began.
    #[error("the restriction would have ended on {until}, and today is {today}")]
    RestrictionOver {
        /// The day given.
        until: NaiveDate,
        /// The local date of the command.
        today: NaiveDate,
    },
    /// The recipient does not exist on the day, or may not act.
    #[error("organization {recipient} cannot receive data on {day}")]
    RecipientNotLive {
        /// Which.
        recipient: OrganizationId,
        /// The day.
        day: NaiveDate,
    },
    /// A purpose needs fewer fields, or at least one (个人信息保护法 art. 6).
    #[error("{purpose:?} needs {needed:?} and not {fields:?}")]
    FieldsNotNeeded {
        /// The purpose.
        purpose: ReadPurpose,
        /// The fields that it does not need; none where none was named.
        fields: Vec<PersonalField>,
        /// The fields that it needs.
        needed: &'static [PersonalField],
    },
    /// What is sensitive is read for a stated reason only (个人信息保护法 art. 28 para. 2).
    #[error("{field:?} is read with a note of what it is needed for")]
    ReadNoteMissing {
        /// The sensitive field.
        field: PersonalField,
    },
    /// A record of a minor is read after a second person's approval (未成年人网络保护条例 art. 37).
    #[error("below {guardian_age_years} years a second person approves a read, this person is {age_years}")]
    MinorReadNotApproved {
        /// Age in completed years.
        age_years: u32,
        /// Age in years from which no approval is asked.
        guardian_age_years: u32,
    },
    /// Nobody approves a read of somebody who is old enough, or whose age is unknown.
    #[error("a read is approved below {guardian_age_years} years only")]
    MinorReadNotNeeded {
        /// Age in years from which no approval is asked.
        guardian_age_years: u32,
    },
    /// The glass is broken in an emergency and for nothing else.
    #[error("the glass is broken in an emergency, not for {purpose:?}")]
    NoEmergency {
        /// The purpose.
        purpose: ReadPurpose,
    },
    /// There is no request of this number.
    #[error("this person has no request {request}")]
    DataRequestUnknown {
        /// The number given.
        request: u32,
    },
    /// A request to delete is fulfilled by an erasure, which two people decide (个人信息保护法 art. 47).
    #[error("request {request} is fulfilled by an erasure that two people decide")]
    DeletionNeedsErasure {
        /// The request.
        request: u32,
    },
    /// As many requests stand open as may at a time.
    #[error("{limit} requests of this person stand open")]
    TooManyDataRequests {
        /// How many may.
        limit: usize,
    },
    /// Another record speaks for this one (P4): ask of the survivor.
    #[error("this record was merged into person {survivor}")]
    PersonMerged {
        /// The record that speaks for both.
        survivor: PersonId,
    },
    /// A record takes in another one, never itself.
    #[error("both are person {person}")]
    SamePerson {
        /// The record.
        person: PersonId,
    },
    /// The duplicate took records in itself; they are split off or merged here first.
    #[error("the duplicate took in {took_in:?} itself")]
    DuplicateTookIn {
        /// The records.
        took_in: Vec<PersonId>,
    },
    /// Both hold a role with a registration of its own, of which one is to be ended first.
    #[error("both records hold the role {role:?}")]
    RoleHeldTwice {
        /// The role.
        role: PersonRole,
        /// The survivor's id in the role.
        survivor: Uuid,
        /// The duplicate's id in the role.
        duplicate: Uuid,
    },
    /// One human would have served at two places at a time (P4, V3).
    #[error("{minutes} minutes on {days_total} days overlap")]
    ServiceOverlaps {
        /// Minutes that overlap, in all.
        minutes: u32,
        /// Days with overlapping minutes.
        days_total: usize,
        /// Those days with their minutes, a hundred at most.
        days: Vec<SharedDay>,
    },
    /// A day would have more minutes of service than a day may have (P4, V4).
    #[error("{days_total} days would have more minutes than a day may have")]
    DaysBeyondLimit {
        /// Such days.
        days_total: usize,
        /// Those days with their minutes, a hundred at most.
        days: Vec<FullDay>,
    },
    /// There is nothing to split.
    #[error("person {duplicate} was not merged into this record")]
    PersonsNotMerged {
        /// The record given.
        duplicate: PersonId,
    },
    /// The survivor has taken over the duplicate's number, which nobody else can have.
    #[error("the survivor has the number of person {duplicate} now; correct it first")]
    NumberTakenOver {
        /// The record given.
        duplicate: PersonId,
    },
    /// A record that came later may rest on a role that this one brought.
    #[error("person {later} was merged later; split it first")]
    SplitLaterFirst {
        /// The record that came next.
        later: PersonId,
    },
    /// A rule of four eyes says no.
    #[error(transparent)]
    #[serde(untagged)]
    FourEyes(#[from] FourEyesRefusal),
    /// A text is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Text(#[from] TextRefusal),
    /// A telephone number is refused.
    #[error(transparent)]
    #[serde(untagged)]
    Phone(#[from] PhoneRefusal),
}

impl Refusal for PersonRefusal {
    fn of_claim(kind: &str, holder: Uuid) -> Option<Self> {
        (kind == IDENTITY_CLAIM).then_some(Self::IdentityTaken { holder })
    }
}
