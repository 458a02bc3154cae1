-- The sealed log: the hashes of a Merkle tree over all events in the order of positions (RFC 6962), and its newest signed
-- checkpoint. Everything here can be derived again from the events; that it is not derived anew is the point.
create schema seal;

-- An event that makes no leaf is refused at the door: sealing must never stop at one (seal/FORMAT.md).
alter table log.events add constraint events_fit_a_leaf check (
    octet_length(aggregate_type) <= 4096 and octet_length(aggregate_id) <= 4096 and octet_length(event_type) <= 4096
    and octet_length(event_version) <= 4096 and coalesce(octet_length(actor), 0) <= 4096
) not valid;

-- One row each time that a person let signing go on from another state than the one signed last. Only in the transaction
-- that writes such a row may the tables below shrink.
create table seal.resumptions (
    id bigint generated always as identity primary key,
    resumed_at timestamptz not null default clock_timestamp(),
    transaction xid8 not null default pg_current_xact_id(),
    -- What had been signed as far as this database knew, and from what signing goes on.
    left_size bigint not null,
    left_root bytea not null,
    size bigint not null,
    root bytea not null
);

create function seal.is_resuming() returns boolean language sql stable as $$
    select exists (select from seal.resumptions where transaction = pg_current_xact_id_if_assigned())
$$;

-- Tiles of C2SP tlog-tiles: up to 256 hashes each. A tile grows, and what is in it stays.
create table seal.tiles (
    level smallint not null check (level between 0 and 63),
    index bigint not null check (index >= 0),
    hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
    primary key (level, index)
);
-- Hashes do not compress.
alter table seal.tiles alter column hashes set storage external;

create function seal.keep_tiles() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.level, new.index) = (old.level, old.index)
        and substring(new.hashes from 1 for octet_length(old.hashes)) = old.hashes then
        return new;
    end if;
    if seal.is_resuming() then
        return coalesce(new, old);
    end if;
    raise exception '% of tile %/% is refused: a tile only grows', tg_op, old.level, old.index
        using errcode = 'insufficient_privilege';
end $$;
create trigger tiles_grow before update or delete on seal.tiles for each row execute function seal.keep_tiles();

-- What is sealed: committed before anything is signed. What is published: the signed note.
create table seal.head (
    only_row boolean primary key default true check (only_row),
    public_key text not null,
    size bigint not null check (size >= 0),
    root bytea not null check (octet_length(root) = 32),
    published_size bigint not null default 0 check (published_size <= size),
    note text,
    published_at timestamptz
);

create function seal.keep_head() returns trigger language plpgsql as $$
begin
    if seal.is_resuming() then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        raise exception 'the head of the sealed log is not deleted' using errcode = 'insufficient_privilege';
    end if;
    if new.size < old.size or (new.size = old.size and new.root <> old.root) or new.published_size < old.published_size
        or new.public_key <> old.public_key then
        raise exception 'the sealed log of % events never shrinks or changes (% asked)', old.size, new.size
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger head_grows before update or delete on seal.head for each row execute function seal.keep_head();

create function seal.refuse_truncation() returns trigger language plpgsql as $$
begin
    raise exception 'truncate on seal.% is refused', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger tiles_stay before truncate on seal.tiles for each statement execute function seal.refuse_truncation();
create trigger head_stays before truncate on seal.head for each statement execute function seal.refuse_truncation();
