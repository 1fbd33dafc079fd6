/** Replicate's HTTP: the requests that cost nothing. The one that costs is in provider.ts. */
import { detailOf } from '../carry.ts'
import { errorOfRead, FormData, request, type HttpAnswer } from '../http.ts'
import { errorOfAnswer, type Prediction } from './mapping.ts'

export type Page = { predictions: Prediction[]; next: string | null; /** the provider's own clock, in ms */ nowMs: number }

export function replicateApi({ baseUrl, token }: { baseUrl: string; token: string }) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }

  async function read(path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await request({ url: `${baseUrl}${path}`, headers, signal })
    if (answer.status !== 200) throw errorOfRead(answer, detailOf((answer.body as { detail?: unknown } | undefined)?.detail))
    return answer
  }

  return {
    headers,
    prediction: async (id: string, signal: AbortSignal): Promise<Prediction> => (await read(`/predictions/${encodeURIComponent(id)}`, signal)).body as Prediction,

    /** A page of predictions, newest first. @param next what the page before gave */
    async list(query: URLSearchParams, next: string | null, signal: AbortSignal): Promise<Page> {
      const answer = await read(next ?? `/predictions?${query}`, signal)
      const body = answer.body as { results?: Prediction[]; next?: unknown } | undefined
      return {
        predictions: Array.isArray(body?.results) ? body.results : [],
        next: pathWithin(baseUrl, body?.next),
        nowMs: Date.parse(answer.headers.get('date') ?? '') || Date.now(),
      }
    },

    cancel: (id: string, signal: AbortSignal): Promise<HttpAnswer> => request({ method: 'POST', url: `${baseUrl}/predictions/${encodeURIComponent(id)}/cancel`, headers, signal }),

    /** The secret that signs this account's webhooks. @throws JobError */
    async webhookSecret(signal: AbortSignal): Promise<string> {
      const key = ((await read('/webhooks/default/secret', signal)).body as { key?: unknown } | undefined)?.key
      return typeof key === 'string' ? key : ''
    },

    /** Uploads a picture for a prediction to fetch; free, and gone by itself after a day. @throws JobError */
    async upload(name: string, mime: string, bytes: Buffer, signal: AbortSignal): Promise<string> {
      const form = new FormData()
      form.append('content', new Blob([new Uint8Array(bytes)], { type: mime }), name)
      const answer = await request({ method: 'POST', url: `${baseUrl}/files`, headers, body: form, signal, timeoutMs: 60_000 })
      const url = (answer.body as { urls?: { get?: unknown } } | undefined)?.urls?.get
      if (answer.status >= 300 || typeof url !== 'string') throw errorOfAnswer(answer)
      return url
    },
  }
}

/** The path of an absolute address within our base: where the key is sent is our setting, never an answer's. */
function pathWithin(baseUrl: string, address: unknown): string | null {
  if (typeof address !== 'string' || !URL.canParse(address, baseUrl)) return null
  const { pathname, search } = new URL(address, baseUrl)
  const root = new URL(baseUrl).pathname.replace(/\/$/, '')
  return (pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : pathname) + search
}
