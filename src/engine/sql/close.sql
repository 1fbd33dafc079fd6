-- Ends jobs: completed, failed or cancelled, with files, credits, parent and events in the same commit.
-- $1 job ids, $2 tokens, $3 attempts, $4 outcomes, $5 whether it surely has no parent, $6 provider_done, $7 write_off,
-- $8 error codes, $9 error params, $10 outputs; files: $11 job ids, $12 ids, $13 roles, $14 mimes, $15 bytes, $16 sha256,
-- $17 storage keys, $18 widths, $19 heights, $20 metas. An array without any value is null.
--
-- token null: a person cancels, which is free before the provider was asked; after that it is only noted ('asked').
-- provider_done false: the provider may still be at it, so the attempt keeps its place in the lane for a while.
-- Locks: parents -> jobs -> attempts -> accounts, each level depending on the one before by data. The updates lock by
-- themselves, in order of ids; what they did not take is judged by the snapshot, and 'again' where that cannot tell.
with
request as materialized (
  select * from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::text[], $5::boolean[], $6::boolean[], $7::boolean[],
    $8::text[], $9::jsonb[], $10::jsonb[])
    as r(job_id, token, attempt, outcome, alone, provider_done, write_off, error_code, error_params, output)
  order by job_id
),
parent_of as materialized (
  select r.job_id, j.parent_id
  from request r cross join lateral (select j.parent_id from job j where j.id = r.job_id offset 0) j
  where r.alone is not true and j.parent_id is not null
),
parent_now as materialized (
  select p.id, p.account_id, p.subject_kind, p.subject_id, p.kind, p.policy, p.status, p.cancel_requested_at,
    p.children_total, p.children_open, p.children_completed, p.children_failed, p.children_cancelled,
    -- siblings are judged by the snapshot; where the parent has moved since, ask again in a new one
    (select s.status = p.status and s.children_open = p.children_open from job s where s.id = p.id) as unchanged
  from job p
  where p.id = any (array(select parent_id from parent_of))
  order by p.id
  for no key update
),
done as (
  update job j
  set status = r.outcome, phase = null, phase_at = now(), node_id = null, wake_at = null, ready_lane = null, closed_at = now(),
    cancel_requested_at = null, closed_by = r.token, progress = case when r.outcome = 'completed' then 100 else j.progress end,
    error_code = r.error_code, error_params = r.error_params
  from (
    select r.*, p.policy, p.status as parent_status, p.unchanged
    from request r left join parent_of o using (job_id) left join parent_now p on p.id = o.parent_id
    order by r.job_id
  ) r
  where j.id = r.job_id and j.phase is not null
    and (r.token = j.token
      or r.token is null
        and (j.phase in ('queued', 'delayed', 'preparing') or j.phase = 'submitting' and j.recovery = 'repeatable')
        -- claimed since the snapshot: its attempt, which must end too and give its place back, cannot be seen yet
        and (j.attempts = 0 or exists (select from attempt a where a.job_id = j.id and a.no = j.attempts)))
    and (r.outcome <> 'completed' or j.phase in ('submitting', 'collecting'))
    and (r.policy = 'all' and not r.unchanged) is not true
  returning j.id as job_id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.attempts, j.price, j.recovery,
    j.posted_at, j.created_at, j.started_at, j.error_code, j.error_params,
    r.outcome, r.output, r.provider_done, r.write_off, r.policy, r.parent_status
),
rest as materialized (
  select r.job_id, r.token as asked_token, r.attempt as asked_attempt, r.outcome, j.*,
    case
      when j.phase is null and j.closed_by = r.token and j.status = r.outcome then 'already_by_you'
      when j.phase is null then 'closed'
      when r.token <> j.token then 'stale'
      when r.token is null and j.phase not in ('queued', 'delayed', 'preparing')
        and not (j.phase = 'submitting' and j.recovery = 'repeatable') then 'asked'
      when r.outcome = 'completed' and j.phase not in ('submitting', 'collecting') then 'stale'
      else 'again'
    end as verdict
  from request r
  cross join lateral (
    select j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.status, j.phase, j.token, j.attempts, j.recovery,
      j.closed_by, j.cancel_requested_at, j.created_at, j.started_at
    from job j where j.id = r.job_id offset 0
  ) j
  where not exists (select from done d where d.job_id = r.job_id)
),
asked as (
  update job j
  -- wake_seq as a webhook does: whoever is just asking the provider must not park over it
  set cancel_requested_at = coalesce(j.cancel_requested_at, now()), wake_seq = j.wake_seq + 1,
    wake_at = case when j.phase in ('submitted', 'unknown') then now() else j.wake_at end
  from rest g
  where g.verdict = 'asked' and j.id = g.job_id and j.phase = g.phase
    and (j.cancel_requested_at is null) = (g.cancel_requested_at is null)
  returning j.id as job_id
),
-- the locked counters, fed by what closed: counting siblings left parents open when the last two finished at once
parent_next as materialized (
  select n.*,
    case
      when n.was <> 'processing' then n.was
      when n.policy = 'all' and n.failed > 0 then 'failed'
      when n.open > 0 then 'processing'
      when n.cancel_requested_at is not null and n.cancelled > 0 then 'cancelled'
      when n.policy = 'some' and n.completed > 0 or n.completed = n.children_total then 'completed'
      when n.failed > 0 then 'failed'
      else 'cancelled'
    end as status
  from (
    select p.id, p.account_id, p.subject_kind, p.subject_id, p.kind, p.policy, p.status as was, p.cancel_requested_at,
      p.children_total, p.children_open - count(*) as open,
      p.children_completed + count(*) filter (where d.outcome = 'completed') as completed,
      p.children_failed + count(*) filter (where d.outcome = 'failed') as failed,
      p.children_cancelled + count(*) filter (where d.outcome = 'cancelled') as cancelled,
      min(d.error_code) filter (where d.outcome = 'failed') as error_code,
      (array_agg(d.error_params order by d.error_code) filter (where d.outcome = 'failed'))[1] as error_params
    from parent_now p join done d on d.parent_id = p.id
    group by p.id, p.account_id, p.subject_kind, p.subject_id, p.kind, p.policy, p.status, p.cancel_requested_at,
      p.children_total, p.children_open, p.children_completed, p.children_failed, p.children_cancelled
  ) n
),
parent_moved as (
  update job p
  set children_open = n.open, children_completed = n.completed, children_failed = n.failed, children_cancelled = n.cancelled,
    progress = 100 * (n.children_total - n.open) / n.children_total, status = n.status,
    phase = case when n.status = 'processing' then 'children' end,
    closed_at = case when n.status <> 'processing' then coalesce(p.closed_at, now()) end,
    -- closed with children still open, it asks for their cancel: by whoever closed it, or else by the sweep
    cancel_requested_at = case when n.status = 'processing' then p.cancel_requested_at
      when n.open > 0 then coalesce(p.cancel_requested_at, now()) end,
    error_code = case when n.status = 'failed' then coalesce(p.error_code, n.error_code, 'internal') end,
    error_params = case when n.status = 'failed' then coalesce(p.error_params, n.error_params) end
  from parent_next n
  where p.id = n.id
  returning p.id, p.account_id, p.subject_kind, p.subject_id, p.kind, p.policy, p.status, p.progress, p.error_code,
    p.children_open, n.was = 'processing' and p.status <> 'processing' as closed_now
),
-- who pays what: a child of an 'all' parent is settled when the parent closes, or at once where it failed.
-- What was done, yet is not paid for because its parent was not, the provider bills us all the same: written off; and so
-- is what it may still be asked to do by an attempt we lost sight of.
settled as materialized (
  select d.job_id, d.account_id, d.price, d.pays, d.write_off or d.wasted as write_off,
    case when d.outcome = 'completed' and not d.pays then 'parent_' || d.parent_status when d.outcome = 'failed' then d.error_code
      when d.outcome = 'cancelled' then 'cancelled' end as reason
  from (
    select *, outcome = 'completed' and coalesce(parent_status, 'processing') = 'processing' as pays,
      recovery <> 'repeatable' and case
        when outcome = 'completed' then parent_status <> 'processing'
        -- an armed attempt that was given up for another: its POST may arrive yet, now that nobody pays for it
        else exists (select from attempt a where a.job_id = done.job_id and a.outcome = 'lost' and a.posted_at is not null)
      end as wasted
    from done
  ) d
  where d.price > 0
    and (d.policy = 'all' and d.outcome = 'completed' and d.parent_status = 'processing') is not true
  union all
  select s.job_id, s.account_id, s.price, p.status = 'completed', p.status <> 'completed' and s.recovery <> 'repeatable',
    case when p.status <> 'completed' then 'parent_' || p.status end
  from parent_moved p
  cross join lateral (
    select j.id as job_id, j.account_id, j.price, j.recovery from job_data c join job j on j.id = c.job_id
    where c.parent_id = p.id and j.status = 'completed' and j.price > 0
    union all
    select d.job_id, d.account_id, d.price, d.recovery from done d where d.parent_id = p.id and d.outcome = 'completed' and d.price > 0
  ) s
  where p.policy = 'all' and p.closed_now
),
-- in the order of ids, by a nested loop over the sorted sums: the update takes the locks itself. What nothing else reads
-- runs at the end, the last in this text first: so the accounts, which everybody waits for, are held only for the commit
paid as (
  update account a set available = a.available + s.released, held = a.held - s.price
  from (
    select account_id, sum(price) as price, coalesce(sum(price) filter (where not pays), 0) as released
    from settled group by account_id order by account_id offset 0
  ) s
  where a.id = s.account_id
),
written as (
  insert into ledger (account_id, job_id, kind, available_delta, held_delta, write_off, reason)
  select account_id, job_id, case when pays then 'capture' else 'release' end, case when pays then 0 else price end, -price, 0, reason
  from settled
  union all
  select account_id, job_id, 'write_off', 0, 0, price, reason from settled where write_off and not pays
),
output_kept as (
  update job_data o set output = d.output from done d where d.output is not null and o.job_id = d.job_id
),
attempt_closed as (
  update attempt a
  set ended_at = now(), outcome = d.outcome, error_code = d.error_code, error_params = d.error_params,
    posted_at = coalesce(a.posted_at, d.posted_at), slot_lane = case when coalesce(d.provider_done, true) then null else a.slot_lane end
  from done d where a.job_id = d.job_id and a.no = d.attempts and a.ended_at is null
),
-- a success that came too late is remembered, and costs the user nothing
late as (
  update attempt a set late_outcome = g.outcome, slot_lane = null
  from rest g
  where g.verdict in ('stale', 'closed') and g.asked_token is not null and g.outcome = 'completed'
    and a.job_id = g.job_id and a.no = g.asked_attempt and a.outcome is distinct from 'completed'
),
file_made as (
  insert into file (id, account_id, job_id, role, mime, bytes, sha256, storage_key, width, height, meta)
  select f.id, d.account_id, d.job_id, f.role, f.mime, f.bytes, f.sha256, f.storage_key, f.width, f.height, f.meta
  from done d
  join unnest($11::uuid[], $12::uuid[], $13::text[], $14::text[], $15::bigint[], $16::text[], $17::text[], $18::integer[],
    $19::integer[], $20::jsonb[]) as f(job_id, id, role, mime, bytes, sha256, storage_key, width, height, meta) on f.job_id = d.job_id
  where d.outcome = 'completed'
),
-- once for all events that say the same
said as materialized (
  select kind, outcome, error_code, jsonb_build_object('kind', kind, 'status', outcome, 'errorCode', error_code) as data
  from (select distinct kind, outcome, coalesce(error_code, '') as code, error_code from done) d
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select d.account_id, 'job.' || d.outcome, d.job_id, d.parent_id, d.subject_kind, d.subject_id, s.data
  from done d join said s on s.kind = d.kind and s.outcome = d.outcome and coalesce(s.error_code, '') = coalesce(d.error_code, '')
  union all
  select g.account_id, 'job.cancel_requested', g.job_id, g.parent_id, g.subject_kind, g.subject_id,
    jsonb_build_object('kind', g.kind, 'status', g.status, 'phase', g.phase)
  from asked a join rest g on g.job_id = a.job_id where g.cancel_requested_at is null
  union all
  select account_id, case when closed_now then 'job.' || status else 'job.progress' end, id, null, subject_kind, subject_id,
    jsonb_build_object('kind', kind, 'status', status, 'progress', progress, 'childrenOpen', children_open)
  from parent_moved
)
select j.job_id, j.verdict, j.status, j.kind, j.attempts,
  (extract(epoch from now() - coalesce(j.started_at, j.created_at)) * 1000)::bigint as took_ms,
  p.id as closed_parent, p.status as closed_parent_status
from (
  select job_id, 'applied' as verdict, outcome as status, kind, attempts, started_at, created_at, parent_id from done
  union all
  select job_id, case when verdict = 'asked' and not exists (select from asked a where a.job_id = rest.job_id) then 'again' else verdict end,
    status, kind, attempts, started_at, created_at, parent_id
  from rest
) j
left join parent_moved p on p.id = j.parent_id and p.closed_now
