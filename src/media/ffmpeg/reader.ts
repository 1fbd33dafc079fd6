import type { Readable } from 'node:stream'

/** Reads a stream in pieces of any size. -> how many bytes came: fewer than asked for only at its end */
export function readerOf(stream: Readable): (into: Uint8Array) => Promise<number> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>
  let rest: Uint8Array = new Uint8Array(0)
  return async (into) => {
    let at = 0
    while (at < into.length) {
      if (rest.length === 0) {
        const next = await chunks.next()
        if (next.done) break
        rest = next.value
      }
      const count = Math.min(rest.length, into.length - at)
      into.set(rest.subarray(0, count), at)
      rest = rest.subarray(count)
      at += count
    }
    return at
  }
}
