//! Hours served as of earlier positions of a log of a million events, beside the same report as things stand.

use crate::workload::Workload;
use muster_projections::{
    ViewRead, Views, views,
    views::service_hours::{self, Figures, GroupBy, HoursFilter, HoursServed},
};
use std::time::Instant;
use tokio::time::Instant as Deadline;

/// Questions of each kind.
const ROUNDS: usize = 7;

/// What the report takes.
pub(crate) struct AsOf {
    /// What it says as things stand.
    pub(crate) total: Figures,
    /// Milliseconds as things stand.
    pub(crate) now: f64,
    /// Share of the log, and milliseconds as of the position there.
    pub(crate) then: Vec<(f64, f64)>,
}

pub(crate) async fn hours_served(work: &Workload, events: i64) -> AsOf {
    let view = views::all().into_iter().filter(|view| view.name() == service_hours::NAME).collect();
    let views = Views::open(work.log().clone(), view).await.expect("the view opens");
    views.reach(service_hours::NAME, events).await.expect("the view gets there");
    work.admin("vacuum analyze").await;
    let (mut now, mut total) = (Vec::new(), Figures::default());
    let mut then: Vec<(f64, Vec<f64>)> = vec![(0.25, Vec::new()), (0.5, Vec::new()), (0.9, Vec::new())];
    for _ in 0..ROUNDS {
        let started = Instant::now();
        total = report(views.read(service_hours::NAME, None).await.expect("the view is read")).await.total;
        now.push(crate::millis(started));
        for (share, times) in &mut then {
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "about there is enough")]
            let position = (events as f64 * *share) as i64;
            let started = Instant::now();
            report(views.read_at(service_hours::NAME, position, Deadline::now()).await.expect("the view is read"))
                .await;
            times.push(crate::millis(started));
        }
    }
    let then = then.into_iter().map(|(share, times)| (share, crate::median(times))).collect();
    AsOf { total, now: crate::median(now), then }
}

async fn report(mut read: ViewRead) -> HoursServed {
    let groups = [GroupBy::Division, GroupBy::Category];
    service_hours::hours_served(&mut read, &HoursFilter::default(), &groups).await.expect("the report is counted")
}
