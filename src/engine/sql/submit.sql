-- Creates work and sets its credits aside, many requests in one statement. One row back per submission, in order.
-- Submissions: $1 account ids, $2 subject kinds, $3 subject ids, $4 subject data, $5 job ids, $6 prices, $7 idempotency keys,
-- $8 their hashes, $9 once keys, $10 by_engine. Their jobs: $11 the submission's number from 1, $12 ids, $13 parents,
-- $14 retry_of, $15 kinds, $16 lanes, $17 per_node, $18 priorities, $19 prices, $20 price versions, $21 attempts_max,
-- $22 recoveries, $23 deadlines in ms, $24 policies, $25 children_total, $26 inputs. An array without any value is null.
--
-- Order: lock accounts -> drop what is known -> decide -> idempotency keys -> debit only what came back. The balance
-- comes out of the locking CTE: joined from outside it would be the snapshot's, and whole batches died on the CHECK.
-- 'again' means: this snapshot cannot tell; ask in a new statement.
with recursive
submission as materialized (
  select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::jsonb[], $5::uuid[], $6::bigint[], $7::text[], $8::text[],
    $9::text[], $10::boolean[])
    with ordinality as s(account_id, subject_kind, subject_id, subject_data, job_id, price, idem_key, idem_hash, once_key, by_engine, n)
),
account_now as materialized (
  select id, available, held, submit_seq from account where id = any ($1::uuid[])
  order by id
  for no key update
),
known_job as materialized (select id from job where id = any ($5::uuid[])),
known_key as materialized (
  select s.n, k.hash, k.job_id, k.subject_id
  from submission s join submission_key k on k.account_id = s.account_id and k.key = s.idem_key
  where s.idem_key is not null
),
bought as materialized (
  select s.n, o.id as job_id
  from submission s
  cross join lateral (
    select j.id from job_data d join job j on j.id = d.job_id
    where d.subject_id = s.subject_id and j.account_id = s.account_id
      and j.once_key = s.once_key and j.status not in ('failed', 'cancelled')
    order by j.id desc limit 1
  ) o
  where s.once_key is not null
),
-- the same key a second time in this batch
repeated as materialized (
  select n from (select n, row_number() over (partition by account_id, idem_key order by n) as nth from submission where idem_key is not null) k
  where nth > 1
  union all
  select n from (select n, row_number() over (partition by account_id, once_key order by n) as nth from submission where once_key is not null) k
  where nth > 1
),
judged as materialized (
  select s.*, a.available, coalesce(k.job_id, o.job_id) as existing_job, coalesce(k.subject_id, s.subject_id) as existing_subject,
    case
      when a.id is null then 'account_not_found'
      -- our own commit whose answer was lost
      when s.job_id in (select id from known_job) then 'created'
      when k.hash <> s.idem_hash then 'idempotency_conflict'
      when k.hash is not null or o.job_id is not null then 'existing'
      when s.once_key is not null and a.submit_seq <> (select x.submit_seq from account x where x.id = s.account_id) then 'again'
      when s.n in (select n from repeated) then 'again'
      else 'asks'
    end as verdict
  from submission s
  left join account_now a on a.id = s.account_id
  left join known_key k on k.n = s.n
  left join bought o on o.n = s.n
),
asked as materialized (
  select account_id, available, sum(price)::bigint as price from judged where verdict = 'asks' group by account_id, available
),
-- only accounts that cannot pay for all: in order of arrival, and a large refusal does not refuse the small one behind it
turn as materialized (
  select q.n, q.account_id, q.price, a.available, row_number() over (partition by q.account_id order by q.n) as turn
  from asked a join judged q using (account_id) where a.price > a.available and q.verdict = 'asks'
),
greedy (account_id, turn, n, left_over, accepted) as (
  select distinct account_id, 0::bigint, null::bigint, available, false from turn
  union all
  select q.account_id, q.turn, q.n, case when q.price <= g.left_over then g.left_over - q.price else g.left_over end,
    q.price <= g.left_over
  from greedy g join turn q on q.account_id = g.account_id and q.turn = g.turn + 1
),
refused as materialized (select n from greedy where n is not null and not accepted),
-- an engine's own later stage without credits becomes a job that has failed (C2)
going as materialized (
  select *, n not in (select n from refused) as paid
  from judged where verdict = 'asks' and (by_engine or n not in (select n from refused))
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
  from unnest($11::bigint[], $12::uuid[], $13::uuid[], $14::uuid[], $15::text[], $16::text[], $17::integer[], $18::smallint[],
    $19::bigint[], $20::text[], $21::integer[], $22::text[], $23::bigint[], $24::text[], $25::integer[], $26::jsonb[])
    as j(n, id, parent_id, retry_of, kind, lane, per_node, priority, price, price_version, attempts_max, recovery, deadline_ms,
      policy, children_total, input)
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
  select id, account_id, subject_id, parent_id, coalesce(input, 'null') from new_job
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
  select lane, account_id, max(per_node) as per_node from new_job where paid and not is_parent group by lane, account_id
),
lane_made as (
  insert into lane (id, per_node)
  select w.lane, w.per_node from (select lane, max(per_node) as per_node from lane_wanted group by lane) w
  where not exists (select from lane l where l.id = w.lane)
  order by w.lane
  on conflict do nothing
),
-- by primary key: the coalesce keeps the index of ready flows, which would be walked once per account, out of it.
-- KEY SHARE lets claims move the flow's vtime, yet keeps quiesce from putting to sleep what gets a job just now
flow_awake as materialized (
  select w.lane, f.account_id
  from (select lane, array_agg(account_id) as accounts from lane_wanted group by lane order by lane) w
  cross join lateral (
    select f.account_id from flow f
    where f.lane = w.lane and f.account_id = any (w.accounts) and coalesce(f.ready, false)
    order by f.account_id
    for key share of f
  ) f
),
flow_woken as (
  insert into flow (lane, account_id, vtime, ready)
  select w.lane, w.account_id, coalesce((select l.vtime from lane l where l.id = w.lane), 0), true
  from lane_wanted w
  where (w.lane, w.account_id) not in (select lane, account_id from flow_awake)
  order by w.lane, w.account_id
  on conflict (lane, account_id) do update set ready = true, vtime = greatest(flow.vtime, excluded.vtime)
),
-- once for all events that say the same
said as materialized (
  select kind, paid, is_parent, case when paid then 'job.pending' else 'job.failed' end as type,
    jsonb_build_object('kind', kind, 'status', case when not paid then 'failed' when is_parent then 'processing' else 'pending' end) as data
  from (select distinct kind, paid, is_parent from new_job) j
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, type, id, parent_id, subject_kind, subject_id, data from new_job join said using (kind, paid, is_parent)
)
select g.existing_job, g.existing_subject, g.available,
  case
    when g.verdict <> 'asks' then g.verdict
    when g.n in (select n from accepted) then 'created'
    when g.by_engine or g.n not in (select n from refused) then 'again'
    else 'insufficient_credits'
  end as verdict
from judged g
order by g.n
