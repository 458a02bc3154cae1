//! Muster's side of the bench.

use crate::workload::{SEATS, Workload};
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
            let number = caller + done * callers;
            let id = work.ours(number).uuid();
            let command = work.credit(work.free_slot());
            work.log().execute::<Volunteer>(&work.request(), id, command).await.expect("the command is executed");
            done += 1;
        }
        done
    }))
    .await;
    per_second(counts.into_iter().sum(), started)
}

/// Who sits in a session: each log writes volunteers of its own, or it would find the other's states stale.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seats {
    /// Volunteers whose states are in memory.
    Warm,
    /// Volunteers whose states are read from the log.
    Cold,
}

/// One session of 500 credits as one unit of work: all or none.
pub(crate) async fn credit_session(work: &Arc<Workload>, log: &EventLog, seats: Seats) {
    let first = match seats {
        Seats::Warm => 0,
        Seats::Cold => SEATS,
    };
    let (slot, shared) = (work.free_slot(), Arc::clone(work));
    log.transact(&work.request(), move |unit| {
        let work = Arc::clone(&shared);
        Box::pin(async move {
            let seats = first..first + SEATS;
            unit.load::<Volunteer>(seats.clone().map(|number| work.ours(number).uuid())).await?;
            for number in seats {
                let id = work.ours(number).uuid();
                let events = unit.propose::<Volunteer>(id, work.credit(slot))?.expect("the hours are credited");
                unit.accept::<Volunteer>(id, events)?;
            }
            Ok::<(), StepError<Infallible>>(())
        })
    })
    .await
    .expect("the session is credited");
}

/// The view of hours built from position 1.
pub(crate) async fn rebuild_per_second(work: &Workload) -> f64 {
    let view = views::all().into_iter().find(|view| view.name() == "service_hours").expect("the view of hours");
    muster_projections::Views::open(work.log().clone(), Vec::new()).await.expect("the registry of views");
    let started = Instant::now();
    let built = rebuild::build(work.log(), view.as_ref(), None).await.expect("the view is built");
    let rate = per_second(usize::try_from(built.position).unwrap_or_default(), started);
    rebuild::discard(work.log(), &built.schema).await.expect("the build is dropped");
    rate
}

/// A count over the time since a start.
pub(crate) fn per_second(count: usize, started: Instant) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / started.elapsed().as_secs_f64()
}
