import { createHash, randomBytes } from 'node:crypto'
import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Locale } from '../messages/locale.ts'
import type { Server } from './server.ts'
import { Complaint, words } from './words.ts'

export type SavedFile = { path: string; bytes: number; sha256: string }

export type Folder = {
  /** Downloads to `name` (with the run's suffix where that was taken); whole or not at all. */
  save(server: Server, url: string, name: string): Promise<SavedFile>
}

const downloadTries = 4

/**
 * A folder for one run's results, found to be writable before anything is bought. Nothing in it is overwritten: where
 * one of the names is taken, all of this run's get the same number, so that what belongs together looks so.
 */
export async function openFolder(folder: string, names: readonly string[], locale: Locale): Promise<Folder> {
  const say = words[locale]
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Complaint('cannot_write', say.cannotWrite(folder, (error as NodeJS.ErrnoException).code ?? String(error)), say.cannotWriteAdvice)
  }
  let run = 1
  while (await anyThere(names.map((name) => join(folder, numbered(name, run))))) run++

  return {
    async save(server, url, name) {
      const path = join(folder, numbered(name, run))
      for (let tries = 1; ; tries++) {
        try {
          return await download(server, url, path)
        } catch (error) {
          if (isDisk(error)) throw new Complaint('cannot_write', say.cannotWrite(path, error.code), say.fileBrokenAdvice(`${server.url}${url}`))
          if (tries >= downloadTries) throw new Complaint('download_failed', say.fileBroken(name), say.fileBrokenAdvice(`${server.url}${url}`))
          await delay(300 * tries)
        }
      }
    },
  }
}

/** `image-0.png`, for the second run `image-0-2.png` */
const numbered = (name: string, run: number) => (run === 1 ? name : name.replace(/(\.\w+)$/, `-${run}$1`))

async function anyThere(paths: string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => access(path).then(() => true, () => false)))
  return found.includes(true)
}

/** Beside its place under another name, flushed, then renamed: a file that is there is whole. */
async function download(server: Server, url: string, path: string): Promise<SavedFile> {
  const response = await fetch(`${server.url}${url}`, { headers: server.headers(), signal: AbortSignal.timeout(120_000) })
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`)
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`
  const hash = createHash('sha256')
  let bytes = 0
  try {
    const file = await open(temporary, 'wx')
    try {
      for await (const chunk of response.body) {
        hash.update(chunk)
        bytes += chunk.byteLength
        await file.writeFile(chunk)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    const expected = response.headers.get('content-length')
    if (expected !== null && Number(expected) !== bytes) throw new Error(`${bytes} of ${expected} bytes`)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
  return { path, bytes, sha256: hash.digest('hex') }
}

const isDisk = (error: unknown): error is NodeJS.ErrnoException & { code: string } =>
  ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')
