import type { UploadAnswer } from '../../../api/contract-media.ts'
import { ApiError, errorFromResponse } from '../../../client/problem.ts'
import { apiHeaders } from '../../api/client.ts'

export type SendOptions = {
  file: File
  name: string
  /** kinds that are taken, as the API spells them */
  accept: string
  idempotencyKey: string
  signal: AbortSignal
  /** 0-100 of the bytes; null once all have left and the server looks at them */
  onProgress(percent: number | null): void
}

/** One file, by XMLHttpRequest: the only way a page learns how much of a body has left. @throws ApiError */
export function sendFile({ file, name, accept, idempotencyKey, signal, onProgress }: SendOptions): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/uploads?accept=${accept}`)
    for (const [header, value] of Object.entries({ ...apiHeaders(), accept: 'application/json', 'idempotency-key': idempotencyKey }))
      request.setRequestHeader(header, value)
    request.upload.onprogress = (e) => e.lengthComputable && onProgress(Math.floor((100 * e.loaded) / e.total))
    request.upload.onload = () => onProgress(null)
    request.onerror = () => reject(new ApiError('network', 0, null, null))
    request.onabort = () => reject(signal.reason as Error)
    request.onload = () => {
      if (request.status !== 201 && request.status !== 207) return void answerOf(request).then(errorFromResponse).then(reject, reject)
      try {
        resolve(JSON.parse(request.responseText) as UploadAnswer)
      } catch {
        reject(new ApiError('bad_answer', request.status, null, null))
      }
    }
    signal.addEventListener('abort', () => request.abort(), { once: true })
    const form = new FormData()
    form.append('files', file, name)
    request.send(form)
  })
}

async function answerOf(request: XMLHttpRequest): Promise<Response> {
  const headers = new Headers()
  for (const name of ['content-type', 'retry-after']) {
    const value = request.getResponseHeader(name)
    if (value !== null) headers.set(name, value)
  }
  return new Response(request.responseText, { status: request.status >= 200 ? request.status : 502, headers })
}
