//! Reads of a minor's record (未成年人网络保护条例 art. 37): one asks, a second person approves, and the asker reads for a day.
//!
//! Below the guardian's age staff read nothing in clear on their own. An approval is for one reader, one purpose and the
//! fields named, and ends by itself. A guardian consents to what is done with the minor's data (个人信息保护法 art. 31),
//! but for an emergency and for what the person asks for as of right. In an emergency somebody may break the glass: read
//! for an hour without waiting, with a reason, on record for whoever answers for privacy. It reaches nobody whom the
//! reader does not reach anyway.

use crate::{
    kernel::{FourEyesRefusal, Personal, Proposal, RuleContext, text, time},
    person::{
        Person, PersonEvent, PersonRefusal, ReadRequest,
        words::{PersonalField, ReadPurpose},
    },
};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What of a minor somebody reads, and what for (未成年人信息查阅).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinorRead {
    /// What for.
    pub purpose: ReadPurpose,
    /// The fields, sorted.
    pub fields: Vec<PersonalField>,
}

/// On what a read rests (查阅依据).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadGround {
    /// On its purpose: nobody else is asked.
    Purpose,
    /// On a second person's approval.
    Approved {
        /// Pseudonym of who approved.
        by: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// On an emergency, for which nobody was waited for.
    BrokenGlass,
}

/// A time in which one reader reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ReadWindow {
    what: MinorRead,
    /// Who approved and when; nothing where the glass was broken.
    approved: Option<(String, DateTime<Utc>)>,
    ends_at: DateTime<Utc>,
}

/// What readers propose and may read, by their pseudonym.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MinorReads {
    proposed: BTreeMap<String, Proposal<MinorRead>>,
    windows: BTreeMap<String, ReadWindow>,
}

type Decision = Result<Vec<PersonEvent>, PersonRefusal>;

/// Why somebody reads a minor's record, which is never left unsaid.
fn reason(request: &ReadRequest) -> Result<Personal, PersonRefusal> {
    Ok(Personal::clear(text::note("note", request.note().unwrap_or_default())?))
}

impl Person {
    /// Age in completed years today and the guardian's age, where the person is below it.
    fn below_guardian_age(&self, context: &RuleContext) -> Option<(u32, u32)> {
        let today = context.today();
        // A person lives in no division of the registry, so the country's age counts.
        let guardian_age_years = context.policy_nationwide(today).guardian_age_years;
        let age_years = self.birth().map(|birth| time::age_years(birth, today))?;
        (age_years < guardian_age_years).then_some((age_years, guardian_age_years))
    }

    /// Refuses what a guardian has to agree to and does not.
    pub(super) fn refuse_without_guardian(
        &self,
        purpose: ReadPurpose,
        context: &RuleContext,
    ) -> Result<(), PersonRefusal> {
        let Some((age_years, guardian_age_years)) = self.below_guardian_age(context) else { return Ok(()) };
        let agreed = self.guardian_consented_by(context.today());
        if agreed || matches!(purpose, ReadPurpose::Emergency | ReadPurpose::RightsRequest) {
            return Ok(());
        }
        Err(PersonRefusal::GuardianNotAgreed { age_years, guardian_age_years })
    }

    /// On what a read of these fields rests: of a minor, on a window of the very reader.
    pub(super) fn ground(
        &self,
        purpose: ReadPurpose,
        fields: &[PersonalField],
        context: &RuleContext,
    ) -> Result<ReadGround, PersonRefusal> {
        let Some((age_years, guardian_age_years)) = self.below_guardian_age(context) else {
            return Ok(ReadGround::Purpose);
        };
        self.refuse_without_guardian(purpose, context)?;
        let window = self.minor_reads.windows.get(&context.actor);
        let window = window.filter(|window| window.covers(purpose, fields, context.now));
        match window.map(|window| &window.approved) {
            Some(Some((by, at))) => Ok(ReadGround::Approved { by: by.clone(), at: *at }),
            Some(None) => Ok(ReadGround::BrokenGlass),
            None => Err(PersonRefusal::MinorReadNotApproved { age_years, guardian_age_years }),
        }
    }

    pub(super) fn propose_minor_read(&self, request: &ReadRequest, context: &RuleContext) -> Decision {
        let (what, note) = self.minor_read(request, context)?;
        let person_id = self.held_id()?;
        let standing = self.minor_reads.proposed.get(&context.actor);
        if standing.is_some_and(|standing| standing.what == what && !standing.is_expired(context)) {
            return Ok(Vec::new());
        }
        // Each reader has one proposal, and asks anew for something else.
        let Proposal { what, proposed_by, proposed_at } = Proposal::make(what, None, context)?;
        let MinorRead { purpose, fields } = what;
        Ok(vec![PersonEvent::MinorReadProposed { person_id, purpose, fields, note, proposed_by, proposed_at }])
    }

