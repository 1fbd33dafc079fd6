-- Creates work and sets its credits aside, many requests in one statement.
-- $1 submissions, $2 their jobs (joined by n). One row back per submission.
--
-- Order: lock accounts -> drop what is known -> decide -> idempotency keys -> debit only what came back. The balance
-- comes out of the locking CTE: joined from outside it would be the snapshot's, and whole batches died on the CHECK.
-- 'again' means: this snapshot cannot tell; ask in a new statement.
with recursive
submission as materialized (
  select * from json_to_recordset($1::json) as s(
    n integer, account_id uuid, subject_kind text, subject_id uuid, subject_data jsonb, job_id uuid, price bigint,
    idem_key text, idem_hash text, once_key text, by_engine boolean)
),
account_now as materialized (
  select id, available, held, submit_seq, submit_seq = (select s.submit_seq from account s where s.id = account.id) as unchanged
  from account where id = any (array(select account_id from submission))
  order by id
  for no key update
),
judged as materialized (
  select s.n, s.account_id, s.price, s.by_engine, a.available,
    coalesce(k.job_id, o.id) as existing_job, coalesce(k.subject_id, s.subject_id) as existing_subject,
    case
      when a.id is null then 'account_not_found'
      -- our own commit whose answer was lost
      when exists (select from job j where j.id = s.job_id) then 'created'
      when k.hash <> s.idem_hash then 'idempotency_conflict'
      when k.hash is not null or o.id is not null then 'existing'
      when s.once_key is not null
        and (not a.unchanged or row_number() over (partition by s.account_id, s.once_key order by s.n) > 1) then 'again'
      when s.idem_key is not null
        and row_number() over (partition by s.account_id, s.idem_key order by s.n) > 1 then 'again'
      else 'asks'
    end as verdict
  from submission s
  left join account_now a on a.id = s.account_id
  left join lateral (
    select k.hash, k.job_id, k.subject_id from submission_key k
    where s.idem_key is not null and k.account_id = s.account_id and k.key = s.idem_key
    offset 0
  ) k on true
  left join lateral (
    select j.id from job_data d join job j on j.id = d.job_id
    where s.once_key is not null and d.subject_id = s.subject_id and j.account_id = s.account_id
      and j.once_key = s.once_key and j.status not in ('failed', 'cancelled')
    order by j.id desc limit 1
  ) o on true
),
asking as materialized (
  select n, account_id, price, by_engine, available,
    row_number() over (partition by account_id order by n) as turn,
    sum(price) over (partition by account_id) as asked
  from judged where verdict = 'asks'
),
-- only accounts that cannot pay for all: in order of arrival, and a large refusal does not refuse the small one behind it
greedy (account_id, turn, n, left_over, accepted) as (
  select distinct account_id, 0::bigint, null::integer, available, false from asking where asked > available
  union all
  select q.account_id, q.turn, q.n, case when q.price <= g.left_over then g.left_over - q.price else g.left_over end,
    q.price <= g.left_over
  from greedy g join asking q on q.account_id = g.account_id and q.turn = g.turn + 1
),
affordable as materialized (
  select n from asking where asked <= available
  union all
  select n from greedy where accepted
),
-- an engine's own later stage without credits becomes a job that has failed (C2)
going as materialized (
  select s.*, f.n is not null as paid
  from asking q join submission s using (n) left join affordable f using (n)
  where f.n is not null or s.by_engine
),
key_made as (
  insert into submission_key (account_id, key, hash, subject_id, job_id)
  select account_id, idem_key, idem_hash, subject_id, job_id from going where idem_key is not null
  order by account_id, idem_key
  on conflict do nothing
  returning account_id, key
),
accepted as materialized (
  select g.* from going g
  where g.idem_key is null or exists (select from key_made k where k.account_id = g.account_id and k.key = g.idem_key)
),
new_job as materialized (
  select j.*, a.account_id, a.subject_kind, a.subject_id, a.paid, j.policy is not null as is_parent,
    case when j.id = a.job_id then a.once_key end as once_key
  from json_to_recordset($2::json) as j(
    n integer, id uuid, parent_id uuid, retry_of uuid, kind text, lane text, per_node integer, priority smallint,
    price bigint, price_version text, attempts_max integer, recovery text, deadline_ms bigint, policy text,
    children_total integer, input json)
  join accepted a using (n)
),
subject_made as (
  insert into subject (id, account_id, kind, data)
  select subject_id, account_id, subject_kind, subject_data from accepted where subject_data is not null
),
job_made as (
  insert into job (id, account_id, parent_id, retry_of, subject_kind, subject_id, kind, lane, ready_lane, priority,
    status, phase, attempts_max, recovery, price, price_version, deadline_ms, once_key, policy,
    children_total, children_open, children_completed, children_failed, children_cancelled,
    error_code, closed_at)
  select id, account_id, parent_id, retry_of, subject_kind, subject_id, kind, lane,
    case when paid and not is_parent then lane end, coalesce(priority, 0),
    case when not paid then 'failed' when is_parent then 'processing' else 'pending' end,
    case when not paid then null when is_parent then 'children' else 'queued' end,
    coalesce(attempts_max, 1), coalesce(recovery, 'none'), price, price_version, coalesce(deadline_ms, 3600000), once_key, policy,
    children_total, case when is_parent then case when paid then children_total else 0 end end,
    case when is_parent then 0 end, case when is_parent then case when paid then 0 else children_total end end,
    case when is_parent then 0 end,
    case when not paid then 'insufficient_credits' end, case when not paid then now() end
  from new_job
),
data_made as (
  insert into job_data (job_id, account_id, subject_id, parent_id, input)
  select id, account_id, subject_id, parent_id, coalesce(input, 'null')::jsonb from new_job
),
held as (
  insert into ledger (account_id, job_id, kind, available_delta, held_delta)
  select account_id, id, 'hold', -price, price from new_job where paid and price > 0
),
-- from the locked values, for an UPDATE checks the row as the snapshot has it before it meets the newer one: where a
-- refund has just come in, the old balance minus the price is below zero
debited as (
  update account a
  set available = n.available - d.price, held = n.held + d.price, submit_seq = n.submit_seq + 1
  from (select account_id, coalesce(sum(price) filter (where paid), 0) as price from accepted group by account_id) d
  join account_now n on n.id = d.account_id
  where a.id = d.account_id
),
lane_wanted as materialized (
  select distinct lane, account_id, max(per_node) as per_node from new_job where paid and not is_parent group by lane, account_id
),
lane_made as (
  insert into lane (id, per_node)
  select distinct on (w.lane) w.lane, w.per_node from lane_wanted w
  where not exists (select from lane l where l.id = w.lane)
  order by w.lane
  on conflict do nothing
),
-- by primary key: the coalesce keeps the index of ready flows, which would be walked once per account, out of it.
-- KEY SHARE lets claims move the flow's vtime, yet keeps quiesce from putting to sleep what gets a job just now
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
  select account_id, case when paid then 'job.pending' else 'job.failed' end, id, parent_id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', case when not paid then 'failed' when is_parent then 'processing' else 'pending' end)::jsonb
  from new_job
)
select g.n, g.existing_job, g.existing_subject, g.available,
  case
    when g.verdict <> 'asks' then g.verdict
    when a.n is not null then 'created'
    when f.n is not null or g.by_engine then 'again'
    else 'insufficient_credits'
  end as verdict
from judged g left join accepted a using (n) left join affordable f using (n)
order by g.n
