//! Views after a change of the key of the blind indexes: those that keep any are rebuilt, and then the key is settled.

use crate::{ViewFault, Views, rebuild};

/// An index key under which views stand, and nothing under an older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledIndex {
    /// Its version.
    pub version: i32,
    /// Views that were rebuilt for it.
    pub views: Vec<&'static str>,
    /// Older keys that nobody needed any more, and that are deleted.
    pub ended: i64,
}

impl Views {
    /// Rebuilds every view that keeps blind indexes, live and as of positions, after their key was changed; gives the
    /// names.
    ///
    /// # Errors
    /// [`ViewFault`] when one cannot be built: those before it are done, and to do it again does no harm.
    pub async fn reindex(&self) -> Result<Vec<&'static str>, ViewFault> {
        let mut names = Vec::new();
        for view in self.iter().filter(|view| view.keeps_blind_indexes()) {
            rebuild::replace(self.log(), view.as_ref()).await?;
            names.push(view.name());
        }
        // As if they were from before an erasure: nobody opens them again.
        sqlx::query("update views.as_of set head = -1 where name = any($1)")
            .bind(&names)
            .execute(self.log().pool())
            .await
            .map_err(ViewFault::database("letting builds go"))?;
        self.tidy().await?;
        Ok(names)
    }

    /// Settles an index key that is in force and known to every process: rebuilds what views keep, and notes that nothing
    /// stands under an older one.
    ///
    /// # Errors
    /// As [`Views::reindex`]; the key stays unsettled then.
    pub async fn settle_index(&self, version: i32) -> Result<SettledIndex, ViewFault> {
        let views = self.reindex().await?;
        let ended = self.log().settle_index(version).await?;
        Ok(SettledIndex { version, views, ended })
    }

    /// Ends a change of the index key that was cut off after the key was in force, for a process that is alone on its
    /// store; nothing where there was none.
    ///
    /// # Errors
    /// As [`Views::settle_index`].
    pub async fn end_cut_reindexing(&self) -> Result<Option<SettledIndex>, ViewFault> {
        let in_force = self.log().vault().index_key_in_force().await?;
        if in_force.is_settled() {
            return Ok(None);
        }
        self.settle_index(in_force.version).await.map(Some)
    }
}
