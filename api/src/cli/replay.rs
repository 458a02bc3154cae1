//! `muster audit replay`: every view again from position 1, and the proof that its rows are the live ones (A3).

use super::{CommandFault, note, say};
use crate::{
    App,
    replay::{Extent, all},
};
use muster_eventstore::seal::SealReader;
use muster_projections::ViewFault;

/// Runs the command; any view that does not come to the same rows at the end makes it fail.
pub(super) async fn run(app: &App, until: Option<i64>) -> Result<(), CommandFault> {
    let head = app.log.reader().head().await?;
    if let Some(until) = until.filter(|until| !(1..=head).contains(until)) {
        return Err(CommandFault::Usage(format!("there is no position {until}; the log has 1 to {head}")));
    }
    let replayed = all(&app.log, &app.views, until.map_or(Extent::Compared, Extent::Until)).await?;
    let mut last = until.unwrap_or(head);
    let (mut failed, mut reindexing) = (0_usize, 0_usize);
    for one in &replayed {
        match &one.outcome {
            Ok(position) => {
                last = last.max(*position);
                let rate = one.positions_per_second().unwrap_or_default();
                let rows = if until.is_none() { ", rows are the live rows" } else { "" };
                say(&format!("{:<24} 1 to {position}{rows}, {rate} events/s", one.view));
            }
            Err(fault @ ViewFault::Reindexing { .. }) => {
                reindexing += 1;
                note(&format!("{:<24} not compared: {fault}", one.view));
            }
            Err(fault) => {
                failed += 1;
                let cause = std::error::Error::source(fault).map(|source| format!(": {source}")).unwrap_or_default();
                note(&format!("{:<24} FAILED: {fault}{cause}", one.view));
            }
        }
    }
    say(&format!("{} views, {last} events from position 1 to {last}", replayed.len()));
    match SealReader::new(app.log.pool().clone()).root_at(u64::try_from(last).unwrap_or_default()).await {
        Ok(root) => say(&format!("root {root}")),
        Err(fault) => note(&format!("no root: {fault}")),
    }
    if failed > 0 {
        return Err(CommandFault::Refused(format!("{failed} of {} views did not replay", replayed.len())));
    }
    if reindexing > 0 {
        let views = replayed.len();
        let text =
            format!("{reindexing} of {views} views were not compared: an index key takes over; nothing else is wrong");
        return Err(CommandFault::Refused(text));
    }
    Ok(())
}
