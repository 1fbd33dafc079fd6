/** Putting a film together on our own machine: clips out of storage, one MP4 back into it. Repeating it costs nothing. */
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { filmAspect, filmTransition } from '../../api/film-contract.ts'
import { jobError } from '../../engine/errors.ts'
import { newId } from '../../engine/ids.ts'
import type { JobKind } from '../../engine/types.ts'
import { keepFiles, type Produced } from '../../media/keep-files.ts'
import type { Storage, Stored } from '../../media/storage.ts'
import { inWorkFolder } from '../../media/work-folder.ts'
import { exportLane, filmExport } from './names.ts'

export const exportInput = z.object({
  madeOf: z.string(),
  cut: z.object({ name: z.string(), transition: filmTransition, shots: z.number().int(), aspect: filmAspect }),
  clips: z.array(z.object({ shotId: z.string(), fileId: z.string(), storageKey: z.string() })).min(1),
})
export type ExportInput = z.infer<typeof exportInput>

/** Joins clips in their order into one MP4 in `folder`. @throws JobError */
export type Join = (
  film: { clips: readonly string[]; transition: ExportInput['cut']['transition']; aspect: ExportInput['cut']['aspect']; folder: string },
  watch: { progress(percent: number): void; signal: AbortSignal },
) => Promise<{ path: string; seconds: number; width: number; height: number; /** a still that stands for it, and a few moving seconds */ poster: Produced; hover: Produced }>

/** Half an hour for minutes of work: five hundred shots on a slow machine. */
const deadlineMs = 30 * 60_000
/** of the bar: clips are fetched, joined, stored */
const fetchedPercent = 5
const joinedPercent = 97

type Joined = Omit<Awaited<ReturnType<Join>>, 'path'> & { stored: Stored; storageKey: string }

export function filmExportKind({ join: joinClips, storage, workFolder }: { join: Join; storage: Storage; workFolder: string }): JobKind<ExportInput, undefined, Joined> {
  return {
    kind: filmExport,
    input: exportInput,
    price: () => ({ credits: 0, version: 'free' }),
    lane: () => exportLane,
    recovery: 'repeatable',
    deadlineMs,
    attemptsMax: 3,
    // an encoder takes every core it is given
    concurrency: 1,
    submit: (ctx) =>
      inWorkFolder(workFolder, async (folder) => {
        const clips: string[] = []
        for (const [i, { storageKey }] of ctx.input.clips.entries()) {
          ctx.signal.throwIfAborted()
          const clip = join(folder, `clip-${i}`)
          await storing(ctx.signal, async () => pipeline(await storage.open(storageKey), createWriteStream(clip), { signal: ctx.signal }))
          clips.push(clip)
          ctx.progress((fetchedPercent * (i + 1)) / ctx.input.clips.length)
        }
        const { transition, aspect } = ctx.input.cut
        const { path, ...joined } = await joinClips(
          { clips, transition, aspect, folder },
          { signal: ctx.signal, progress: (percent) => ctx.progress(fetchedPercent + ((joinedPercent - fetchedPercent) * percent) / 100) },
        )
        // from here, where it need not pass through memory; again to the same key if this attempt is repeated
        const storageKey = `files/${ctx.accountId}/${ctx.jobId}/video.mp4`
        const stored = await storing(ctx.signal, () => storage.put(storageKey, createReadStream(path)))
        return { type: 'done', result: { ...joined, stored, storageKey } }
      }),
    async collect(ctx, { stored, storageKey, seconds, width, height, poster, hover }) {
      const facts = { seconds, name: ctx.input.cut.name }
      const beside = await keepFiles(storage, ctx, [poster, hover], facts)
      const { placeholder } = poster
      const film = { id: newId(), role: 'video', mime: 'video/mp4', ...stored, storageKey, width, height, meta: placeholder === undefined ? facts : { ...facts, placeholder } }
      return { files: [film, ...beside] }
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
