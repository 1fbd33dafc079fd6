import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { StorageError, checkKey, type Storage } from './storage.ts'

/** Half-written files live here until they are renamed into place; what a crash left is removed at the next start. */
const temporaryFolder = 'tmp'

/** How old something in the temporary folder must be to be nobody's: another node may be writing just now. */
const strayAgeMs = 6 * 60 * 60_000

/**
 * Files in a folder. Written to a temporary name, flushed to the disk, renamed: after a power cut a key holds either
 * all of its bytes or none. The containing folder is flushed too, else the name itself could be lost.
 */
export function createDiskStorage(root: string): Storage {
  const pathOf = (key: string) => join(root, ...checkKey(key).split('/'))

  async function put(key: string, body: Uint8Array | Readable) {
    const path = pathOf(key)
    const temporary = join(root, temporaryFolder, randomUUID())
    const hash = createHash('sha256')
    let bytes = 0
    try {
      await mkdir(dirname(temporary), { recursive: true })
      const file = await open(temporary, 'wx')
      try {
        for await (const chunk of body instanceof Uint8Array ? [body] : body) {
          const part = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
          hash.update(part)
          bytes += part.byteLength
          await file.writeFile(part)
        }
        await file.sync()
      } finally {
        await file.close()
      }
      await mkdir(dirname(path), { recursive: true })
      await rename(temporary, path)
      await flushFolder(dirname(path))
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {})
      throw asStorageError(key, error)
    }
    return { bytes, sha256: hash.digest('hex') }
  }

  async function* walk(folder: string): AsyncIterable<string> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) yield* walk(path)
      else yield path
    }
  }

  return {
    put,
    async open(key, range) {
      const path = pathOf(key)
      const stream = createReadStream(path, range ? { start: range.from, end: range.to } : {})
      // opened before it is handed out, so that a missing file is an answer and not a broken download
      await new Promise<void>((resolve, reject) => {
        stream.once('open', () => resolve())
        stream.once('error', (error) => reject(asStorageError(key, error)))
      })
      return stream
    },
    read: (key) =>
      readFile(pathOf(key)).catch((error: unknown) => {
        throw asStorageError(key, error)
      }),
    async stat(key) {
      try {
        const found = await stat(pathOf(key))
        return found.isFile() ? { bytes: found.size, modifiedAt: found.mtime } : null
      } catch (error) {
        if (isMissing(error)) return null
        throw asStorageError(key, error)
      }
    },
    async delete(key) {
      await rm(pathOf(key), { force: true }).catch((error: unknown) => {
        throw asStorageError(key, error)
      })
    },
    async *list(prefix) {
      // the deepest folder that is surely common to all matches
      const folder = prefix.includes('/') ? pathOf(prefix.slice(0, prefix.lastIndexOf('/'))) : root
      for await (const path of walk(folder)) {
        const key = relative(root, path).split(sep).join('/')
        if (key.startsWith(prefix) && !key.startsWith(`${temporaryFolder}/`)) yield key
      }
    },
  }
}

/** Removes what a crash left half-written. */
export async function sweepDiskStorage(root: string, nowMs = Date.now()): Promise<number> {
  const folder = join(root, temporaryFolder)
  let removed = 0
  for (const name of await readdir(folder).catch(() => [] as string[])) {
    const found = await stat(join(folder, name)).catch(() => null)
    if (found === null || nowMs - found.mtimeMs < strayAgeMs) continue
    await rm(join(folder, name), { force: true })
    removed++
  }
  return removed
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // some file systems (network shares) cannot flush a folder; the file itself is safe
    if (!['EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await handle.close()
  }
}

const isMissing = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException)?.code ?? '')
const isFull = (error: unknown) => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException)?.code ?? '')

function asStorageError(key: string, error: unknown): Error {
  if (error instanceof StorageError || error instanceof TypeError) return error
  if (isMissing(error)) return new StorageError('not_found', `Nothing is stored under ${key}.`, { cause: error })
  if (isFull(error)) return new StorageError('no_space', `The disk is full; ${key} could not be stored.`, { cause: error })
  return new StorageError('io', `Storing or reading ${key} failed: ${(error as Error)?.message ?? error}`, { cause: error })
}
