import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { isId, newId } from './ids.ts'

const v7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids are valid UUIDv7, unlike each other, and sort in the order they were asked for', () => {
  const ids = Array.from({ length: 20_000 }, newId)
  expect(ids.every((id) => v7.test(id) && isId(id))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
})

test('a clock that stands still or steps back does not disturb the order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 1, maxLength: 300 }), (steps) => {
      const clock = vi.spyOn(Date, 'now')
      let at = 1_800_000_000_000
      const ids = steps.map((step) => {
        clock.mockReturnValue((at += step))
        return newId()
      })
      clock.mockRestore()
      expect(ids.toSorted()).toEqual(ids)
    }),
  )
})

test('only what looks like an id may be asked for', () => {
  fc.assert(fc.property(fc.uuid(), (id) => isId(id) && isId(id.toUpperCase())))
  fc.assert(fc.property(fc.string(), (text) => !isId(text)))
  for (const odd of [undefined, null, 5, {}, `${newId()} `, newId().slice(1)]) expect(isId(odd)).toBe(false)
})
