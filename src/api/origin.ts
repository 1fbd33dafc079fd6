/** Where a request comes from: the same site, this machine, or somewhere else. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** `[::1]:3000` -> `::1`, `LOCALHOST:80` -> `localhost` */
export function hostName(host: string | undefined): string {
  if (host === undefined) return ''
  const match = /^\[([^\]]+)\](?::\d+)?$/.exec(host) ?? /^([^:]*)(?::\d+)?$/.exec(host)
  return (match?.[1] ?? '').toLowerCase().replace(/\.$/, '')
}

const isLoopbackAddress = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address))

const isLocalName = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name)

const forwarding = /^(forwarded|via|x-forwarded.*|x-real-ip|cf-connecting-ip|true-client-ip|x-client-ip)$/

/**
 * Does somebody sit at this very machine? The socket must be loopback, the Host local (else a foreign page could reach
 * us through a name that resolves to 127.0.0.1), and no proxy may have passed it on.
 */
export function isLocalRequest(request: IncomingMessage): boolean {
  return (
    isLoopbackAddress(request.socket.remoteAddress) &&
    isLocalName(hostName(request.headers.host)) &&
    !Object.keys(request.headers).some((name) => forwarding.test(name))
  )
}

/**
 * May this cookie-bearing request change anything? Browsers say where an unsafe request comes from; SameSite=Lax alone
 * still lets a sibling subdomain in. Neither header means no browser, and without a browser nobody lends us cookies.
 * (The rule of Go's http.CrossOriginProtection.)
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string | null): boolean {
  const site = headers['sec-fetch-site']
  const origin = headers.origin
  if (origin !== undefined && publicUrl !== null && origin === publicUrl) return true
  if (typeof site === 'string') return site === 'same-origin' || site === 'none'
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  return headers.host !== undefined && new URL(origin).host === headers.host.toLowerCase()
}
