/** The flow of the workspace from the terminal: pictures, a choice, a model, each saved when it is there. */
import type { Task } from '../api/contract.ts'
import { newKey } from '../client/http.ts'
import { ApiError } from '../client/problem.ts'
import type { Locale } from '../messages/locale.ts'
import type { Folder } from './files.ts'
import { followTask, type Follower } from './follow.ts'
import type { Interrupt } from './interrupt.ts'
import type { Server } from './server.ts'
import type { Part, PartState, RunResult, Show } from './show.ts'
import { Complaint, words, type Words } from './words.ts'

export type Wanted = { prompt: string; count: number; seed?: number; pick?: number; model: boolean }

export type Generation = {
  wanted: Wanted
  server: Server
  folder: Folder
  show: Show
  interrupt: Interrupt
  locale: Locale
  /** filled in on the way, so that what is known is told however the run ends */
  result: RunResult
}

const openStatuses = new Set<Task['status']>(['IMAGE_PENDING', 'IMAGE_GENERATING', 'MODEL_PENDING', 'MODEL_GENERATING'])
const isOpen = (task: Task) => openStatuses.has(task.status)

/** @throws Complaint or ApiError where the run cannot go on; `result` says what had been reached */
export async function generate(run: Generation): Promise<void> {
  const { wanted, server, show, interrupt, result } = run
  const say = words[run.locale]
  const { client } = server

  const priceVersion = await checkPrice(run, say)
  if (interrupt.requested) throw interrupt.signal.reason
  const { prompt, count, seed } = wanted
  const task = await client.createTask({ prompt, count, ...(seed !== undefined && { seed }), priceVersion }, { idempotencyKey: newKey() })
  result.taskId = task.id
  const page = `${server.url}/tasks/${task.id}`
  show.event({
    type: 'started', taskId: task.id, server: server.url, page, prompt, seed: task.seed, count,
    prices: { image: task.prices.image, model: task.prices.model }, held: task.credits.held,
  })
  show.say(server.own ? say.held(task.credits.held) : `${say.held(task.credits.held)}. ${say.page(page)}`)

  const follower = followTask({ server, taskId: task.id, onReconnecting: () => show.say(say.reconnecting) })
  const shown = showing(run)
  try {
    const last = await produce(run, follower, shown, priceVersion)
    await shown.saved()
    await conclude(run, last, say)
  } catch (error) {
    if (error instanceof ApiError && (error.status === 0 || error.status >= 500)) throw new Complaint('server_gone', say.gone(page))
    throw error
  } finally {
    await shown.saved().catch(() => {})
    follower.close()
  }
}

/** Both stages, or as far as they go. Returns the task as it is in the end. */
async function produce(run: Generation, follower: Follower, shown: Showing, priceVersion: string): Promise<Task> {
  const { wanted, server, show, interrupt } = run
  const say = words[run.locale]
  const ended = (task: Task) => !isOpen(task)

  const pictures = await follower.until(ended, shown.task, interrupt.signal)
  if (interrupt.requested) return await cancel(run, follower, shown, pictures)
  if (!wanted.model || pictures.status !== 'IMAGE_COMPLETED') return pictures

  const chosen = wanted.pick ?? pictures.images.find((image) => image.status === 'COMPLETED')!.index
  if (pictures.images[chosen]?.status !== 'COMPLETED') {
    await shown.saved()
    fail(run, null, 'pick_failed', say.pickFailed(chosen), say.pickAdvice)
    return pictures
  }
  show.say(say.picked(chosen))
  show.event({ type: 'selected', index: chosen })
  await server.client.selectImage(pictures.id, { selectedImageIndex: chosen, priceVersion }, { idempotencyKey: newKey() })
  const model = await follower.until(ended, shown.task, interrupt.signal)
  return interrupt.requested ? await cancel(run, follower, shown, model) : model
}

/** Asks for the cancel and waits until nothing of the task is open or held any more. */
async function cancel({ server, show, locale }: Generation, follower: Follower, shown: Showing, task: Task): Promise<Task> {
  if (!isOpen(task)) return task
  show.say(words[locale].cancelling)
  show.event({ type: 'cancelling' })
  try {
    await server.client.cancelTask(task.id, { idempotencyKey: newKey() })
  } catch (error) {
    // it ended at this very moment: what it became is read next
    if (!(error instanceof ApiError && error.status === 409)) throw error
  }
  return await follower.until((now) => !isOpen(now) && now.credits.held === 0, shown.task)
}

