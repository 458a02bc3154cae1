//! Who the social workers and community workers are: certificates, registration, posts, abilities (社会工作人才名册).
//!
//! People stand here by id only; names are the person directory's.

mod fold;
mod reads;
mod tables;

pub use reads::{
    LevelCount, PostCount, SocialWorkerFilter, by_codes, by_ids, by_person_ids, certificates_of, counts_by_level, page,
    posts_by_class, posts_of,
};
pub use tables::{CertificateRow, PostRow, SocialWorkerRow};

use crate::{Fold, View, ViewFault};
use futures::future::BoxFuture;
use muster_eventstore::Recorded;

/// The view's name.
pub const NAME: &str = "social_worker_register";

/// The register of social workers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SocialWorkerRegister;

impl View for SocialWorkerRegister {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> u32 {
        4
    }

    fn aggregate_types(&self) -> &'static [&'static str] {
        &["social_worker"]
    }

    fn tables(&self) -> &'static str {
        tables::TABLES
    }

    fn indexes(&self) -> &'static str {
        // Pages run in the order of the code; certificates and posts are asked by worker, posts also by division.
        "create index social_workers_code on social_workers (code, id);
         create index social_workers_person on social_workers (person_id);
         create index certificates_worker on certificates (social_worker_id);
         create index posts_worker on posts (social_worker_id, from_day);
         create index posts_division on posts (division)"
    }

    fn fold<'f>(&'f self, page: &'f [Recorded], fold: &'f mut Fold<'_>) -> BoxFuture<'f, Result<(), ViewFault>> {
        Box::pin(fold::fold(page, fold))
    }
}
