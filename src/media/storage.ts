/**
 * Where bytes are kept. Six methods, so that disk and an object store look the same to everything above.
 *
 * Keys are minted by us from ids (`files/<account>/<job>/<role>.png`), the same for the same piece of work, so that
 * storing again after a crash overwrites with equal bytes instead of leaving a stray. A key is written whole or not
 * at all: a reader never sees half a file.
 */
import type { Readable } from 'node:stream'

export type Stored = { bytes: number; sha256: string }
export type StoredStat = { bytes: number; modifiedAt: Date }

/** Bytes `from` to `to`, both included, as in an HTTP range. */
export type ByteRange = { from: number; to: number }

export type Storage = {
  /** Writes the whole thing durably. @throws StorageError */
  put(key: string, body: Uint8Array | Readable): Promise<Stored>
  /** Opens for reading, the whole or a range. @throws StorageError `not_found` */
  open(key: string, range?: ByteRange): Promise<Readable>
  /** Reads the whole thing into memory. @throws StorageError */
  read(key: string): Promise<Buffer>
  stat(key: string): Promise<StoredStat | null>
  /** Removes it; removing what is not there is fine. */
  delete(key: string): Promise<void>
  /** Keys that begin with `prefix`, in no order. */
  list(prefix: string): AsyncIterable<string>
}

/**
 * Bytes could not be kept or fetched. `code` is the failure class a job gets (E8): the engine retries it under the
 * same hold, nothing is paid again.
 */
export class StorageError extends Error {
  readonly code = 'storage_failed'
  readonly reason: 'not_found' | 'no_space' | 'io'
  readonly retryable: boolean

  constructor(reason: 'not_found' | 'no_space' | 'io', message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageError'
    this.reason = reason
    this.retryable = reason !== 'not_found'
  }
}

const keyParts = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/

/** Refuses anything that could leave the store: every part begins with a letter or digit, so `..` cannot occur. */
export function checkKey(key: string): string {
  if (key.length > 512 || !keyParts.test(key)) throw new TypeError(`not a storage key: ${JSON.stringify(key.slice(0, 80))}`)
  return key
}
