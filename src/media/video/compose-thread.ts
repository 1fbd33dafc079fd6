import { Worker } from 'node:worker_threads'
import { jobError } from '../../engine/errors.ts'
import { type CrossedFailure, unpackFailure } from '../thread-failure.ts'
import type { ComposeRequest, ComposeTools, ComposeWatch, Composed } from './compose.ts'

/** What the thread is started with. */
export type ThreadData = { request: ComposeRequest; tools: ComposeTools }

/** What the thread says. */
export type ThreadWord = { percent: number; stage: 'listened' | 'mixed' | 'encoding' } | { composed: Composed } | CrossedFailure

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
        if ('percent' in word) watch.progress?.(word.percent, word.stage)
        else if ('composed' in word) resolve(word.composed)
        else reject(unpackFailure(word))
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
