//! Who the people are (人员目录).
//!
//! The only view with personal data, and of those only masked forms, sealed text and keyed hashes. Clear text is never
//! kept here; it is opened at the edge for the few rows that are shown.

mod fold;
mod names;
mod reads;

pub use reads::{
    Among, FIND_LIMIT, by_ids, find_by_identity, find_by_name, find_by_phone, find_by_surname, open_names, open_phones,
    proposed_erasures, proposed_merges,
};

use crate::{Fold, Row, View, ViewFault};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use muster_domain::kernel::Personal;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "person_directory";

/// The directory of people.
#[derive(Clone, Copy, Debug, Default)]
pub struct PersonDirectory;

/// One person as they stand; where the person's key is destroyed, masks are stars and sealed text and hashes are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PersonRow {
    /// The person.
    pub id: Uuid,
    /// Code of the kind of document.
    pub document: String,
    /// First character and stars (`张*`).
    pub name_masked: String,
    /// The name, sealed for its place in the log.
    pub name_sealed: Option<String>,
    /// Sequence of the event that the sealed name is bound to.
    pub name_sequence: i64,
    /// First three and last four digits, where there is a number.
    pub phone_masked: Option<String>,
    /// The telephone number, sealed for its place in the log.
    pub phone_sealed: Option<String>,
    /// Sequence of the event that the sealed telephone number is bound to.
    pub phone_sequence: Option<i64>,
    /// First three and last four characters of the document's number.
    pub id_number_masked: String,
    /// Keyed hash of the whole name.
    pub name_index: Option<String>,
    /// Keyed hash of the surname.
    pub surname_index: Option<String>,
    /// Keyed hash of the telephone number.
    pub phone_index: Option<String>,
    /// Keyed hash of document and number.
    pub identity_index: Option<String>,
    /// Whether the identity was checked (已核验).
    pub verified: bool,
    /// Whether a guardian consents (监护人已同意).
    pub guardian_consent: bool,
    /// Codes of what the person consents to, sorted.
    pub consents: Vec<String>,
    /// Code of the ground on which the data are stored and protected only (限制处理).
    pub restriction: Option<String>,
    /// Whether the data were erased (已擦除).
    pub erased: bool,
    /// Code of the ground on which an erasure is proposed, expired or not.
    pub erasure_basis: Option<String>,
    /// Pseudonym of who proposed it.
    pub erasure_proposed_by: Option<String>,
    /// When.
    pub erasure_proposed_at: Option<DateTime<Utc>>,
    /// The record that speaks for this one (并入).
    pub merged_into: Option<Uuid>,
    /// Code of the step that is proposed, expired or not: to merge or to split.
    pub merge_step: Option<String>,
    /// The other record of that proposal.
    pub merge_duplicate: Option<Uuid>,
    /// Pseudonym of who proposed it.
    pub merge_proposed_by: Option<String>,
    /// When.
    pub merge_proposed_at: Option<DateTime<Utc>>,
    /// When the person was put on file.
    pub registered_at: DateTime<Utc>,
    /// Position of the event that put the person on file.
    pub registered_position: i64,
}

impl PersonRow {
    /// Keeps that there was somebody: no mask, no sealed text and no hash is left, whether or not the key still opened.
    fn forget(&mut self) {
        self.name_masked = Personal::Erased.masked_name();
        self.id_number_masked = Personal::Erased.masked_number();
        (self.name_sealed, self.phone_masked, self.phone_sealed, self.phone_sequence) = (None, None, None, None);
        (self.name_index, self.surname_index, self.phone_index, self.identity_index) = (None, None, None, None);
        (self.verified, self.guardian_consent, self.restriction) = (false, false, None);
        self.consents.clear();
        self.end_proposal();
        self.end_merge_proposal();
        self.erased = true;
    }

    /// Fields that hold a mask, sealed text, a keyed hash or a consent; none of an erased person.
    #[must_use]
    pub fn personal_fields(&self) -> usize {
        let masks = [
            self.name_masked != Personal::Erased.masked_name(),
            self.id_number_masked != Personal::Erased.masked_number(),
            self.phone_masked.is_some(),
            !self.consents.is_empty(),
        ];
        let texts = [
            &self.name_sealed,
            &self.phone_sealed,
            &self.name_index,
            &self.surname_index,
            &self.phone_index,
            &self.identity_index,
        ];
        let texts = texts.into_iter().filter(|text| text.is_some()).count();
        masks.into_iter().filter(|held| *held).count() + texts
    }

    fn end_merge_proposal(&mut self) {
        (self.merge_step, self.merge_duplicate, self.merge_proposed_by, self.merge_proposed_at) =
            (None, None, None, None);
    }

    fn end_proposal(&mut self) {
        (self.erasure_basis, self.erasure_proposed_by, self.erasure_proposed_at) = (None, None, None);
    }
}

impl Row for PersonRow {
    const TABLE: &'static str = "people";
    const KEY: &'static str = "id";
    const KEY_TYPE: &'static str = "uuid";

    fn key(&self) -> String {
        self.id.to_string()
    }
}

impl View for PersonDirectory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        3
    }

    fn keeps_blind_indexes(&self) -> bool {
        true
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["person"]
    }

    fn tables(&self) -> &'static str {
        "create table people (
            id uuid primary key, document text not null, name_masked text not null, name_sealed text,
            name_sequence bigint not null, phone_masked text, phone_sealed text, phone_sequence bigint,
            id_number_masked text not null, name_index text, surname_index text, phone_index text,
            identity_index text, verified boolean not null, guardian_consent boolean not null,
            consents text[] not null, restriction text, erased boolean not null, erasure_basis text,
            erasure_proposed_by text, erasure_proposed_at timestamptz, merged_into uuid, merge_step text,
            merge_duplicate uuid, merge_proposed_by text, merge_proposed_at timestamptz, registered_at timestamptz not null, registered_position bigint not null
        )"
    }

    fn indexes(&self) -> &'static str {
        "-- Each way of finding a person has an index of its own, in the order in which people came on file.
         create index people_name on people (name_index, registered_position) where name_index is not null;
         create index people_surname on people (surname_index, registered_position) where surname_index is not null;
         create index people_phone on people (phone_index, registered_position) where phone_index is not null;
         create index people_identity on people (identity_index) where identity_index is not null;
         -- What waits for a second person?
         create index people_erasure on people (erasure_proposed_at, id) where erasure_proposed_at is not null;
         create index people_merge on people (merge_proposed_at, id) where merge_proposed_at is not null"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
