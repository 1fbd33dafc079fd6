/**
 * Settings of the embedded PostgreSQL, for a machine with about two cores and 4 GB. Overridden by
 * `startEmbeddedPostgres({ settings })`.
 *
 * Durability is not negotiable: an acknowledged credit movement has reached the disk.
 */
export const EMBEDDED_SETTINGS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',

  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // A first start on a machine with 64 MB of /dev/shm (Docker's default) must not fail on a parallel query.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  random_page_cost: '1.1',

  // Few, spread checkpoints: each makes the next change of every page log the whole page.
  max_wal_size: '2GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  wal_compression: 'on',

  // The hot tables carry absolute thresholds of their own; this only makes the launcher look often enough.
  autovacuum_naptime: '15s',

  // The backend of a killed Safelight must not finish a long query for nobody.
  client_connection_check_interval: '5s',

  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  log_timezone: 'UTC',
  timezone: 'UTC',
}
