//! A log of a million events, whatever the store had: what a city of a hundred thousand volunteers records in five years.

use crate::workload::Workload;

/// Events of the log, where `BENCH_EVENTS` does not say how many.
const EVENTS: i64 = 1_000_000;
/// Events that are entered by one statement.
const CHUNK: i64 = 50_000;

/// What the events are made like, and where they begin: one of each kind that the store has.
const GIVEN: &str = "
    create table bench_given as
    select distinct on (event_type) event_type, event_version, payload::jsonb as payload, metadata,
        (select position from log.head) as head
    from log.events where event_type in ('volunteer_registered', 'hours_credited') order by event_type, position";

/// Each tenth event registers a volunteer, each twentieth revokes the credit before it, all others credit hours to a
/// volunteer registered before, 50 in a session, of 60 teams and 150 organizations over five years. Entered behind
/// the log's back: what it costs to append is measured elsewhere.
const ENTER: &str = "
    with made as (
        select e.*, v.position as volunteer, s.number as activity,
            row_number() over (partition by v.position order by e.position) as nth
        from log.head h
        cross join (select head, head - head % 10 + 11 as first from bench_given limit 1) g
        cross join lateral (
            select position, position - (position % 20 = 0)::int as place,
                case when position % 10 = 1 or position < g.first then 'volunteer_registered'
                     when position % 20 = 0 then 'hours_revoked' else 'hours_credited' end as kind
            from generate_series(h.position + 1, least(h.position + $CHUNK, $EVENTS)) as position) e
        cross join lateral (
            select case when e.kind = 'volunteer_registered' then e.position
                        else g.first + 10 * (e.place * 7919 % ((e.place - g.first) / 10 + 1)) end as position) v
        cross join lateral (select e.place / 50 as number) s)
    insert into log.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata,
        position, recorded_at)
    select 'volunteer', md5('volunteer ' || m.volunteer)::uuid, m.nth + (
            select coalesce(max(sequence), 0) from log.events
            where aggregate_type = 'volunteer' and aggregate_id = md5('volunteer ' || m.volunteer)::uuid::text), m.kind, g.event_version, case m.kind
        when 'volunteer_registered' then jsonb_set(g.payload, '{volunteer_registered,person_id}',
            to_jsonb(md5('person ' || m.volunteer)::uuid))
        when 'hours_revoked' then jsonb_build_object('hours_revoked', jsonb_build_object(
            'credit_id', md5('credit ' || m.place)::uuid, 'minutes', 60, 'person_id', md5('person ' || m.volunteer)::uuid,
            'reason', 'sealed:1:c2FtcGxl'))
        else jsonb_set(g.payload, '{hours_credited,credit}', g.payload #> '{hours_credited,credit}' || jsonb_build_object(
            'credit_id', md5('credit ' || m.place)::uuid, 'activity_id', md5('activity ' || m.activity)::uuid,
            'organization_id', md5('organization ' || m.activity % 150)::uuid, 'team_id', md5('team ' || m.activity % 60)::uuid,
            'division', '4452' || lpad((m.activity % 6)::text, 2, '0'),
            'category', (array['ECOLOGY', 'SAFETY_EMERGENCY', 'CONVENIENCE'])[1 + m.activity / 6 % 3],
            'served_on', date '2021-01-01' + (m.activity * 50 * 1800 / $EVENTS)::int)) end,
        g.metadata, m.position, h.recorded_at
    from made m
    join bench_given g on g.event_type =
        case m.kind when 'volunteer_registered' then m.kind else 'hours_credited' end
    cross join log.head h;
    update log.head set position = (select max(position) from log.events)";

/// Fills the log up to so many events, and says how many.
pub(crate) async fn fill(work: &Workload) -> i64 {
    let events = std::env::var("BENCH_EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(EVENTS);
    work.admin(GIVEN).await;
    let enter = ENTER.replace("$CHUNK", &CHUNK.to_string()).replace("$EVENTS", &events.to_string());
    while work.log().reader().head().await.expect("the head") < events {
        work.admin(&format!("set session_replication_role = replica; {enter}")).await;
    }
    work.admin("vacuum analyze").await;
    events
}
