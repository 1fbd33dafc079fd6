import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, createTestDatabase } from '../testing/postgres.ts'
import { findingWords, type FindingCode } from './audit-checks.ts'
import { type World, liveAWhile } from './audit.fixture.ts'
import { audit, examine, type AuditReport } from './audit.ts'

let database: TestDatabase
let client: pg.Client
let world: World

beforeAll(async () => {
  database = await createTestDatabase()
  world = await liveAWhile(database.url)
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

/** Spoils the database, audits it, and takes the damage back. */
async function auditAfter(spoil: string): Promise<AuditReport> {
  await client.query('begin')
  try {
    await client.query(spoil.replaceAll(/\$(\w+)/g, (_, name: string) => `'${{ account: world.account, node: world.deadNode, ...world.jobs }[name]}'`))
    return await examine(client)
  } finally {
    await client.query('rollback')
  }
}

// SPEC: C3
test('an honest life passes, and what is merely noteworthy is told apart', async () => {
  const report = await audit(client)
  expect(report.findings).toEqual([])
  expect(report.ok).toBe(true)
  expect(report.counts).toMatchObject({ accounts: 1, jobs: 12, openJobs: 7, credits: 980 })
  const notices = new Map(report.notices.map((notice) => [notice.code, notice]))
  expect(notices.get('unknown_outcome')?.rows).toMatchObject([{ job_id: world.jobs.unknown, attempt: 1, price: 10 }])
  expect(notices.get('lane_paused')?.rows).toMatchObject([{ lane: 'shut', reason: 'maintenance', until: null, waiting: 2 }])
})

test('it reads only', async () => {
  await client.query('begin transaction isolation level repeatable read, read only')
  await expect(examine(client)).resolves.toMatchObject({ ok: true })
  await client.query('rollback')
})

/** A worker that has been alive for long enough to have mended what can be mended. */
const worker = `insert into node (id, name, kinds, started_at, lease_until)
  values (gen_random_uuid(), 'alive', '{works,far,lost,busy}', now() - interval '1 hour', now() + interval '1 hour');`
const nobody = `'00000000-0000-4000-8000-000000000000'`
const unchecked = (...constraints: string[]) => constraints.map((name) => `alter table job drop constraint ${name};`).join('')

const upload = (account: string, origin: string) =>
  `insert into file (id, account_id, role, mime, bytes, sha256, storage_key, source_sha256, preview_of) values (gen_random_uuid(), ${account}, 'image', 'image/png', 1, '00', 'x', ${origin})`

type Damage = { finding: FindingCode; how: string; spoil: string; row: keyof World['jobs'] | 'account' | null; shown?: Record<string, unknown> }

const damages: Damage[] = [
  { finding: 'balance_differs', how: 'a balance was raised by hand', spoil: `update account set available = available + 1`, row: 'account', shown: { ledger_available: 920, available: 921 } },
  { finding: 'balance_differs', how: 'a ledger line was deleted', spoil: `delete from ledger where kind = 'grant'`, row: 'account' },
  { finding: 'ledger_without_account', how: 'a line of nobody', spoil: `insert into ledger (account_id, kind, available_delta, held_delta) values (${nobody}, 'grant', 1, 0)`, row: null },
  { finding: 'held_differs', how: 'credits are held that no job holds', spoil: `update account set held = held + 5, available = available - 5; insert into ledger (account_id, kind, available_delta, held_delta) values ($account, 'adjustment', -5, 0); alter table ledger drop constraint line_fits_kind; update ledger set held_delta = 5 where kind = 'adjustment'`, row: 'account', shown: { held: 65, held_by_jobs: 60 } },
  { finding: 'ledger_without_job', how: 'a line of a job that is gone', spoil: `update ledger set job_id = ${nobody} where job_id = $completed and kind = 'capture'`, row: null },
  { finding: 'hold_missing', how: 'an open job without its hold', spoil: `delete from ledger where job_id = $queued`, row: 'queued' },
  { finding: 'hold_missing', how: 'a hold of another sum', spoil: `update ledger set held_delta = 9, available_delta = -9 where job_id = $queued`, row: 'queued' },
  { finding: 'settled_while_open', how: 'refunded while open', spoil: `insert into ledger (account_id, job_id, kind, available_delta, held_delta) values ($account, $queued, 'release', 10, -10)`, row: 'queued' },
  { finding: 'settled_twice', how: 'paid and refunded', spoil: `insert into ledger (account_id, job_id, kind, available_delta, held_delta) values ($account, $completed, 'release', 10, -10)`, row: 'completed' },
  { finding: 'unsettled', how: 'closed without paying', spoil: `delete from ledger where job_id = $completed and kind = 'capture'`, row: 'completed' },
  { finding: 'wrong_settlement', how: 'paid for a failure', spoil: `update ledger set kind = 'capture', available_delta = 0 where job_id = $failed and kind = 'release'`, row: 'failed' },
  { finding: 'wrong_settlement', how: 'refunded although completed', spoil: `update ledger set kind = 'release', available_delta = 10 where job_id = $completed and kind = 'capture'`, row: 'completed' },
  { finding: 'wrong_settlement', how: 'paid less than the price', spoil: `update ledger set held_delta = -9 where job_id = $completed and kind = 'capture'`, row: 'completed' },
  { finding: 'settled_without_hold', how: 'paid without a hold', spoil: `delete from ledger where job_id = $completed and kind = 'hold'`, row: 'completed' },
  { finding: 'settled_without_hold', how: 'a job without a price has a line', spoil: `insert into ledger (account_id, job_id, kind, available_delta, held_delta) values ($account, $parent, 'capture', 0, -1)`, row: 'parent' },
  { finding: 'closed_without_hold', how: 'nothing was ever held', spoil: `delete from ledger where job_id = $failed`, row: 'failed' },
  { finding: 'bought_twice', how: 'two jobs of one name', spoil: `update job set once_key = 'model:0', subject_id = (select subject_id from job where id = $queued) where id = $completed`, row: null },
  { finding: 'queue_hidden', how: 'its account has no turn in the lane', spoil: `delete from flow where lane = 'shut'`, row: 'queued' },
  { finding: 'queue_hidden', how: 'its account sleeps', spoil: `update flow set ready = false where lane = 'shut'`, row: 'openChild' },
  { finding: 'queue_hidden', how: 'the lane is gone', spoil: `delete from lane where id = 'shut'`, row: 'queued' },
  { finding: 'queue_hidden', how: 'not in the queue’s index', spoil: `${unchecked('queued_is_ready')} update job set ready_lane = null where id = $queued`, row: 'queued' },
  { finding: 'queue_hidden', how: 'its input is gone', spoil: `delete from job_data where job_id = $queued`, row: 'queued' },
  { finding: 'never_due', how: 'parked for ever', spoil: `${unchecked('due_fits_phase')} update job set wake_at = null where id = $parked`, row: 'parked' },
  { finding: 'never_due', how: 'delayed for ever', spoil: `${unchecked('due_fits_phase')} update job set wake_at = null where id = $delayed`, row: 'delayed' },
  { finding: 'owner_missing', how: 'its node was deleted', spoil: `delete from node where id = $node`, row: 'held' },
  { finding: 'owner_missing', how: 'it has no node', spoil: `${unchecked('owner_fits_phase')} update job set node_id = null where id = $held`, row: 'held' },
  { finding: 'not_rescued', how: 'a worker lives and leaves it alone', spoil: worker, row: 'held' },
  { finding: 'kind_unknown', how: 'no living node polls it', spoil: `${worker} delete from node where id = $node; update node set kinds = '{works}'; update job set phase_at = now() - interval '1 hour'; update job set phase = 'queued', status = 'pending', ready_lane = lane, node_id = null where id = $held; update attempt set ended_at = now() where job_id = $held`, row: 'parked' },
  { finding: 'parent_left_open', how: 'its last child closed without telling', spoil: `update job set status = 'cancelled', phase = null, ready_lane = null, closed_at = now() where id = $openChild`, row: 'openParent' },
  { finding: 'counters_differ', how: 'a child was counted twice', spoil: `update job set children_completed = 2, children_failed = 0 where id = $parent`, row: 'parent' },
  { finding: 'child_left_open', how: 'the parent closed first', spoil: `update job set status = 'completed', phase = null, closed_at = now() where id = $openParent`, row: 'openChild' },
  { finding: 'state_impossible', how: 'closed, and still in the queue', spoil: `${unchecked('queued_is_ready', 'phase_fits_status')} update job set ready_lane = lane where id = $completed`, row: 'completed' },
  { finding: 'attempt_missing', how: 'parked without an attempt', spoil: `delete from attempt where job_id = $parked`, row: 'parked' },
  { finding: 'attempt_left_open', how: 'the job closed, its attempt did not', spoil: `update attempt set ended_at = null where job_id = $completed`, row: 'completed' },
  { finding: 'attempt_without_job', how: 'an attempt at nothing', spoil: `insert into attempt (job_id, no, lane, token, ended_at) values (${nobody}, 1, 'open', 1, now())`, row: null },
  { finding: 'file_without_job', how: 'a file of nothing', spoil: `update file set job_id = ${nobody} where job_id = $completed`, row: null },
  { finding: 'file_without_owner', how: 'an upload of nobody', spoil: upload(nobody, `'ab', null`), row: null },
  { finding: 'file_without_owner', how: 'a preview of nothing', spoil: upload('$account', `null, ${nobody}`), row: 'account' },
  { finding: 'job_without_account', how: 'the task is gone', spoil: `delete from subject where id = (select subject_id from job where id = $parked)`, row: 'parked' },
  { finding: 'unfindable', how: 'its copy names another task', spoil: `update job_data set subject_id = ${nobody} where job_id = $parked`, row: 'parked' },
  { finding: 'unfindable', how: 'its copy is gone', spoil: `delete from job_data where job_id = $completed`, row: 'completed' },
  { finding: 'relative_missing', how: 'a retry of nothing', spoil: `update job set retry_of = ${nobody} where id = $parked`, row: 'parked' },
  { finding: 'relative_missing', how: 'a child of nobody', spoil: `update job set parent_id = ${nobody} where id = $parked`, row: 'parked' },
  { finding: 'key_without_job', how: 'a key that points nowhere', spoil: `update submission_key set job_id = ${nobody}`, row: null },
]

test.each(damages)('$finding: $how', async ({ finding, spoil, row, shown = {} }) => {
  const report = await auditAfter(spoil)
  expect(report.ok).toBe(false)
  const entry = report.findings.find((found) => found.code === finding)
  expect(entry, `found ${report.findings.map((f) => f.code).join(', ')}`).toBeDefined()
  const id = row === 'account' ? { account_id: world.account } : row === null ? {} : { job_id: world.jobs[row] }
  expect(entry!.rows).toContainEqual(expect.objectContaining({ ...id, ...shown }))
  expect(entry!.count).toBe(entry!.rows.length)
})

// SPEC: C3
test('every finding there is has been provoked above', () => {
  expect(new Set(damages.map((damage) => damage.finding))).toEqual(new Set(Object.keys(findingWords)))
})

test('damage in one place is not reported of others', async () => {
  const { findings } = await auditAfter(`update account set available = available + 1`)
  expect(findings.map(({ code, count }) => [code, count])).toEqual([['balance_differs', 1]])
  const queue = await auditAfter(`${unchecked('due_fits_phase')} update job set wake_at = null where id = $parked`)
  expect(queue.findings.map(({ code, rows }) => [code, rows.map((r) => r.job_id)])).toEqual([['never_due', [world.jobs.parked]]])
})

test('of many rows the first are shown, and all are counted', async () => {
  await client.query('begin')
  await client.query(`insert into ledger (account_id, kind, available_delta, held_delta) select gen_random_uuid(), 'grant', 1, 0 from generate_series(1, 120)`)
  const { findings } = await examine(client, { rowsMax: 5 })
  await client.query('rollback')
  expect(findings).toMatchObject([{ code: 'ledger_without_account', count: 120, rows: { length: 5 } }])
})
