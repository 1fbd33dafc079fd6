/** The kinds of work in a video. Words, pictures, clips and voices are made by the models that were chosen; the rest by ourselves. */
import { z } from 'zod'
import { jobError } from '../../engine/errors.ts'
import { newId } from '../../engine/ids.ts'
import type { Collected, JobKind } from '../../engine/types.ts'
import { generationKind, type GenerationDeps } from '../generation.ts'
import { videoFinalKind, type Assemble } from './final-kind.ts'
import { clipVideo, narrationSpeech, sceneRewrite, storyboardImage, videoScript } from './names.ts'
import type { ProjectScript } from './scenes.ts'
import { briefSchema, readScene, readScript, type ScriptRefusal } from './script.ts'

/** Which scene, and a digest of what it was made of. */
const piece = z.object({ sceneId: z.string(), madeOf: z.string() })
// the topic was checked when it was written: it may have more code units than characters
const brief = briefSchema.extend({ topic: z.string() })

export function videoKinds(deps: GenerationDeps & { assemble: Assemble; workFolder: string; finalCredits: number }): JobKind[] {
  return [
    generationKind(deps, {
      kind: videoScript,
      medium: 'text',
      facts: z.object({ brief }),
      async finish(ctx, collected) {
        const read = readScript(textOf(collected), ctx.input.brief)
        if (read.type === 'refused') throw unusable(read.reason)
        const script: ProjectScript = { title: read.script.title, scenes: read.script.scenes.map((scene) => ({ id: newId(), ...scene })) }
        return written(collected, { script })
      },
    }),
    generationKind(deps, {
      kind: sceneRewrite,
      medium: 'text',
      facts: z.object({ sceneId: z.string(), of: z.string().nullable(), brief, seconds: z.number() }),
      async finish(ctx, collected) {
        const read = readScene(textOf(collected), { language: ctx.input.brief.language, seconds: ctx.input.seconds })
        if (read.type === 'refused') throw unusable(read.reason)
        return written(collected, { scene: read.scene })
      },
    }),
    generationKind(deps, { kind: storyboardImage, medium: 'image', facts: piece }),
    generationKind(deps, { kind: clipVideo, medium: 'video', facts: piece }),
    generationKind(deps, { kind: narrationSpeech, medium: 'speech', facts: piece }),
    videoFinalKind(deps),
  ]
}

const textOf = ({ output }: Collected): string => (typeof output?.text === 'string' ? output.text : '')

/** What was read stands for the text it was read from. */
const written = ({ files, output: { text: _text, ...facts } = {} }: Collected, made: Record<string, unknown>): Collected => ({ files, output: { ...facts, ...made } })

/** The writer answered, and not with what can be used: nobody pays for that. */
const unusable = ({ code, ...params }: ScriptRefusal) => jobError('script_unusable', { params: { reason: code, ...params } })
