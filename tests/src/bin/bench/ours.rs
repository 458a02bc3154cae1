//! Muster's side of the bench.

use crate::workload::{Seats, Side, Workload};
use muster_domain::volunteer::Volunteer;
use muster_eventstore::{EventLog, StepError};
use muster_projections::{rebuild, views};
use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

/// Single commands by several callers at once, each on its own volunteers.
pub(crate) async fn appends_per_second(work: &Workload, callers: usize, turn: Duration) -> f64 {
    let started = Instant::now();
    let counts = futures::future::join_all((0..callers).map(|caller| async move {
        let mut done = 0_usize;
        while started.elapsed() < turn {
            let id = work.single(Side::Muster, caller + done * callers).uuid();
            let command = work.credit(work.free_slot());
            work.log().execute::<Volunteer>(&work.request(), id, command).await.expect("the command is executed");
            done += 1;
        }
        done
    }))
    .await;
    per_second(counts.into_iter().sum(), started)
}

/// One session of 500 credits as one unit of work: all or none.
pub(crate) async fn credit_session(work: &Arc<Workload>, log: &EventLog, seats: Seats) {
    let (slot, shared) = (work.free_slot(), Arc::clone(work));
    log.transact(&work.request(), move |unit| {
        let work = Arc::clone(&shared);
        Box::pin(async move {
            let ids: Vec<_> = work.seats(Side::Muster, seats).into_iter().map(|id| id.uuid()).collect();
            unit.load::<Volunteer>(ids.iter().copied()).await?;
            for id in ids {
                let events = unit.propose::<Volunteer>(id, work.credit(slot))?.expect("the hours are credited");
                unit.accept::<Volunteer>(id, events)?;
            }
            Ok::<(), StepError<Infallible>>(())
        })
    })
    .await
    .expect("the session is credited");
}

/// The view of hours built from position 1: events, and events per second.
pub(crate) async fn rebuild_per_second(work: &Workload) -> (usize, f64) {
    let view = views::all().into_iter().find(|view| view.name() == "service_hours").expect("the view of hours");
    muster_projections::Views::open(work.log().clone(), Vec::new()).await.expect("the registry of views");
    let started = Instant::now();
    let built = rebuild::build(work.log(), view.as_ref(), None).await.expect("the view is built");
    let events = usize::try_from(built.position).unwrap_or_default();
    let rate = per_second(events, started);
    built.discard(work.log()).await.expect("the build is dropped");
    (events, rate)
}

/// A count over the time since a start.
pub(crate) fn per_second(count: usize, started: Instant) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / started.elapsed().as_secs_f64()
}
