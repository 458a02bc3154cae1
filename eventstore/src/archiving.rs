//! Whether the server's log of changes arrives where backups are kept, as the server itself says.
//!
//! A folder that is gone stops nobody: the server keeps what it could not put there, until its own disk is full.

use crate::StoreFault;
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgPool};

/// How archiving stands.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Archiving {
    /// When a segment was put away last.
    pub last_archived_at: Option<DateTime<Utc>>,
    /// When one could not be put away last.
    pub last_failed_at: Option<DateTime<Utc>>,
    /// Which one that was.
    pub last_failed_segment: Option<String>,
}

impl Archiving {
    /// Whether the last try failed: segments pile up since.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.last_failed_at.is_some_and(|failed| self.last_archived_at.is_none_or(|archived| archived < failed))
    }
}

/// How archiving stands on this server; none where it does not archive.
///
/// # Errors
/// [`StoreFault::Database`].
pub async fn standing(pool: &PgPool) -> Result<Option<Archiving>, StoreFault> {
    sqlx::query_as(
        "select last_archived_time as last_archived_at, last_failed_time as last_failed_at,
                last_failed_wal as last_failed_segment
         from pg_stat_archiver where current_setting('archive_mode') <> 'off'",
    )
    .fetch_optional(pool)
    .await
    .map_err(StoreFault::database("asking how archiving stands"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archiving_fails_from_a_failure_until_a_segment_arrives_after_it() {
        let at = |second| DateTime::from_timestamp(second, 0);
        let failing = |archived: Option<i64>, failed: Option<i64>| {
            let (last_archived_at, last_failed_at) = (archived.and_then(at), failed.and_then(at));
            Archiving { last_archived_at, last_failed_at, last_failed_segment: None }.is_failing()
        };
        assert_eq!(
            [(None, None), (Some(1), None), (None, Some(1)), (Some(1), Some(2)), (Some(2), Some(1))]
                .map(|(archived, failed)| failing(archived, failed)),
            [false, false, true, true, false]
        );
    }
}
