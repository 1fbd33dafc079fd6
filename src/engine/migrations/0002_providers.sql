-- Lanes learn from their provider: troubles in a row close them, and one probe at a time opens them again.
alter table lane
  -- troubles (429, auth, quota, 5xx) since something last went well
  add column failures integer not null default 0,
  -- a pause is over and one job is trying whether the provider is well again; another may, if that one is never heard of
  add column probe_until timestamptz;

-- Webhooks that were verified, each once. They only wake; what they name (the provider's id of the work) is here for an
-- attempt whose own answer was lost.
create table webhook_message (
  provider     text not null,
  message_id   text not null,
  attempt_key  text not null,
  external_id  text,
  received_at  timestamptz not null default now(),
  primary key (provider, message_id)
);
create index webhook_message_attempt on webhook_message (attempt_key);
create index webhook_message_age on webhook_message (received_at);
