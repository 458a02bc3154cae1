//! Where the person is or was posted, and which organizations they represent.

use super::{Source, list};
use crate::edge::EdgeError;
use async_graphql::Result;
use muster_projections::views::{
    organization_directory::{self, OrganizationRow},
    posting_roster::{self, PostRow},
};
use serde_json::{Value, json};

/// Every post at an organization or a site, in the order of its first day.
pub(super) async fn held(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(posting_roster::NAME).await?;
    let posts = posting_roster::posts_of(&mut read, source.mine.id).await.map_err(EdgeError::from)?;
    let post = |post: &PostRow| {
        json!({ "organization": post.organization_id, "site": post.site_id, "role": post.role,
            "division": post.division, "from": post.from_day, "to": post.to_day, "person": post.entered_id })
    };
    Ok(list(&posts, post))
}

/// The organizations of which the person is the legal representative today.
pub(super) async fn represented(source: &Source<'_>) -> Result<Value> {
    let mut read = source.open(organization_directory::NAME).await?;
    let rows = organization_directory::represented_by(&mut read, &source.people).await.map_err(EdgeError::from)?;
    Ok(list(&rows, represented_of))
}

fn represented_of(row: &OrganizationRow) -> Value {
    json!({ "organization": row.id, "code": row.code, "name": row.name, "person": row.legal_representative_id })
}
