-- What a life costs, see docs/decisions/0006-cheaper-lives.md.

-- When the current attempt was armed. Arming writes only the job; the attempt is told with its next change.
alter table job add column posted_at timestamptz;

-- Half of each page for what a row becomes: so its next versions stay on its page, where they cost less and are cleaned up in
-- passing. At three quarters they went to wherever pages of old jobs had a little room, and every such page was logged whole.
alter table job set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 20000);
alter table attempt set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 20000);
alter table job_data set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 20000);
alter table file set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 20000);
alter table ledger set (autovacuum_analyze_scale_factor = 0.5, autovacuum_analyze_threshold = 20000);

-- Nobody plans by what is in these, and sampling documents is dear.
alter table job_data alter column input set statistics 0, alter column output set statistics 0;
alter table file alter column meta set statistics 0;
alter table event alter column data set statistics 0;
