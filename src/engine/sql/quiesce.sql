-- Puts flows without work to sleep, so that claims do not look at them. Sent as one message without parameters: two
-- statements in one transaction, for the second must see what was submitted before the first took its locks, and no
-- pause of ours between them may hold those locks. FOR UPDATE meets the KEY SHARE of submit and promote.
-- It never waits: a flow in use is left for the next time.
-- Claims look at flows where the queue is longer than their room, one by one until they find work. So where it is long, or
-- where many flows are awake (accounts that came once), all empty ones sleep at once. Elsewhere only what the lane has left
-- far behind: an account that comes back every second would be put to sleep and woken every second, two changes of two
-- indexes each.
begin;
create temporary table if not exists quiet (lane text, account_id uuid) on commit delete rows;
insert into quiet
select l.id, f.account_id
from (
  select id, case
    when (select true from job j where j.ready_lane = lane.id offset 500 limit 1) then 'infinity'
    when (select true from flow f where f.lane = lane.id and f.ready offset 2000 limit 1) then 'infinity'
    else vtime - 1000 end as behind
  from lane offset 0
) l
cross join lateral (
  select f.account_id from flow f
  where f.lane = l.id and f.ready and f.vtime < l.behind
    and not exists (select from job j where j.ready_lane = f.lane and j.account_id = f.account_id)
  order by f.vtime
  limit 1000
  for update skip locked
) f;
update flow f set ready = false from quiet q
where f.lane = q.lane and f.account_id = q.account_id
  and not exists (select from job j where j.ready_lane = f.lane and j.account_id = f.account_id);
commit;
