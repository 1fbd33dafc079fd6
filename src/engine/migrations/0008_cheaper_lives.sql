-- What a life costs, see docs/decisions/0004-cheaper-lives.md.

-- When the current attempt was armed. Arming writes only the job; the attempt gets it with its next change.
alter table job add column posted_at timestamptz;
