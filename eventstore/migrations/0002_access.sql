-- Keys with which programs sign in. Only a hash is kept: a key is shown once, when it is made.
create schema access;

create table access.api_keys (
    id uuid primary key,
    name text not null,
    role text not null,
    organization text,
    -- SHA-256 of the whole key; 256 random bits need no slow hash.
    key_hash bytea not null unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
