/** Putting a film together on our own machine: clips out of storage, one MP4 back into it. Repeating it costs nothing. */
import { z } from 'zod'
import { filmAspect, filmTransition } from '../../api/film-contract.ts'
import type { JobKind } from '../../engine/types.ts'
import type { Produced } from '../../media/keep-files.ts'
import type { Storage } from '../../media/storage.ts'
import { assemblyKind } from '../assembly.ts'
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

export const filmExportKind = ({ join, storage, workFolder }: { join: Join; storage: Storage; workFolder: string }): JobKind<ExportInput> =>
  assemblyKind<ExportInput>({
    kind: filmExport,
    lane: exportLane,
    input: exportInput,
    price: { credits: 0, version: 'free' },
    storage,
    workFolder,
    sources: ({ clips }) => clips.map(({ storageKey }) => storageKey),
    facts: ({ cut }) => ({ name: cut.name }),
    async assemble({ cut: { transition, aspect } }, clips, { folder, ...watch }) {
      const { poster, hover, ...joined } = await join({ clips, transition, aspect, folder }, watch)
      return { ...joined, extras: [poster, hover] }
    },
  })
