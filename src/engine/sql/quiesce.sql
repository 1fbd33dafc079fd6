-- Puts flows without work to sleep, so that claims do not look at them. Sent as one message without parameters: two
-- statements in one transaction, for the second must see what was submitted before the first took its locks, and no
-- pause of ours between them may hold those locks. FOR UPDATE meets the KEY SHARE of submit and promote.
-- It never waits: a flow in use is left for the next time.
begin;
create temporary table if not exists quiet (lane text, account_id uuid) on commit delete rows;
insert into quiet
select f.lane, f.account_id from flow f
where f.ready and not exists (select from job j where j.ready_lane = f.lane and j.account_id = f.account_id)
order by f.lane, f.vtime
limit 1000
for update skip locked;
update flow f set ready = false from quiet q
where f.lane = q.lane and f.account_id = q.account_id
  and not exists (select from job j where j.ready_lane = f.lane and j.account_id = f.account_id);
commit;
