-- Files that people brought, what they think of any of theirs, and what the library finds them by.

-- A file without a job is an upload, or the preview of one.
alter table file
  alter column job_id drop not null,
  -- what its owner calls it; null for what we made
  add column name text,
  -- the bytes as they came, before metadata was taken out: the same bytes again are the same upload
  add column source_sha256 text,
  add column preview_of uuid,
  add constraint file_has_origin check (num_nonnulls(job_id, source_sha256, preview_of) > 0);
create unique index file_upload on file (account_id, source_sha256) where source_sha256 is not null;
create index file_preview on file (preview_of) where preview_of is not null;
-- the library: an account's files, newest first
create index file_library on file (account_id, id) where role <> 'preview';

create table favourite (
  account_id uuid not null,
  file_id    uuid not null references file (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (account_id, file_id)
);
create index favourite_file on favourite (file_id);

-- What a file is found by, drawn from it, its job and its subject when its account next looks into the library. May be
-- emptied at any time.
create table library_entry (
  file_id    uuid primary key references file (id) on delete cascade,
  account_id uuid not null,
  -- the time in the file's id, so that dates and the order by id never disagree
  made_at    timestamptz not null,
  -- image, model3d, video, speech
  kind       text not null,
  -- the kind of subject it was made for; null for uploads
  studio     text,
  uploaded   boolean not null,
  title      text not null,
  -- words and pairs of Chinese characters, each behind its account, so that one index serves every account alone
  words      tsvector not null,
  -- files it was made from
  sources    uuid[] not null
);
-- lists and counts read this index alone
create index library_entry_list on library_entry (account_id, file_id) include (made_at, kind, studio, uploaded);
create index library_entry_words on library_entry using gin (words);
create index library_entry_sources on library_entry using gin (sources);

-- Keys in the store whose bytes go when due, unless a file has them by then: noted before bytes without a row are
-- written, and in the same commit that removes a row.
create table storage_removal (
  storage_key text primary key,
  due_at      timestamptz not null
);
create index storage_removal_due on storage_removal (due_at);

-- Uploads under an Idempotency-Key; the same key with other bytes is refused.
create table upload_key (
  account_id uuid not null,
  key        text not null,
  hash       text not null,
  created_at timestamptz not null default now(),
  primary key (account_id, key)
);

-- Files to be downloaded as one archive: asked for by POST, fetched by an address that lives for a while.
create table archive (
  id         uuid primary key,
  account_id uuid not null,
  file_ids   uuid[] not null,
  created_at timestamptz not null default now()
);
