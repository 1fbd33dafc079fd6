/**
 * What must hold in the database, as queries for what does not. Each returns rows with a `finding` and what identifies
 * the row; no rows, no defect. Every one is a handful of passes over whole tables, never a query per job, so a million
 * jobs take seconds. The statements in sql/ promise all of this; foreign keys were left out because of its cost.
 */

/** Every defect the audit can name, in the operator's words. */
export const findingWords = {
  balance_differs: 'the sums of the ledger are not the account’s balance',
  held_differs: 'what the account has set aside is not what its open jobs hold',
  ledger_without_account: 'ledger lines of an account that does not exist',
  ledger_without_job: 'a ledger line names a job that does not exist, or another account’s',
  hold_missing: 'an open priced job without its hold, or with another sum than its price',
  settled_while_open: 'an open job was already paid or refunded',
  settled_twice: 'a closed job was both paid and refunded',
  unsettled: 'a closed job whose hold was neither paid nor refunded',
  wrong_settlement: 'paid although it did not complete, refunded although it did, or by another sum than its price',
  settled_without_hold: 'credits moved for a job that holds none',
  closed_without_hold: 'a closed priced job that never held its credits',
  bought_twice: 'the same thing was bought twice',
  queue_hidden: 'a queued job that no claim can find: its lane, its account’s turn or its input is missing',
  never_due: 'a delayed or parked job without a time to wake it at',
  owner_missing: 'a job in work whose owner is not a known node',
  not_rescued: 'a job of a dead node, or past its deadline, that the living nodes leave alone',
  kind_unknown: 'a parked job of a kind that no living node knows',
  parent_left_open: 'an open parent whose children are all closed',
  counters_differ: 'a parent’s counters are not its children',
  child_left_open: 'an open child of a closed parent that nobody has asked to stop',
  state_impossible: 'a status, phase and owner that cannot go together',
  attempt_missing: 'a job in work whose current attempt is missing or has ended',
  attempt_left_open: 'an attempt that is open although its job is closed or went on to a later one',
  attempt_without_job: 'an attempt of a job that does not exist',
  file_without_job: 'a file of a job or account that does not exist',
  file_without_owner: 'an upload of an account, or a preview of a file, that does not exist',
  job_without_account: 'a job of an account or subject that does not exist',
  unfindable: 'a job that lists or its parent cannot find: the copy of its owner, subject and parent differs',
  relative_missing: 'a job’s parent, or the job it retries, does not exist',
  key_without_job: 'an idempotency key that points to a job or account that does not exist',
} satisfies Record<string, string>
export type FindingCode = keyof typeof findingWords

/** How long the living nodes may take to notice; well beyond a lease, a poll and a sweep. */
const patience = `interval '2 minutes'`

/** Open, but by its own rule not yet settled: a completed child waits for the other children of its 'all' parent. */
const waitsForParent = `(j.status = 'completed' and p.policy = 'all' and p.status = 'processing')`

export type Check = { name: string; sql: string }

