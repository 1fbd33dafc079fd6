-- The engine's tables. Status lives on jobs alone; credits, job and event change in one transaction.
-- Hot tables carry no foreign keys (a check per row would cost more than the row): every id is decided under a lock by
-- the statements in ../sql, and `safelight doctor` audits what a foreign key would have promised.

create table account (
  id          uuid primary key,
  name        text not null,
  role        text not null default 'user' check (role in ('user', 'admin')),
  demo        boolean not null default false,
  -- what can be spent now, and what open jobs have set aside; the sums of the ledger's deltas, always
  available   bigint not null default 0 check (available >= 0),
  held        bigint not null default 0 check (held >= 0),
  -- bumped by every submit: a submit that asked "is there one already?" of an older snapshot asks again
  submit_seq  bigint not null default 0,
  created_at  timestamptz not null default now()
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- What a piece of work is called by a studio: a task, a project, a work. Holds what the person asked for; never a status.
create table subject (
  id          uuid primary key,
  account_id  uuid not null,
  kind        text not null,
  data        jsonb not null,
  created_at  timestamptz not null default now()
);
create index subject_list on subject (account_id, kind, id);

create table job (
  id                 uuid primary key,
  account_id         uuid not null,
  parent_id          uuid,
  retry_of           uuid,
  subject_kind       text not null,
  subject_id         uuid not null,
  kind               text not null,
  lane               text,
  -- = lane while the job may be claimed, else null: the queue is a partial index on it, so that only entering and
  -- leaving the queue touches that index, and phase changes stay within the page (HOT)
  ready_lane         text,
  priority           smallint not null default 0,
  status             text not null default 'pending',
  phase              text,
  -- lease and fence: the owner's boot id, and a number that grows with every change of owner
  node_id            uuid,
  token              bigint not null default 0,
  closed_by          bigint,
  attempts           integer not null default 0,
  attempts_max       integer not null default 1,
  recovery           text not null default 'none',
  -- price is a snapshot; the hold on it lies on this very job
  price              bigint not null default 0 check (price >= 0),
  price_version      text,
  progress           smallint not null default 0 check (progress between 0 and 100),
  progress_message   text,
  -- when a delayed or parked job is due
  wake_at            timestamptz,
  wake_seq           integer not null default 0,
  deadline_ms        bigint not null default 3600000,
  deadline_at        timestamptz,
  cancel_requested_at timestamptz,
  once_key           text,
  error_code         text,
  error_params       jsonb,
  -- a parent's rule and counters
  policy             text,
  children_total     integer,
  children_open      integer,
  children_completed integer,
  children_failed    integer,
  children_cancelled integer,
  created_at         timestamptz not null default now(),
  started_at         timestamptz,
  phase_at           timestamptz not null default now(),
  closed_at          timestamptz,

  constraint status_known check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  -- the state machine, as docs/state-machine.md draws it. A CHECK lets null pass, so each is told to be true: an open
  -- job without a phase would fit them all
  constraint phase_fits_status check (
    case status
      when 'pending' then phase in ('queued', 'delayed')
      when 'processing' then phase in ('preparing', 'submitting', 'submitted', 'unknown', 'collecting', 'children')
      else phase is null
    end is true),
  constraint queued_is_ready check ((phase is not distinct from 'queued') = (ready_lane is not null)),
  constraint owner_fits_phase check ((phase in ('preparing', 'submitting', 'collecting')) is true = (node_id is not null)),
  constraint due_fits_phase check ((phase in ('delayed', 'submitted', 'unknown')) is true = (wake_at is not null)),
  constraint children_fit_phase check (phase is null or (phase = 'children') = (policy is not null)),
  constraint closed_has_time check ((status in ('completed', 'failed', 'cancelled')) = (closed_at is not null)),
  constraint failed_has_code check ((status = 'failed') = (error_code is not null) or status = 'cancelled'),
  constraint parent_has_policy check (
    (num_nonnulls(policy, children_total, children_open, children_completed, children_failed, children_cancelled) = 0
    or policy in ('all', 'some') and lane is null and price = 0
        and children_open >= 0
        and children_total = children_open + children_completed + children_failed + children_cancelled) is true)
) with (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
        autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 5000);

create index job_queue on job (ready_lane, account_id, priority desc, id) where ready_lane is not null;
create index job_due on job (wake_at) where wake_at is not null;
create index job_owned on job (node_id) where node_id is not null;
-- open jobs that are being cancelled (closing clears the column): tiny, for the sweep that finishes what a crash cut off
create index job_cancelling on job (id) where cancel_requested_at is not null;

-- What does not change about a job, and what is wide. The indexes that find jobs by owner, subject and parent are here
-- and not on job: claim and close rewrite the hot row into every index it has, and these three cost a quarter of a life.
create table job_data (
  job_id     uuid primary key,
  account_id uuid not null,
  subject_id uuid not null,
  parent_id  uuid,
  input      jsonb not null,
  output     jsonb
) with (fillfactor = 85);
create index job_data_list on job_data (account_id, job_id);
create index job_data_subject on job_data (subject_id);
create index job_data_parent on job_data (parent_id) where parent_id is not null;

-- One try at a job. Provider ids belong here: a retried job never sees the last attempt's id.
create table attempt (
  job_id       uuid not null,
  no           integer not null,
  lane         text not null,
  -- = lane while this attempt takes one of a limited lane's places; null in lanes without a limit
  slot_lane    text,
  node_id      uuid,
  token        bigint not null,
  claimed_at   timestamptz not null default now(),
  -- armed: the one POST may have left since then
  posted_at    timestamptz,
  accepted_at  timestamptz,
  unknown_at   timestamptz,
  unknown_until timestamptz,
  collecting_at timestamptz,
  ended_at     timestamptz,
  external_id  text,
  -- completed, failed, cancelled, retried, handed_back, lost, written_off
  outcome      text,
  error_code   text,
  error_params jsonb,
  -- what the provider said after the job was closed without it
  late_outcome text,
  primary key (job_id, no)
) with (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
create index attempt_slot on attempt (slot_lane) where slot_lane is not null;

create table file (
  id          uuid primary key,
  account_id  uuid not null,
  job_id      uuid not null,
  role        text not null,
  mime        text not null,
  bytes       bigint not null check (bytes >= 0),
  sha256      text not null,
  storage_key text not null,
  width       integer,
  height      integer,
  meta        jsonb,
  created_at  timestamptz not null default now()
);
create index file_job on file (job_id);

-- Append-only. A line moves credits between spendable and held; each kind at most once per job.
create table ledger (
  id              bigint generated always as identity,
  account_id      uuid not null,
  job_id          uuid,
  kind            text not null check (kind in ('grant', 'adjustment', 'hold', 'capture', 'release', 'write_off')),
  available_delta bigint not null,
  held_delta      bigint not null,
  -- what the provider may bill us although the user got his credits back
  write_off       bigint not null default 0 check (write_off >= 0),
  reason          text,
  created_at      timestamptz not null default now(),
  primary key (account_id, id),
  constraint line_fits_kind check (
    case kind
      when 'hold' then available_delta < 0 and held_delta = -available_delta
      when 'capture' then available_delta = 0 and held_delta < 0
      when 'release' then available_delta > 0 and held_delta = -available_delta
      when 'write_off' then available_delta = 0 and held_delta = 0
      else held_delta = 0
    end),
  constraint line_has_job check (job_id is not null or kind in ('grant', 'adjustment'))
);
create unique index ledger_job on ledger (job_id, kind) where job_id is not null;

create table submission_key (
  account_id  uuid not null,
  key         text not null,
  hash        text not null,
  subject_id  uuid not null,
  job_id      uuid not null,
  created_at  timestamptz not null default now(),
  primary key (account_id, key)
);

-- A provider model's limit, over all nodes. `ver` grows with every claim: a claim that counted in an older snapshot
-- finds another version under its lock and leaves the lane alone.
create table lane (
  id            text primary key,
  max_in_flight integer check (max_in_flight > 0),
  per_minute    integer check (per_minute > 0),
  -- at most this many at once on one node (its processors, its memory)
  per_node      integer check (per_node > 0),
  rate_tokens   double precision not null default 0,
  rate_at       timestamptz not null default now(),
  paused_reason text,
  -- null with a reason: until somebody resumes it
  paused_until  timestamptz,
  -- start tag of the work last claimed (start-time fair queueing)
  vtime         double precision not null default 0,
  ver           bigint not null default 0
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- An account's work in a lane: picked by vtime, so a thousand jobs of one do not delay the first of another.
create table flow (
  lane       text not null,
  account_id uuid not null,
  vtime      double precision not null default 0,
  ready      boolean not null,
  primary key (lane, account_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index flow_ready on flow (lane, vtime) where ready;

create table node (
  id          uuid primary key,
  name        text not null,
  kinds       text[] not null,
  started_at  timestamptz not null default now(),
  lease_until timestamptz not null,
  -- since when the lease never lapsed: nobody who was away himself declares others dead
  steady_since timestamptz not null default now(),
  stopping    boolean not null default false
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

-- What subscribers are told. The durable story of a job is read from job, attempt and ledger; these may be dropped.
create sequence event_id;
create table event (
  xid          xid8 not null default pg_current_xact_id(),
  id           bigint not null default nextval('event_id'),
  at           timestamptz not null default now(),
  account_id   uuid not null,
  type         text not null,
  job_id       uuid,
  parent_id    uuid,
  subject_kind text,
  subject_id   uuid,
  data         jsonb
) partition by range (at);
create index event_xid on event (xid);
create table event_default partition of event default;
-- so that clearing it of old events does not read it whole
create index event_default_at on event_default (at);

-- The lives of this database: a cursor of another one is answered with a reset.
create table incarnation (
  id         uuid primary key default gen_random_uuid(),
  -- events of transactions up to this one may have been dropped
  floor_xid  xid8 not null default '0',
  created_at timestamptz not null default now()
);
insert into incarnation default values;
