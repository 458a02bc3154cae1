-- Keys that are changed while the registry serves. The index key in force is the newest with a day; a newer one without
-- is being made ready. The key-encryption key has no row: it is the one under which the rows here are wrapped.
alter table log.vault_index_keys
    -- Name of that key; nothing in a store from before there were names.
    add column wrapped_under text,
    -- Since when personal values stand under it.
    add column in_force_since timestamptz,
    -- Since when nothing stands under an older one any more, but the keyed hashes of commands that were answered before.
    add column settled_at timestamptz;
update log.vault_index_keys set in_force_since = created_at, settled_at = created_at;

-- Under which index an identity stands and under which it will: filled by a rotation, empty otherwise.
create table log.reindexed (
    before text primary key,
    after text not null
);

create function log.index_version() returns integer language sql stable security definer set search_path = log, pg_temp
as $$
    select max(version) from vault_index_keys where in_force_since is not null
$$;

-- Refuses an append that was decided before a rotation: its claims stand under another index key than the one in force,
-- and would neither meet nor release the rows that stand by now; or its new keys are wrapped under a key-encryption key
-- that may be forgotten. The lock is that of appends.
create function log.require_keys_in_force(versions integer[], wrappings text[]) returns boolean language plpgsql
security definer set search_path = log, pg_temp
as $$
begin
    if cardinality(versions) > 0 or cardinality(wrappings) > 0 then
        perform from head for update;
        if exists (select from unnest(versions) as v where v <> index_version())
            or exists (select from unnest(wrappings) as w, vault_index_keys k
                       where k.version = index_version() and k.wrapped_under <> w) then
            raise exception 'a key was replaced since the decision' using errcode = 'P0M01';
        end if;
    end if;
    return true;
end $$;

-- Holds every append back until the end of the transaction, and gives the position of the newest event.
create function log.hold_appends() returns bigint language sql security definer set search_path = log, pg_temp
as $$
    select position from head for update
$$;

-- Puts the same keys under another key-encryption key; a row that changed meanwhile is left as it is. Gives how many.
create function log.rewrap_keys(owners uuid[], before bytea[], after bytea[]) returns bigint language plpgsql
security definer set search_path = log, pg_temp
as $$
declare changed bigint;
begin
    update vault_keys k set wrapped = r.a from unnest(owners, before, after) as r(o, b, a)
        where k.owner = r.o and k.wrapped = r.b;
    get diagnostics changed = row_count;
    return changed;
end $$;

-- From its commit on nothing is appended that is wrapped under another.
create function log.rewrap_index_keys(versions integer[], before bytea[], after bytea[], under text) returns bigint
language plpgsql security definer set search_path = log, pg_temp
as $$
declare changed bigint;
begin
    perform from head for update;
    update vault_index_keys k set wrapped = r.a, wrapped_under = under from unnest(versions, before, after) as r(v, b, a)
        where k.version = r.v and k.wrapped = r.b;
    get diagnostics changed = row_count;
    return changed;
end $$;

-- Moves the identities to the next index key, as `reindexed` says, and puts it in force. An identity that is not in there
-- stops it, and nothing is changed.
create function log.put_index_in_force(next integer) returns bigint language plpgsql
security definer set search_path = log, pg_temp
as $$
declare changed bigint;
begin
    perform from head for update;
    update claims c set value = r.after from reindexed r where c.kind = 'identity' and c.value = r.before;
    get diagnostics changed = row_count;
    if exists (select from claims c where c.kind = 'identity'
               and not exists (select from reindexed r where r.after = c.value)) then
        raise exception 'an identity has no index under the next key' using errcode = 'P0M02';
    end if;
    delete from reindexed;
    update vault_index_keys set in_force_since = clock_timestamp()
        where version = next and in_force_since is null and version > index_version();
    if not found then
        raise exception 'index key % cannot be put in force', next using errcode = 'P0M03';
    end if;
    return changed;
end $$;

create function log.settle_index_key(settled integer) returns void language sql
security definer set search_path = log, pg_temp
as $$
    update vault_index_keys set settled_at = clock_timestamp() where version = settled and in_force_since is not null
$$;

-- Deletes the keys whose successor has been settled for as long as answers to commands are promised. Gives how many.
create function log.end_index_keys(kept interval) returns bigint language plpgsql
security definer set search_path = log, pg_temp
as $$
declare ended bigint;
begin
    delete from vault_index_keys k using vault_index_keys later
        where later.version > k.version and later.settled_at < clock_timestamp() - kept;
    get diagnostics ended = row_count;
    return ended;
end $$;

revoke execute on all functions in schema log from public;
