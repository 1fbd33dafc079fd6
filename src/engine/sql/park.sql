-- Lets go of a job the provider is working on, or whose outcome nobody knows yet, until it is due.
-- $1 [{job_id, token, attempt, phase, external_id, due_in_ms, window_ms, wake_seq, progress, message}]; phase submitted | unknown.
--
-- wake_seq: the one this node read before it asked the provider. If a webhook has moved it since, the job is due now;
-- else a DONE that arrived during a RUN poll would sleep until the next poll.
-- A job the provider works on is due at its deadline at the latest, however seldom it is asked about: nobody else ends it.
-- told_late: the token is old, but the answer to the POST of an attempt that is unknown by now.
-- The external id is written once. Another one for the same attempt is a double submission, and is said, not stored.
with
request as materialized (
  select * from json_to_recordset($1::json) as r(
    job_id uuid, token bigint, attempt integer, phase text, external_id text, due_in_ms bigint, window_ms bigint, wake_seq integer,
    progress smallint, message text)
),
job_now as materialized (
  select r.job_id, r.token as asked_token, r.attempt as asked_attempt, r.phase as new_phase, r.external_id, r.due_in_ms, r.window_ms,
    r.wake_seq as seen_wake_seq, r.progress as new_progress, r.message, j.*
  from (
    select j.id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.token, j.phase, j.attempts, j.progress, j.wake_seq,
      j.deadline_at, j.posted_at
    from job j where j.id = any (array(select job_id from request))
    order by j.id
    for no key update
  ) j
  join request r on r.job_id = j.id
),
attempt_now as materialized (
  select a.job_id, a.external_id
  from (select job_id, attempts from job_now order by job_id) j
  cross join lateral (
    select a.job_id, a.external_id from attempt a where a.job_id = j.job_id and a.no = j.attempts for no key update
  ) a
),
judged as materialized (
  select j.*,
    case
      when j.phase is null then 'closed'
      -- overtaken while its POST was out (a freeze): what it learned still answers what the others wonder about
      when j.token <> j.asked_token and j.phase = 'unknown' and j.attempts = j.asked_attempt and j.external_id is not null
        and coalesce(a.external_id, j.external_id) = j.external_id then 'told_late'
      when j.token <> j.asked_token then 'stale'
      when j.phase not in ('submitting', 'submitted', 'unknown', 'collecting') then 'stale'
      when j.external_id <> a.external_id then 'double_submission'
      else 'applied'
    end as verdict
  from job_now j left join attempt_now a on a.job_id = j.job_id
),
parked as (
  update job j
  set phase = g.new_phase, phase_at = case when j.phase = g.new_phase then j.phase_at else now() end, node_id = null,
    wake_at = case when g.wake_seq <> coalesce(g.seen_wake_seq, g.wake_seq) then now()
      when g.new_phase = 'submitted' then least(now() + g.due_in_ms * interval '1 millisecond', greatest(g.deadline_at, now()))
      else now() + g.due_in_ms * interval '1 millisecond' end,
    progress = greatest(j.progress, g.new_progress), progress_message = coalesce(g.message, j.progress_message)
  from judged g where g.verdict = 'applied' and j.id = g.job_id
),
told_late as (
  update attempt a set external_id = g.external_id
  from judged g where g.verdict = 'told_late' and a.job_id = g.job_id and a.no = g.attempts
),
woken_late as (
  -- phase and owner are these already; an UPDATE checks the row as the snapshot has it first, which may be older
  update job j set phase = 'unknown', node_id = null, wake_at = now(), wake_seq = j.wake_seq + 1
  from judged g where g.verdict = 'told_late' and j.id = g.job_id
),
attempt_parked as (
  update attempt a
  set external_id = coalesce(a.external_id, g.external_id), posted_at = coalesce(a.posted_at, g.posted_at),
    accepted_at = case when g.new_phase = 'submitted' then coalesce(a.accepted_at, now()) else a.accepted_at end,
    unknown_at = case when g.new_phase = 'unknown' then coalesce(a.unknown_at, now()) else a.unknown_at end,
    unknown_until = case when g.new_phase = 'unknown'
      then coalesce(a.unknown_until, now() + g.window_ms * interval '1 millisecond') else a.unknown_until end
  from judged g where g.verdict = 'applied' and a.job_id = g.job_id and a.no = g.attempts
    and (g.phase <> g.new_phase or a.external_id is null and g.external_id is not null)
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, case when phase = new_phase then 'job.progress' else 'job.processing' end, job_id, parent_id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', 'processing', 'phase', new_phase, 'attempt', attempts,
      'progress', greatest(progress, new_progress), 'message', message)::jsonb
  from judged
  where verdict = 'applied' and (phase <> new_phase or new_progress > progress)
)
select job_id, verdict from judged
