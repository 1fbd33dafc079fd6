-- What the pages that show every job need, at a cost that the hot path does not feel: a line per job that nobody's parent
-- at submit and at close, and one per job that went wrong.

-- the work of an account as a person sees it: parents with their children folded
create index job_data_root on job_data (account_id, job_id) where parent_id is null;
-- what failed or was stopped, among a million that went well
create index job_amiss on job (account_id, status, id) where status in ('failed', 'cancelled');
-- what has come to its end lately, for telling people
create index job_ended on job (account_id, closed_at) where parent_id is null and closed_at is not null;

-- Which ends a person was told of (once, on whichever device came first) and has seen. Says nothing about the job.
create table notice (
  account_id uuid not null,
  job_id     uuid not null,
  told_at    timestamptz not null default now(),
  read_at    timestamptz,
  primary key (account_id, job_id)
);
