import type { Readable } from 'node:stream'

/**
 * Reads a stream in pieces of any size. -> how many bytes came: fewer than asked for only at its end, which is also where it
 * broke off. Listens from the start and not from the first read: what a child process has written when it exits is thrown
 * away by Node if nobody listens by then.
 */
export function readerOf(stream: Readable): (into: Uint8Array) => Promise<number> {
  let over = false
  let wake = () => {}
  const ended = () => {
    over = true
    wake()
  }
  stream.on('readable', () => wake()).once('end', ended).once('close', ended).once('error', ended)
  let rest: Uint8Array = new Uint8Array(0)
  return async (into) => {
    let at = 0
    while (at < into.length) {
      if (rest.length === 0) {
        const chunk = stream.read() as Uint8Array | null
        if (chunk === null && over) break
        if (chunk === null) await new Promise<void>((resolve) => (wake = resolve))
        else rest = chunk
        continue
      }
      const count = Math.min(rest.length, into.length - at)
      into.set(rest.subarray(0, count), at)
      rest = rest.subarray(count)
      at += count
    }
    return at
  }
}
