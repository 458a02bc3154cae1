//! Which organizations there are, how they hang together and who works with whom (组织名录, 结对共建).
//!
//! Whether two may pair or attach is the aggregate's to decide; here it is only remembered.

mod fold;
mod reads;
mod standing_fold;
mod standing_reads;
mod standing_tables;

pub use reads::{
    CountRow, OrganizationFilter, PairingCounts, ancestors, by_codes, by_ids, children, counts_by_division,
    counts_by_kind, page, pairing_counts, represented_by,
};
pub use standing_reads::{
    CoverageCount, DueTerm, LabelCount, LevelCount, PledgeCount, Standing, coverage_counts, label_counts, level_counts,
    pledge_counts, standing_of, terms_due,
};
pub use standing_tables::{LabelRow, LevelRow, PledgeRow, SurveyRow, TermRow};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "organization_directory";

/// The directory of organizations.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrganizationDirectory;

/// One organization as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct OrganizationRow {
    /// The organization.
    pub id: Uuid,
    /// The sender's own key.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind code.
    pub kind: String,
    /// Division.
    pub division: String,
    /// The organization above, where there is one.
    pub parent_id: Option<Uuid>,
    /// Unified social credit code, where there is one.
    pub credit_code: Option<String>,
    /// First day.
    pub registered_on: NaiveDate,
    /// Whether it may not act for the time being.
    pub suspended: bool,
    /// Last day, where it was dissolved.
    pub dissolved_on: Option<NaiveDate>,
    /// Who answers for its certificates, where it was dissolved.
    pub successor_id: Option<Uuid>,
    /// People who may record in its name.
    pub recorders_count: i32,
    /// Level code, where it is known.
    pub level: Option<String>,
    /// The person who is its legal representative, where one was named.
    pub legal_representative_id: Option<Uuid>,
}

/// One pairing (结对).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PairingRow {
    /// The pairing.
    pub id: Uuid,
    /// The organization that reported it, the organ side.
    pub organization_id: Uuid,
    /// The other organization.
    pub partner_id: Uuid,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where there is one.
    pub to_day: Option<NaiveDate>,
    /// Code of the kind, where the record says for what.
    pub kind: Option<String>,
    /// Code of the scope, where the record says it.
    pub scope: Option<String>,
}

rows! {
    OrganizationRow: "organizations" by id "uuid";
    PairingRow: "pairings" by id "uuid";
}

impl View for OrganizationDirectory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        5
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["organization"]
    }

    fn tables(&self) -> &'static str {
        standing_tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        // Pages run in the order of the code; children are asked by parent, pairings from either side.
        "create index organizations_code on organizations (code, id);
         create index organizations_parent on organizations (parent_id, code);
         create index organizations_representative on organizations (legal_representative_id);
         create index pairings_organization on pairings (organization_id);
         create index pairings_partner on pairings (partner_id);
         -- What is said of an organization is asked by the organization, labels also by themselves.
         create index organizations_division on organizations (division);
         create index terms_organization on terms (organization_id, from_day);
         create index labels_organization on labels (organization_id);
         create index labels_label on labels (label);
         create index pledges_organization on pledges (organization_id);
         create index surveys_organization on surveys (organization_id, surveyed_on)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
