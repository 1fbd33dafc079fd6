/** A kind of job that puts stored media together on our own machine: fetched into a folder, joined there, one MP4 stored. */
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import { jobError } from '../engine/errors.ts'
import { newId } from '../engine/ids.ts'
import type { FileRecord, JobKind } from '../engine/types.ts'
import { keepFiles, type Produced } from '../media/keep-files.ts'
import type { Storage, Stored } from '../media/storage.ts'
import { inWorkFolder } from '../media/work-folder.ts'

export type AssemblyWatch = { signal: AbortSignal; /** 0-100 */ progress(percent: number): void }
export type Assembled = {
  /** the MP4, in the folder that was given */
  path: string
  seconds: number
  width: number
  height: number
  /** what comes along: a still that stands for it, subtitles */
  extras: Produced[]
}

export type AssemblyOptions<Input> = {
  kind: string
  lane: string
  input: z.ZodType<Input>
  price: { credits: number; version: string }
  storage: Storage
  workFolder: string
  /** storage keys of what it is made of, in order */
  sources(input: Input): string[]
  /** small facts kept with each file */
  facts(input: Input): Record<string, unknown>
  /** @param paths the sources, in the folder. @throws JobError */
  assemble(input: Input, paths: readonly string[], at: AssemblyWatch & { folder: string }): Promise<Assembled>
}

/** Half an hour for minutes of work: hundreds of clips on a slow machine. */
const deadlineMs = 30 * 60_000
/** of the bar: sources are fetched, joined, stored */
const fetchedPercent = 5
const joinedPercent = 97

type Kept = Omit<Assembled, 'path'> & { stored: Stored; storageKey: string }

export function assemblyKind<Input>({ kind, lane, input, price, storage, workFolder, sources, facts, assemble }: AssemblyOptions<Input>): JobKind<Input, undefined, Kept> {
  return {
    kind,
    input,
    price: () => price,
    lane: () => lane,
    recovery: 'repeatable',
    deadlineMs,
    attemptsMax: 3,
    // an encoder takes every core it is given
    concurrency: 1,
    submit: (ctx) =>
      inWorkFolder(workFolder, async (folder) => {
        const keys = sources(ctx.input)
        const paths: string[] = []
        for (const [i, key] of keys.entries()) {
          ctx.signal.throwIfAborted()
          const path = join(folder, `source-${i}`)
          await storing(ctx.signal, async () => pipeline(await storage.open(key), createWriteStream(path), { signal: ctx.signal }))
          paths.push(path)
          ctx.progress((fetchedPercent * (i + 1)) / keys.length)
        }
        const { path, ...assembled } = await assemble(ctx.input, paths, {
          folder,
          signal: ctx.signal,
          progress: (percent) => ctx.progress(fetchedPercent + ((joinedPercent - fetchedPercent) * percent) / 100),
        })
        // from here, where it need not pass through memory; again to the same key if this attempt is repeated
        const storageKey = `files/${ctx.accountId}/${ctx.jobId}/video.mp4`
        const stored = await storing(ctx.signal, () => storage.put(storageKey, createReadStream(path)))
        return { type: 'done', result: { ...assembled, stored, storageKey } }
      }),
    async collect(ctx, { stored, storageKey, seconds, width, height, extras }) {
      const about = { ...facts(ctx.input), seconds }
      const placeholder = extras.find((extra) => extra.placeholder !== undefined)?.placeholder
      const video: FileRecord = { id: newId(), role: 'video', mime: 'video/mp4', ...stored, storageKey, width, height, meta: placeholder === undefined ? about : { ...about, placeholder } }
      return { files: [video, ...(await keepFiles(storage, ctx, extras, about))] }
    },
  }
}

/** @throws JobError `storage_failed`, after which the attempt is made again */
async function storing<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (signal.aborted) throw cause
    throw jobError('storage_failed', { acceptance: 'surely-not', cause })
  }
}
