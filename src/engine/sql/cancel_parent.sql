-- Notes on open parents that they are to be cancelled; the caller cancels the children then, in a statement of its own
-- (one that locked parent and children together would judge the children by an older snapshot). $1 parent ids.
with
parent_now as materialized (
  select p.* from (select distinct id from unnest($1::uuid[]) as r(id) order by id) r
  cross join lateral (
    select id, account_id, subject_kind, subject_id, kind from job j
    where j.id = r.id and j.phase = 'children' and j.cancel_requested_at is null for no key update
  ) p
),
asked as (
  update job j set cancel_requested_at = now() from parent_now p where j.id = p.id
),
told as (
  insert into event (account_id, type, job_id, subject_kind, subject_id, data)
  select account_id, 'job.cancel_requested', id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', 'processing', 'phase', 'children')::jsonb
  from parent_now
)
select id from parent_now
