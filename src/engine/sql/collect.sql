-- The provider is done: this node owns the job while it downloads, checks and stores the result.
-- $1 [{job_id, token}], $2 this node.
with
request as materialized (
  select * from json_to_recordset($1::json) as r(job_id uuid, token bigint)
),
job_now as materialized (
  select r.job_id, r.token as asked_token, j.*
  from (
    select j.id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.token, j.phase, j.attempts, j.node_id, j.posted_at
    from job j where j.id = any (array(select job_id from request))
    order by j.id
    for no key update
  ) j
  join request r on r.job_id = j.id
),
judged as materialized (
  select j.*,
    case
      when j.phase is null then 'closed'
      when j.token <> j.asked_token then 'stale'
      when j.phase = 'collecting' and j.node_id = $2::uuid then 'already_by_you'
      when j.phase in ('submitting', 'submitted') then 'applied'
      else 'stale'
    end as verdict
  from job_now j
),
collecting as (
  update job j set phase = 'collecting', phase_at = now(), node_id = $2::uuid, wake_at = null
  from judged g where g.verdict = 'applied' and j.id = g.job_id
),
attempt_collecting as (
  update attempt a set collecting_at = coalesce(a.collecting_at, now()), posted_at = coalesce(a.posted_at, g.posted_at), slot_lane = null
  from judged g where g.verdict = 'applied' and a.job_id = g.job_id and a.no = g.attempts
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, 'job.processing', job_id, parent_id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', 'processing', 'phase', 'collecting', 'attempt', attempts)::jsonb
  from judged where verdict = 'applied'
)
select job_id, verdict from judged
