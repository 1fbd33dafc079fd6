import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBatcher } from './batcher.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const dataError = Object.assign(new Error('bad row'), { code: '22003' })

test('every item gets the answer of its own row, in any mix of sizes, keys and bad rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.integer({ min: 0, max: 5 }), bad: fc.boolean(), wait: fc.boolean() }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      async (items, sizeMax, inFlightMax, keyed) => {
        let inFlight = 0
        const batcher = createBatcher<{ n: number; key: number; bad: boolean }, number>({
          sizeMax,
          inFlightMax,
          ...(keyed && { key: (item) => String(item.key) }),
          async run(batch) {
            inFlight++
            expect(inFlight).toBeLessThanOrEqual(inFlightMax)
            expect(batch.length).toBeLessThanOrEqual(sizeMax)
            expect(new Set(batch.map((item) => (keyed ? item.key : item.n))).size).toBe(batch.length)
            await turn()
            inFlight--
            if (batch.some((item) => item.bad)) throw dataError
            return batch.map((item) => item.n)
          },
        })
        const answers: Promise<number | Error>[] = []
        for (const [n, { wait, ...item }] of items.entries()) {
          answers.push(batcher.push({ n, ...item }).catch((error: Error) => error))
          if (wait) await turn()
        }
        await batcher.drained()
        // a bad row fails alone
        expect(await Promise.all(answers)).toEqual(items.map((item, n) => (item.bad ? dataError : n)))
        expect(inFlight).toBe(0)
      },
    ),
    { numRuns: 150 },
  )
})

test('items of one statement keep the order of arrival', async () => {
  const batches: number[][] = []
  const batcher = createBatcher<number, void>({
    sizeMax: 4,
    inFlightMax: 1,
    async run(items) {
      batches.push(items)
      return items.map(() => undefined)
    },
  })
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map(batcher.push))
  expect(batches).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]])
})

test('what arrives while a statement is out leaves together with the next', async () => {
  const batches: number[][] = []
  let release!: () => void
  const out = new Promise<void>((resolve) => (release = resolve))
  const batcher = createBatcher<number, number>({
    sizeMax: 100,
    inFlightMax: 1,
    async run(items) {
      batches.push(items)
      if (batches.length === 1) await out
      return items
    },
  })
  const first = batcher.push(1)
  await turn()
  const rest = [2, 3, 4].map(batcher.push)
  await turn()
  expect(batches).toEqual([[1]])
  release()
  expect(await Promise.all([first, ...rest])).toEqual([1, 2, 3, 4])
  expect(batches).toEqual([[1], [2, 3, 4]])
})

test('an error that is not of the data fails the whole batch, once', async () => {
  let sent = 0
  const batcher = createBatcher<number, void>({
    sizeMax: 10,
    inFlightMax: 1,
    run() {
      sent++
      return Promise.reject(new Error('Connection terminated'))
    },
  })
  const results = await Promise.allSettled([1, 2, 3].map(batcher.push))
  expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(sent).toBe(1)
  await batcher.drained()
})
