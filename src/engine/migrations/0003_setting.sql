-- What all nodes of an installation must agree on and nobody configured, such as the key that signs file addresses.
create table setting (
  name        text primary key,
  value       text not null,
  created_at  timestamptz not null default now()
);
