/**
 * ComfyUI, a machine of one's own: a workflow template with slots. Each prompt has an id that follows from the attempt,
 * and carries the attempt's key besides, by which it is found in the queue or the history when an answer was lost.
 */
import { readFileSync } from 'node:fs'
import { jobError } from '../../engine/errors.ts'
import { seed31 } from '../carry.ts'
import { errorOfRead, FormData, postOnce, request, type HttpAnswer, type HttpRequest } from '../http.ts'
import type { ImageRequest, Provider, ProviderCall, ProviderFolder, ProviderSettings } from '../provider.ts'
import defaultWorkflow from './default-workflow.json' with { type: 'json' }
import { answerOf, comfyError, isMarked, markOf, promptIdOf, type HistoryEntry, type Queue, type QueueItem } from './mapping.ts'
import { sizes, workflowModel } from './models.ts'
import { createProgressFeed } from './progress.ts'
import { readTemplate, type Template } from './template.ts'

const label = 'ComfyUI'
const uploadTimeoutMs = 120_000
const deletedMax = 1_000
const historyScanned = 200

/** The body of the one POST, or the prompt that is there already. */
type Prepared = { body: string } | { known: string }

function create({ values, timings = {} }: ProviderSettings): Provider<Prepared> {
  const base = values.COMFYUI_URL!
  const template = templateFrom(values.COMFYUI_WORKFLOW)
  const model = workflowModel(template, creditsFrom(values.COMFYUI_CREDITS!))
  const feed = createProgressFeed(base)
  /** prompts that were taken out of the queue by us: they are nowhere afterwards */
  const deleted = new Set<string>()

  async function read(call: ProviderCall, path: string, more: Partial<HttpRequest> = {}): Promise<HttpAnswer> {
    const answer = await request({ url: `${base}${path}`, signal: call.signal, ...more })
    if (answer.status < 200 || answer.status >= 300) throw errorOfRead(answer)
    return answer
  }
  const tell = (call: ProviderCall, path: string, json: unknown) => read(call, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) })
  const historyOf = async (call: ProviderCall, id: string) => ((await read(call, `/history/${encodeURIComponent(id)}`)).body as Record<string, HistoryEntry> | undefined)?.[id]
  const queue = async (call: ProviderCall) => ((await read(call, '/queue')).body ?? {}) as Queue

  /** The prompt of this attempt, wherever it is: by its id, or by the mark it carries. */
  async function find(call: ProviderCall): Promise<string | undefined> {
    const id = promptIdOf(call.attemptKey)
    const ours = (item: QueueItem | undefined) => item !== undefined && (item[1] === id || isMarked(item, call.attemptKey))
    const { queue_running = [], queue_pending = [] } = await queue(call)
    const waiting = [...queue_running, ...queue_pending].find(ours)
    if (waiting) return waiting[1]
    if (await historyOf(call, id)) return id
    const recent = ((await read(call, `/history?max_items=${historyScanned}`)).body ?? {}) as Record<string, HistoryEntry>
    return Object.keys(recent).find((name) => ours(recent[name]?.prompt))
  }

  async function upload(call: ProviderCall, { references: [source] }: ImageRequest): Promise<string | undefined> {
    if (!template.has('image')) return undefined
    if (!source) throw jobError('invalid_input', { params: { field: 'references' }, acceptance: 'surely-not' })
    const form = new FormData()
    // the same file under the same name again is the same upload
    form.set('image', new Blob([new Uint8Array(await call.read(source))], { type: source.mime }), `safelight-${source.fileId}.${source.mime.slice('image/'.length)}`)
    form.set('overwrite', 'true')
    const { name, subfolder } = ((await read(call, '/upload/image', { method: 'POST', body: form, timeoutMs: uploadTimeoutMs })).body ?? {}) as { name?: string; subfolder?: string }
    if (!name) throw jobError('provider_failed', { params: { reason: 'no_upload' }, acceptance: 'surely-not' })
    return subfolder ? `${subfolder}/${name}` : name
  }

  return {
    id: 'comfyui',
    label,
    models: [{ ...model, deadlineMs: timings.deadlineMs ?? model.deadlineMs }],
    recovery: 'client-id',
    unknownWindowMs: timings.unknownWindowMs ?? 3 * 60_000,
    resultTtlMs: null,
    progress: 'percent',
    cancelRule: 'free-until-done',
    poll: { everyMs: timings.pollEveryMs ?? 1_500, perSecond: 10 },

    async prepare(call) {
      const asked = imageOf(call)
      // it does not notice doubles: what is there already is not sent again
      const known = await find(call)
      if (known !== undefined) return { known }
      const image = await upload(call, asked)
      const prompt = template.fill({ prompt: asked.prompt, seed: seed31(asked.seed), ...sizes[asked.aspect], checkpoint: values.COMFYUI_CHECKPOINT!, ...(image !== undefined && { image }) })
      return { body: JSON.stringify({ prompt, prompt_id: promptIdOf(call.attemptKey), extra_data: markOf(call.attemptKey) }) }
    },

    async submit(call, prepared) {
      if ('known' in prepared) return { type: 'accepted', externalId: prepared.known, pollInMs: 0 }
      const answer = await postOnce({ url: `${base}/prompt`, headers: { 'content-type': 'application/json' }, body: prepared.body, signal: call.signal, timeoutMs: timings.submitTimeoutMs })
      if (answer.status < 200 || answer.status >= 300) throw comfyError(answer)
      const { prompt_id } = (answer.body ?? {}) as { prompt_id?: unknown }
      if (typeof prompt_id !== 'string') throw jobError('provider_failed', { params: { reason: 'no_prompt_id' } })
      return { type: 'accepted', externalId: prompt_id }
    },

    async ask(call, id) {
      const percent = feed.of(id)
      const ended = await historyOf(call, id)
      if (ended) return over(id, ended)
      const { queue_running = [], queue_pending = [] } = await queue(call)
      if (queue_running.some(([, running]) => running === id)) return { type: 'running', progress: percent ?? 1 }
      if (queue_pending.some(([, pending]) => pending === id)) return { type: 'running', progress: 0 }
      // it may have ended between the two questions
      const justNow = await historyOf(call, id)
      if (justNow) return over(id, justNow)
      // taken out of the queue, or forgotten: ComfyUI keeps both in memory only
      return deleted.has(id) ? { type: 'cancelled' } : { type: 'failed', failure: { code: 'provider_failed', params: { reason: 'forgotten' } } }
    },

    async recover(call) {
      const id = await find(call)
      return id === undefined ? { type: 'not-yet' } : { type: 'found', externalId: id }
    },

    async cancel(call, id) {
      const { queue_running = [], queue_pending = [] } = await queue(call)
      if (queue_running.some(([, running]) => running === id)) {
        // older versions stop whatever runs; so it is sent only while ours does
        await tell(call, '/interrupt', { prompt_id: id })
        return { type: 'accepted' }
      }
      if (!queue_pending.some(([, pending]) => pending === id) && (await historyOf(call, id))) return { type: 'too-late' }
      await tell(call, '/queue', { delete: [id] })
      deleted.add(id)
      if (deleted.size > deletedMax) deleted.delete(deleted.keys().next().value!)
      return { type: 'accepted' }
    },

    close: () => feed.close(),
  }

  function over(id: string, entry: HistoryEntry) {
    feed.forget(id)
    return answerOf(entry, base)
  }
}

