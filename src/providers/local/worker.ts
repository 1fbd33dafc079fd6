import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { Piscina, move } from 'piscina'
import sharp from 'sharp'
import type { Task } from './pool.ts'
import type { Rendered, Watch } from './progress.ts'
import { picture } from './picture.ts'
import { relief } from './relief.ts'

sharp.concurrency(1)
sharp.cache(false)
yieldToTheServer()

/** One task on this thread. Result bytes are moved to the caller, not copied. */
export default async function work(task: Task): Promise<Rendered[]> {
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
    const files = await made(task, watch)
    return move(withTransfers(files)) as unknown as Rendered[]
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
  }
}

/** Owned, exactly sized buffers, so that moving one never detaches a neighbour in Node's shared pool. */
function withTransfers(files: Rendered[]) {
  const own = files.map((file) => ({ ...file, bytes: file.bytes.byteLength === file.bytes.buffer.byteLength ? file.bytes : file.bytes.slice() }))
  return { [Piscina.transferableSymbol]: own.map((file) => file.bytes.buffer), [Piscina.valueSymbol]: own } as never
}

/** On Linux every thread has its own niceness: rendering steps back behind the threads that answer requests. */
function yieldToTheServer(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (thread > 0 && thread !== process.pid) setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // no /proc, or not permitted: rendering then competes as an equal
  }
}
