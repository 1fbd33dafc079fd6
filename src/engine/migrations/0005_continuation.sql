-- Work that goes on by itself when a job closes: the last clip of a video is there, and all of it is put together. A row is
-- written before that job is submitted and removed once the next one is; it says only where to look, never what state
-- anything is in. Small: one row for each such job under way.
create table continuation (
  job_id       uuid primary key,
  account_id   uuid not null,
  subject_kind text not null,
  subject_id   uuid not null,
  created_at   timestamptz not null default now()
);
