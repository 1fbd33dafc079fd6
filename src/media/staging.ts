/** A file on its way in: written to a folder of our own while it is counted, hashed and recognised, never whole in memory. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { headBytes, mediaTypeOf, type MediaKind, type MediaType } from './media-types.ts'

export type Staged = { path: string; bytes: number; sha256: string; type: MediaType }

/** Why a file was not taken; the words are the API's. */
export type FileRefusal = {
  code: 'file_empty' | 'file_type' | 'file_heic' | 'file_too_large' | 'file_damaged' | 'too_many_pixels' | 'video_not_playable' | 'ffmpeg_missing' | 'file_not_stored'
  params?: Record<string, string | number>
}

/** The stream ended in an error: the sender went away, or what came was no multipart. */
export class UploadBroken extends Error {
  override name = 'UploadBroken'
}

/** Older than any request lasts: left by a process that died. */
const strayAgeMs = 6 * 60 * 60_000

export type Staging = ReturnType<typeof createStaging>

export function createStaging(folder: string) {
  const path = () => join(folder, randomUUID())
  const discard = (file: string) => rm(file, { force: true }).catch(() => {})

  /**
   * Reads the stream to its end, whatever it finds, because more files may follow on the same connection. 
   * @throws UploadBroken where the stream itself fails
   */
  async function receive(stream: Readable, kinds: readonly MediaKind[]): Promise<Staged | FileRefusal> {
    const target = path()
    const hash = createHash('sha256')
    let head: Buffer[] = []
    let bytes = 0
    let type: MediaType | null = null
    let refusal: FileRefusal | null = null
    let file: FileHandle | null = null

    async function recognise(): Promise<void> {
      const found = await mediaTypeOf(Buffer.concat(head))
      if (found === 'heic') refusal = { code: 'file_heic' }
      else if (found === 'other' || !kinds.includes(found.kind)) refusal = { code: 'file_type' }
      else type = found
    }
    async function write(chunk: Buffer): Promise<void> {
      if (type !== null && bytes > type.bytesMax) refusal = { code: 'file_too_large', params: { max: type.bytesMax } }
      if (refusal !== null) return
      try {
        if (file === null) {
          await mkdir(folder, { recursive: true })
          file = await open(target, 'wx')
        }
        await file.writeFile(chunk)
      } catch {
        refusal = { code: 'file_not_stored' }
      }
    }

    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.byteLength
        if (refusal !== null) continue
        hash.update(chunk)
        if (type !== null) {
          await write(chunk)
          continue
        }
        head.push(chunk)
        if (bytes < headBytes) continue
        await recognise()
        await write(Buffer.concat(head))
        head = []
      }
      if (bytes === 0) return { code: 'file_empty' }
      if (type === null && refusal === null) {
        await recognise()
        await write(Buffer.concat(head))
      }
      if (refusal === null && type !== null) return { path: target, bytes, sha256: hash.digest('hex'), type }
    } catch (error) {
      refusal = { code: 'file_damaged' }
      throw new UploadBroken('an upload broke off', { cause: error })
    } finally {
      await (file as FileHandle | null)?.close()
      if (refusal !== null) await discard(target)
    }
    return refusal ?? { code: 'file_not_stored' }
  }

  return {
    receive,
    /** a further path in the folder, for what is made of a staged file */
    path,
    discard,
    /** Removes what a crash left. */
    async sweep(nowMs = Date.now()): Promise<void> {
      for (const name of await readdir(folder).catch(() => [] as string[])) {
        const found = await stat(join(folder, name)).catch(() => null)
        if (found !== null && nowMs - found.mtimeMs > strayAgeMs) await discard(join(folder, name))
      }
    },
  }
}
