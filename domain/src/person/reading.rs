//! What of a person is read in clear, by whom and for what (个人信息保护法 art. 6, 28, 47).
//!
//! Everything personal goes out masked. Whoever needs it in clear says which fields and for what, and gets what that
//! purpose needs and nothing else. The rule decides; the access log keeps the read before it is answered.

use crate::{
    kernel::{Personal, RuleContext, text},
    person::{
        Person, PersonRefusal, ReadGround,
        words::{PersonalField, ReadPurpose},
    },
};

/// What is asked to be read in clear (查阅请求).
#[derive(Clone, Debug, PartialEq)]
pub struct ReadRequest {
    fields: Vec<PersonalField>,
    purpose: ReadPurpose,
    note: Option<String>,
}

impl ReadRequest {
    /// A request that its purpose allows: each field once, in the order of the list.
    ///
    /// # Errors
    /// [`PersonRefusal::FieldsNotNeeded`], [`PersonRefusal::ReadNoteMissing`] or a refusal of the note.
    pub fn try_new(
        mut fields: Vec<PersonalField>,
        purpose: ReadPurpose,
        note: Option<&str>,
    ) -> Result<Self, PersonRefusal> {
        fields.sort_unstable();
        fields.dedup();
        let beyond: Vec<_> = fields.iter().filter(|field| !purpose.needs().contains(field)).copied().collect();
        if fields.is_empty() || !beyond.is_empty() {
            return Err(PersonRefusal::FieldsNotNeeded { purpose, fields: beyond, needed: purpose.needs() });
        }
        let note = note.map(|note| text::note("note", note)).transpose()?;
        if note.is_none() && fields.contains(&PersonalField::IdNumber) {
            return Err(PersonRefusal::ReadNoteMissing { field: PersonalField::IdNumber });
        }
        Ok(Self { fields, purpose, note })
    }

    /// The fields, sorted.
    #[must_use]
    pub fn fields(&self) -> &[PersonalField] {
        &self.fields
    }

    /// What for.
    #[must_use]
    pub const fn purpose(&self) -> ReadPurpose {
        self.purpose
    }

    /// What for, in full.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

impl Person {
    /// On what somebody may read what they ask for; the fields themselves are then given by [`Person::field`].
    ///
    /// # Errors
    /// [`PersonRefusal`]: an unknown or erased person, one whose data are only stored, or a minor whom nobody approved.
    pub fn read(&self, request: &ReadRequest, context: &RuleContext) -> Result<ReadGround, PersonRefusal> {
        self.held_id()?;
        self.refuse_unread(request.purpose)?;
        self.ground(request.purpose, &request.fields, context)
    }

    /// Refuses what a restriction forbids to read. What is only stored may still be read to answer the person, who has a
    /// right to it (个人信息保护法 art. 44).
    pub(super) fn refuse_unread(&self, purpose: ReadPurpose) -> Result<(), PersonRefusal> {
        if purpose == ReadPurpose::RightsRequest { Ok(()) } else { self.refuse_restricted() }
    }

    /// A field as it is on file; nothing where none is held. Requests are a list: [`Person::data_requests`].
    #[must_use]
    pub fn field(&self, field: PersonalField) -> Option<&Personal> {
        match field {
            PersonalField::Name => self.name(),
            PersonalField::Phone => self.phone(),
            PersonalField::IdNumber => self.id_number(),
            PersonalField::GuardianName => self.guardian.as_ref().map(|guardian| &guardian.name),
            PersonalField::GuardianPhone => self.guardian.as_ref().map(|guardian| &guardian.phone),
            PersonalField::Requests => None,
        }
    }
}