    pub(super) fn approve_minor_read(&self, reader: &str, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let proposal = self.minor_reads.proposed.get(reader).ok_or(FourEyesRefusal::NothingProposed {})?;
        let approved_by = proposal.approve(context)?;
        let MinorRead { purpose, fields } = proposal.what.clone();
        let hours = context.policy_nationwide(context.today()).minor_read_hours;
        Ok(vec![PersonEvent::MinorReadApproved {
            person_id,
            reader: reader.to_owned(),
            purpose,
            fields,
            approved_by,
            approved_at: context.now,
            ends_at: context.now + Duration::hours(i64::from(hours)),
        }])
    }

    /// Ends a proposal.
    pub(super) fn decline_minor_read(&self, reader: &str, why: Option<&str>, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let reason = why.map(|why| text::note("reason", why)).transpose()?.map(Personal::clear);
        if !self.minor_reads.proposed.contains_key(reader) {
            return Ok(Vec::new());
        }
        let declined_by = context.actor.clone();
        Ok(vec![PersonEvent::MinorReadDeclined { person_id, reader: reader.to_owned(), reason, declined_by }])
    }

    pub(super) fn break_glass(&self, request: &ReadRequest, context: &RuleContext) -> Decision {
        if request.purpose() != ReadPurpose::Emergency {
            return Err(PersonRefusal::NoEmergency { purpose: request.purpose() });
        }
        let (what, note) = self.minor_read(request, context)?;
        let person_id = self.held_id()?;
        let MinorRead { purpose, fields } = what;
        let open = self.minor_reads.windows.get(&context.actor);
        if open.is_some_and(|window| window.covers(purpose, &fields, context.now)) {
            return Ok(Vec::new());
        }
        let minutes = context.policy_nationwide(context.today()).break_glass_minutes;
        Ok(vec![PersonEvent::GlassBroken {
            person_id,
            reader: context.actor.clone(),
            fields,
            note,
            broken_at: context.now,
            ends_at: context.now + Duration::minutes(i64::from(minutes)),
        }])
    }

    /// What is asked of a minor, with the reason.
    fn minor_read(&self, request: &ReadRequest, context: &RuleContext) -> Result<(MinorRead, Personal), PersonRefusal> {
        self.held_id()?;
        self.refuse_unread(request.purpose())?;
        if self.below_guardian_age(context).is_none() {
            let guardian_age_years = context.policy_nationwide(context.today()).guardian_age_years;
            return Err(PersonRefusal::MinorReadNotNeeded { guardian_age_years });
        }
        self.refuse_without_guardian(request.purpose(), context)?;
        let what = MinorRead { purpose: request.purpose(), fields: request.fields().to_vec() };
        Ok((what, reason(request)?))
    }

    /// Takes an event of this file in.
    pub(super) fn remember_minor_read(&mut self, event: PersonEvent) {
        match event {
            PersonEvent::MinorReadProposed { purpose, fields, proposed_by, proposed_at, .. } => {
                let what = MinorRead { purpose, fields };
                let proposal = Proposal { what, proposed_by: proposed_by.clone(), proposed_at };
                self.minor_reads.proposed.insert(proposed_by, proposal);
            }
            PersonEvent::MinorReadApproved { reader, purpose, fields, approved_by, approved_at, ends_at, .. } => {
                self.minor_reads.proposed.remove(&reader);
                let approved = Some((approved_by, approved_at));
                let window = ReadWindow { what: MinorRead { purpose, fields }, approved, ends_at };
                self.minor_reads.windows.insert(reader, window);
            }
            PersonEvent::MinorReadDeclined { reader, .. } => {
                self.minor_reads.proposed.remove(&reader);
            }
            PersonEvent::GlassBroken { reader, fields, ends_at, .. } => {
                let what = MinorRead { purpose: ReadPurpose::Emergency, fields };
                self.minor_reads.windows.insert(reader, ReadWindow { what, approved: None, ends_at });
            }
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

impl ReadWindow {
    fn covers(&self, purpose: ReadPurpose, fields: &[PersonalField], now: DateTime<Utc>) -> bool {
        now < self.ends_at
            && self.what.purpose == purpose
            && fields.iter().all(|field| self.what.fields.contains(field))
    }
}
