//! 迎泽: 1,135 community workers, which is 19 per 10,000, and 104 community assistants, who never count.

use super::{Filler, day, service};
use crate::edge::EdgeError;
use muster_domain::kernel::{DivisionCode, words::PostClass};

/// Community workers (2024).
const WORKERS: usize = 1_135;
/// Community assistants (2024).
const ASSISTANTS: usize = 104;

pub(super) async fn fill(filler: &mut Filler<'_, '_>) -> Result<(), EdgeError> {
    filler.begin("community workers of Yingze");
    let division = DivisionCode::new("140106");
    for number in 0..WORKERS + ASSISTANTS {
        let post = if number < WORKERS { PostClass::Staff } else { PostClass::Assistant };
        service::community_worker(filler, ("YZ-SQ", number + 1), &division, post, day(2023, 7, 1)).await?;
    }
    filler.flush().await
}
