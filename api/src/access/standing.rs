//! Which grants of a caller stand behind an answer. A caller may hold several, over several parts of the registry: what lies
//! below a record is read by the grants that reach the record, and not by what the caller may do elsewhere.

use super::Access;
use async_graphql::{Context, QueryPathNode, QueryPathSegment};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// By the path of each root field of a request, the grants that stand behind its answer where they are not all.
#[derive(Debug, Default)]
pub(crate) struct Standing(Mutex<HashMap<String, Access>>);

impl Standing {
    /// Notes what stands behind a root field.
    pub(super) fn note(&self, root: &QueryPathNode<'_>, access: Access) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path(root), access);
    }

    /// What stands behind the answer that a path leads into; nothing where all grants do.
    pub(super) fn behind(&self, node: &QueryPathNode<'_>) -> Option<Access> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |node| node.parent).find_map(|node| noted.get(&path(node)).cloned())
    }
}

/// The names on the way from the root, as the caller gave them.
fn path(node: &QueryPathNode<'_>) -> String {
    let names = std::iter::successors(Some(node), |node| node.parent).filter_map(|node| match node.segment {
        QueryPathSegment::Name(name) => Some(name),
        QueryPathSegment::Index(_) => None,
    });
    names.collect::<Vec<_>>().join("/")
}

impl Access {
    /// What stands behind the answer of the field that is resolved.
    ///
    /// # Errors
    /// When the request has no caller: a fault of ours.
    pub(crate) fn here(ctx: &Context<'_>) -> async_graphql::Result<Self> {
        let narrowed = ctx.path_node.as_ref().and_then(|node| ctx.data_opt::<Standing>()?.behind(node));
        narrowed.map_or_else(|| ctx.data::<Self>().cloned(), Ok)
    }
}
