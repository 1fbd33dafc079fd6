-- Takes parked jobs that are due: a poll for what the provider accepted, a reconciliation for what is unknown.
-- $1 at most this many, $2 how long before another node may take the same one, in ms.
-- Nothing is leased: whoever took it dies, and it is due again. The new token makes an older poller stale.
with
due as materialized (
  select j.id from job j
  where j.wake_at <= now() and j.phase in ('submitted', 'unknown')
  order by j.wake_at
  limit $1::integer
  for no key update skip locked
),
taken as (
  update job j set token = j.token + 1, wake_at = now() + $2::integer * interval '1 millisecond'
  from due d where j.id = d.id
  returning j.id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.lane, j.token, j.attempts,
    j.attempts_max, j.recovery, j.created_at, j.price, j.phase, j.wake_seq, j.progress, j.cancel_requested_at is not null as cancel_requested,
    extract(epoch from j.deadline_at - now()) * 1000 as deadline_in_ms
)
select t.*, a.external_id, extract(epoch from now() - a.posted_at) * 1000 as posted_ms_ago,
  a.unknown_until <= now() as window_over, d.input
from taken t
cross join lateral (select * from attempt a where a.job_id = t.id and a.no = t.attempts offset 0) a
cross join lateral (select d.input from job_data d where d.job_id = t.id offset 0) d
