/**
 * Kling: videos from text, a first picture or references, and pictures. Each task carries our attempt's key as its
 * `external_task_id`, by which it is found again when the answer to its POST was lost.
 */
import { createHash } from 'node:crypto'
import { jobError } from '../../engine/errors.ts'
import { errorOfRead, postOnce, request, type HttpAnswer } from '../http.ts'
import type { Provider, ProviderCall, ProviderFolder, ProviderSettings } from '../provider.ts'
import { answerOf, klingError, succeeded, type KlingReply, type KlingTask } from './mapping.ts'
import { models } from './models.ts'
import { bodyFor, pathFor } from './requests.ts'
import { klingToken } from './token.ts'

const label = 'Kling'
const minutes = 60_000

/** What is ready to leave: everything but the signature, which is made when it leaves. */
type Prepared = { path: string; body: string }

function create({ values, timings = {} }: ProviderSettings): Provider<Prepared> {
  const base = values.KLING_BASE_URL!
  const headers = () => ({ authorization: `Bearer ${klingToken(values.KLING_ACCESS_KEY!, values.KLING_SECRET_KEY!)}`, 'content-type': 'application/json' })
  const get = (call: ProviderCall, path: string) => request({ url: `${base}${path}`, headers: headers(), signal: call.signal })

  return {
    id: 'kling',
    label,
    models: models.map((model) => ({ ...model, deadlineMs: timings.deadlineMs ?? model.deadlineMs })),
    recovery: 'client-id',
    unknownWindowMs: timings.unknownWindowMs ?? 30 * minutes,
    resultTtlMs: 30 * 24 * 60 * minutes,
    progress: 'stages',
    cancelRule: 'not-cancellable',
    poll: { everyMs: timings.pollEveryMs ?? 10_000, perSecond: 10 },

    async prepare(call) {
      const body = await bodyFor(call.model, call.request, async (image) => (await call.read(image)).toString('base64'))
      return {
        path: pathFor(call.model, call.request),
        body: JSON.stringify({ ...body, external_task_id: call.attemptKey, ...(call.webhookUrl !== null && { callback_url: call.webhookUrl }) }),
      }
    },

    async submit(call, { path, body }) {
      const answer = await postOnce({ url: `${base}${path}`, headers: headers(), body, signal: call.signal, timeoutMs: timings.submitTimeoutMs })
      if (!succeeded(answer)) throw klingError(answer)
      const id = taskOf(answer)?.task_id
      if (!id) throw jobError('provider_failed', { params: { reason: 'no_task_id' } })
      return { type: 'accepted', externalId: id }
    },

    async ask(call, id) {
      const answer = await get(call, `${pathFor(call.model, call.request)}/${encodeURIComponent(id)}`)
      if (!succeeded(answer)) throw errorOfRead(answer, (answer.body as KlingReply | undefined)?.message)
      return answerOf(taskOf(answer) ?? {})
    },

    async recover(call) {
      const path = pathFor(call.model, call.request)
      const own = await get(call, `${path}/${encodeURIComponent(call.attemptKey)}`)
      const task = succeeded(own) ? oursIn([taskOf(own)], call.attemptKey) : undefined
      // the list stands behind it: asking by our own id could not be confirmed for every endpoint
      const found = task ?? oursIn(tasksOf(await get(call, `${path}?pageNum=1&pageSize=500`)), call.attemptKey)
      return found ? { type: 'found', externalId: found.task_id! } : { type: 'not-yet' }
    },

    // nothing signs a callback: the address is unguessable and says which attempt, and all it can do is make us look
    verify({ body }) {
      const task = taskIn(body)
      if (task === null) return Promise.resolve({ type: 'refused', reason: 'not JSON' })
      return Promise.resolve({ type: 'accepted', externalId: null, messageId: createHash('sha256').update(body).digest('base64url'), over: answerOf(task).type !== 'running' })
    },
  }
}

function taskOf(answer: HttpAnswer): KlingTask | undefined {
  const { data } = (answer.body ?? {}) as KlingReply
  return Array.isArray(data) ? data[0] : data
}

function tasksOf(answer: HttpAnswer): KlingTask[] {
  if (!succeeded(answer)) throw errorOfRead(answer)
  const { data } = answer.body as KlingReply
  return Array.isArray(data) ? data : []
}

const oursIn = (tasks: (KlingTask | undefined)[], attemptKey: string) => tasks.find((task) => task?.task_id && task.task_info?.external_task_id === attemptKey)

function taskIn(body: Buffer): KlingTask | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

export const folder: ProviderFolder = {
  id: 'kling',
  label,
  variables: [
    { name: 'KLING_ACCESS_KEY', default: null, meaning: 'Access key of a Kling API account.', required: true },
    { name: 'KLING_SECRET_KEY', default: null, meaning: 'Secret key of the same account; signs the tokens.', required: true },
    { name: 'KLING_BASE_URL', default: 'https://api-singapore.klingai.com', meaning: 'Address of the Kling API; in mainland China https://api-beijing.klingai.com.', required: false, url: true },
  ],
  models,
  create,
}
