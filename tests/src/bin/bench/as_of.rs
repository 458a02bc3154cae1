//! Hours served as of earlier positions of a log of a million events, beside the same report as things stand.

use crate::workload::Workload;
use muster_projections::{
    ViewRead, Views, views,
    views::service_hours::{self, GroupBy, HoursFilter, HoursServed},
};
use std::time::Instant;
use tokio::time::Instant as Deadline;

/// Events of the log, where `BENCH_EVENTS` does not say how many.
const EVENTS: i64 = 1_000_000;
/// Events that are entered by one statement.
const CHUNK: i64 = 50_000;
/// Questions of each kind.
const ROUNDS: usize = 7;

/// Credits of the store again, under ids of their own, spread over divisions and categories; each twentieth event
/// revokes the credit before it. Entered behind the log's back: what it costs to append is measured elsewhere.
const ENTER: &str = "
    insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
        position, recorded_at)
    select 'volunteer', g.aggregate_id, 1000000 + p.position,
        case when p.revokes then 'hours_revoked' else 'hours_credited' end, g.event_version,
        case when p.revokes then json_build_object('hours_revoked', json_build_object(
            'credit_id', p.credit, 'minutes', 60, 'person_id', g.aggregate_id, 'reason', 'sealed:1:c2FtcGxl'))
        else jsonb_set(jsonb_set(jsonb_set(g.payload, '{hours_credited,credit,credit_id}', to_jsonb(p.credit)),
            '{hours_credited,credit,division}', to_jsonb('4452' || lpad((p.place % 6)::text, 2, '0'))),
            '{hours_credited,credit,category}', to_jsonb(k.code))::json end,
        g.metadata, p.position, h.recorded_at
    from log.head h
    cross join lateral (
        select position, position % 20 = 0 as revokes, position - (position % 20 = 0)::int as place,
               md5((position - (position % 20 = 0)::int)::text)::uuid as credit
        from generate_series(h.position + 1, least(h.position + $CHUNK, $EVENTS)) as position) p
    join bench_given g on g.place = p.place % (select count(*) from bench_given)
    join (values (0, 'ECOLOGY'), (1, 'SAFETY_EMERGENCY'), (2, 'CONVENIENCE')) as k (place, code)
      on k.place = p.place % 3;
    update log.head set position = (select max(position) from log.events)";

/// What the report takes.
pub(crate) struct AsOf {
    /// Events of the log.
    pub(crate) events: i64,
    /// Milliseconds as things stand.
    pub(crate) now: f64,
    /// Share of the log, and milliseconds as of the position there.
    pub(crate) then: Vec<(f64, f64)>,
}

pub(crate) async fn hours_served(work: &Workload) -> AsOf {
    let events = std::env::var("BENCH_EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(EVENTS);
    fill(work, events).await;
    let view = views::all().into_iter().filter(|view| view.name() == service_hours::NAME).collect();
    let views = Views::open(work.log().clone(), view).await.expect("the view opens");
    views.reach(service_hours::NAME, events).await.expect("the view gets there");
    work.admin("vacuum analyze").await;
    let mut now = Vec::new();
    let mut then: Vec<(f64, Vec<f64>)> = vec![(0.25, Vec::new()), (0.5, Vec::new()), (0.9, Vec::new())];
    for _ in 0..ROUNDS {
        let started = Instant::now();
        report(views.read(service_hours::NAME, None).await.expect("the view is read")).await;
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
    AsOf { events, now: crate::median(now), then }
}

async fn report(mut read: ViewRead) -> HoursServed {
    let groups = [GroupBy::Division, GroupBy::Category];
    service_hours::hours_served(&mut read, &HoursFilter::default(), &groups).await.expect("the report is counted")
}

async fn fill(work: &Workload, events: i64) {
    work.admin(
        "create table bench_given as
         select row_number() over (order by position) - 1 as place, aggregate_id, event_version,
                payload::jsonb as payload, metadata
         from log.events where event_type = 'hours_credited'",
    )
    .await;
    let enter = ENTER.replace("$CHUNK", &CHUNK.to_string()).replace("$EVENTS", &events.to_string());
    while work.log().reader().head().await.expect("the head") < events {
        work.admin(&format!("set session_replication_role = replica; {enter}")).await;
    }
}
