/** Which addresses a result may be fetched from: only public ones, however they are reached. */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Whether an IP address belongs to the public internet. Everything else (loopback, private, link-local, carrier NAT,
 * multicast, documentation, IPv4 inside IPv6 of such) is somebody's inside.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast'
  const six = parsed as ipaddr.IPv6
  // addresses that carry an IPv4 one (6to4, NAT64, Teredo) lead wherever that leads
  return six.range() === 'unicast'
}

/** Host names (with an optional port) and origins that the operator vouches for: local engines. */
export function allowsHost(allowed: readonly string[], url: URL): boolean {
  return allowed.some((entry) => entry === url.origin || entry === url.host || entry === url.hostname || entry === url.hostname.replace(/^\[|\]$/g, ''))
}

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/**
 * A lookup for sockets that gives public addresses only. It is the socket's own lookup, so the address that was judged is
 * the address that is connected to: a name that changes its answer in between gains nothing.
 */
export function publicLookup(hostname: string, options: object, callback: Callback): void {
  dnsLookup(hostname, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, '')
    const addresses = found as unknown as LookupAddress[]
    const open = addresses.filter(({ address }) => isPublicAddress(address))
    if (open.length === 0) return callback(Object.assign(new Error('address is not public'), { code: 'EPRIVATE' }), '')
    if ('all' in options && options.all) return callback(null, open)
    callback(null, open[0]!.address, open[0]!.family)
  })
}

/** An address written as a number never goes through a lookup. */
export const isPrivateLiteral = (url: URL): boolean => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && !isPublicAddress(host)
}