export const checks: readonly Check[] = [
  {
    name: 'ledger and balances',
    sql: `
select case when a.id is null then 'ledger_without_account' else 'balance_differs' end as finding,
  coalesce(a.id, l.account_id) as account_id, a.available, l.available as ledger_available, a.held, l.held as ledger_held
from account a
full join (select account_id, sum(available_delta) as available, sum(held_delta) as held from ledger group by account_id) l
  on l.account_id = a.id
where a.id is null or a.available <> coalesce(l.available, 0) or a.held <> coalesce(l.held, 0)`,
  },
  {
    name: 'held credits and open jobs',
    sql: `
select 'held_differs' as finding, a.id as account_id, a.held, coalesce(h.holds, 0) as held_by_jobs
from account a
left join (
  select j.account_id, sum(j.price) as holds
  from job j left join job p on p.id = j.parent_id and p.policy = 'all'
  where j.price > 0 and (j.status in ('pending', 'processing') or ${waitsForParent})
  group by j.account_id
) h on h.account_id = a.id
where a.held <> coalesce(h.holds, 0)`,
  },
  {
    name: 'holds and their settlement',
    sql: `
select * from (
  select case
      when j.id is null or j.account_id <> s.account_id then 'ledger_without_job'
      when s.captures > 0 and s.releases > 0 then 'settled_twice'
      when s.holds = 0 and s.captures + s.releases > 0 then 'settled_without_hold'
      when j.price = 0 then case when s.job_id is not null then 'settled_without_hold' end
      when j.status in ('pending', 'processing') then case
        when coalesce(s.held, 0) <> j.price then 'hold_missing'
        when s.captures + s.releases > 0 then 'settled_while_open' end
      -- the engine's own later stage without credits: failed at once, nothing was ever held
      when s.job_id is null or s.holds = 0 then
        case when (j.status = 'failed' and j.error_code = 'insufficient_credits') is not true then 'closed_without_hold' end
      when s.captures + s.releases = 0 then case when ${waitsForParent} is not true then 'unsettled' end
      when s.held <> j.price or s.settled <> j.price then 'wrong_settlement'
      when s.write_offs > 0 and s.releases = 0 then 'wrong_settlement'
      when s.captures > 0 then case
        when j.status <> 'completed' or p.policy = 'all' and p.status <> 'completed' then 'wrong_settlement' end
      when j.status = 'completed' and (p.policy = 'all' and p.status <> 'completed') is not true then 'wrong_settlement'
    end as finding,
    coalesce(j.id, s.job_id) as job_id, coalesce(j.account_id, s.account_id) as account_id, j.kind, j.status, j.price,
    s.held, s.holds, s.captures, s.releases
  from job j
  left join job p on p.id = j.parent_id and p.policy = 'all'
  full join (
    select l.job_id, l.account_id,
      sum(l.held_delta) filter (where l.kind = 'hold') as held,
      count(*) filter (where l.kind = 'hold') as holds,
      count(*) filter (where l.kind = 'capture') as captures,
      count(*) filter (where l.kind = 'release') as releases,
      count(*) filter (where l.kind = 'write_off') as write_offs,
      -sum(l.held_delta) filter (where l.kind in ('capture', 'release')) as settled
    from ledger l
    where l.job_id is not null
    group by l.job_id, l.account_id
  ) s on s.job_id = j.id
  where j.price > 0 or s.job_id is not null
) q where finding is not null`,
  },
  {
    name: 'things bought once',
    sql: `
select 'bought_twice' as finding, account_id, subject_id, once_key, count(*) as jobs, min(id::text) as job_id
from job where once_key is not null and status not in ('failed', 'cancelled')
group by account_id, subject_id, once_key having count(*) > 1`,
  },
  {
    name: 'jobs that nothing will wake',
    sql: `
with worker as materialized (
  select id, kinds, started_at from node where lease_until > now() and not stopping and kinds <> '{}'
),
watched as materialized (select exists (select from worker where started_at < now() - ${patience}) as for_long)
select * from (
  select case
      when j.phase = 'queued' and (j.ready_lane is distinct from j.lane or l.id is null or f.ready is not true or d.job_id is null)
        then 'queue_hidden'
      when j.phase in ('delayed', 'submitted', 'unknown') and j.wake_at is null then 'never_due'
      when j.phase in ('delayed', 'submitted', 'unknown') and d.job_id is null then 'queue_hidden'
      when j.phase in ('preparing', 'submitting', 'collecting') and n.id is null then 'owner_missing'
      when j.phase in ('preparing', 'submitting', 'collecting') and w.for_long
        and least(n.lease_until, j.deadline_at) < now() - ${patience} then 'not_rescued'
      when j.phase in ('submitted', 'unknown') and w.for_long and j.phase_at < now() - ${patience}
        and not exists (select from worker k where j.kind = any (k.kinds)) then 'kind_unknown'
    end as finding,
    j.id as job_id, j.account_id, j.kind, j.phase, j.lane, j.ready_lane, f.ready as flow_ready, j.node_id, n.lease_until,
    j.wake_at, j.deadline_at, j.phase_at
  from watched w
  cross join job j
  left join lane l on l.id = j.lane
  left join flow f on f.lane = j.lane and f.account_id = j.account_id
  left join node n on n.id = j.node_id
  left join job_data d on d.job_id = j.id
  where j.status in ('pending', 'processing') and j.phase is distinct from 'children'
) q where finding is not null`,
  },
  {
    name: 'parents and children',
    sql: `
with child as materialized (
  select parent_id, count(*) as total,
    count(*) filter (where status in ('pending', 'processing')) as open,
    count(*) filter (where status = 'completed') as completed,
    count(*) filter (where status = 'failed') as failed,
    count(*) filter (where status = 'cancelled') as cancelled
  from job where parent_id is not null group by parent_id
)
select case when p.status = 'processing' and coalesce(c.open, 0) = 0 then 'parent_left_open' else 'counters_differ' end as finding,
  p.id as job_id, p.account_id, p.kind, p.status, p.children_open, p.children_completed, p.children_failed, p.children_cancelled,
  c.open as found_open, c.completed as found_completed, c.failed as found_failed, c.cancelled as found_cancelled
from job p left join child c on c.parent_id = p.id
where p.policy is not null
  and (p.status = 'processing' and coalesce(c.open, 0) = 0
    or (p.children_total, p.children_open, p.children_completed, p.children_failed, p.children_cancelled)
      is distinct from (c.total, c.open, c.completed, c.failed, c.cancelled))
union all
select 'child_left_open', j.id, j.account_id, j.kind, j.status, null, null, null, null, null, null, null, null
from job j join job p on p.id = j.parent_id
where j.status in ('pending', 'processing') and p.status in ('completed', 'failed', 'cancelled')
  -- the others of a failed 'all' parent end by their provider's answer once they were asked to
  and (p.policy = 'some' or j.cancel_requested_at is null and p.closed_at < now() - ${patience})`,
  },
  {
    // what the CHECKs of the table forbid, for the case that somebody dropped them
    name: 'states',
    sql: `
select 'state_impossible' as finding, id as job_id, account_id, kind, status, phase, node_id, wake_at, ready_lane, closed_at
from job
where case status
    when 'pending' then phase in ('queued', 'delayed') and closed_at is null
    when 'processing' then phase in ('preparing', 'submitting', 'submitted', 'unknown', 'collecting', 'children') and closed_at is null
    else phase is null and node_id is null and wake_at is null and ready_lane is null and closed_at is not null
  end is not true
  or (phase = 'children') <> (policy is not null)`,
  },
  {
    name: 'attempts',
    sql: `
select 'attempt_missing' as finding, j.id as job_id, j.account_id, j.kind, j.phase, j.attempts as no, a.outcome, a.ended_at
from job j left join attempt a on a.job_id = j.id and a.no = j.attempts
where j.phase in ('preparing', 'submitting', 'submitted', 'unknown', 'collecting') and (a.job_id is null or a.ended_at is not null)
union all
select case when j.id is null then 'attempt_without_job' else 'attempt_left_open' end,
  a.job_id, j.account_id, j.kind, j.phase, a.no, a.outcome, a.ended_at
from attempt a left join job j on j.id = a.job_id
where j.id is null
  or a.ended_at is null and (j.phase is null or j.phase in ('queued', 'delayed') or a.no <> j.attempts)`,
  },
  {
    name: 'files, keys and relatives',
    sql: `
select 'file_without_job' as finding, f.job_id, f.account_id, f.id as file_id, null as key
from file f left join job j on j.id = f.job_id
where f.job_id is not null and (j.id is null or j.account_id <> f.account_id)
union all
select 'file_without_owner', null, f.account_id, f.id, null
from file f left join account a on a.id = f.account_id left join file o on o.id = f.preview_of
where f.job_id is null and a.id is null or f.preview_of is not null and (o.id is null or o.account_id <> f.account_id)
union all
select 'key_without_job', k.job_id, k.account_id, null, k.key
from submission_key k left join job j on j.id = k.job_id
where j.id is null or j.account_id <> k.account_id
union all
select 'job_without_account', j.id, j.account_id, null, null
from job j
left join account a on a.id = j.account_id
left join subject s on s.id = j.subject_id and s.account_id = j.account_id
where a.id is null or s.id is null
union all
select 'unfindable', coalesce(j.id, d.job_id), coalesce(j.account_id, d.account_id), null, null
from job j full join job_data d on d.job_id = j.id
where j.id is null or d.job_id is null
  or (d.account_id, d.subject_id, d.parent_id) is distinct from (j.account_id, j.subject_id, j.parent_id)
union all
select 'relative_missing', j.id, j.account_id, null, null
from job j
left join job p on p.id = j.parent_id
left join job r on r.id = j.retry_of
where j.parent_id is not null and (p.policy is null or p.account_id <> j.account_id)
  or j.retry_of is not null and (r.id is null or r.account_id <> j.account_id)`,
  },
]

