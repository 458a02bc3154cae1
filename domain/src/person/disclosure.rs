//! What of a person may be handed over, and to whom (P6; 个人信息保护法 art. 20–23, 29, 31).
//!
//! Another handler gets what the person consents to hand over and nothing else: the fields that the consent to
//! disclosure names, or those of its notice where it names none. What is sensitive needs the consent to that as well.
//! Below the guardian's age a guardian consents too, and a second person approves that it is handed over.

use crate::{
    kernel::{DivisionCode, ExportId, Personal, RuleContext, text, words::ConsentScope},
    organization::OrganizationFacts,
    person::{
        Person, PersonEvent, PersonRefusal, ReadGround,
        words::{DisclosedField, ExportPurpose, ReadPurpose},
    },
};
use chrono::NaiveDate;

/// To whom data are handed over (接收方).
#[derive(Clone, Debug, PartialEq)]
pub struct ExportRecipient {
    /// The organization.
    pub organization: OrganizationFacts,
    /// Its division.
    pub division: DivisionCode,
}

/// What is asked to be handed over (导出请求).
#[derive(Clone, Debug, PartialEq)]
pub struct ExportRequest {
    /// The export, which all its people share.
    pub export_id: ExportId,
    /// The fields.
    pub fields: Vec<DisclosedField>,
    /// What for.
    pub purpose: ExportPurpose,
    /// What for, in full.
    pub note: Option<String>,
    /// To whom.
    pub recipient: ExportRecipient,
}

impl Person {
    /// Records that what is agreed of the fields asked for leaves the registry; it is written before it leaves.
    pub(super) fn export(
        &self,
        asked: &ExportRequest,
        context: &RuleContext,
    ) -> Result<Vec<PersonEvent>, PersonRefusal> {
        let person_id = self.held_id()?;
        self.refuse_restricted()?;
        let exported_on = context.today();
        let OrganizationFacts { organization_id, suspended, .. } = asked.recipient.organization;
        if suspended || !asked.recipient.organization.is_live_on(exported_on) {
            return Err(PersonRefusal::RecipientNotLive { recipient: organization_id, day: exported_on });
        }
        let note = asked.note.as_deref().map(|note| text::note("note", note)).transpose()?.map(Personal::clear);
        let fields = self.agreed(&asked.fields, exported_on, context)?;
        Ok(vec![PersonEvent::PersonalDataExported {
            person_id,
            export_id: asked.export_id,
            fields,
            purpose: asked.purpose,
            note,
            recipient: organization_id,
            recipient_division: asked.recipient.division.clone(),
            exported_on,
        }])
    }

    /// Those of the fields asked for that the person agreed to hand over, in the order of the list.
    fn agreed(
        &self,
        asked: &[DisclosedField],
        on: NaiveDate,
        context: &RuleContext,
    ) -> Result<Vec<DisclosedField>, PersonRefusal> {
        let named = self.disclosed_by(on).ok_or(PersonRefusal::DisclosureNotAgreed { day: on })?;
        self.refuse_without_guardian(ReadPurpose::HandOver, context)?;
        let sensitive = self.consented_by(ConsentScope::Sensitive, on);
        let agreed = |field: &&DisclosedField| {
            asked.contains(*field)
                && (named.is_empty() || named.contains(*field))
                && (sensitive || !field.is_sensitive())
        };
        let fields: Vec<DisclosedField> = DisclosedField::ALL.iter().filter(agreed).copied().collect();
        if fields.is_empty() {
            return Err(PersonRefusal::FieldsNotAgreed {});
        }
        self.hand_over_ground(&fields, context)?;
        Ok(fields)
    }

    /// On what handing these fields over rests: of a minor, on a second person's approval to do so.
    ///
    /// # Errors
    /// [`PersonRefusal::MinorReadNotApproved`] or [`PersonRefusal::GuardianNotAgreed`].
    pub fn hand_over_ground(
        &self,
        fields: &[DisclosedField],
        context: &RuleContext,
    ) -> Result<ReadGround, PersonRefusal> {
        let personal: Vec<_> = fields.iter().filter_map(|field| field.personal()).collect();
        self.ground(ReadPurpose::HandOver, &personal, context)
    }
}

impl PersonRefusal {
    /// Whether it leaves one person out of an export; any other refusal is about the export as a whole.
    #[must_use]
    pub const fn leaves_out(&self) -> bool {
        matches!(
            self,
            Self::PersonUnknown
                | Self::PersonErased
                | Self::ProcessingRestricted { .. }
                | Self::DisclosureNotAgreed { .. }
                | Self::FieldsNotAgreed {}
                | Self::GuardianNotAgreed { .. }
                | Self::MinorReadNotApproved { .. }
        )
    }
}
