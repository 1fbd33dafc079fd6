/** The last line of defence: the table itself refuses what the state machine does not know. */
import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { useBed } from './testing/bed.ts'
import { family, single } from './testing/work.ts'

const use = useBed()

/** What an update of a job is refused with: the constraint's name (of several, the first in the alphabet). */
async function refused(job: string, set: string): Promise<string | undefined> {
  const { bed } = use
  const client = await bed.connect()
  try {
    // the guard of these tests would say no first
    await client.query('set session_replication_role = replica')
    await client.query(`update job set ${set} where id = $1`, [job])
    return undefined
  } catch (error) {
    return (error as { constraint?: string }).constraint
  } finally {
    await client.end()
  }
}

test.each([
  ['queued', 'phase = null', 'phase_fits_status'],
  ['queued', `status = 'processing'`, 'phase_fits_status'],
  ['queued', `status = 'nonsense'`, 'phase_fits_status'],
  ['queued', 'ready_lane = null', 'queued_is_ready'],
  ['queued', `node_id = id`, 'owner_fits_phase'],
  ['queued', `wake_at = now()`, 'due_fits_phase'],
  ['queued', `price = -1`, 'job_price_check'],
  ['queued', `closed_at = now()`, 'closed_has_time'],
  ['queued', `error_code = 'internal'`, 'failed_has_code'],
  ['queued', `policy = 'some'`, 'children_fit_phase'],
  ['queued', `children_total = 1`, 'parent_has_policy'],
  ['preparing', 'phase = null', 'owner_fits_phase'],
  ['preparing', 'node_id = null', 'owner_fits_phase'],
  ['preparing', `ready_lane = 'studio'`, 'queued_is_ready'],
  ['preparing', `phase = 'children', node_id = null`, 'children_fit_phase'],
  ['preparing', 'progress = 101', 'job_progress_check'],
  ['submitting', `phase = 'submitted', node_id = null`, 'due_fits_phase'],
  ['submitting', `status = 'completed', phase = null, closed_at = now()`, 'owner_fits_phase'],
  ['submitted', 'wake_at = null', 'due_fits_phase'],
  ['submitted', 'node_id = id', 'owner_fits_phase'],
  ['submitted', `status = 'completed', phase = null, wake_at = null`, 'closed_has_time'],
  ['submitted', `status = 'completed', phase = null, closed_at = now()`, 'due_fits_phase'],
  ['submitted', `status = 'failed', phase = null, wake_at = null, closed_at = now()`, 'failed_has_code'],
  ['submitted', `status = 'completed', phase = null, wake_at = null, closed_at = now(), ready_lane = 'studio'`, 'queued_is_ready'],
  ['submitted', `status = 'completed', phase = null, wake_at = null, closed_at = now(), error_code = 'internal'`, 'failed_has_code'],
] as const)('a job that is %s cannot become: %s', async (phase, set, constraint) => {
  const { bed } = use
  const job = await bed.at(phase, single({ account: await bed.account() }), await bed.node())
  expect(await refused(job.job_id, set)).toBe(constraint)
})

test.each([
  [`children_open = -1, children_failed = 3`, 'parent_has_policy'],
  [`children_open = 1`, 'parent_has_policy'],
  [`children_open = null`, 'parent_has_policy'],
  [`policy = null`, 'children_fit_phase'],
  [`price = 5`, 'parent_has_policy'],
  [`phase = 'queued', status = 'pending', ready_lane = 'x'`, 'children_fit_phase'],
])('a parent cannot become: %s', async (set, constraint) => {
  const { bed } = use
  const set2 = family({ account: await bed.account(), policy: 'some', prices: [1, 1] })
  await bed.submit([set2])
  expect(await refused(set2.parent, set)).toBe(constraint)
})

// SPEC: C3
test('balances never go below zero', async () => {
  const { bed } = use
  const account = await bed.account(5)
  const set = (column: string) => bed.pool.query(`update account set ${column} = -1 where id = $1`, [account]).catch((e: { constraint: string }) => e.constraint)
  expect(await set('available')).toBe('account_available_check')
  expect(await set('held')).toBe('account_held_check')
})

// SPEC: C3
test('a ledger line moves credits as its kind says, and each kind once per job', async () => {
  const { bed } = use
  const [account, job] = [await bed.account(), newId()]
  const write = (kind: string, available: number, held: number, of: string | null = job) =>
    bed.pool
      .query('insert into ledger (account_id, job_id, kind, available_delta, held_delta) values ($1, $2, $3, $4, $5)', [account, of, kind, available, held])
      .then(() => 'written', (error: { constraint: string }) => error.constraint)
  expect(await write('hold', 5, -5)).toBe('line_fits_kind')
  expect(await write('hold', -5, 4)).toBe('line_fits_kind')
  expect(await write('capture', 1, -5)).toBe('line_fits_kind')
  expect(await write('release', 5, -4)).toBe('line_fits_kind')
  expect(await write('write_off', 0, 1)).toBe('line_fits_kind')
  expect(await write('grant', 5, 5, null)).toBe('line_fits_kind')
  expect(await write('gift', 5, 0, null)).toBe('ledger_kind_check')
  expect(await write('hold', -5, 5, null)).toBe('line_has_job')
  expect(await write('hold', -5, 5)).toBe('written')
  expect(await write('hold', -5, 5)).toBe('ledger_job')
})
