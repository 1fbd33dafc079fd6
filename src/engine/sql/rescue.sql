-- Adopts work whose owner is gone, or that hangs past its deadline though its owner lives: this node becomes the owner
-- under a new token, and then settles it with the ordinary verbs. If it dies itself, the next one adopts.
-- $1 this node, $2 lease in ms, $3 at most this many, $4 grace past the deadline in ms, $5 [{id, token}] that this node
-- owns by a claim or rescue whose answer was lost: it lives, so nobody else would ever take them from it.
-- Only a node that has itself been steady for a whole lease, on a PostgreSQL up for as long, may call others dead.
with
me as materialized (
  select id from node
  where id = $1::uuid and lease_until > now() and steady_since < now() - $2::integer * interval '1 millisecond'
    and pg_postmaster_start_time() < now() - $2::integer * interval '1 millisecond'
),
dead as materialized (
  select o.node_id
  from me cross join (
    -- the owners there are, by one step of the index each
    with recursive owner (node_id) as (
      (select node_id from job where node_id is not null order by node_id limit 1)
      union all
      select (select j.node_id from job j where j.node_id is not null and j.node_id > o.node_id order by j.node_id limit 1)
      from owner o where o.node_id is not null
    )
    select node_id from owner where node_id is not null
  ) o
  where not exists (select from node n where n.id = o.node_id and n.lease_until > now())
),
victim as materialized (
  select v.* from (
    select j.id, 'worker_lost' as why from dead d
    cross join lateral (
      select j.id from job j where j.node_id = d.node_id limit $3::integer for no key update skip locked
    ) j
    union all
    select j.id, 'deadline_exceeded' from me
    cross join lateral (
      select j.id from job j
      where j.node_id is not null and j.deadline_at < now() - $4::integer * interval '1 millisecond'
      limit $3::integer for no key update skip locked
    ) j
    union all
    select j.id, 'worker_lost' from json_to_recordset($5::json) as o(id uuid, token bigint)
    cross join lateral (
      select j.id from job j where j.id = o.id and j.token = o.token and j.node_id = $1::uuid for no key update skip locked
    ) j
  ) v
),
adopted as (
  update job j set node_id = $1::uuid, token = j.token + 1
  from (select id, min(why) as why from victim group by id) v where j.id = v.id
  returning j.id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.lane, j.phase, j.token, j.attempts,
    j.attempts_max, j.recovery, j.price, j.cancel_requested_at is not null as cancel_requested, v.why, j.created_at
)
select d.*, a.external_id
from adopted d cross join lateral (select a.external_id from attempt a where a.job_id = d.id and a.no = d.attempts offset 0) a
