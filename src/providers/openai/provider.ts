/** OpenAI and what speaks like it: pictures, speech and text in one answer, videos where a gateway has them. See docs/providers/openai.md. */
import { jobError } from '../../engine/errors.ts'
import type { SubmitAnswer } from '../../engine/types.ts'
import { postOnce, type HttpAnswer } from '../http.ts'
import { createOwners } from '../owners.ts'
import { hurried, type Provider, type ProviderCall, type ProviderFolder, type ProviderResult, type ProviderSettings, type ProviderVariable } from '../provider.ts'
import { jsonFormats, jsonIn, type JsonFormat } from './json.ts'
import { errorOfAnswer, failureOfChoice, isAboutFormat, type Choice, type Video } from './mapping.ts'
import { openaiModels } from './models.ts'
import { imageRequest, prepared, speechRequest, textRequest, videoRequest, type Paid, type Prepared } from './requests.ts'
import { videosApi } from './videos.ts'

/** An answer comes when the work is done. */
const answerMs = { image: 5 * 60_000, speech: 3 * 60_000, text: 5 * 60_000, video: 60_000, model3d: 0 }

function createOpenai({ values, timings = {} }: ProviderSettings): Provider<Prepared> {
  const baseUrl = values.OPENAI_BASE_URL!
  const format = values.OPENAI_TEXT_FORMAT as JsonFormat
  if (!jsonFormats.includes(format)) throw new Error(`OPENAI_TEXT_FORMAT must be one of ${jsonFormats.join(', ')}, not "${format}"`)
  const headers = { authorization: `Bearer ${values.OPENAI_API_KEY!}` }
  const owners = createOwners()
  const videos = videosApi({ baseUrl, headers, owners })

  function paid({ model, request }: ProviderCall, shown: Prepared): Paid {
    switch (request.kind) {
      case 'image':
        return imageRequest(model, request, shown)
      case 'speech':
        return speechRequest(model, request, values.OPENAI_VOICE!)
      case 'text':
        return textRequest(model, request, format)
      case 'video':
        return videoRequest(model, request, shown)
      case 'model3d':
        throw new Error('no model of openai makes 3D models')
    }
  }

  async function submit(call: ProviderCall, shown: Prepared): Promise<SubmitAnswer<ProviderResult>> {
    const what = paid(call, shown)
    const answer = await postOnce({
      url: `${baseUrl}${what.path}`,
      headers: { ...headers, 'x-client-request-id': call.attemptKey, ...('json' in what && { 'content-type': 'application/json' }) },
      body: 'json' in what ? JSON.stringify(what.json) : what.form,
      signal: call.signal,
      timeoutMs: timings.submitTimeoutMs ?? answerMs[call.request.kind],
    })
    if (answer.status >= 400) {
      const error = errorOfAnswer(answer)
      if (isAboutFormat(answer)) error.failure = { code: 'invalid_input', params: { detail: `${error.failure.params?.detail}. Set OPENAI_TEXT_FORMAT to json_object or plain for this gateway.` } }
      throw error
    }
    if (answer.status >= 300) throw jobError('provider_failed', { acceptance: 'ambiguous', params: { detail: `status ${answer.status}` } })
    return answered(call, answer)
  }

  /** A good answer is paid for: without anything usable in it, it is a result of nothing, which collecting writes off. */
  function answered(call: ProviderCall, answer: HttpAnswer): SubmitAnswer<ProviderResult> {
    switch (call.request.kind) {
      case 'image':
        return { type: 'done', result: picturesIn(answer) }
      case 'speech':
        return { type: 'done', result: { files: /json|text/.test(answer.headers.get('content-type') ?? '') ? [] : [{ role: 'result', from: { bytes: answer.bytes } }] } }
      case 'text':
        return { type: 'done', result: textIn(answer, call.request.schema !== null) }
      default: {
        const { id } = (answer.body ?? {}) as Video
        if (typeof id !== 'string') throw jobError('provider_failed', { acceptance: 'ambiguous', params: { detail: 'an answer without an id' } })
        owners.claim(id, call.attemptKey)
        return { type: 'accepted', externalId: id }
      }
    }
  }

  return {
    id: folder.id,
    label: folder.label,
    models: hurried(openaiModels(values), timings),
    // an answer that was lost is paid for and gone: there is nothing to wait for
    recovery: 'none',
    unknownWindowMs: timings.unknownWindowMs ?? 60_000,
    resultTtlMs: null,
    progress: 'none',
    cancelRule: 'not-cancellable',
    poll: { everyMs: timings.pollEveryMs ?? 5_000, perSecond: 10 },
    prepare: prepared,
    submit,
    ask: videos.ask,
    recover: (call) => (call.request.kind === 'video' ? videos.recover(call) : Promise.resolve({ type: 'not-yet' })),
  }
}

