/**
 * What a person may do to a task, by the rules of the statechart. Each command reads the task, decides, and leaves the
 * deciding of races to the engine's submit: `once` names make a double click buy once, whatever both clicks had read.
 */
import type { TaskEvent, TaskStatus } from '../../api/contract.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine, Submission } from '../../engine/types.ts'
import { imageGeneration, imageSet, model3dGeneration, taskSubject } from './names.ts'
import type { FieldProblem } from '../../api/problems.ts'
import type { Model3dRequest, ImageRequest, SourceImage } from '../../providers/provider.ts'
import type { Models, Offer } from '../../providers/registry.ts'
import { chooseModel, limitFields } from '../choose.ts'
import type { Idempotency } from '../port.ts'
import { answeredBefore, refusalOf } from '../refusals.ts'
import { pricesFor, type TaskModels } from './prices.ts'
import { keepChoice, loadTask, type JobRow, type TaskData } from './rows.ts'
import { modelOf } from './selection.ts'
import { isOpen, pictureSeed, viewOf, type TaskView } from './state.ts'
import type { Stage } from './statechart.ts'
import type { ImageInput, ModelInput } from './kinds.ts'

export type Request = { accountId: string; taskId: string }
export type Paid = { /** what the person saw on the button */ priceVersion?: string | undefined; idempotency?: Idempotency | undefined }

/** Why nothing happened: nothing was created, nothing was charged. */
export type Refusal =
  | { type: 'not_found' }
  | { type: 'out_of_range'; min: number; max: number }
  | { type: 'illegal'; event: TaskEvent; status: TaskStatus; can: TaskEvent[] }
  | { type: 'invalid'; fields: FieldProblem[] }
  | { type: 'price_changed'; credits: number; prices: { image: number; model3d: number; version: string } }
  | { type: 'insufficient_credits'; available: number; needed: number }
  | { type: 'idempotency_conflict' }

export type CreatedTask = { taskId: string; createdAt: Date; data: TaskData; setId: string; jobIds: string[] }
export type CreateResult = { type: 'created'; task: CreatedTask } | { type: 'existing'; taskId: string } | Refusal
/** `done`: the task is as it was asked to be, by this request or by an earlier one. */
export type CommandResult = { type: 'done' } | Refusal

export type Commands = ReturnType<typeof imageTo3dCommands>

