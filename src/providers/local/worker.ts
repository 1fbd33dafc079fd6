import { Piscina, move } from 'piscina'
import sharp from 'sharp'
import { stepBackThread } from '../../media/step-back.ts'
import { type CrossedFailure, packFailure } from '../../media/thread-failure.ts'
import { isJobError } from '../../engine/errors.ts'
import { clip } from './clip/clip.ts'
import type { Task } from './pool.ts'
import type { Rendered, Watch } from './progress.ts'
import { picture } from './picture.ts'
import { relief } from './relief.ts'

sharp.concurrency(1)
sharp.cache(false)
stepBackThread()

/** One task on this thread. Result bytes are moved to the caller, not copied. */
export default async function work(task: Task): Promise<Rendered[] | CrossedFailure> {
  const given = new AbortController()
  const watch: Watch = {
    signal: given.signal,
    progress(percent, stage) {
      if (Atomics.load(task.abandoned, 0) === 1) given.abort()
      else task.port.postMessage({ percent, stage })
    },
  }
  task.port.postMessage({ started: true })
  try {
    return move(withTransfers(await made(task, watch))) as unknown as Rendered[]
  } catch (error) {
    if (isJobError(error)) return packFailure(error)
    throw error
  } finally {
    task.port.close()
  }
}

function made(task: Task, watch: Watch): Promise<Rendered[]> {
  switch (task.kind) {
    case 'picture':
      return picture(task.request, watch)
    case 'relief':
      return relief(task.picture, watch)
    case 'photograph':
      // the networks' code is large: only a thread that is asked for a photograph reads it
      return import('./portrait/photograph.ts').then(({ photograph }) => photograph(task.request, watch))
    case 'clip':
      return clip(task.request, task.tools, watch)
  }
}

/** Owned, exactly sized buffers, so that moving one never detaches a neighbour in Node's shared pool. */
function withTransfers(files: Rendered[]) {
  const own = files.map((file) => ({ ...file, bytes: file.bytes.byteLength === file.bytes.buffer.byteLength ? file.bytes : file.bytes.slice() }))
  return { [Piscina.transferableSymbol]: own.map((file) => file.bytes.buffer), [Piscina.valueSymbol]: own } as never
}
