-- Commits "the one POST may leave now". $1 job ids, $2 their tokens, $3 this node, $4 lease that must remain, in ms.
-- Applied only where token and phase still hold, nobody asked to cancel, and enough lease remains.
--
-- Only the job is written: its attempt learns of `posted_at` from whatever comes next, which writes the attempt anyway.
-- The update locks by itself, in order of ids. What it did not take is judged by the snapshot, and where that would have
-- let it pass, somebody came in between: 'again', in a new statement. Locking first read every row twice.
with
request as materialized (
  select * from unnest($1::uuid[], $2::bigint[]) as r(job_id, token) order by job_id
),
armed as (
  update job j set phase = 'submitting', phase_at = now(), posted_at = now()
  from request r
  where j.id = r.job_id and j.token = r.token and j.phase = 'preparing' and j.cancel_requested_at is null
    and exists (select from node where id = $3::uuid and lease_until > now() + $4::integer * interval '1 millisecond')
  returning j.id as job_id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.attempts
),
-- once for all events that say the same
said as materialized (
  select kind, attempts, jsonb_build_object('kind', kind, 'status', 'processing', 'phase', 'submitting', 'attempt', attempts) as data
  from (select distinct kind, attempts from armed) a
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, 'job.processing', job_id, parent_id, subject_kind, subject_id, data from armed join said using (kind, attempts)
)
select job_id, 'applied' as verdict from armed
union all
select j.id,
  case
    when j.token <> r.token then 'stale'
    -- our own commit whose answer was lost: nothing was sent yet, for nobody else holds this token
    when j.phase = 'submitting' then 'already_by_you'
    when j.phase <> 'preparing' or j.phase is null then 'stale'
    when j.cancel_requested_at is not null then 'cancel_requested'
    when not exists (select from node where id = $3::uuid and lease_until > now() + $4::integer * interval '1 millisecond') then 'lease_short'
    else 'again'
  end
from request r join job j on j.id = r.job_id
where not exists (select from armed a where a.job_id = r.job_id)
