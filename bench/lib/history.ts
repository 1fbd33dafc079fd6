/** Fills a database with the life it had before the benchmark: closed and parked jobs with all their rows. */
import type pg from 'pg'
import { accountCount } from './accounts.ts'

/** Far enough not to fall due while anything else is measured; the parked stage moves them into its own hour. */
const parkedForDays = 365

const helpers = `
  -- time-ordered like the ids the engine mints (UUIDv7), repeatable, 30 days of them
  create function pg_temp.v7(salt text, n bigint, total bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from now() - interval '30 days') * 1000)::bigint + n * 2592000000 / total), 12, '0')
      || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid from md5(salt || n) h
  $$;
  create function pg_temp.account(n bigint) returns uuid language sql immutable as $$
    -- some accounts do far more than others
    select md5('account ' || floor(power(((n * 7919) % 1000003) / 1000003.0, 2) * ${accountCount})::int)::uuid
  $$;
  create temp table made as
  select n, pg_temp.v7('job', n, total) as id, pg_temp.account(n) as account_id, pg_temp.v7('subject', n / 5, total / 5 + 1) as subject_id,
    'history ' || n % 4 as lane,
    case when n > closed then 'processing' when n % 100 < 90 then 'completed' when n % 100 < 97 then 'failed' else 'cancelled' end as status,
    1 + n % 4 as price,
    now() - interval '30 days' + n * (interval '30 days' / total) as at
  from (select $closed::bigint as closed, $closed::bigint + $parked::bigint as total) size, generate_series(1, size.total) n;
`

const fill = [
  `insert into account (id, name) select md5('account ' || n)::uuid, 'bench ' || n from generate_series(0, ${accountCount - 1}) n`,
  `insert into lane (id) select distinct lane from made`,
  `insert into flow (lane, account_id, ready) select distinct lane, account_id, false from made`,
  `insert into subject (id, account_id, kind, data)
   select distinct on (subject_id) subject_id, account_id, 'task', jsonb_build_object('prompt', 'a red fox in the snow, number ' || n)
   from made order by subject_id`,
  `insert into job (id, account_id, subject_kind, subject_id, kind, lane, status, phase, attempts, attempts_max, recovery, price,
     price_version, progress, token, closed_by, wake_at, deadline_ms, deadline_at, error_code, created_at, started_at, phase_at, closed_at)
   select id, account_id, 'task', subject_id, 'history', lane, status, case when status = 'processing' then 'submitted' end, 1, 3,
     'idempotency-key', price, '2026-11', case status when 'completed' then 100 when 'processing' then 40 else 0 end, 1,
     case when status <> 'processing' then 1 end,
     case when status = 'processing' then now() + interval '${parkedForDays} days' + n % 3600 * interval '1 second' end,
     31536000000, now() + interval '700 days', case status when 'failed' then 'provider_failed' when 'cancelled' then 'cancelled' end,
     at, at + interval '1 second', at + interval '40 seconds', case when status <> 'processing' then at + interval '40 seconds' end
   from made order by n`,
  `insert into job_data (job_id, account_id, subject_id, input, output)
   select id, account_id, subject_id, jsonb_build_object('prompt', repeat('a red fox in the snow at dusk, ', 6) || n, 'seed', n, 'size', '1024x1024', 'style', 'ink'),
     case when status = 'completed' then jsonb_build_object('seed', n) end
   from made order by n`,
  `insert into attempt (job_id, no, lane, node_id, token, claimed_at, posted_at, accepted_at, collecting_at, ended_at, external_id, outcome, error_code)
   select id, 1, lane, md5('node')::uuid, 1, at + interval '1 second', at + interval '2 seconds', at + interval '3 seconds',
     case when status = 'completed' then at + interval '38 seconds' end, case when status <> 'processing' then at + interval '40 seconds' end,
     'prediction-' || n, case when status <> 'processing' then status end, case status when 'failed' then 'provider_failed' when 'cancelled' then 'cancelled' end
   from made order by n`,
  `insert into file (id, account_id, job_id, role, mime, bytes, sha256, storage_key, width, height, meta, created_at)
   select pg_temp.v7('file', n, $closed::bigint), account_id, id, 'picture', 'image/png', 1400000 + n % 1000, encode(sha256(n::text::bytea), 'hex'),
     'files/' || id || '/picture.png', 1024, 1024, '{"index": 0}', at + interval '40 seconds'
   from made where status = 'completed' order by n`,
  `insert into ledger (account_id, kind, available_delta, held_delta, reason) select id, 'grant', 1000000000, 0, 'bench' from account`,
  `insert into ledger (account_id, job_id, kind, available_delta, held_delta, reason, created_at)
   select account_id, id, kind, available, held, case when kind = 'release' then status end, at from made
   cross join lateral (values
     ('hold', -price, price), (case when status = 'completed' then 'capture' else 'release' end, case when status = 'completed' then 0 else price end, -price)
   ) line(kind, available, held)
   where kind = 'hold' or status <> 'processing' order by n`,
  `update account a set available = s.available, held = s.held
   from (select account_id, sum(available_delta) as available, sum(held_delta) as held from ledger group by account_id) s where a.id = s.account_id`,
]

/**
 * How full a page is loaded, in percent, where new rows keep part of each page free. What is loaded is as large as a life
 * leaves it; at the table's own fillfactor every page would have room for one more row of a life that begins, and the next
 * forty thousand lives would each fetch, and log whole, another old page. A table that grew has no such gaps: there a life
 * logs 0.1 whole pages, here it logged 1.8.
 */
const loadedTo = { job: 58, attempt: 60, job_data: 93 }

/** Loads `closed` and `parked` jobs, set-based, so that the ledger's sums are the balances. About a minute and a half for 1.1 million. */
export async function fillHistory(client: pg.Client, { closed, parked }: { closed: number; parked: number }, log: (line: string) => void): Promise<void> {
  const sized = (text: string) => text.replaceAll('$closed', String(closed)).replaceAll('$parked', String(parked))
  await client.query(`set synchronous_commit = off; set work_mem = '64MB'; set maintenance_work_mem = '256MB'; set enable_seqscan = on`)
  await client.query(sized(helpers))
  const { rows: usual } = await client.query<{ name: string; fillfactor: string }>(
    `select c.relname as name, o.option_value as fillfactor from pg_class c cross join lateral pg_options_to_table(c.reloptions) o
     where c.relname = any($1) and o.option_name = 'fillfactor'`,
    [Object.keys(loadedTo)],
  )
  for (const [table, fillfactor] of Object.entries(loadedTo)) await client.query(`alter table ${table} set (fillfactor = ${fillfactor})`)
  for (const text of fill) {
    const since = performance.now()
    await client.query(sized(text))
    log(`  ${text.trim().slice(0, 40).split('(')[0]!.trim()}: ${((performance.now() - since) / 1_000).toFixed(1)} s`)
  }
  await client.query('drop table made')
  for (const { name, fillfactor } of usual) await client.query(`alter table ${name} set (fillfactor = ${fillfactor})`)
  await client.query('vacuum (freeze, analyze)')
}
