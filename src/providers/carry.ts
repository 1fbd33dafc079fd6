/** Small things that several adapters need to put a request together. */
import { createHash } from 'node:crypto'

/** Bytes as a `data:` URL. */
export const dataUrl = (mime: string, bytes: Buffer): string => `data:${mime};base64,${bytes.toString('base64')}`

/** A seed for models that take one where the request has none: the same for the same attempt, and hardly any other. */
export const seedOf = (attemptKey: string): number => createHash('sha256').update(attemptKey).digest().readUInt32BE(0) & 0x7fff_ffff

/** What others may read as a signed 32-bit integer. */
export const seed31 = (seed: number): number => Math.abs(Math.trunc(seed)) % 0x8000_0000

/** Text of unknown origin as a detail of a failure: one line, bounded. */
export const detailOf = (text: unknown): string => (typeof text === 'string' ? text : text === undefined || text === null ? '' : JSON.stringify(text)).replace(/\s+/g, ' ').trim().slice(0, 300)
