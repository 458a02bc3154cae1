//! Who is posted where, in which role and for how long (岗位任职名册). People stand here by id only.

mod fold;
mod reads;

pub use reads::{PostingCount, PostingFilter, PostingTotal, counts_by_division, counts_by_role, page, posts_of, total};

use crate::{Fold, View, ViewFault, rows::rows};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use muster_eventstore::Recorded;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// The view's name.
pub const NAME: &str = "posting_roster";

/// The roster of posts.
#[derive(Clone, Copy, Debug, Default)]
pub struct PostingRoster;

/// One post of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct PostRow {
    /// `{place}/{role}/{person}/{from_day}`.
    pub key: String,
    /// The organization, where the place is one.
    pub organization_id: Option<Uuid>,
    /// The site, where the place is one.
    pub site_id: Option<Uuid>,
    /// The place, whichever it is.
    pub place_id: Uuid,
    /// Role code.
    pub role: String,
    /// The person for whom the post counts.
    pub person_id: Uuid,
    /// The person as entered.
    pub entered_id: Uuid,
    /// Division of the place on the first day.
    pub division: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day, where there is one.
    pub to_day: Option<NaiveDate>,
}

rows! {
    PostRow: "posts" by key "text";
}

impl View for PostingRoster {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        2
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["person", "posting"]
    }

    fn tables(&self) -> &'static str {
        r#"create table posts (
            key text collate "C" primary key, organization_id uuid, site_id uuid, place_id uuid not null,
            role text not null, person_id uuid not null, entered_id uuid not null, division text not null,
            from_day date not null, to_day date
         );
         create table merged (duplicate uuid primary key, survivor uuid not null)"#
    }

    fn indexes(&self) -> &'static str {
        // Asked by place and by person, and counted by role.
        "create index posts_place on posts (place_id);
         create index posts_person on posts (person_id);
         create index posts_entered on posts (entered_id);
         create index posts_role on posts (role, division)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
