/** How pictures travel to providers and results back: as data URLs, and small things that several adapters need for it. */
import { createHash } from 'node:crypto'
import type { Made } from './provider.ts'

/** Bytes as a `data:` URL. */
export const dataUrl = (mime: string, bytes: Buffer): string => `data:${mime};base64,${bytes.toString('base64')}`

/** A result as a provider names it: an address to fetch, or the bytes themselves in a `data:` URL. */
export function madeFrom(role: Made['role'], url: string): Made {
  const data = /^data:[^,]*;base64,/.exec(url.slice(0, 200))
  return { role, from: data ? { bytes: Buffer.from(url.slice(data[0].length), 'base64') } : { url } }
}

/** A seed for models that take one where the request has none: the same for the same attempt, and hardly any other. */
export const seedOf = (attemptKey: string): number => createHash('sha256').update(attemptKey).digest().readUInt32BE(0) & 0x7fff_ffff

/** What others may read as a signed 32-bit integer. */
export const seed31 = (seed: number): number => Math.abs(Math.trunc(seed)) % 0x8000_0000

/** Text of unknown origin as a detail of a failure: one line, bounded. */
export const detailOf = (text: unknown): string => (typeof text === 'string' ? text : text === undefined || text === null ? '' : JSON.stringify(text)).replace(/\s+/g, ' ').trim().slice(0, 300)
