import { expect, test } from 'vitest'
import { chunkAt, chunkOfId, chunksOf, columnsFor, layoutOf } from './layout.ts'

test('rows by month, and back from an item to its row', () => {
  const layout = layoutOf([{ month: '2026-11', count: 5 }, { month: '2026-10', count: 1 }], 3)
  expect(layout.rows).toEqual([
    { type: 'month', month: '2026-11', count: 5 },
    { type: 'items', from: 0, to: 3 },
    { type: 'items', from: 3, to: 5 },
    { type: 'month', month: '2026-10', count: 1 },
    { type: 'items', from: 5, to: 6 },
  ])
  expect([0, 2, 3, 4, 5].map(layout.rowOf)).toEqual([1, 1, 2, 2, 4])
  expect([0, 2, 3, 4].map(layout.monthOf)).toEqual(['2026-11', '2026-11', '2026-10', '2026-10'])
})

test('chunks are counted from the oldest: only the newest is short', () => {
  const chunks = chunksOf({ total: 250, chunk: 120, marks: ['9', '6', '3'] })
  expect(chunks).toEqual([{ mark: '9', from: 0, count: 10 }, { mark: '6', from: 10, count: 120 }, { mark: '3', from: 130, count: 120 }])
  expect([0, 9, 10, 129, 130, 249].map((i) => chunkAt(chunks, i))).toEqual([0, 0, 1, 1, 2, 2])
  expect(['9', '7', '6', '5', '3', '1'].map((id) => chunkOfId(chunks, id))).toEqual([0, 0, 1, 1, 2, 2])
  expect(chunksOf({ total: 0, chunk: 120, marks: [] })).toEqual([])
  expect(chunksOf({ total: 120, chunk: 120, marks: ['1'] })).toEqual([{ mark: '1', from: 0, count: 120 }])
})

test('every item of ten thousand is in exactly one row, whatever the width', () => {
  const months = Array.from({ length: 20 }, (_, n) => ({ month: `${n}`, count: 500 }))
  for (const columns of [3, 7, 8]) {
    const { rows, rowOf } = layoutOf(months, columns)
    const seen = rows.flatMap((row, n) => (row.type === 'items' ? Array.from({ length: row.to - row.from }, (_, i) => [row.from + i, n] as const) : []))
    expect(seen.map(([index]) => index)).toEqual(Array.from({ length: 10_000 }, (_, i) => i))
    expect(seen.every(([index, row]) => rowOf(index) === row)).toBe(true)
  }
})

test('three tiles on a phone', () => {
  expect([328, 700, 1200].map(columnsFor)).toEqual([3, 4, 6])
})
