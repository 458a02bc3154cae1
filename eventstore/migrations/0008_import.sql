-- From where the events of this store came, where they were not recorded here but taken over from a bundle: under which
-- checkpoint of which key, and whether the keys of its people came with them. One row at most, written in the transaction of
-- the events. Until a row of seal.resumptions follows, the signer waits for a person.
create table seal.imports (
    only_row boolean primary key default true check (only_row),
    imported_at timestamptz not null default clock_timestamp(),
    public_key text not null,
    size bigint not null check (size >= 0),
    root bytea not null check (octet_length(root) = 32),
    with_keys boolean not null
);
