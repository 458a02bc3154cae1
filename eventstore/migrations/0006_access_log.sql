-- The access log: who read whose personal data in clear, what and for what (个人信息保护法 art. 51, 54 to 56). A row is
-- written and committed before the answer leaves. Nothing in it is personal but the note, which is sealed under the key
-- of the person whose data were read. Rows are never changed nor deleted: art. 56 asks to keep them for three years.
create table log.access_head (
    only_row boolean primary key default true check (only_row),
    number bigint not null
) with (fillfactor = 10);
insert into log.access_head (number) values (0);

create table log.access_entries (
    -- Gapless: a row that is missing shows.
    number bigint primary key,
    -- The place that the sealed note is bound to.
    id uuid not null unique,
    read_at timestamptz not null,
    -- VIEWED by somebody else, BROKEN_GLASS: the same in an emergency without the approval it needed, EXPORTED to another
    -- organization, OWN: by the person, REFUSED: nothing was shown, for whoever asked does not reach the person.
    way text not null check (way in ('VIEWED', 'BROKEN_GLASS', 'EXPORTED', 'OWN', 'REFUSED')),
    -- Who, as a pseudonym, with the roles held and the organization acted for.
    principal text not null check (principal <> ''),
    role text not null,
    organization text,
    -- Whose.
    person uuid not null,
    -- Codes of the fields, and of what for.
    fields text[] not null check (cardinality(fields) > 0 or way = 'REFUSED'),
    purpose text check (purpose is not null or way = 'REFUSED'),
    note text check (note like 'sealed:%'),
    -- Of the request; events of one request bear the same.
    correlation_id uuid,
    -- Who approved it, where a second person had to.
    approved_by text,
    approved_at timestamptz check ((approved_by is null) = (approved_at is null))
);
create index access_entries_person on log.access_entries (person, number);
create index access_entries_broken on log.access_entries (number) where way = 'BROKEN_GLASS';
create index access_entries_principal on log.access_entries (principal, number);

-- Whoever inserts holds the head's row to the end of the transaction, so that numbers are gapless and in commit order.
create function log.number_access() returns trigger language plpgsql security definer set search_path = log, pg_temp
as $$
begin
    update access_head set number = number + 1 returning number into new.number;
    return new;
end $$;
create trigger access_entries_number before insert on log.access_entries
    for each row execute function log.number_access();
create trigger access_entries_append_only before update or delete or truncate on log.access_entries
    for each statement execute function log.refuse_change();

revoke execute on function log.number_access from public;
