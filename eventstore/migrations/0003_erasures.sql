-- The ledger of erasures: one row a person, without anything personal. It is written by the append of the event itself,
-- and it can be carried to a store that was restored from before the erasure.
create table log.erasures (
    person uuid primary key,
    -- Of the event in this log.
    position bigint not null,
    erased_at timestamptz not null,
    erased_on date not null,
    basis text not null,
    proposed_by text not null,
    approved_by text not null
);

-- Answers that were given to commands are found by the position of an event: their spans of positions never overlap.
create index idempotency_first_position on log.idempotency (first_position);

-- The answers kept for commands that wrote into a person's stream before a position.
create function log.answers_about(about uuid, before bigint) returns setof text language sql stable
security definer set search_path = log, pg_temp
as $$
    select distinct k.key from events e cross join lateral (
        select i.key, i.last_position from idempotency i where i.first_position <= e.position
        order by i.first_position desc limit 1
    ) as k
    where e.aggregate_type = 'person' and e.aggregate_id = about::text and e.position < before
      and k.last_position >= e.position
$$;

-- Destroys what makes a person readable or findable: the key, the blind index of the identity, and the keyed hashes of
-- commands about the person. To do it again changes nothing.
create function log.forget_person(forgotten uuid, before bigint) returns void language plpgsql
security definer set search_path = log, pg_temp
as $$
begin
    perform destroy_key(forgotten);
    delete from claims where kind = 'identity' and holder = forgotten;
    delete from idempotency where key in (select answers_about(forgotten, before));
end $$;

-- The event and the destruction are one transaction, whoever appends it: there is no erased person with a key.
create function log.erase_person() returns trigger language plpgsql security definer set search_path = log, pg_temp
as $$
declare erased json := new.payload -> 'person_erased';
begin
    insert into erasures (person, position, erased_at, erased_on, basis, proposed_by, approved_by)
        values (new.aggregate_id::uuid, new.position, new.recorded_at, (erased ->> 'erased_on')::date,
                erased ->> 'basis', erased ->> 'proposed_by', erased ->> 'approved_by');
    perform forget_person(new.aggregate_id::uuid, new.position);
    return null;
end $$;
create trigger events_erase_person after insert on log.events
    for each row when (new.aggregate_type = 'person' and new.event_type = 'person_erased')
    execute function log.erase_person();

-- Does again what the ledger says, for tables that were restored from an older copy; gives how many people came back.
create function log.repeat_erasures() returns bigint language plpgsql security definer set search_path = log, pg_temp
as $$
declare back bigint;
begin
    with returned as materialized (
        select e.person, e.position from erasures e
        where not exists (select from vault_keys k where k.owner = e.person and k.wrapped is null)
           or exists (select from claims c where c.kind = 'identity' and c.holder = e.person)
    )
    select count(*) into back from returned r cross join lateral (select forget_person(r.person, r.position)) as done;
    return back;
end $$;

revoke execute on all functions in schema log from public;