export function imageTo3dCommands(engine: Engine, models: Models) {
  const { pool } = engine

  async function load({ accountId, taskId }: Request): Promise<TaskView | null> {
    const rows = await loadTask(pool, accountId, taskId)
    return rows === null ? null : viewOf(rows)
  }

  /** The models were resolved already, so the figures are those of what would be bought. */
  function stale({ priceVersion }: Paid, wanted: TaskModels, credits: (prices: { image: number; model3d: number }) => number): Refusal | null {
    const { prices } = pricesFor(models, wanted)
    return priceVersion !== undefined && priceVersion !== prices.version ? { type: 'price_changed', credits: credits(prices), prices } : null
  }

  async function submit(submission: Submission): Promise<CommandResult> {
    const result = await engine.submit(submission)
    return result.type === 'refused' ? refusalOf(result) : { type: 'done' }
  }

  /** The model of a picture: by the AI model asked for now, else the task's own. */
  async function buyModel(request: Request & Paid, view: TaskView, imageIndex: number, picture: JobRow, wanted: string | undefined, retryOf?: string): Promise<CommandResult> {
    const own = models.find(wanted ?? view.madeWith.model3d ?? '')
    const choice = chooseModel(models, 'model3d', wanted !== undefined && retryOf === undefined ? wanted : own?.model.id)
    if (choice.type === 'refused') return { type: 'invalid', fields: choice.fields }
    const source = sourceOf(picture)
    if (source === null) return illegal(view, retryOf === undefined ? 'selectImage' : 'retryModel')
    const asked: Model3dRequest = { kind: 'model3d', image: source }
    const past = limitFields(choice.offer, asked, () => '/selectedImageIndex')
    if (past.length > 0) return { type: 'invalid', fields: past }
    const model = choice.offer.model.id
    const changed = stale(request, { ...view.madeWith, model3d: model }, (prices) => prices.model3d)
    if (changed) return changed
    const input: ModelInput = { model, request: asked, imageIndex, pictureFileId: source.fileId }
    return await submit({
      accountId: request.accountId,
      subject: { kind: taskSubject, id: request.taskId },
      jobs: [{ id: newId(), kind: model3dGeneration, input, ...(retryOf && { retryOf }) }],
      once: `model:${imageIndex}`,
      ...(request.idempotency && { idempotency: request.idempotency }),
    })
  }

  return {
    /** A new task and its pictures, in one commit. */
    async create(accountId: string, wanted: { prompt: string; seed: number; count: number; models?: TaskModels | undefined } & Paid): Promise<CreateResult> {
      const { prompt, seed, count } = wanted
      const chosen = [chooseModel(models, 'image', wanted.models?.image), chooseModel(models, 'model3d', wanted.models?.model3d)] as const
      const fields = chosen.flatMap((choice) => (choice.type === 'refused' ? choice.fields : []))
      const [image, model3d] = chosen
      if (image.type === 'refused' || model3d.type === 'refused') return { type: 'invalid', fields }
      const past = limitFields(image.offer, pictureRequest({ prompt, seed }, 0))
      if (past.length > 0) return { type: 'invalid', fields: past }
      const data: TaskData = { prompt, seed, count, models: { image: image.offer.model.id, model3d: model3d.offer.model.id } }
      const changed = stale(wanted, data.models ?? {}, (prices) => prices.image * count)
      if (changed) return changed
      const taskId = newId()
      const setId = newId()
      const jobs = Array.from({ length: count }, (_, index) => pictureJob(image.offer, data, index))
      const result = await engine.submit({
        accountId,
        subject: { kind: taskSubject, id: taskId, create: data },
        parent: { id: setId, kind: imageSet, policy: 'some' },
        jobs,
        ...(wanted.idempotency && { idempotency: wanted.idempotency }),
      })
      if (result.type === 'existing') return { type: 'existing', taskId: result.subjectId }
      if (result.type === 'refused') return refusalOf(result)
      return { type: 'created', task: { taskId, createdAt: new Date(), data, setId, jobIds: jobs.map((job) => job.id) } }
    },

    /** Chooses a picture: its model is bought, unless it is there or under way. */
    async selectImage(request: Request & Paid & { imageIndex: number; models?: { model3d?: string | undefined } | undefined }): Promise<CommandResult> {
      const { accountId, taskId, imageIndex, idempotency } = request
      const view = await load(request)
      if (view === null) return { type: 'not_found' }
      const { count } = view.subject.data
      if (imageIndex < 0 || imageIndex >= count) return { type: 'out_of_range', min: 0, max: count - 1 }
      const before = await answeredBefore(pool, accountId, idempotency)
      if (before !== null) return before

      const existing = modelOf(view.models, imageIndex)
      if (existing !== null) {
        const newest = view.models[0]?.jobId
        if (newest !== undefined && existing.jobId !== view.model?.jobId && !view.models.some((m) => isOpen(m.row)))
          await keepChoice(pool, accountId, taskId, { jobId: existing.jobId, after: newest })
        return { type: 'done' }
      }
      const picture = view.pictures[imageIndex]
      if (!view.state.can.includes('selectImage') || picture?.status !== 'completed') return illegal(view, 'selectImage')
      return await buyModel(request, view, imageIndex, picture, request.models?.model3d)
    },

    /** Makes again what failed: the model if that may be made again, else the missing pictures. */
    async retry(request: Request & Paid & { stage?: 'image' | 'model' | undefined }): Promise<CommandResult> {
      const { accountId, taskId, idempotency } = request
      const view = await load(request)
      if (view === null) return { type: 'not_found' }
      const before = await answeredBefore(pool, accountId, idempotency)
      if (before !== null) return before

      // a second click: what it asks for is under way
      const under = [view.model?.row, view.sets[0]].find((row) => row !== undefined && isOpen(row) && row.retry_of !== null)
      if (under !== undefined && (request.stage === undefined || request.stage === stageOf(under))) return { type: 'done' }

      const { can } = view.state
      const stage = request.stage ?? (can.includes('retryModel') ? 'model' : 'image')
      if (stage === 'model') {
        const { model } = view
        const picture = model === null ? undefined : view.pictures[model.imageIndex]
        if (!can.includes('retryModel') || model === null || picture === undefined) return illegal(view, 'retryModel')
        return await buyModel(request, view, model.imageIndex, picture, model.row.input?.model as string | undefined, model.jobId)
      }
      const missing = view.pictures.flatMap((row, index) => (row.status === 'completed' ? [] : [{ row, index }]))
      const set = view.sets[0]
      if (!can.includes('retryImages') || set === undefined) return illegal(view, 'retryImages')
      const { data } = view.subject
      const { image } = pricesFor(models, view.madeWith)
      return (
        stale(request, view.madeWith, (prices) => prices.image * missing.length) ??
        (await submit({
          accountId,
          subject: { kind: taskSubject, id: taskId },
          parent: { id: newId(), kind: imageSet, policy: 'some', retryOf: set.id },
          jobs: missing.map(({ row, index }) => ({ ...pictureJob(image, data, index), retryOf: row.id })),
          once: `images-after:${set.id}`,
          ...(idempotency && { idempotency }),
        }))
      )
    },

    /** Stops whatever is under way. Asking twice is fine. */
    async cancel(request: Request): Promise<CommandResult> {
      const view = await load(request)
      if (view === null) return { type: 'not_found' }
      if (view.cancelRequested) return { type: 'done' }
      if (!view.state.can.includes('cancel')) return illegal(view, 'cancel')
      const open = [...view.sets, ...view.models.map((m) => m.row)].filter(isOpen)
      for (const job of open) await engine.cancel({ accountId: request.accountId, jobId: job.id })
      return { type: 'done' }
    },

    /** Stops one job of a task: any that is open. */
    async cancelJob(request: Request & { jobId: string }): Promise<CommandResult> {
      const view = await load(request)
      const job = view?.jobs.find((row) => row.id === request.jobId)
      if (!view || job === undefined) return { type: 'not_found' }
      if (job.cancel_requested && isOpen(job)) return { type: 'done' }
      if (!isOpen(job)) return illegal(view, 'cancel')
      const result = await engine.cancel({ accountId: request.accountId, jobId: job.id })
      if (result.type === 'not_found') return { type: 'not_found' }
      return result.type === 'closed' && result.status !== 'cancelled' ? illegal(view, 'cancel') : { type: 'done' }
    },
  }
}

const stageOf = (job: JobRow): Stage => (job.kind === model3dGeneration ? 'model' : 'image')

const illegal = (view: TaskView, event: TaskEvent): Refusal => ({ type: 'illegal', event, status: view.state.status, can: view.state.can })

const pictureRequest = ({ prompt, seed }: Pick<TaskData, 'prompt' | 'seed'>, index: number): ImageRequest => ({
  kind: 'image', prompt, seed: pictureSeed(seed, index), aspect: '1:1', references: [],
})

function pictureJob({ model }: Offer, data: TaskData, index: number) {
  const input: ImageInput = { model: model.id, request: pictureRequest(data, index), index }
  return { id: newId(), kind: imageGeneration, input }
}

/** The file of a finished picture, as a model is shown it; null where its owner has deleted it since. */
function sourceOf(picture: JobRow): SourceImage | null {
  const file = picture.files?.find((f) => f.role === 'image')
  if (file === undefined) return null
  return { fileId: file.id, storageKey: file.storage_key, mime: file.mime, bytes: file.bytes, width: file.width ?? 0, height: file.height ?? 0 }
}
