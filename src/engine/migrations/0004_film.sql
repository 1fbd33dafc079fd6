-- What people put into their films. The project itself is a subject (kind film_project); jobs of its assets, shots and
-- exports carry the project as their subject and name the item in their input. No status here: it is read off the jobs.

create table film_asset (
  id          uuid primary key,
  account_id  uuid not null,
  project_id  uuid not null,
  role        text not null check (role in ('character', 'scene', 'prop')),
  name        text not null,
  prompt      text not null,
  -- the AI model the person chose; null: the default of the day
  model       text,
  -- pictures brought along instead of made, oldest first
  uploads     uuid[] not null default '{}',
  -- {fileId, after}: the version the person wants, and the newest job when he said so; a later one overrules it
  choice      jsonb,
  -- somebody asked for a picture: from then on one without job and file has lost something
  asked       boolean not null default false,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create index film_asset_project on film_asset (project_id);

create table film_shot (
  id          uuid primary key,
  account_id  uuid not null,
  project_id  uuid not null,
  -- its place: a key between those of its neighbours, so that moving one shot writes one row
  rank        text collate "C" not null,
  text        text not null,
  -- {model, seconds, aspect, mode}; null: not decided yet
  config      jsonb,
  choice      jsonb,
  asked       boolean not null default false,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint film_shot_place unique (project_id, rank)
);

-- Which assets a shot shows. An asset that is referred to cannot be deleted, whoever adds the reference meanwhile.
create table film_reference (
  shot_id   uuid not null references film_shot (id) on delete cascade,
  asset_id  uuid not null references film_asset (id),
  ordinal   integer not null,
  primary key (shot_id, asset_id)
);
create index film_reference_asset on film_reference (asset_id);
