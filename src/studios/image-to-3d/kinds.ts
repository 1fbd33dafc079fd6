/** The two kinds of paid work in a task, made by the local provider: real files, computed here, repeatable at will. */
import { z } from 'zod'
import { jobError } from '../../engine/errors.ts'
import type { AttemptContext, JobKind } from '../../engine/types.ts'
import type { Storage } from '../../media/storage.ts'
import type { LocalStudio, Rendered, Watch } from '../../providers/local/pool.ts'
import { keepFiles } from '../keep-files.ts'
import { imageGeneration, localImageLane, localModelLane, model3dGeneration } from './names.ts'
import type { TaskPrices } from './prices.ts'

/** Input of one picture. The seed is the picture's own, so the same prompt and seed make it again. */
export const imageInput = z.object({ prompt: z.string(), seed: z.number().int(), index: z.number().int() })
export type ImageInput = z.infer<typeof imageInput>

/** Input of one model: which picture, and where its bytes are. */
export const modelInput = z.object({ imageIndex: z.number().int(), pictureFileId: z.string(), storageKey: z.string() })
export type ModelInput = z.infer<typeof modelInput>

export const pictureSidePx = 1024

/** Ten minutes for seconds of work: a machine may be busy, but not for ever. */
const deadlineMs = 10 * 60_000

export type KindsOptions = { studio: Pick<LocalStudio, 'picture' | 'relief'>; storage: Storage; prices: TaskPrices; threads: number }

export function imageTo3dKinds({ studio, storage, prices, threads }: KindsOptions): [JobKind<ImageInput>, JobKind<ModelInput>] {
  const picture: JobKind<ImageInput, undefined, Rendered[]> = {
    kind: imageGeneration,
    input: imageInput,
    price: () => ({ credits: prices.image, version: prices.version }),
    lane: () => localImageLane,
    recovery: 'repeatable',
    deadlineMs,
    attemptsMax: 4,
    concurrency: threads,
    submit: async (ctx) => {
      const { prompt, seed } = ctx.input
      const result = await rendering(() => studio.picture({ prompt, seed, size: pictureSidePx }, watch(ctx)))
      return { type: 'done', result }
    },
    collect: async (ctx, rendered) => ({ files: await keepFiles(storage, ctx, rendered, { index: ctx.input.index }) }),
  }
  const model: JobKind<ModelInput, Buffer, Rendered[]> = {
    kind: model3dGeneration,
    input: modelInput,
    price: () => ({ credits: prices.model3d, version: prices.version }),
    lane: () => localModelLane,
    recovery: 'repeatable',
    deadlineMs,
    attemptsMax: 4,
    concurrency: threads,
    prepare: (ctx) =>
      storage.read(ctx.input.storageKey).catch((cause: unknown) => {
        throw jobError('storage_failed', { cause })
      }),
    submit: async (ctx, bytes) => ({
      type: 'done',
      result: await rendering(() => studio.relief({ picture: bytes }, watch(ctx))),
    }),
    collect: async (ctx, rendered) => ({ files: await keepFiles(storage, ctx, rendered, { imageIndex: ctx.input.imageIndex }) }),
  }
  return [picture, model]
}

const watch = (ctx: AttemptContext): Watch => ({ progress: (percent) => ctx.progress(percent), signal: ctx.signal })

/** A render thread that died took nothing with it that was paid for: the attempt may be made again. */
async function rendering<T>(render: () => Promise<T>): Promise<T> {
  try {
    return await render()
  } catch (error) {
    if (error instanceof Error && error.name === 'RenderThreadLost') throw jobError('worker_lost', { acceptance: 'surely-not', cause: error })
    throw error
  }
}
