import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankBetween } from './rank.ts'

test('there is always a place, wherever one puts something', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(99), { minLength: 1, maxLength: 200 }), (places) => {
      const ranks: string[] = []
      for (const place of places) {
        const at = place % (ranks.length + 1)
        ranks.splice(at, 0, rankBetween(ranks[at - 1] ?? null, ranks[at] ?? null))
      }
      expect(ranks).toEqual([...ranks].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
      expect(new Set(ranks).size).toBe(ranks.length)
      expect(ranks.some((rank) => rank.endsWith('0'))).toBe(false)
    }),
  )
})

test('keys stay short where a list grows at its end, and at its beginning', () => {
  let last: string | null = null
  let first: string | null = null
  for (let i = 0; i < 500; i++) {
    last = rankBetween(last, null)
    first = rankBetween(null, first)
  }
  expect(last?.length).toBeLessThan(20)
  expect(first?.length).toBeLessThan(110)
})

test('no place where the neighbours are the wrong way round', () => {
  expect(() => rankBetween('b', 'a')).toThrow(RangeError)
  expect(() => rankBetween('a', 'a')).toThrow(RangeError)
})
