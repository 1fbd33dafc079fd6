-- How far work is: never backwards within an attempt, and nothing from an attempt that is over.
-- $1 [{job_id, token, progress, message}]
with
request as materialized (
  select * from json_to_recordset($1::json) as r(job_id uuid, token bigint, progress smallint, message text)
),
job_now as materialized (
  select r.job_id, r.progress, r.message, j.*
  from (select * from request order by job_id) r
  cross join lateral (
    select j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.attempts, j.phase
    from job j where j.id = r.job_id and j.token = r.token and j.node_id is not null and j.progress < r.progress
    for no key update
  ) j
),
moved as (
  update job j set progress = n.progress, progress_message = coalesce(n.message, j.progress_message)
  from job_now n where j.id = n.job_id
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, 'job.progress', job_id, parent_id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', 'processing', 'phase', phase, 'attempt', attempts, 'progress', progress, 'message', message)::jsonb
  from job_now
)
select job_id from job_now
