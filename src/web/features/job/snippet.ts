import type { JobDetail } from '../../../api/contract.ts'

type Request = { method: 'GET' | 'POST' | 'PATCH'; path: string; body?: Record<string, unknown> }

/** The request that makes this run again by API, where its studio's is a single one; else the one that reads it. */
export function requestOf(job: JobDetail): Request {
  const { request, imageIndex } = (job.input ?? {}) as { request?: { prompt?: string; seed?: number }; imageIndex?: number }
  switch (job.kind) {
    case 'image_set':
      return { method: 'POST', path: '/api/tasks', body: { prompt: job.title ?? '', count: job.children?.total ?? 4 } }
    case 'image_generation':
      return { method: 'POST', path: '/api/tasks', body: { prompt: request?.prompt ?? job.title ?? '', seed: request?.seed, count: 1 } }
    case 'model3d_generation':
      return { method: 'PATCH', path: `/api/tasks/${job.subject.id}`, body: { selectedImageIndex: imageIndex } }
    default:
      return { method: 'GET', path: `/api/jobs/${job.jobId}` }
  }
}

/** `it's` inside single quotes, as a shell has it. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

export function curlOf({ method, path, body }: Request, origin: string): string {
  const parts = [`curl${method === 'GET' ? '' : ` -X ${method}`} ${origin}${path}`, '-H "Authorization: Bearer $SAFELIGHT_API_KEY"']
  // with a key the same request may be sent again without buying twice
  if (body) parts.push('-H "Idempotency-Key: $(uuidgen)"', "-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body))}`)
  return parts.join(' \\\n  ')
}

export function typescriptOf({ method, path, body }: Request, origin: string): string {
  const headers = ['    authorization: `Bearer ${process.env.SAFELIGHT_API_KEY}`,']
  if (body) headers.push("    'content-type': 'application/json',", "    'idempotency-key': crypto.randomUUID(),")
  return [
    `const response = await fetch(${JSON.stringify(origin + path)}, {`,
    ...(method === 'GET' ? [] : [`  method: '${method}',`]),
    '  headers: {',
    ...headers,
    '  },',
    ...(body ? [`  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),`] : []),
    '})',
    'if (!response.ok) throw new Error((await response.json()).detail)',
    'console.log(await response.json())',
  ].join('\n')
}
