/** Any interleaving of what may happen keeps the ledger and the state machine right. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useBed, type Bed } from './testing/bed.ts'
import { anyAct, createMonkey } from './testing/chaos-monkey.ts'

const use = useBed()
const seed = process.env.SAFELIGHT_TEST_SEED ? Number(process.env.SAFELIGHT_TEST_SEED) : undefined

/** Cheap enough to be asked after every step; the guard's triggers and the table's CHECKs watch each statement anyway. */
async function moneyIsRight(bed: Bed): Promise<void> {
  const off = await bed.many(`
    select a.id, a.available, a.held, l.available as ledger_available, l.held as ledger_held, coalesce(h.held, 0) as jobs_hold
    from account a
    left join (select account_id, sum(available_delta) as available, sum(held_delta) as held from ledger group by 1) l on l.account_id = a.id
    left join (
      select h.account_id, sum(h.held_delta) as held from ledger h
      where h.kind = 'hold' and not exists (select from ledger s where s.job_id = h.job_id and s.kind in ('capture', 'release'))
      group by 1
    ) h on h.account_id = a.id
    where a.available <> coalesce(l.available, 0) or a.held <> coalesce(l.held, 0) or a.held <> coalesce(h.held, 0)`)
  expect(off).toEqual([])
}

/** What must hold at any rest, beyond the audit. */
async function allIsRight(bed: Bed, posts: string[]): Promise<void> {
  await moneyIsRight(bed)
  expect(await bed.audit()).toEqual([])
  expect(posts.length).toBe(new Set(posts).size)
  expect(await bed.many(`select lane from attempt join lane l on l.id = slot_lane group by lane, max_in_flight having count(*) > max_in_flight`)).toEqual([])
  expect(
    await bed.many(`select j.id from job j left join flow f on f.lane = j.lane and f.account_id = j.account_id where j.phase = 'queued' and f.ready is not true`),
  ).toEqual([])
  expect(await bed.many(`select job_id from ledger where kind in ('capture', 'release') group by job_id having count(*) > 1`)).toEqual([])
}

// SPEC: E2 C3
test('one after the other', { timeout: 60_000 }, async () => {
  const { bed } = use
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 10, maxLength: 60 }), async (acts) => {
      await bed.clear()
      const monkey = await createMonkey(bed)
      for (const act of acts) {
        await monkey.act(act)
        await moneyIsRight(bed)
      }
      await allIsRight(bed, monkey.posts)
      await monkey.settle()
      await allIsRight(bed, monkey.posts)
      expect(await bed.one('select sum(held) as held from account')).toEqual({ held: 0 })
    }),
    { numRuns: 20, ...(seed !== undefined && { seed }) },
  )
})

test('four at a time', { timeout: 60_000 }, async () => {
  const { bed } = use
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(anyAct, { minLength: 20, maxLength: 60 }), { minLength: 4, maxLength: 4 }), async (hands) => {
      await bed.clear()
      const monkey = await createMonkey(bed)
      await Promise.all(
        hands.map(async (acts) => {
          for (const act of acts) await monkey.act(act)
        }),
      )
      await allIsRight(bed, monkey.posts)
      await monkey.settle()
      await allIsRight(bed, monkey.posts)
    }),
    { numRuns: 10, endOnFailure: true, ...(seed !== undefined && { seed }) },
  )
})
