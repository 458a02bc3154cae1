//! Waiting for a condition with a limit; tests sleep for nothing else.

use std::{future::Future, time::Duration};

/// The longest wait of a test for anything.
pub const LIMIT: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until there is something, and gives it.
///
/// # Panics
/// When there is nothing within [`LIMIT`].
pub async fn eventually<T, F, Fut>(what: &str, mut look: F) -> T
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Option<T>>,
{
    let deadline = tokio::time::Instant::now() + LIMIT;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(tokio::time::Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