function imageOf({ request: asked }: ProviderCall): ImageRequest {
  if (asked.kind !== 'image') throw new Error(`ComfyUI makes no ${asked.kind} here`)
  return asked
}

/** @throws Error in words for the operator */
function templateFrom(path: string | undefined): Template {
  if (!path) return readTemplate(JSON.stringify(defaultWorkflow), 'the built-in workflow')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`COMFYUI_WORKFLOW names ${path}, which cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error })
  }
  return readTemplate(text, `COMFYUI_WORKFLOW (${path})`)
}

function creditsFrom(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`COMFYUI_CREDITS must be a whole number of credits, not "${text}"`)
  return Number(text)
}

export const folder: ProviderFolder = {
  id: 'comfyui',
  label,
  variables: [
    { name: 'COMFYUI_URL', default: null, meaning: 'Address of a ComfyUI server of your own, such as http://127.0.0.1:8188.', required: true, url: true },
    { name: 'COMFYUI_WORKFLOW', default: null, meaning: 'A workflow in API format with slots such as {{prompt}} and {{seed}} (docs/providers/comfyui.md). Without it a plain text-to-image workflow.', required: false },
    { name: 'COMFYUI_CHECKPOINT', default: 'sd_xl_base_1.0.safetensors', meaning: 'What the slot {{checkpoint}} stands for, as in the built-in workflow.', required: false },
    { name: 'COMFYUI_CREDITS', default: '1', meaning: 'Credits for one picture.', required: false },
  ],
  models: [workflowModel(readTemplate(JSON.stringify(defaultWorkflow), 'the built-in workflow'), 1)],
  create,
}
