-- The log: the only truth. `events` is a strict superset of the table of postgres-es 0.5, which reads and appends
-- to it unchanged when `log` is on its search path, and no event is ever updated or deleted. What stands beside the events
-- is: claims end, answers to commands pass their time, keys are wrapped anew and destroyed.
create schema log;

-- One row: the position of the newest event. Whoever assigns positions updates this row and so holds its lock to
-- the end of the transaction: positions are gapless and in the order of commit.
create table log.head (
    only_row boolean primary key default true check (only_row),
    position bigint not null,
    recorded_at timestamptz not null
) with (fillfactor = 10);
insert into log.head (position, recorded_at) values (0, 'epoch');

create table log.events (
    aggregate_type text not null,
    aggregate_id text not null,
    sequence bigint not null check (sequence >= 1),
    event_type text not null,
    event_version text not null,
    -- `json` keeps the text as written, so that a hash over it can be checked by anybody.
    payload json not null,
    metadata json not null,
    position bigint not null check (position >= 1),
    event_id uuid not null default gen_random_uuid(),
    recorded_at timestamptz not null,
    -- From the metadata, for reading by actor.
    actor text generated always as (metadata ->> 'actor') stored,
    primary key (aggregate_type, aggregate_id, sequence)
);
-- Projections, the seal and the feed read pages by position.
create unique index events_position on log.events (position);
-- "What did this actor enter?"
create index events_actor on log.events (actor, position) where actor is not null;
-- "Show the events of this type."
create index events_type on log.events (event_type, position);

-- The way of writers who name no position (stock postgres-es, psql): slower, never wrong. Being a trigger and no
-- default, it cannot be called without an event, which would leave a gap. The time never goes back, whatever the clock
-- does.
create function log.assign_position() returns trigger language plpgsql security definer set search_path = log, pg_temp
as $$
begin
    update head set position = position + 1, recorded_at = greatest(recorded_at, clock_timestamp())
        returning position, recorded_at into new.position, new.recorded_at;
    return new;
end $$;
create trigger events_assign_position before insert on log.events
    for each row when (new.position is null) execute function log.assign_position();

-- Every insert ends at the head and leaves no gap, whoever wrote it.
create function log.check_positions() returns trigger language plpgsql security definer set search_path = log, pg_temp
as $$
declare first bigint; last bigint; amount bigint; head_position bigint;
begin
    select min(position), max(position), count(*) into first, last, amount from inserted;
    if amount = 0 then return null; end if;
    select position into head_position from head;
    if last <> head_position or first <> last - amount + 1 then
        raise exception 'positions % to % do not follow the head %', first, last, head_position
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create trigger events_positions after insert on log.events referencing new table as inserted
    for each statement execute function log.check_positions();

create function log.refuse_change() returns trigger language plpgsql
as $$
begin
    raise exception '% on log.% is refused: the log is append-only', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger events_append_only before update or delete or truncate on log.events
    for each statement execute function log.refuse_change();

-- Values that at most one holder has at a time. Rows are deletable: a personal value is a keyed hash, and erasure
-- deletes it. Two rows of one value with different holders never share a day (checked by log.append under the lock).
create table log.claims (
    kind text not null,
    value text not null,
    holder uuid not null,
    starts_on date not null default '-infinity',
    ends_on date not null default 'infinity',
    primary key (kind, value, holder, starts_on)
);

-- The first outcome of a command that carried a key.
create table log.idempotency (
    key text primary key,
    body_hash bytea not null,
    outcome text not null,
    first_position bigint not null,
    last_position bigint not null,
    created_at timestamptz not null
);
-- Rows past their keeping time are deleted in the order of their age.
create index idempotency_created_at on log.idempotency (created_at);

-- One wrapped key per person or stream. Erasure destroys the key and leaves the row without one, so that no new key
-- is ever made for the same owner: under it the old fields would look damaged, not erased.
create table log.vault_keys (
    owner uuid primary key,
    wrapped bytea,
    created_at timestamptz not null default now()
);
-- The wrapped key of the blind indexes; that it opens shows that the key-encryption key is the right one.
create table log.vault_index_keys (
    version integer primary key,
    wrapped bytea not null,
    created_at timestamptz not null default now()
);

