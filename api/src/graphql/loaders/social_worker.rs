//! Certificates of many social workers at once.

use super::{Found, LoadFault, Named, at_least, ids};
use crate::graphql::gate::Gate;
use async_graphql::dataloader::Loader;
use muster_projections::views::social_worker_register::{self, CertificateRow};
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Certificates of one person at most; the rules allow fewer.
const CERTIFICATES_LIMIT: usize = 100;

/// Certificates by social worker, in the order of their day.
pub struct CertificateLoader(pub(super) Gate);

impl Loader<Named> for CertificateLoader {
    type Value = Found<Vec<CertificateRow>>;
    type Error = LoadFault;

    async fn load(&self, keys: &[Named]) -> Result<HashMap<Named, Self::Value>, Self::Error> {
        let asked = ids(keys);
        let limit = i64::try_from(asked.len() * CERTIFICATES_LIMIT).unwrap_or(i64::MAX);
        let view = social_worker_register::NAME;
        let mut read = self.0.views().read(view, at_least(keys)).await.map_err(Arc::new)?;
        let rows = social_worker_register::certificates_of(&mut read, &asked, limit).await.map_err(Arc::new)?;
        let mut held: HashMap<Uuid, Vec<CertificateRow>> = HashMap::new();
        for row in rows {
            held.entry(row.social_worker_id).or_default().push(row);
        }
        let of = |named: &Named| held.get(&named.id).cloned().unwrap_or_default();
        Ok(keys.iter().map(|named| (*named, (read.position(), of(named)))).collect())
    }
}
