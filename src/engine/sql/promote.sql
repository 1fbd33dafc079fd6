-- Delayed work that is due joins its queue again. $1 at most this many.
with
due as materialized (
  select j.id, j.lane, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind from job j
  where j.wake_at <= now() and j.phase = 'delayed'
  order by j.wake_at
  limit $1::integer
  for no key update skip locked
),
promoted as (
  update job j set phase = 'queued', phase_at = now(), ready_lane = j.lane, wake_at = null
  from due d where j.id = d.id
),
lane_wanted as materialized (select distinct lane, account_id from due),
-- as in submit: keeps quiesce from putting the flow to sleep just now
flow_awake as materialized (
  select f.lane, f.account_id from flow f
  where (f.lane, f.account_id) in (select lane, account_id from lane_wanted) and coalesce(f.ready, false)
  order by f.lane, f.account_id
  for key share of f
),
flow_woken as (
  insert into flow (lane, account_id, vtime, ready)
  select w.lane, w.account_id, coalesce((select l.vtime from lane l where l.id = w.lane), 0), true
  from lane_wanted w
  where not exists (select from flow_awake f where f.lane = w.lane and f.account_id = w.account_id)
  order by w.lane, w.account_id
  on conflict (lane, account_id) do update set ready = true, vtime = greatest(flow.vtime, excluded.vtime)
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, 'job.pending', id, parent_id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', 'pending', 'phase', 'queued')::jsonb
  from due
)
select count(*)::integer as promoted from due
