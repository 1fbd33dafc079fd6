/**
 * Where a request can be asked about. fal gives addresses with its answer and wants them used; a webhook brings nothing
 * but the request's id. So the id alone is our name for the request while the given addresses are the usual ones,
 * `/{owner}/{app}/requests/{id}`; where they are not, their path is kept with it. Of an address only the path is ever used:
 * the key goes to the host that is configured, whatever an answer says.
 */
import type { Queued } from './mapping.ts'

/** `{owner}/{app}` of an endpoint; workflows and ComfyUI apps have a namespace in front. */
export function appOf(endpoint: string): string {
  const parts = endpoint.split('/')
  return parts.slice(0, parts[0] === 'workflows' || parts[0] === 'comfy' ? 3 : 2).join('/')
}

const usual = (endpoint: string, id: string) => `/${appOf(endpoint)}/requests/${id}`

/** Our name for what was accepted; null where the answer names nothing. */
export function externalIdOf(baseUrl: string, endpoint: string, { request_id: id, status_url: url }: Queued): string | null {
  if (typeof id !== 'string' || !/^[\w-]+$/.test(id)) return null
  if (typeof url !== 'string' || !URL.canParse(url)) return id
  const root = new URL(baseUrl).pathname.replace(/\/$/, '')
  const { pathname } = new URL(url)
  const path = (pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : pathname).replace(/\/status$/, '')
  return path === usual(endpoint, id) ? id : `${id} ${path}`
}

/** The path under which the request and its status, result and cancel are found. */
export function pathOf(endpoint: string, externalId: string): string {
  const [id, path] = externalId.split(' ', 2)
  return path ?? usual(endpoint, encodeURIComponent(id!))
}
