-- What people think of their works of photography: which they like, which they have thrown away. Never a status of work.
create table photo_work_mark (
  work_id      uuid primary key,
  account_id   uuid not null,
  favourite_at timestamptz,
  -- its photographs are gone with their bytes; jobs and ledger stay for the record
  deleted_at   timestamptz
);
create index photo_work_favourites on photo_work_mark (account_id, work_id) where favourite_at is not null and deleted_at is null;
