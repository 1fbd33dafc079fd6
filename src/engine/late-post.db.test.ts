/** A worker frozen between its check and its POST may still post after everything else was settled. */
import { expect, test } from 'vitest'
import { useBed } from './testing/bed.ts'
import { single } from './testing/work.ts'

const use = useBed()

test('a cancel after a lost armed attempt is free for the person and written off for us', async () => {
  const { bed } = use
  const account = await bed.account(100)
  const job = await bed.at('unknown', single({ account, recovery: 'idempotency-key' }), await bed.node())
  // the provider has not seen the key, so the same request may be sent once more; the frozen worker's may come as well
  expect(await bed.retry({ ...job, delay_ms: 60_000, outcome: 'lost', error_code: 'worker_lost', counts: false })).toBe('applied')
  const [answer] = await bed.close({ job_id: job.job_id, token: null, outcome: 'cancelled', error_code: 'cancelled' })
  expect(answer).toMatchObject({ verdict: 'applied', status: 'cancelled' })
  expect(await bed.ledger(job.job_id)).toEqual(['hold', 'release', 'write_off'])
  expect(await bed.balance(account)).toEqual({ available: 100, held: 0 })
  expect(await bed.audit()).toEqual([])
})

test('the same where repeating costs nothing, or nothing was sent: no loss', async () => {
  const { bed } = use
  const node = await bed.node()
  const local = await bed.at('submitting', single({ account: await bed.account(100), recovery: 'repeatable' }), node)
  const unsent = await bed.at('preparing', single({ account: await bed.account(100), recovery: 'idempotency-key' }), node)
  for (const job of [local, unsent]) {
    await bed.retry({ ...job, delay_ms: 60_000, outcome: 'lost', error_code: 'worker_lost', counts: false })
    await bed.close({ job_id: job.job_id, token: null, outcome: 'cancelled', error_code: 'cancelled' })
    expect(await bed.ledger(job.job_id)).toEqual(['hold', 'release'])
  }
})