/** Not defects: what an operator wants to know while looking. */
export const notices: readonly Check[] = [
  {
    name: 'unknown_outcome',
    sql: `
select j.id as job_id, j.kind, j.lane, a.no as attempt, a.unknown_at, a.unknown_until, j.price
from job j join attempt a on a.job_id = j.id and a.no = j.attempts
where j.phase = 'unknown' order by a.unknown_until`,
  },
  {
    name: 'lane_paused',
    sql: `
select l.id as lane, l.paused_reason as reason, l.paused_until as until,
  (select count(*) from job j where j.ready_lane = l.id) as waiting
from lane l where l.paused_reason is not null and (l.paused_until is null or l.paused_until > now()) order by l.id`,
  },
  {
    name: 'place_kept',
    sql: `
select a.lane, count(*) as places, min(j.closed_at) as since
from attempt a join job j on j.id = a.job_id
where a.slot_lane is not null and j.phase is null group by a.lane order by a.lane`,
  },
  {
    name: 'overdue',
    sql: `
select phase, kind, count(*) as jobs, min(wake_at) as oldest
from job where wake_at < now() - interval '10 minutes' group by phase, kind order by phase, kind`,
  },
  {
    name: 'written_off',
    sql: `
select reason, count(*) as lines, sum(write_off) as credits, max(created_at) as latest
from ledger where kind = 'write_off' group by reason order by reason`,
  },
]

export const noticeWords = {
  unknown_outcome: 'outcomes being checked with the provider',
  lane_paused: 'lanes that are paused',
  place_kept: 'places in lanes kept by closed attempts whose provider may still be working',
  overdue: 'delayed or parked jobs more than 10 minutes past their time (no worker runs, or it is far behind)',
  written_off: 'costs carried by this installation because a provider’s answer was lost',
} satisfies Record<string, string>
export type NoticeCode = keyof typeof noticeWords
