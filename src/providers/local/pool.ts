import { MessageChannel } from 'node:worker_threads'
import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { type CrossedFailure, unpackFailure } from '../../media/thread-failure.ts'
import type { ClipRequest, ClipTools } from './clip/clip.ts'
import type { PictureRequest } from './picture.ts'
import { isNoPersonFound, NoPersonFound, type PhotographRequest } from './portrait/request.ts'
import type { Rendered, Watch } from './progress.ts'

export type { PictureRequest } from './picture.ts'
export type { Rendered, Watch } from './progress.ts'

/** The procedural studio behind the local provider: pictures, reliefs and clips, computed on worker threads. */
export type LocalStudio = {
  /** -> the PNG (`image`) and its 512 px WebP (`preview`). The same request gives the same bytes. */
  picture(request: PictureRequest, on?: Watch): Promise<Rendered[]>
  /** -> the GLB (`model3d`) and a view of it (`preview`). Rejects if the bytes are not a picture. */
  relief(request: { picture: Uint8Array }, on?: Watch): Promise<Rendered[]>
  /** -> the JPEG (`image`) and its 512 px WebP (`preview`). @throws NoPersonFound */
  photograph(request: PhotographRequest, on?: Watch): Promise<Rendered[]>
  /** -> an MP4 (`video`) that films the pictures. @throws JobError as ffmpeg fails; rejects if the bytes are not pictures */
  clip(request: ClipRequest, tools: ClipTools, on?: Watch): Promise<Rendered[]>
  /** Ends the threads; work still under way is rejected. */
  close(): Promise<void>
}

/** What a worker is asked: one of these, with a port for progress and a flag that says "given up". */
export type Work =
  | { kind: 'picture'; request: PictureRequest }
  | { kind: 'relief'; picture: Uint8Array }
  | { kind: 'photograph'; request: PhotographRequest }
  | { kind: 'clip'; request: ClipRequest; tools: ClipTools }
export type Task = Work & { port: MessagePort; abandoned: Int32Array }
type MessagePort = import('node:worker_threads').MessagePort

/** The thread that computed a task died (out of memory, native crash). The task may be repeated; the pool goes on. */
export class RenderThreadLost extends Error {
  override name = 'RenderThreadLost'
}

/**
 * @param options.threads at most this many at once; default: one fewer than the cores, at least one, so that the
 *   process that serves requests keeps a core
 * @param options.worker another worker file, for tests
 */
export function createLocalStudio(options: { threads?: number; worker?: URL } = {}): LocalStudio {
  const pool = new Piscina({
    filename: (options.worker ?? new URL('./worker.ts', import.meta.url)).href,
    minThreads: 0,
    maxThreads: options.threads ?? Math.max(1, availableParallelism() - 1),
    idleTimeout: 60_000,
    concurrentTasksPerWorker: 1,
  })

  async function run(task: Work, on: Watch = {}): Promise<Rendered[]> {
    on.signal?.throwIfAborted()
    const { port1, port2 } = new MessageChannel()
    // A shared flag and not a terminated thread: the worker leaves at its next stage (under half a second) and stays warm,
    // and native work of sharp is never cut off in the middle.
    const abandoned = new Int32Array(new SharedArrayBuffer(4))
    const queued = new AbortController()
    let started = false
    port1.on('message', (message: { started: true } | { percent: number; stage: string }) => {
      if ('started' in message) started = true
      else if (!on.signal?.aborted) on.progress?.(message.percent, message.stage)
    })
    let giveUp = () => {}
    const aborted = new Promise<never>((_, reject) => {
      giveUp = () => {
        Atomics.store(abandoned, 0, 1)
        if (!started) queued.abort()
        reject(on.signal?.reason)
      }
      on.signal?.addEventListener('abort', giveUp, { once: true })
    })
    try {
      const answer: Promise<Rendered[] | CrossedFailure> = pool.run({ ...task, port: port2, abandoned } satisfies Task, { transferList: [port2], signal: queued.signal })
      answer.catch(() => {}) // after an abort nobody waits for it
      const files = await Promise.race([answer, aborted])
      if ('failed' in files) throw unpackFailure(files)
      return files
    } catch (error) {
      if (on.signal?.aborted) throw on.signal.reason
      if (isThreadLoss(error)) throw new RenderThreadLost('The local render thread stopped before it finished; the work may be repeated.', { cause: error })
      if (isNoPersonFound(error)) throw new NoPersonFound()
      throw error
    } finally {
      on.signal?.removeEventListener('abort', giveUp)
      port1.close()
    }
  }

  return {
    picture: (request, on) => run({ kind: 'picture', request }, on),
    relief: ({ picture }, on) => run({ kind: 'relief', picture }, on),
    photograph: (request, on) => run({ kind: 'photograph', request }, on),
    clip: (request, tools, on) => run({ kind: 'clip', request, tools }, on),
    close: () => pool.destroy(),
  }
}

const isThreadLoss = (error: unknown) =>
  error instanceof Error && (/worker exited|Terminating worker/i.test(error.message) || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'))
