/** Where everything stands in a list of any length, from its counts alone. Pure. */
import type { LibraryTimeline } from '../../../api/contract-media.ts'

export type Row =
  | { type: 'month'; month: string; count: number }
  /** items `from` up to `to`, counted from the newest */
  | { type: 'items'; from: number; to: number }

export type Layout = {
  rows: readonly Row[]
  /** the row of an item */
  rowOf(index: number): number
  /** the month of a row */
  monthOf(row: number): string
  /** the row each month begins with */
  monthRows: readonly number[]
}

export function layoutOf(months: LibraryTimeline['months'], columns: number): Layout {
  const rows: Row[] = []
  const monthRows: number[] = []
  const starts: number[] = []
  let index = 0
  for (const { month, count } of months) {
    monthRows.push(rows.length)
    starts.push(index)
    rows.push({ type: 'month', month, count })
    for (let from = index; from < index + count; from += columns) rows.push({ type: 'items', from, to: Math.min(from + columns, index + count) })
    index += count
  }
  return {
    rows,
    monthRows,
    rowOf(item) {
      const m = lastAtMost(starts, item)
      return monthRows[m]! + 1 + Math.floor((item - starts[m]!) / columns)
    },
    monthOf: (row) => months[lastAtMost(monthRows, row)]?.month ?? '',
  }
}

/** The last position whose value is at most `value`, in a rising list. */
function lastAtMost(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (values[middle]! <= value) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

export type Chunk = { mark: string; from: number; count: number }

/** The pieces a list is fetched in, newest first. They are counted from the oldest item, so only the first may be short. */
export function chunksOf({ total, chunk, marks }: Pick<LibraryTimeline, 'total' | 'chunk' | 'marks'>): Chunk[] {
  const first = total - chunk * Math.max(0, marks.length - 1)
  return marks.map((mark, n) => ({ mark, from: n === 0 ? 0 : first + (n - 1) * chunk, count: n === 0 ? first : chunk }))
}

export const chunkAt = (chunks: readonly Chunk[], index: number): number =>
  lastAtMost(
    chunks.map((chunk) => chunk.from),
    index,
  )

/** The chunk an item would be in, by its id: ids count up with time. */
export function chunkOfId(chunks: readonly Chunk[], id: string): number {
  const n = chunks.findIndex((chunk, i) => id <= chunk.mark && (i === chunks.length - 1 || id > chunks[i + 1]!.mark))
  return Math.max(0, n)
}

export const gapPx = 4
export const monthRowPx = 52

/** Square tiles, as many as fit: three on a phone, and never so many that nothing can be seen. */
export function columnsFor(widthPx: number): number {
  const wantedPx = widthPx < 560 ? 108 : widthPx < 1000 ? 150 : 176
  return Math.max(3, Math.floor((widthPx + gapPx) / (wantedPx + gapPx)))
}
