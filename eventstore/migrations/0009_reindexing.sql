-- Which index of an identity became which is noted by the session of a rotation alone, in a table of its own that goes with
-- it: what stood here outlived a rotation that was cut off, and no erasure reached it.
drop function log.put_index_in_force(integer);
drop table log.reindexed;

-- Moves blind claims to the next index key; gives how many rows. The lock is that of appends, to the end of the transaction.
create function log.move_claims(kinds text[], before text[], after text[]) returns bigint language plpgsql
security definer set search_path = log, pg_temp
-- Row by row by the key of the claims: reading them all for each page takes longer.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
declare changed bigint;
begin
    perform from head for update;
    update claims c set value = r.a from unnest(kinds, before, after) as r(k, b, a) where c.kind = r.k and c.value = r.b;
    get diagnostics changed = row_count;
    return changed;
end $$;

-- Puts the next index key in force once every claim of the blind kinds was moved to it in this transaction. One that was
-- not stops it, and nothing is changed.
create function log.put_index_in_force(next integer, kinds text[], moved bigint) returns void language plpgsql
security definer set search_path = log, pg_temp
as $$
declare standing bigint;
begin
    perform from head for update;
    select count(*) into standing from claims where kind = any(kinds);
    if standing <> moved then
        raise exception '% of % identities were moved to the next key', moved, standing using errcode = 'P0M02';
    end if;
    update vault_index_keys set in_force_since = clock_timestamp()
        where version = next and in_force_since is null and version > index_version();
    if not found then
        raise exception 'index key % cannot be put in force', next using errcode = 'P0M03';
    end if;
end $$;

revoke execute on all functions in schema log from public;
