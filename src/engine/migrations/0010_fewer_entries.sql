-- What a life costs, see docs/decisions/0006-cheaper-lives.md.

-- Written at every end and nowhere near the last one, to find the few ends of a week for one person: a tenth of `close`.
-- They are found along the account's list of work instead.
drop index job_ended;

-- So that a row's second version finds room beside its first: at a half, one row in six had to go to another page.
alter table job set (fillfactor = 44);
alter table attempt set (fillfactor = 43);
