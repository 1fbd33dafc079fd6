/** Makes pretend work advance, and a set of tasks in every state worth looking at. */
import { book, newPart, newTask, type MockPart, type MockState, type MockTask } from './state.ts'

export type Emit = (type: string, task: MockTask | null, part: MockPart | null, data?: Record<string, unknown>) => void

/** Runs a task's open parts to completion, one tick at a time; the speed is for a person to watch. */
export async function live(s: MockState, t: MockTask, emit: Emit, tickMs: number): Promise<void> {
  const pause = () => new Promise((r) => setTimeout(r, tickMs))
  const stopped = () => t.cancelRequested
  await pause()
  t.queuePosition = 1
  await pause()
  t.queuePosition = null
  t.stageStartedAt = new Date().toISOString()
  for (const part of [...t.images, ...t.models]) {
    if (part.status !== 'PENDING') continue
    const what = t.images.includes(part) ? 'image_generation' : 'model3d_generation'
    if (stopped()) {
      part.status = 'CANCELLED'
      book(s, 'release', part.jobId, what, 'cancelled')
      emit('job.cancelled', t, part)
      continue
    }
    part.status = 'GENERATING'
    emit('job.processing', t, part)
    for (let p = 20; p < 100; p += 20) {
      await pause()
      part.progress = p
      emit('job.progress', t, part, { progress: p })
    }
    await pause()
    part.status = 'COMPLETED'
    part.progress = 100
    book(s, 'capture', part.jobId, what)
    emit('job.completed', t, part)
    emit('credits.changed', null, null)
  }
}

/** One task per state, by name; returns their ids. */
export function everyState(s: MockState): Record<string, string> {
  const ids: Record<string, string> = {}
  let seed = 1
  const make = (name: string, prompt: string, change: (t: MockTask) => void) => {
    const t = newTask(s, prompt, seed++, 4)
    change(t)
    t.createdAt = new Date(Date.now() - (40 - seed) * 3_600_000).toISOString()
    t.stageStartedAt = new Date(Date.now() - 34_000).toISOString()
    for (const i of t.images) close(s, i, 'image_generation')
    for (const m of t.models) close(s, m, 'model3d_generation')
    ids[name] = t.id
  }
  const images = (t: MockTask, ...parts: MockPart[]) => (t.images = parts)
  const done = () => newPart('COMPLETED', 100)
  const four = (t: MockTask) => images(t, done(), done(), done(), done())
  const model = (t: MockTask, part: MockPart, imageIndex = 1) => {
    t.selected = imageIndex
    t.models.unshift({ ...part, imageIndex })
  }
  make('imageFailed', 'A glass greenhouse on the moon', (t) =>
    images(t, ...[1, 2, 3, 4].map(() => newPart('FAILED', 40, 'content_rejected'))),
  )
  make('cancelled', 'A paper boat in a storm drain', (t) => {
    images(t, done(), done(), newPart('CANCELLED'), newPart('CANCELLED'))
    t.cancelRequested = true
  })
  make('modelFailed', 'A lighthouse made of driftwood, evening fog', (t) => {
    four(t)
    model(t, newPart('FAILED', 60, 'provider_timeout'))
  })
  make('versions', '山间的清晨，薄雾，一座红色的小亭子', (t) => {
    four(t)
    model(t, done(), 2)
    model(t, done(), 0)
  })
  make('partial', 'An old brass telescope on a windowsill, late sun', (t) =>
    images(t, done(), done(), newPart('FAILED', 80, 'provider_overloaded'), done()),
  )
  make('outcomeUnknown', 'A snow globe with a tiny harbour inside', (t) => {
    images(t, done(), done(), newPart('GENERATING', 60), done())
    t.outcomeUnknown = true
  })
  make('modelCompleted', 'Terraced hills at sunset, painted like a travel poster', (t) => {
    four(t)
    model(t, done(), 1)
  })
  make('modelGenerating', 'A fox asleep under a maple tree in October', (t) => {
    four(t)
    model(t, newPart('GENERATING', 50), 2)
  })
  make('modelPending', 'A kite above a winter beach', (t) => {
    four(t)
    model(t, newPart('PENDING'), 3)
    t.queuePosition = 2
  })
  make('imageCompleted', 'A harbour town in the blue hour, lanterns in the windows', four)
  make('imageGenerating', 'A red pavilion over a still lake, first light, mist between the hills', (t) => {
    images(t, done(), done(), newPart('GENERATING', 55), newPart())
    t.queuePosition = null
  })
  make('imagePending', 'A tin robot watering sunflowers', () => {})
  return ids
}

function close(s: MockState, p: MockPart, what: 'image_generation' | 'model3d_generation') {
  if (!s.ledger.some((l) => l.jobId === p.jobId)) book(s, 'hold', p.jobId, what)
  if (p.status === 'COMPLETED') book(s, 'capture', p.jobId, what)
  if (p.status === 'FAILED') book(s, 'release', p.jobId, what, p.error)
  if (p.status === 'CANCELLED') book(s, 'release', p.jobId, what, 'cancelled')
}
