/**
 * Meshy: a GLB from a picture, or an untextured one from words. A task carries nothing of ours. What was made from words
 * tells its prompt and can be looked for in Meshy's list; what was made from a picture tells nothing, and guessing would
 * hand one person another's model: it stays unknown until its window closes.
 */
import { jobError } from '../../engine/errors.ts'
import { dataUrl } from '../carry.ts'
import { errorOfRead, postOnce, request, retryAfterMs } from '../http.ts'
import type { Model3dRequest, Provider, ProviderCall, ProviderFolder, ProviderSettings } from '../provider.ts'
import { answerOf, meshyError, type MeshyTask } from './mapping.ts'
import { models } from './models.ts'

const label = 'Meshy'
const minutes = 60_000
/** how far Meshy's clock may be from ours */
const skewMs = 10_000
/** how long a POST may be on its way before it makes a task */
const onItsWayMs = 2 * minutes
const listSize = 50

type Prepared = { path: string; body: string }

function create({ values, timings = {} }: ProviderSettings): Provider<Prepared> {
  const base = values.MESHY_BASE_URL!
  const headers = { authorization: `Bearer ${values.MESHY_API_KEY!}`, 'content-type': 'application/json' }
  const send = (call: ProviderCall, path: string, method = 'GET') => request({ method, url: `${base}${path}`, headers, signal: call.signal })

  return {
    id: 'meshy',
    label,
    models: models.map((model) => ({ ...model, deadlineMs: timings.deadlineMs ?? model.deadlineMs })),
    recovery: 'none',
    unknownWindowMs: timings.unknownWindowMs ?? 10 * minutes,
    resultTtlMs: 3 * 24 * 60 * minutes,
    progress: 'percent',
    cancelRule: 'free-while-queued',
    poll: { everyMs: timings.pollEveryMs ?? 5_000, perSecond: 10 },

    async prepare(call) {
      return { path: pathFor(call.request), body: JSON.stringify(await bodyFor(call)) }
    },

    async submit(call, { path, body }) {
      const answer = await postOnce({ url: `${base}${path}`, headers, body, signal: call.signal, timeoutMs: timings.submitTimeoutMs })
      if (answer.status < 200 || answer.status >= 300) throw meshyError(answer)
      const { result } = (answer.body ?? {}) as { result?: unknown }
      if (typeof result !== 'string' || result === '') throw jobError('provider_failed', { params: { reason: 'no_task_id' } })
      return { type: 'accepted', externalId: result }
    },

    async ask(call, id) {
      const answer = await send(call, `${pathFor(call.request)}/${encodeURIComponent(id)}`)
      // deleted: by our cancel, or by a person at Meshy; by itself a task goes only days after its end
      if (answer.status === 404) return { type: 'cancelled' }
      if (answer.status < 200 || answer.status >= 300) throw errorOfRead(answer, (answer.body as { message?: string } | undefined)?.message)
      return answerOf((answer.body ?? {}) as MeshyTask, retryAfterMs(answer.headers))
    },

    async recover(call) {
      const asked = model3d(call.request)
      if (asked.image !== null || call.postedMsAgo === null) return { type: 'not-yet' }
      const answer = await send(call, `${pathFor(asked)}?page_num=1&page_size=${listSize}&sort_by=-created_at`)
      if (answer.status < 200 || answer.status >= 300) throw errorOfRead(answer)
      const postedAt = Date.now() - call.postedMsAgo
      const tasks = (Array.isArray(answer.body) ? answer.body : []) as MeshyTask[]
      const ours = tasks.filter(
        ({ id, prompt, created_at }) => id && prompt === asked.prompt && created_at && created_at >= postedAt - skewMs && created_at <= postedAt + onItsWayMs + skewMs,
      )
      // two with the same words in the same minute: which is ours nobody can say
      return ours.length === 1 ? { type: 'found', externalId: ours[0]!.id! } : { type: 'not-yet' }
    },

    async cancel(call, id) {
      const path = `${pathFor(call.request)}/${encodeURIComponent(id)}`
      const now = await send(call, path)
      // what has begun is charged, so its model is better kept
      if (now.status !== 200 || (now.body as MeshyTask | undefined)?.status !== 'PENDING') return { type: 'too-late' }
      const gone = await send(call, path, 'DELETE')
      return gone.status >= 200 && gone.status < 300 ? { type: 'accepted' } : { type: 'too-late' }
    },
  }
}

function model3d(asked: ProviderCall['request']): Model3dRequest {
  if (asked.kind !== 'model3d') throw new Error(`Meshy makes no ${asked.kind}`)
  return asked
}

const pathFor = (asked: ProviderCall['request']) => (model3d(asked).image === null ? '/openapi/v2/text-to-3d' : '/openapi/v1/image-to-3d')

async function bodyFor(call: ProviderCall): Promise<Record<string, unknown>> {
  const asked = model3d(call.request)
  const common = { target_formats: ['glb'] }
  if (asked.image === null) return { mode: 'preview', ai_model: 'meshy-6', prompt: asked.prompt, ...common }
  const image_url = dataUrl(asked.image.mime, await call.read(asked.image))
  return { ai_model: call.model.id.slice('meshy:'.length), image_url, should_texture: true, ...common }
}

export const folder: ProviderFolder = {
  id: 'meshy',
  label,
  variables: [
    { name: 'MESHY_API_KEY', default: null, meaning: 'API key of a Meshy account (Pro or above).', required: true },
    { name: 'MESHY_BASE_URL', default: 'https://api.meshy.ai', meaning: 'Address of the Meshy API.', required: false, url: true },
  ],
  models,
  create,
}
