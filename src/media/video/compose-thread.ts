import { Worker } from 'node:worker_threads'
import { type JobError, isJobError, jobError } from '../../engine/errors.ts'
import type { ComposeRequest, ComposeTools, ComposeWatch, Composed } from './compose.ts'

/** What the thread is started with. */
export type ThreadData = { request: ComposeRequest; tools: ComposeTools }

/** What the thread says. A failure crosses in parts: errors lose what is not standard on the way. */
export type ThreadWord =
  | { type: 'progress'; percent: number; stage: 'listened' | 'mixed' | 'encoding' }
  | { type: 'done'; composed: Composed }
  | { type: 'failed'; code: string; params?: Record<string, string | number>; reason: string }

/**
 * `compose`, on a thread of its own: frames are mixed off the loop that answers requests.
 * @throws as `compose`; JobError `worker_lost` if the thread dies
 */
export async function composeInThread(request: ComposeRequest, tools: ComposeTools, watch: ComposeWatch): Promise<Composed> {
  watch.signal.throwIfAborted()
  const thread = new Worker(new URL('./compose-worker.ts', import.meta.url), { workerData: { request, tools } satisfies ThreadData })
  const stop = () => thread.postMessage('stop')
  watch.signal.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise<Composed>((resolve, reject) => {
      thread.on('message', (word: ThreadWord) => {
        if (word.type === 'progress') watch.progress?.(word.percent, word.stage)
        else if (word.type === 'done') resolve(word.composed)
        else reject(failed(word))
      })
      thread.once('error', (cause) => reject(jobError('worker_lost', { acceptance: 'surely-not', cause })))
      thread.once('exit', () => reject(jobError('worker_lost', { acceptance: 'surely-not' })))
    })
  } catch (error) {
    watch.signal.throwIfAborted()
    throw error
  } finally {
    watch.signal.removeEventListener('abort', stop)
    await thread.terminate()
  }
}

const failed = (word: Extract<ThreadWord, { type: 'failed' }>): JobError =>
  jobError(word.code as JobError['failure']['code'] as never, { ...(word.params && { params: word.params }), acceptance: 'surely-not', cause: new Error(word.reason) })

/** The other side of `failed`. */
export function wordOf(error: unknown): ThreadWord {
  const reasons: string[] = []
  for (let cause: unknown = error; cause instanceof Error && reasons.length < 4; cause = cause.cause) reasons.push(cause.message)
  return isJobError(error)
    ? { type: 'failed', code: error.failure.code, ...(error.failure.params && { params: error.failure.params as Record<string, string | number> }), reason: reasons.join(': ') }
    : { type: 'failed', code: 'internal', reason: reasons.join(': ') || String(error) }
}
