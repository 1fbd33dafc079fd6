/**
 * Tencent Hunyuan 3D, Pro and Rapid: a textured GLB from a picture or from words. Nothing of ours travels with a job, and jobs cannot be
 * listed: an attempt whose answer was lost stays unknown until its window closes, unless an operator knows its JobId.
 */
import { jobError } from '../../engine/errors.ts'
import { postOnce, request, type HttpRequest } from '../http.ts'
import type { Provider, ProviderFolder, ProviderSettings } from '../provider.ts'
import { answerOf, queried, submitted } from './mapping.ts'
import { editionOf, models } from './models.ts'
import { packed } from './picture.ts'
import { tc3Authorization } from './sign.ts'

const label = 'Tencent Hunyuan 3D'
const minutes = 60_000
const contentType = 'application/json'

/** The body of the one POST; it is signed when it leaves, for a signature ages in five minutes. */
type Prepared = { body: string }

function create({ values, timings = {} }: ProviderSettings): Provider<Prepared> {
  const base = new URL(values.HUNYUAN3D_BASE_URL!)
  const { service, version } = productAt(base.hostname)

  function signed(action: string, body: string, signal: AbortSignal): HttpRequest {
    const nowSeconds = Math.floor(Date.now() / 1000)
    const authorization = tc3Authorization({ secretId: values.TENCENT_SECRET_ID!, secretKey: values.TENCENT_SECRET_KEY!, service, host: base.host, contentType, body, nowSeconds })
    return {
      method: 'POST',
      url: `${base.origin}/`,
      headers: { authorization, 'content-type': contentType, 'x-tc-action': action, 'x-tc-version': version, 'x-tc-timestamp': String(nowSeconds), 'x-tc-region': values.HUNYUAN3D_REGION! },
      body,
      signal,
    }
  }

  return {
    id: 'hunyuan3d',
    label,
    models: models.map((model) => ({ ...model, deadlineMs: timings.deadlineMs ?? model.deadlineMs })),
    recovery: 'none',
    unknownWindowMs: timings.unknownWindowMs ?? 10 * minutes,
    resultTtlMs: 24 * 60 * minutes,
    progress: 'stages',
    cancelRule: 'not-cancellable',
    // 20 queries a second are allowed; half of them are left to others
    poll: { everyMs: timings.pollEveryMs ?? 5_000, perSecond: 10 },

    async prepare({ model, request: asked, read }) {
      if (asked.kind !== 'model3d') throw new Error(`Hunyuan 3D makes no ${asked.kind}`)
      const from = asked.image === null ? { Prompt: asked.prompt } : { ImageBase64: await packed(await read(asked.image)) }
      // Pro gives GLB among other formats; Rapid gives the one it is asked for
      return { body: JSON.stringify({ ...from, ...(editionOf(model) === 'Rapid' && { ResultFormat: 'GLB' }) }) }
    },

    async submit({ model, signal }, { body }) {
      const { JobId } = submitted(await postOnce({ ...signed(`SubmitHunyuanTo3D${editionOf(model)}Job`, body, signal), timeoutMs: timings.submitTimeoutMs }))
      if (!JobId) throw jobError('provider_failed', { params: { reason: 'no_job_id' } })
      return { type: 'accepted', externalId: JobId }
    },

    async ask({ model, signal }, JobId) {
      return answerOf(queried(await request(signed(`QueryHunyuanTo3D${editionOf(model)}Job`, JSON.stringify({ JobId }), signal))))
    },
  }
}

/**
 * A signature is for the product that the address names. The international site serves the same jobs as a part of
 * `hunyuan`, under that product's version.
 */
function productAt(hostname: string): { service: string; version: string } {
  const service = hostname.endsWith('.tencentcloudapi.com') ? hostname.slice(0, hostname.indexOf('.')) : 'ai3d'
  return { service, version: service === 'hunyuan' ? '2023-09-01' : '2025-05-13' }
}

export const folder: ProviderFolder = {
  id: 'hunyuan3d',
  label,
  variables: [
    { name: 'TENCENT_SECRET_ID', default: null, meaning: 'SecretId of a Tencent Cloud account where Hunyuan 3D is activated.', required: true },
    { name: 'TENCENT_SECRET_KEY', default: null, meaning: 'SecretKey of the same account; signs the requests.', required: true },
    { name: 'HUNYUAN3D_BASE_URL', default: 'https://ai3d.tencentcloudapi.com', meaning: 'Address of the Hunyuan 3D API; on the international site https://hunyuan.intl.tencentcloudapi.com.', required: false, url: true },
    { name: 'HUNYUAN3D_REGION', default: 'ap-guangzhou', meaning: 'Region of Tencent Cloud; on the international site ap-singapore.', required: false },
  ],
  models,
  create,
}
