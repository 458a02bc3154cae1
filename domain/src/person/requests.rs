//! What a person asks for as of right, and by when it is answered (个人信息保护法 art. 44 to 50).
//!
//! A correction (art. 46) or a deletion (art. 47) is asked for, stands open until its deadline, and is fulfilled or
//! refused with a reason (art. 50). A correction is done by the command that corrects; a deletion by the erasure that two
//! people decide, which ends its request by itself. Seeing and copying one's data (art. 45) needs no request: it is done
//! at once.

use crate::{
    kernel::{Personal, RuleContext, text, time},
    person::{Person, PersonEvent, PersonRefusal, words::DataRequestKind},
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Requests of one person that stand open at a time: nobody needs more, and a list without an end helps nobody.
const OPEN_LIMIT: usize = 20;

/// A request with its answer (个人权利请求).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataRequest {
    /// What is asked for.
    pub kind: DataRequestKind,
    /// In the person's own words.
    pub text: Option<Personal>,
    /// The day on which it was made.
    pub requested_on: NaiveDate,
    /// Last day on which it is answered in time.
    pub due_on: NaiveDate,
    /// The answer; nothing while it stands open.
    pub answer: Option<DataRequestAnswer>,
}

/// The answer to a request (办理结果).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataRequestAnswer {
    /// The day.
    pub on: NaiveDate,
    /// Whether what was asked for is not done.
    pub refused: bool,
    /// What was done, or why it is not (art. 50).
    pub text: Option<Personal>,
}

type Decision = Result<Vec<PersonEvent>, PersonRefusal>;

fn note(field: &'static str, note: Option<&str>) -> Result<Option<Personal>, PersonRefusal> {
    Ok(note.map(|note| text::note(field, note)).transpose()?.map(Personal::clear))
}

/// The day by which a request of a day is answered.
fn due_on(kind: DataRequestKind, requested_on: NaiveDate, context: &RuleContext) -> NaiveDate {
    let policy = context.policy_nationwide(requested_on);
    let days = match kind {
        DataRequestKind::Correction => policy.correction_request_days,
        DataRequestKind::Deletion => policy.deletion_request_days,
    };
    requested_on.checked_add_days(Days::new(u64::from(days))).unwrap_or(requested_on)
}

impl Person {
    /// What the person asked for, by its number.
    pub fn data_requests(&self) -> impl Iterator<Item = (u32, &DataRequest)> {
        self.requests.iter().map(|(number, request)| (*number, request))
    }

    pub(super) fn request_data(&self, kind: DataRequestKind, what: Option<&str>, context: &RuleContext) -> Decision {
        let person_id = self.held_id()?;
        let text = match kind {
            // Without a word of what is wrong nothing can be corrected.
            DataRequestKind::Correction => note("text", Some(what.unwrap_or_default()))?,
            DataRequestKind::Deletion => note("text", what)?,
        };
        let mut open = self.requests.values().filter(|request| request.answer.is_none());
        let same =
            |request: &DataRequest| request.kind == kind && (kind == DataRequestKind::Deletion || request.text == text);
        if open.clone().any(same) {
            return Ok(Vec::new());
        }
        if open.nth(OPEN_LIMIT - 1).is_some() {
            return Err(PersonRefusal::TooManyDataRequests { limit: OPEN_LIMIT });
        }
        let request = self.requests.keys().next_back().map_or(1, |last| last.saturating_add(1));
        let requested_on = time::local_date(context.now);
        Ok(vec![PersonEvent::DataRequested {
            person_id,
            request,
            kind,
            text,
            requested_by: context.actor.clone(),
            requested_on,
            due_on: due_on(kind, requested_on, context),
        }])
    }

    pub(super) fn fulfil_data_request(&self, request: u32, what: Option<&str>, context: &RuleContext) -> Decision {
        let person_id = self.answerable_id()?;
        let note = note("note", what)?;
        let asked = self.request(request)?;
        if asked.answer.is_some() {
            return Ok(Vec::new());
        }
        if asked.kind == DataRequestKind::Deletion {
            return Err(PersonRefusal::DeletionNeedsErasure { request });
        }
        Ok(vec![PersonEvent::DataRequestFulfilled { person_id, request, note, fulfilled_on: context.today() }])
    }

    pub(super) fn refuse_data_request(&self, request: u32, why: &str, context: &RuleContext) -> Decision {
        let person_id = self.answerable_id()?;
        let reason = Personal::clear(text::note("reason", why)?);
        if self.request(request)?.answer.is_some() {
            return Ok(Vec::new());
        }
        Ok(vec![PersonEvent::DataRequestRefused { person_id, request, reason, refused_on: context.today() }])
    }

    fn request(&self, request: u32) -> Result<&DataRequest, PersonRefusal> {
        self.requests.get(&request).ok_or(PersonRefusal::DataRequestUnknown { request })
    }

    fn answer(&mut self, request: u32, answer: DataRequestAnswer) {
        if let Some(request) = self.requests.get_mut(&request) {
            request.answer = Some(answer);
        }
    }

    /// Takes an event of this file in.
    pub(super) fn remember_request(&mut self, event: PersonEvent) {
        match event {
            PersonEvent::DataRequested { request, kind, text, requested_on, due_on, .. } => {
                self.requests.insert(request, DataRequest { kind, text, requested_on, due_on, answer: None });
            }
            PersonEvent::DataRequestFulfilled { request, note, fulfilled_on, .. } => {
                self.answer(request, DataRequestAnswer { on: fulfilled_on, refused: false, text: note });
            }
            PersonEvent::DataRequestRefused { request, reason, refused_on, .. } => {
                self.answer(request, DataRequestAnswer { on: refused_on, refused: true, text: Some(reason) });
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
            | PersonEvent::MinorReadProposed { .. }
            | PersonEvent::MinorReadApproved { .. }
            | PersonEvent::MinorReadDeclined { .. }
            | PersonEvent::GlassBroken { .. }
            | PersonEvent::MergeProposed { .. }
            | PersonEvent::MergeDeclined { .. }
            | PersonEvent::PersonsMerged { .. }
            | PersonEvent::PersonMergedInto { .. }
            | PersonEvent::PersonsSplit { .. }
            | PersonEvent::PersonSplitOff { .. } => {}
        }
    }
}
