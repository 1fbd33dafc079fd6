import { createReadStream } from 'node:fs'
import { jobError } from '../engine/errors.ts'
import { newId } from '../engine/ids.ts'
import type { FileRecord } from '../engine/types.ts'
import { extensionOf } from './media-types.ts'
import type { Storage } from './storage.ts'

export type Produced = ({ bytes: Uint8Array } | { /** a file of ours, streamed from there */ path: string }) & {
  mime: string
  role: string
  width?: number | undefined
  height?: number | undefined
  /** a few dozen bytes of blurred picture as a data: URI */
  placeholder?: string | undefined
  /** of this file alone, beside those of all */
  facts?: Record<string, unknown>
}

/**
 * Stores what a job made, under keys that depend on the job alone: collecting again after a crash overwrites.
 * @throws JobError `storage_failed`, which the engine retries without paying again
 */
export async function keepFiles(
  storage: Storage,
  job: { accountId: string; jobId: string },
  produced: readonly Produced[],
  facts: Record<string, unknown>,
): Promise<FileRecord[]> {
  try {
    return await Promise.all(
      produced.map(async (file) => {
        const storageKey = `files/${job.accountId}/${job.jobId}/${file.role}.${extensionOf(file.mime)}`
        const stored = await storage.put(storageKey, 'path' in file ? createReadStream(file.path) : file.bytes)
        return {
          id: newId(),
          role: file.role,
          mime: file.mime,
          ...stored,
          storageKey,
          width: file.width ?? null,
          height: file.height ?? null,
          meta: { ...facts, ...file.facts, ...(file.placeholder !== undefined && { placeholder: file.placeholder }) },
        }
      }),
    )
  } catch (cause) {
    throw jobError('storage_failed', { acceptance: 'surely-not', cause })
  }
}
