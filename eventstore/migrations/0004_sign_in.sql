-- Who somebody is, besides keys. All rows here are deletable, and nothing of them is in the log, which knows a
-- principal by its id alone.

-- Tokens of the issuer that are believed no more.
create table access.denied_tokens (
    -- SUBJECT: the principal's id, so every token of theirs; TOKEN_ID: one token, by its `jti`.
    kind text not null check (kind in ('SUBJECT', 'TOKEN_ID')),
    value text not null check (length(value) between 1 and 512),
    denied_at timestamptz not null default now(),
    primary key (kind, value)
);

-- Local accounts, for places without an issuer. The login is chosen, and says nothing of the person. It stands in
-- clear: a keyed hash would end with the rotation of its key, and an administrator must see whose account it is.
create table access.accounts (
    id uuid primary key,
    login text not null unique check (login ~ '^[a-z][a-z0-9._-]{2,31}$'),
    -- Argon2id in the PHC format, with its own parameters and salt.
    password_hash text not null,
    -- Whether it was made by the first link of the host.
    administrator boolean not null,
    created_at timestamptz not null
);

-- One-time links that make an account; only SHA-256 of the 256 random bits.
create table access.enrolments (
    token_hash bytea primary key,
    administrator boolean not null,
    expires_at timestamptz not null
);

-- Signed-in browsers; only SHA-256 of the cookie.
create table access.sessions (
    id_hash bytea primary key,
    account uuid not null references access.accounts on delete cascade,
    opened_at timestamptz not null,
    last_seen_at timestamptz not null
);
create index sessions_account on access.sessions (account);
create index sessions_last_seen_at on access.sessions (last_seen_at);

-- Failures to sign in, by a keyed hash of login and address.
create table access.sign_in_failures (
    key text primary key,
    failures integer not null,
    last_at timestamptz not null
);
create index sign_in_failures_last_at on access.sign_in_failures (last_at);