function picturesIn(answer: HttpAnswer): ProviderResult {
  const { data, usage } = (answer.body ?? {}) as { data?: { b64_json?: unknown; url?: unknown; revised_prompt?: unknown }[]; usage?: { total_tokens?: unknown } }
  const [first] = Array.isArray(data) ? data : []
  const facts = {
    ...(typeof usage?.total_tokens === 'number' && { tokens: usage.total_tokens }),
    ...(typeof first?.revised_prompt === 'string' && { revisedPrompt: first.revised_prompt.slice(0, 2_000) }),
  }
  if (typeof first?.b64_json === 'string') return { files: [{ role: 'result', from: { bytes: Buffer.from(first.b64_json, 'base64') } }], facts }
  if (typeof first?.url === 'string') return { files: [{ role: 'result', from: { url: first.url } }], facts }
  return { files: [], facts }
}

/** @throws JobError where the model itself declined or was cut off: it said so, and nobody pays for that but the operator */
function textIn(answer: HttpAnswer, wantsJson: boolean): ProviderResult {
  const { choices, usage } = (answer.body ?? {}) as { choices?: Choice[]; usage?: { total_tokens?: unknown } }
  const choice = Array.isArray(choices) ? choices[0] : undefined
  const failure = failureOfChoice(choice)
  if (failure) throw jobError(failure.code as 'content_rejected' | 'provider_failed', { acceptance: 'surely-not', ...(failure.params && { params: failure.params }) })
  const content = choice?.message?.content
  const text = typeof content === 'string' ? (wantsJson ? jsonIn(content) : content) : ''
  return { files: [], text, ...(typeof usage?.total_tokens === 'number' && { facts: { tokens: usage.total_tokens } }) }
}

const variables: readonly ProviderVariable[] = [
  { name: 'OPENAI_API_KEY', default: null, meaning: 'API key of OpenAI or of a gateway that speaks like it; without it the provider is off.', required: true },
  { name: 'OPENAI_BASE_URL', default: 'https://api.openai.com/v1', meaning: 'Address of the API, of a gateway, or of a simulator.', required: false, url: true },
  { name: 'OPENAI_IMAGE_MODEL', default: 'gpt-image-2.5-flare', meaning: 'Model for pictures.', required: false },
  { name: 'OPENAI_SPEECH_MODEL', default: 'gpt-4o-mini-tts', meaning: 'Model for speech.', required: false },
  { name: 'OPENAI_VOICE', default: 'alloy', meaning: 'Voice where a request names none.', required: false },
  { name: 'OPENAI_TEXT_MODEL', default: 'gpt-5.4-mini', meaning: 'Model that writes scripts and expands prompts.', required: false },
  { name: 'OPENAI_TEXT_FORMAT', default: 'json_schema', meaning: 'How the gateway is asked for JSON: json_schema, json_object, or plain (in words).', required: false },
  { name: 'OPENAI_VIDEO_MODEL', default: null, meaning: 'Model for videos, where the gateway has POST /videos; without it there is none.', required: false },
  { name: 'OPENAI_IMAGE_CREDITS', default: '5', meaning: 'Credits for one picture.', required: false },
  { name: 'OPENAI_SPEECH_CREDITS', default: '2', meaning: 'Credits for 1,000 bytes of text that is spoken.', required: false },
  { name: 'OPENAI_TEXT_CREDITS', default: '2', meaning: 'Credits for one script or prompt.', required: false },
  { name: 'OPENAI_VIDEO_CREDITS', default: '10', meaning: 'Credits for a second of video.', required: false },
]

export const folder = {
  id: 'openai',
  label: 'OpenAI-compatible',
  variables,
  models: openaiModels(Object.fromEntries(variables.map(({ name, default: value }) => [name, value ?? undefined]))),
  create: createOpenai,
} satisfies ProviderFolder
