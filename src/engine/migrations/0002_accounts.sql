-- Who may act for an account. Only hashes of secrets are kept.

create table api_key (
  id          uuid primary key,
  account_id  uuid not null references account (id) on delete cascade,
  name        text not null,
  secret_hash text not null unique,
  -- the first characters, to recognise a key by
  prefix      text not null,
  bootstrap   boolean not null default false,
  created_at  timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at  timestamptz
);
create index api_key_account on api_key (account_id);

create table session (
  id_hash     text primary key,
  account_id  uuid not null references account (id) on delete cascade,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null
);
create index session_account on session (account_id);
