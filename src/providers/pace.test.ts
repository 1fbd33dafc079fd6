import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

const provider = { id: 'far', poll: { everyMs: 2_000, firstMs: 1_500, perSecond: 25 } }
/** A pace without jitter over a database that says how much is parked. */
function paceOver(parked: () => number | Error) {
  let counts = 0
  const pool = {
    query: async () => {
      counts++
      const now = parked()
      if (now instanceof Error) throw now
      return { rows: [{ provider: 'far', parked: now }] }
    },
  }
  return { pace: createPace(pool as never, 60_000, () => 0.5), counts: () => counts }
}
const again = { webhook: false, first: false }

test('as often as the provider likes, until all together would be more than its share', async () => {
  for (const [parked, ms] of [[0, 2_000], [50, 2_000], [500, 20_000], [10_000, 400_000]] as const)
    expect(await paceOver(() => parked).pace.nextInMs(provider, again)).toBe(ms)
})

test('behind a webhook it is asked seldom: once after the backstop, whatever else is parked', async () => {
  const { pace } = paceOver(() => 10_000)
  expect(await pace.nextInMs(provider, { webhook: true, first: true })).toBe(60_000)
  expect(await pace.nextInMs(provider, { webhook: true, first: false })).toBe(400_000)
  expect(await paceOver(() => 10).pace.nextInMs(provider, { webhook: true, first: false })).toBe(60_000)
})

test('what parks between two counts is counted, too', async () => {
  const { pace, counts } = paceOver(() => 0)
  const first = await Promise.all(Array.from({ length: 1_000 }, () => pace.nextInMs(provider, { webhook: false, first: true })))
  expect([first[0], first[500], first[999], counts()]).toEqual([1_500, 20_000, 39_960, 1])
})

test('a database that is away does not stop the polling', async () => {
  const { pace } = paceOver(() => new Error('away'))
  expect(await pace.nextInMs(provider, again)).toBe(2_000)
})
