/** Kling's API token: a JWT (RFC 7519) over the access key, HS256 with the secret key, good for half an hour. */
import { createHmac } from 'node:crypto'

const validSeconds = 30 * 60
/** Kling's clock may be a little behind ours */
const skewSeconds = 5

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function klingToken(accessKey: string, secretKey: string, nowSeconds = Math.floor(Date.now() / 1000)): string {
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: accessKey, exp: nowSeconds + validSeconds, nbf: nowSeconds - skewSeconds })}`
  return `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
}