-- Destroys a key for good, also one that was never made.
create function log.destroy_key(key_owner uuid) returns void language sql security definer set search_path = log, pg_temp
as $$
    insert into vault_keys (owner, wrapped) values (key_owner, null)
    on conflict (owner) do update set wrapped = null
$$;

-- Appends the events of many commands in one statement and gives a verdict for each command:
-- appended, conflict (a stream moved on, or a command before it in this call wrote it), claimed (kind, holder),
-- repeated (same key, same body) or key_reused (same key, other body). A command's events are all or none.
create function log.append(
    stream_command integer[], stream_type text[], stream_id text[], stream_expected bigint[], stream_written boolean[],
    event_command integer[], event_stream_type text[], event_stream_id text[], event_sequence bigint[],
    event_name text[], event_version_in text[], event_payload text[], event_uuid uuid[],
    command_metadata text[],
    claim_command integer[], claim_take boolean[], claim_kind text[], claim_value text[], claim_holder uuid[],
    claim_from date[], claim_to date[],
    key_command integer[], key_owner uuid[], key_wrapped bytea[],
    idem_command integer[], idem_key text[], idem_hash bytea[], idem_outcome text[]
) returns table (
    command integer, verdict text, first_position bigint, last_position bigint, recorded timestamptz,
    claimed_kind text, claimed_holder uuid, outcome text
) language plpgsql security definer set search_path = log, pg_temp
-- Its statements are planned once a session: planning them anew takes longer than running them.
set plan_cache_mode = force_generic_plan
-- A plan that is made while the tables are small must be good when they are large: always by index.
set enable_seqscan = off
-- Compiling a statement to machine code takes longer than running it.
set jit = off
as $$
#variable_conflict use_column
declare base bigint; stamp timestamptz; refused integer[] := '{}'; amount bigint; blocked record;
begin
    select h.position, greatest(h.recorded_at, clock_timestamp()) into base, stamp from head h for update;

    if cardinality(idem_command) > 0 then
        return query
            select i.c, case when k.body_hash = i.h then 'repeated' else 'key_reused' end,
                   k.first_position, k.last_position, k.created_at, null::text, null::uuid, k.outcome
            from unnest(idem_command, idem_key, idem_hash) as i(c, k, h) join idempotency k on k.key = i.k;
        select coalesce(array_agg(i.c), '{}') into refused
            from unnest(idem_command, idem_key) as i(c, k) join idempotency k on k.key = i.k;
    end if;

    -- Conflicts: the stream's head is not the expected one, or a command before wrote it, made its key or used its
    -- idempotency key. Being refused for the company of a refused command is harmless: the caller tries again.
    with conflicts as (
        select s.c from unnest(stream_command, stream_type, stream_id, stream_expected) as s(c, t, i, e)
            left join lateral (
                select v.sequence from events v where v.aggregate_type = s.t and v.aggregate_id = s.i
                order by v.sequence desc limit 1
            ) as newest on true
            where coalesce(newest.sequence, 0) <> s.e
        union
        select s.c from (
            select u.c, bool_or(u.w) over (
                partition by u.t, u.i order by u.c rows between unbounded preceding and 1 preceding) as written_before
            from unnest(stream_command, stream_type, stream_id, stream_written) as u(c, t, i, w)
        ) as s where s.written_before
        union
        select k.c from unnest(key_command, key_owner) as k(c, o) join vault_keys v on v.owner = k.o
        union
        select k.c from (
            select u.c, row_number() over (partition by u.o order by u.c) as nth
            from unnest(key_command, key_owner) as u(c, o)) as k where k.nth > 1
        union
        select i.c from (
            select u.c, row_number() over (partition by u.k order by u.c) as nth
            from unnest(idem_command, idem_key) as u(c, k)) as i where i.nth > 1
    ), fresh as (select distinct c from conflicts where not c = any(refused))
    select refused || coalesce(array_agg(c), '{}') into refused from fresh;

    return query
        select distinct x.c, 'conflict', null::bigint, null::bigint, null::timestamptz, null::text, null::uuid, null::text
        from unnest(refused) as x(c)
        where not exists (
            select 1 from unnest(idem_command, idem_key) as i(c, k) join idempotency k on k.key = i.k where i.c = x.c);

    if cardinality(claim_command) > 0 then
        -- A row that the same command releases or rewrites does not stand in its way; its own other rows do.
        for blocked in
            with changed as (
                select t.* from unnest(claim_command, claim_take, claim_kind, claim_value, claim_holder, claim_from, claim_to)
                    as t(c, take, k, v, h, f, u)
                where not t.c = any(refused)
            )
            select distinct on (w.c) w.c, w.k, w.holder from (
                select t.c, t.k, held.holder, held.starts_on
                from changed t join claims held on held.kind = t.k and held.value = t.v and held.holder <> t.h
                    and held.starts_on <= t.u and t.f <= held.ends_on
                where t.take and not exists (
                    select from changed own where own.c = t.c and own.k = t.k and own.v = t.v
                        and own.h = held.holder and own.f = held.starts_on)
                union all
                select t.c, t.k, own.h, own.f
                from changed t join changed own on own.c = t.c and own.k = t.k and own.v = t.v and own.h <> t.h
                    and own.f <= t.u and t.f <= own.u
                where t.take and own.take
            ) as w order by w.c, w.starts_on
        loop
            command := blocked.c; verdict := 'claimed'; claimed_kind := blocked.k; claimed_holder := blocked.holder;
            return next;
            refused := refused || blocked.c;
        end loop;
        -- A command before it in this call changes the same row or takes the value for one of the same days.
        for blocked in
            with changed as (
                select t.* from unnest(claim_command, claim_take, claim_kind, claim_value, claim_holder, claim_from, claim_to)
                    as t(c, take, k, v, h, f, u)
                where not t.c = any(refused)
            )
            select distinct later.c
            from changed later join changed earlier on earlier.k = later.k and earlier.v = later.v and earlier.c < later.c
            where (earlier.h = later.h and earlier.f = later.f)
               or (earlier.h <> later.h and later.take and earlier.take and earlier.f <= later.u and later.f <= earlier.u)
        loop
            command := blocked.c; verdict := 'conflict'; claimed_kind := null; claimed_holder := null;
            return next;
            refused := refused || blocked.c;
        end loop;
        delete from claims held
            using unnest(claim_command, claim_take, claim_kind, claim_value, claim_holder, claim_from)
                as t(c, take, k, v, h, f)
            where not t.take and not t.c = any(refused)
              and held.kind = t.k and held.value = t.v and held.holder = t.h and held.starts_on = t.f;
        insert into claims (kind, value, holder, starts_on, ends_on)
            select t.k, t.v, t.h, t.f, t.u
            from unnest(claim_command, claim_take, claim_kind, claim_value, claim_holder, claim_from, claim_to)
                as t(c, take, k, v, h, f, u)
            where t.take and not t.c = any(refused)
            on conflict (kind, value, holder, starts_on) do update set ends_on = excluded.ends_on;
    end if;

    if cardinality(key_command) > 0 then
        insert into vault_keys (owner, wrapped)
            select k.o, k.w from unnest(key_command, key_owner, key_wrapped) as k(c, o, w)
            where not k.c = any(refused);
    end if;

    select count(*) into amount from unnest(event_command) as e(c) where not e.c = any(refused);
    if amount > 0 then
        update head set position = base + amount, recorded_at = stamp;
        return query
            with placed as (
                select e.*, base + row_number() over (order by e.n) as place
                from unnest(event_command, event_stream_type, event_stream_id, event_sequence, event_name,
                            event_version_in, event_payload, event_uuid) with ordinality
                    as e(c, t, i, s, name, version, payload, id, n)
                where not e.c = any(refused)
            ), written as (
                insert into events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload,
                                    metadata, position, event_id, recorded_at)
                select p.t, p.i, p.s, p.name, p.version, p.payload::json, command_metadata[p.c]::json, p.place, p.id,
                       stamp
                from placed p
            ), spans as (
                select p.c, min(p.place) as first, max(p.place) as last from placed p group by p.c
            ), remembered as (
                insert into idempotency (key, body_hash, outcome, first_position, last_position, created_at)
                select i.k, i.h, i.o, s.first, s.last, stamp
                from unnest(idem_command, idem_key, idem_hash, idem_outcome) as i(c, k, h, o) join spans s on s.c = i.c
            )
            select s.c, 'appended', s.first, s.last, stamp, null::text, null::uuid, null::text from spans s;
        -- A hint to wake up; readers poll in any case.
        perform pg_notify('muster_log', (base + amount)::text);
    end if;
end $$;

-- Nobody calls a function here by accident: the application's role gets back what it needs.
revoke execute on all functions in schema log from public;
