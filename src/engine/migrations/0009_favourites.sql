-- One truth for favourites: a row names a file, or a subject whole, with all that it made and will yet make.
alter table favourite
  drop constraint favourite_pkey,
  alter column file_id drop not null,
  add column subject_id uuid references subject (id) on delete cascade,
  add constraint favourite_names_one check (num_nonnulls(file_id, subject_id) = 1),
  add constraint favourite_file_once unique (account_id, file_id),
  add constraint favourite_subject_once unique (account_id, subject_id);

-- the stars that photography kept beside it
insert into favourite (account_id, subject_id, created_at)
select m.account_id, m.work_id, m.favourite_at
from photo_work_mark m join subject s on s.id = m.work_id
where m.favourite_at is not null and m.deleted_at is null;

-- what is left of the marks is what was thrown away
delete from photo_work_mark where deleted_at is null;
drop index photo_work_favourites;
alter table photo_work_mark
  drop column favourite_at,
  alter column deleted_at set not null;