/** Says the price before anything is bought, and refuses what cannot be paid to its end. Returns the price list's version. */
async function checkPrice({ wanted, server, show }: Generation, say: Words): Promise<string> {
  const [prices, credits] = await Promise.all([server.client.prices(), server.client.credits()])
  const priceOf = (kind: string) => prices.items.find((item) => item.kind === kind)?.credits ?? 0
  const image = priceOf('image_generation')
  const model = wanted.model ? priceOf('model3d_generation') : null
  const needed = image * wanted.count + (model ?? 0)
  if (needed > credits.available)
    throw new Complaint('insufficient_credits', say.tooDear(needed, credits.available), say.tooDearAdvice(model !== null && image * wanted.count <= credits.available))
  show.say(say.plan(wanted.count, image, model))
  return prices.priceVersion
}

type Showing = {
  /** shows the task as it is, and saves what is new in it */
  task(task: Task): void
  /** resolves when everything seen so far is saved; rejects with the first that could not be */
  saved(): Promise<void>
}

function showing(run: Generation): Showing {
  const { wanted, server, folder, show, result, locale } = run
  const say = words[locale]
  const known = new Set<string>()
  const saves: Promise<void>[] = []
  let last = ''

  async function save(role: 'image' | 'model', index: number, url: string, name: string): Promise<void> {
    const file = await folder.save(server, url, name)
    result.files.push(file.path)
    show.event({ type: 'file', role, index, path: file.path, bytes: file.bytes, sha256: file.sha256 })
    show.say(say.saved(file.path, sizeOf(file.bytes)))
  }
  const once = (key: string, act: () => void) => {
    if (known.has(key)) return
    known.add(key)
    act()
  }
  return {
    task(task) {
      result.status = task.status
      result.credits = { ...task.credits, available: null }
      for (const image of task.images) {
        const name = `image-${image.index}`
        if (image.url !== null) once(name, () => saves.push(save('image', image.index, image.url!, `${name}.png`)))
        if (image.error !== null) once(`${name} failed`, () => fail(run, name, image.error!.code, say.partFailed(name, image.error!.message, task.prices.image), image.error!.advice))
      }
      const { model } = task
      if (model !== null && model.url !== null) once('model', () => saves.push(save('model', model.imageIndex, model.url!, 'model.glb')))
      if (model !== null && model.error !== null) once('model failed', () => fail(run, 'model', model.error!.code, say.partFailed('model', model.error!.message, task.prices.model), model.error!.advice))
      const parts: Part[] = [
        ...task.images.map((image) => ({ name: `image-${image.index}`, state: states[image.status], progress: image.progress })),
        ...(wanted.model ? [{ name: 'model', state: model === null ? ('waiting' as const) : states[model.status], progress: model?.progress ?? 0 }] : []),
      ]
      // nobody is going to be asked which one
      show.parts(parts, task.status === 'IMAGE_COMPLETED' ? say.picturesReady : task.progressMessage)
      const event = { type: 'progress' as const, status: task.status, progress: task.progress, message: task.progressMessage, parts }
      const line = JSON.stringify(event)
      if (line !== last) show.event(event)
      last = line
    },
    saved: async () => void (await Promise.all(saves)),
  }
}

const states: Record<Task['images'][number]['status'], PartState> = { PENDING: 'waiting', GENERATING: 'working', COMPLETED: 'done', FAILED: 'failed', CANCELLED: 'cancelled' }

function fail({ show, result }: Generation, name: string | null, code: string, message: string, advice: string | null): void {
  result.failures.push({ name, code, message, advice })
  show.complain(message, advice)
}

/** What it came to: the money, and the exit code. */
async function conclude({ wanted, server, show, interrupt, result }: Generation, task: Task, say: Words): Promise<void> {
  const { captured, released, held } = task.credits
  const left = (await server.client.credits().catch(() => null))?.available ?? null
  result.credits = { held, captured, released, available: left }
  result.status = task.status
  show.close()
  if (interrupt.requested) {
    result.exitCode = interrupt.exitCode
    const finished = wanted.model ? task.status === 'MODEL_COMPLETED' : task.status === 'IMAGE_COMPLETED'
    show.say(finished ? say.cancelledTooLate(captured) : say.cancelled(released, captured))
    return
  }
  if (task.status === 'CANCELLED') fail({ show, result } as Generation, null, 'cancelled', say.stoppedByOthers, null)
  show.say(say.total(captured, released, held, left))
  const complete = wanted.model ? task.status === 'MODEL_COMPLETED' : task.images.some((image) => image.status === 'COMPLETED') && !isOpen(task)
  result.ok = complete && task.status !== 'CANCELLED'
  result.exitCode = result.ok ? 0 : 1
}

const sizeOf = (bytes: number) => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`)
