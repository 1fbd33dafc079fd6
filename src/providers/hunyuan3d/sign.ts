/**
 * TC3-HMAC-SHA256, Tencent Cloud's signature of a request: over the method, the signed headers and the body's hash, with
 * a key that is good for one day and one service.
 */
import { createHash, createHmac } from 'node:crypto'

export type Signable = {
  secretId: string
  secretKey: string
  service: string
  host: string
  contentType: string
  /** the very text that is sent */
  body: string
  nowSeconds: number
}

const algorithm = 'TC3-HMAC-SHA256'
const signedHeaders = 'content-type;host'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** The `Authorization` header of a POST to `/`. Header values are signed in lower case. */
export function tc3Authorization({ secretId, secretKey, service, host, contentType, body, nowSeconds }: Signable): string {
  const headers = `content-type:${contentType.toLowerCase()}\nhost:${host.toLowerCase()}\n`
  const canonical = ['POST', '/', '', headers, signedHeaders, sha256(body)].join('\n')
  const date = new Date(nowSeconds * 1000).toISOString().slice(0, 10)
  const scope = `${date}/${service}/tc3_request`
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request')
  const signature = createHmac('sha256', key).update([algorithm, nowSeconds, scope, sha256(canonical)].join('\n')).digest('hex')
  return `${algorithm} Credential=${secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`
}
