import { randomFillSync } from 'node:crypto'

const pool = new Uint8Array(4096)
let used = pool.length
let lastMs = 0
let sequence = 0

const hex: string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

/**
 * A time-ordered id (UUIDv7, RFC 9562): neighbours in time are neighbours in the index. Minted by nodes, not by the
 * database, so that resending a batch whose answer was lost names the same rows. Within one millisecond the 12 bits of
 * `rand_a` count up, so ids minted by one process sort in the order they were asked for.
 */
export function newId(): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    sequence = pool[used]! // starts low, so that there is room to count
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  const r = pool.subarray(used, (used += 10))
  const ms = lastMs.toString(16).padStart(12, '0')
  const a = sequence.toString(16).padStart(3, '0')
  return (
    `${ms.slice(0, 8)}-${ms.slice(8)}-7${a}-${hex[(r[2]! & 0x3f) | 0x80]}${hex[r[3]!]}-` +
    `${hex[r[4]!]}${hex[r[5]!]}${hex[r[6]!]}${hex[r[7]!]}${hex[r[8]!]}${hex[r[9]!]}`
  )
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a string from outside may be asked for in a uuid column at all. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && uuid.test(text)
}
