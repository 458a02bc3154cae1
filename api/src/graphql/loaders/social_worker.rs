//! Social workers, and certificates of many of them, at once.

use super::{Found, LoadFault, Named, at_least, given, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::{
    career_ledger::{self, Careers},
    social_worker_register::{self, CertificateRow, SocialWorkerRow},
};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Certificates of one person at most; the rules allow fewer.
const CERTIFICATES_LIMIT: usize = 100;

/// Social workers by id.
pub struct SocialWorkerLoader(pub(super) Gate);

impl Loader<Named> for SocialWorkerLoader {
    type Value = Found<SocialWorkerRow>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let mut read = self.0.read(social_worker_register::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let rows = social_worker_register::by_ids(&mut read, &ids(keys)).await.map_err(Arc::new)?;
        Ok(given(keys, read.position(), rows, |row| row.id))
    }
}

/// Rows of one career at most, of each kind; the rules allow fewer.
const CAREER_LIMIT: usize = 1_000;

/// Registrations, education and outcomes by social worker.
pub struct CareerLoader(pub(super) Gate);

impl Loader<Named> for CareerLoader {
    type Value = Found<Careers>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let asked = ids(keys);
        let limit = i64::try_from(asked.len() * CAREER_LIMIT).unwrap_or(i64::MAX);
        let mut read = self.0.read(career_ledger::NAME, at_least(keys)).await.map_err(Arc::new)?;
        let Careers { periods, education, outcomes } =
            career_ledger::careers_of(&mut read, &asked, limit).await.map_err(Arc::new)?;
        let mut held: HashMap<Uuid, Careers> = HashMap::new();
        for row in periods {
            held.entry(row.social_worker_id).or_default().periods.push(row);
        }
        for row in education {
            held.entry(row.social_worker_id).or_default().education.push(row);
        }
        for row in outcomes {
            held.entry(row.social_worker_id).or_default().outcomes.push(row);
        }
        let of = |named: &Named| held.get(&named.id).cloned().unwrap_or_default();
        Ok(keys.iter().map(|named| (*named, (read.position(), of(named)))).collect())
    }
}

/// Certificates by social worker, in the order of their day.
pub struct CertificateLoader(pub(super) Gate);

impl Loader<Named> for CertificateLoader {
    type Value = Found<Vec<CertificateRow>>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let asked = ids(keys);
        let limit = i64::try_from(asked.len() * CERTIFICATES_LIMIT).unwrap_or(i64::MAX);
        let view = social_worker_register::NAME;
        let mut read = self.0.read(view, at_least(keys)).await.map_err(Arc::new)?;
        let rows = social_worker_register::certificates_of(&mut read, &asked, limit).await.map_err(Arc::new)?;
        let mut held: HashMap<Uuid, Vec<CertificateRow>> = HashMap::new();
        for row in rows {
            held.entry(row.social_worker_id).or_default().push(row);
        }
        let of = |named: &Named| held.get(&named.id).cloned().unwrap_or_default();
        Ok(keys.iter().map(|named| (*named, (read.position(), of(named)))).collect())
    }
}
