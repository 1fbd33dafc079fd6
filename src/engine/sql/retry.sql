-- Ends an attempt, not the job: the same job waits, under the same hold, for its next attempt.
-- $1 [{job_id, token, delay_ms, outcome, error_code, error_params, counts, lane, recovery}]; outcome retried | handed_back | lost.
-- counts false: the attempt was no fault of the work (a node shut down, a lane was paused), so the bound on attempts moves with it.
-- lane, recovery: the next attempt goes to another model, where this one surely did not take it.
with
request as materialized (
  select * from json_to_recordset($1::json) as r(
    job_id uuid, token bigint, delay_ms bigint, outcome text, error_code text, error_params jsonb, counts boolean,
    lane text, recovery text)
),
job_now as materialized (
  select r.job_id, r.token as asked_token, r.delay_ms, r.outcome, r.error_code, r.error_params, r.counts, r.lane as new_lane, r.recovery as new_recovery, j.*
  from (
    select j.id, j.account_id, j.parent_id, j.subject_kind, j.subject_id, j.kind, j.token, j.phase, j.attempts, j.cancel_requested_at, j.posted_at
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
      when j.phase = 'delayed' then 'already_by_you'
      when j.phase not in ('preparing', 'submitting', 'submitted', 'unknown', 'collecting') then 'stale'
      -- nothing is under way at the provider, so the caller closes it instead
      when j.cancel_requested_at is not null then 'cancel_requested'
      else 'applied'
    end as verdict
  from job_now j
),
delayed as (
  update job j
  set status = 'pending', phase = 'delayed', phase_at = now(), node_id = null,
    lane = coalesce(g.new_lane, j.lane), recovery = coalesce(g.new_recovery, j.recovery),
    wake_at = now() + g.delay_ms * interval '1 millisecond',
    attempts_max = j.attempts_max + case when g.counts then 0 else 1 end
  from judged g where g.verdict = 'applied' and j.id = g.job_id
),
attempt_ended as (
  update attempt a
  set ended_at = now(), outcome = g.outcome, error_code = g.error_code, error_params = g.error_params,
    posted_at = coalesce(a.posted_at, g.posted_at), slot_lane = null
  from judged g where g.verdict = 'applied' and a.job_id = g.job_id and a.no = g.attempts and a.ended_at is null
),
told as (
  insert into event (account_id, type, job_id, parent_id, subject_kind, subject_id, data)
  select account_id, 'job.pending', job_id, parent_id, subject_kind, subject_id,
    json_build_object('kind', kind, 'status', 'pending', 'phase', 'delayed', 'attempt', attempts, 'errorCode', error_code)::jsonb
  from judged where verdict = 'applied'
)
select job_id, verdict from judged
