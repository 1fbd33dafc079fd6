-- A webhook or a person says "look now". Never a transition: the next poll asks the provider itself. $1 job ids.
with
job_now as materialized (
  select j.id from (select distinct id from unnest($1::uuid[]) as r(id) order by id) r
  cross join lateral (select id from job j where j.id = r.id and j.phase is not null for no key update) j
)
update job j
set wake_seq = j.wake_seq + 1, wake_at = case when j.phase in ('submitted', 'unknown') then now() else j.wake_at end
from job_now n where j.id = n.id
returning j.id
