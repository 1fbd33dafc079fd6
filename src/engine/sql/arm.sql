-- Commits "the one POST may leave now". $1 [{job_id, token}], $2 this node, $3 lease that must remain, in ms.
-- Applied only where token and phase still hold, nobody asked to cancel, and enough lease remains.
with
request as materialized (
  select * from json_to_recordset($1::json) as r(job_id uuid, token bigint)
),
job_now as materialized (
  select r.job_id, r.token as asked_token, j.*
  from (
    select j.id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.token, j.phase, j.attempts, j.cancel_requested_at
    from job j where j.id = any (array(select job_id from request))
    order by j.id
    for no key update
  ) j
  join request r on r.job_id = j.id
),
judged as materialized (
  select j.*,
    case
      when j.token <> j.asked_token then 'stale'
      -- our own commit whose answer was lost: nothing was sent yet, for nobody else holds this token
      when j.phase = 'submitting' then 'already_by_you'
      when j.phase <> 'preparing' or j.phase is null then 'stale'
      when j.cancel_requested_at is not null then 'cancel_requested'
      when not exists (select from node where id = $2::uuid and lease_until > now() + $3::integer * interval '1 millisecond') then 'lease_short'
      else 'applied'
    end as verdict
  from job_now j
),
armed as (
  update job j set phase = 'submitting', phase_at = now()
  from judged g where g.verdict = 'applied' and j.id = g.job_id
),
attempt_armed as (
  update attempt a set posted_at = now()
  from judged g where g.verdict = 'applied' and a.job_id = g.job_id and a.no = g.attempts
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, 'job.processing', job_id, parent_id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', 'processing', 'phase', 'submitting', 'attempt', attempts)::jsonb
  from judged where verdict = 'applied'
)
select job_id, verdict from judged
