//! Refusing a server whose settings lose acknowledged facts, ours or somebody else's.
//! Only durability is judged here, never speed.

use sqlx::PgConnection;

use super::error::ClusterError;

/// Refuses a server that runs with `fsync`, `full_page_writes` or `synchronous_commit` off in this session.
///
/// # Errors
/// [`ClusterError::UnsafeSettings`] naming each such setting; [`ClusterError::Database`] when the server cannot be asked.
pub async fn refuse_unsafe_settings(conn: &mut PgConnection) -> Result<(), ClusterError> {
    // Every other value of synchronous_commit (on, local, remote_write, remote_apply) waits for the local disk.
    let off: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM pg_catalog.pg_settings \
         WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name",
    )
    .fetch_all(conn)
    .await?;
    if off.is_empty() {
        return Ok(());
    }
    Err(ClusterError::UnsafeSettings {
        settings: off.iter().map(|name| format!("{name} off")).collect::<Vec<_>>().join(", "),
    })
}
