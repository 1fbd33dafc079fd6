-- Takes work that may run now: lanes that are open, accounts in fair turn, the account's most urgent first.
-- $1 this node, $2 kinds it knows, $3 places it has, $4 its running work per lane [{lane, busy}].
--
-- Two levels (lane, then flow) because one ORDER BY over all pending work scanned every full or paused lane first:
-- 138 ms against 2.8 ms a claim with 60,000 of 100,000 pending in such lanes.
-- A lane is locked and its version read twice: from the row under lock and from this statement's snapshot. Where they
-- differ, somebody claimed since the snapshot, what we would count is old, and the lane is left to the next claim.
with
me as materialized (
  select id from node where id = $1::uuid and lease_until > now() and not stopping
),
lane_mine as materialized (
  select l.* from me cross join lateral (
    select a.id, a.vtime, a.max_in_flight, a.per_minute, a.per_node, a.failures,
      -- its pause is over: one job tries whether the provider is well again
      a.paused_reason is not null as half_open,
      least(a.per_minute, a.rate_tokens + extract(epoch from now() - a.rate_at) * a.per_minute / 60.0) as rate_tokens
    from lane a
    where (a.paused_reason is null or a.paused_until <= now() and (a.probe_until is null or a.probe_until <= now()))
      -- a scalar, for the planner turns an EXISTS into a walk over the whole queue
      and (select true from job j where j.ready_lane = a.id limit 1)
      and a.ver = (select s.ver from lane s where s.id = a.id)
    order by a.id
    for no key update of a skip locked
  ) l
),
lane_free as materialized (
  select m.id, m.vtime,
    least($3::integer, m.max_in_flight - u.used, floor(m.rate_tokens)::integer, m.per_node - coalesce(b.busy, 0),
      case when m.half_open then 1 end) as room
  from lane_mine m
  left join json_to_recordset($4::json) as b(lane text, busy integer) on b.lane = m.id
  -- open attempts, not jobs: a cancelled job may still hold a place at the provider
  left join lateral (
    select count(*)::integer as used
    from (select from attempt a where a.slot_lane = m.id limit m.max_in_flight) x
  ) u on m.max_in_flight is not null
),
-- twice its share of the places: enough where some lanes have less, without reading all of it in each
lane_open as materialized (
  select id, vtime, least(room, ceil(2.0 * $3::integer / count(*) over ())::integer) as room
  from lane_free where room > 0
),
-- the beginning of each queue, by which a short one is told from a long one
queue as materialized (
  select l.id as lane, l.vtime, l.room, j.id, j.tid, j.account_id, j.priority, j.known, j.touched,
    count(*) over (partition by l.id) as waiting,
    bool_and(j.known) over (partition by l.id) as all_known
  from lane_open l
  cross join lateral (
    select j.id, j.ctid as tid, j.account_id, j.priority, j.kind = any ($2::text[]) as known, j.xmax <> 0 as touched
    from job j where j.ready_lane = l.id limit 2 * l.room + 1
  ) j
),
-- short: read to its end. whole: all of it is taken, so whose turn it is makes no difference, and a queue that ran empty
-- owes nobody anything: no flow is read or moved, the lane's own time passes over them all
lane_queue as materialized (
  select lane, vtime, room, waiting <= 2 * room as short,
    waiting <= room and all_known and sum(waiting) over () <= $3::integer as whole
  from (select distinct lane, vtime, room, waiting, all_known from queue) q
),
-- where the queue is short it names the accounts itself, for then most flows that are ready have no work: looking into
-- each was half a claim (3,900 looks to find 246)
short_flow as materialized (
  select l.lane, f.account_id, f.vtime
  from (
    select lane, array_agg(distinct account_id) as accounts
    from queue join lane_queue using (lane) where short and not whole group by lane
  ) l
  cross join lateral (
    select f.account_id, f.vtime from flow f where f.lane = l.lane and f.account_id = any (l.accounts) offset 0
  ) f
),
-- else the flows that have work, earliest start tag first; quiesce puts the empty ones to sleep
head as materialized (
  select l.lane, l.room, f.account_id, greatest(f.vtime, l.vtime) as tag, count(*) over (partition by l.lane) as flows
  from lane_queue l
  cross join lateral (
    select f.account_id, f.vtime from flow f
    where f.lane = l.lane and f.ready
      and (select true from job j where j.ready_lane = f.lane and j.account_id = f.account_id limit 1)
    order by f.vtime
    limit l.room
  ) f
  where not l.short
),
pick as materialized (
  select q.lane, q.room, q.account_id, q.id, q.tid, q.touched, q.whole, greatest(f.vtime, q.vtime) + q.nth - 1 as tag, false as cut
  from (
    select q.*, l.whole, row_number() over (partition by q.lane, q.account_id order by q.priority desc, q.id) as nth
    from queue q join lane_queue l using (lane) where l.short and q.known
  ) q
  left join short_flow f on f.lane = q.lane and f.account_id = q.account_id
  union all
  select h.lane, h.room, h.account_id, j.id, j.tid, j.touched, false, h.tag + j.nth - 1, j.nth = h.most
  from (select *, least(room, ceil(2.0 * room / flows))::integer as most from head) h
  cross join lateral (
    select q.id, q.tid, q.touched, row_number() over (order by q.priority desc, q.id) as nth
    from (
      select j.id, j.ctid as tid, j.priority, j.xmax <> 0 as touched from job j
      where j.ready_lane = h.lane and j.account_id = h.account_id and j.kind = any ($2::text[])
      order by j.priority desc, j.id
      limit h.most
    ) q
  ) j
),
-- nothing past the first flow that was cut short: so the fair order is exact, at the price of a batch not quite full
chosen as materialized (
  select * from (
    select p.*, row_number() over (partition by p.lane order by p.tag, p.id) as turn
    from (select *, min(tag) filter (where cut) over (partition by lane) as horizon from pick) p
    where p.horizon is null or p.tag <= p.horizon
  ) t
  where turn <= room
  order by turn, lane
  limit $3::integer
),
-- A claim never waits, so what somebody is just changing is left to the next one. A lock for each row would cost as much as
-- its index entry; it is asked for only where another transaction has left a trace in the row (cancelling it, or it did
-- not commit). By the place where the queue's index found the row, for a step by primary key costs as much again.
ours as materialized (
  select lane, tag, whole, id, tid from chosen where not touched
  union all
  select c.lane, c.tag, c.whole, c.id, c.tid
  from (select * from chosen where touched order by id) c
  cross join lateral (select j.id from job j where j.ctid = c.tid and j.ready_lane = c.lane for no key update skip locked) j
),
claimed as (
  update job j
  set status = 'processing', phase = 'preparing', phase_at = now(), ready_lane = null,
    node_id = $1::uuid, token = j.token + 1, attempts = j.attempts + 1, posted_at = null,
    started_at = coalesce(j.started_at, now()),
    deadline_at = coalesce(j.deadline_at, now() + j.deadline_ms * interval '1 millisecond'),
    progress = 0, progress_message = null
  from (select lane, tag, whole, tid from ours order by id) c
  where j.ctid = c.tid and j.ready_lane = c.lane
  returning j.id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.lane, j.token, j.attempts,
    j.attempts_max, j.recovery, j.created_at, j.price, j.wake_seq, extract(epoch from j.deadline_at - now()) * 1000 as deadline_in_ms,
    c.tag, c.whole
),
attempt_made as (
  insert into attempt (job_id, no, lane, slot_lane, node_id, token)
  select c.id, c.attempts, c.lane, case when m.max_in_flight is not null then c.lane end, $1::uuid, c.token
  from claimed c join lane_mine m on m.id = c.lane
),
-- in the order in which submit wakes them, or the two lock each other out
flow_moved as (
  update flow f set vtime = n.next
  from (
    select lane, account_id, max(tag) + 1 as next from claimed where not whole group by lane, account_id order by lane, account_id offset 0
  ) n
  where f.lane = n.lane and f.account_id = n.account_id
),
lane_moved as (
  update lane l
  set ver = l.ver + 1, vtime = greatest(l.vtime, t.tag),
    rate_tokens = coalesce(m.rate_tokens - t.number, 0), rate_at = now(),
    -- a probe that is never heard of makes room for another: twice as long as it takes to know that its owner died
    probe_until = case when m.half_open then now() + 2 * (select lease_until - now() from node where id = $1::uuid) end
  -- past a flow's tag by one, and past what its last turn may have left it ahead by another
  from (select lane, max(case when whole then tag + 2 else tag end) as tag, count(*) as number from claimed group by lane) t
  join lane_mine m on m.id = t.lane
  where l.id = t.lane
),
-- once for all events that say the same
said as materialized (
  select kind, attempts, jsonb_build_object('kind', kind, 'status', 'processing', 'phase', 'preparing', 'attempt', attempts) as data
  from (select distinct kind, attempts from claimed) c
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, 'job.processing', id, parent_id, subject_kind, subject_id, data from claimed join said using (kind, attempts)
)
select c.*, d.input, m.half_open or m.failures > 0 as lane_troubled from claimed c
join lane_mine m on m.id = c.lane
cross join lateral (select d.input from job_data d where d.job_id = c.id offset 0) d
order by c.id
