/** Putting a video together on our own machine: clips and voices out of storage, an MP4 and its subtitles into it. Repeating it costs nothing. */
import { z } from 'zod'
import { videoAspect } from '../../api/video-contract.ts'
import type { JobKind } from '../../engine/types.ts'
import type { Storage } from '../../media/storage.ts'
import { assemblyKind, type Assembled, type AssemblyWatch } from '../assembly.ts'
import { finalLane, videoFinal } from './names.ts'

const stored = z.object({ fileId: z.string(), storageKey: z.string() })

export const finalInput = z.object({
  madeOf: z.string(),
  title: z.string(),
  aspect: videoAspect,
  scenes: z
    .array(z.object({ sceneId: z.string(), title: z.string(), narration: z.string(), seconds: z.number(), clip: stored, voice: stored.nullable() }))
    .min(1),
})
export type FinalInput = z.infer<typeof finalInput>

/** Puts scenes together in `folder`, from clips and voices given as paths. @throws JobError */
export type Assemble = (
  video: Pick<FinalInput, 'title' | 'aspect'> & { scenes: readonly (Pick<FinalInput['scenes'][number], 'title' | 'narration' | 'seconds'> & { clip: string; voice: string | null })[]; folder: string },
  watch: AssemblyWatch,
) => Promise<Assembled>

export function videoFinalKind({ assemble, storage, workFolder, finalCredits }: { assemble: Assemble; storage: Storage; workFolder: string; finalCredits: number }): JobKind<FinalInput> {
  return assemblyKind<FinalInput>({
    kind: videoFinal,
    lane: finalLane,
    input: finalInput,
    price: { credits: finalCredits, version: finalCredits === 0 ? 'free' : `f-${finalCredits}` },
    storage,
    workFolder,
    sources: ({ scenes }) => scenes.flatMap(({ clip, voice }) => [clip.storageKey, ...(voice === null ? [] : [voice.storageKey])]),
    facts: ({ title }) => ({ name: title }),
    assemble: ({ title, aspect, scenes }, paths, { folder, ...watch }) => {
      const rest = [...paths]
      const next = () => rest.shift() as string
      return assemble({ title, aspect, folder, scenes: scenes.map(({ voice, clip: _clip, ...scene }) => ({ ...scene, clip: next(), voice: voice === null ? null : next() })) }, watch)
    },
  })
}
