/**
 * Fetches a provider's result to a temporary file: public addresses only (also behind redirects and changing names), with
 * limits of size and time, going on where a broken download stopped.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, fetch, type Response } from 'undici'
import { isJobError, jobError, type JobError } from '../engine/errors.ts'
import { allowsHost, isPrivateLiteral, publicLookup } from './private-hosts.ts'

export type DownloadOptions = {
  url: string
  headers?: Record<string, string>
  /** hosts that may be private: local engines, as the operator lists them */
  allowPrivateHosts: readonly string[]
  bytesMax: number
  timeoutMs: number
  signal: AbortSignal
}
export type Downloaded = { path: string; bytes: number; remove(): Promise<void> }

const redirectsMax = 4
const resumesMax = 5
/** no byte for so long: the connection is given up, and asked to go on */
const stallMs = 20_000

const publicAgent = new Agent({ connect: { lookup: publicLookup as never, timeout: 10_000 }, bodyTimeout: stallMs, headersTimeout: stallMs })
const anyAgent = new Agent({ connect: { timeout: 10_000 }, bodyTimeout: stallMs, headersTimeout: stallMs })

/**
 * @throws JobError `result_expired` where the address no longer answers with it; `provider_failed` where it may not be
 *   fetched or is too large; `storage_failed` where trying again may help
 */
export async function download(options: DownloadOptions): Promise<Downloaded> {
  const folder = await mkdtemp(join(tmpdir(), 'safelight-result-'))
  const path = join(folder, randomUUID())
  const remove = () => rm(folder, { recursive: true, force: true })
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)])
  const file = await open(path, 'wx')
  try {
    const bytes = await fetchInto(file, options, signal)
    await file.close()
    return { path, bytes, remove }
  } catch (error) {
    await file.close().catch(() => {})
    await remove()
    throw asJobError(error)
  }
}

async function fetchInto(file: FileHandle, options: DownloadOptions, signal: AbortSignal): Promise<number> {
  let got = 0
  let tag: string | null = null
  for (let resumes = 0; ; resumes++) {
    const range: Record<string, string> = got > 0 && tag !== null ? { range: `bytes=${got}-`, 'if-range': tag } : {}
    const response = await follow(options, range, signal)
    if (response.status !== 206) got = 0
    if (!response.ok) throw statusError(response)
    const length = Number(response.headers.get('content-length') ?? Number.NaN)
    if (length + got > options.bytesMax) throw tooLarge(options)
    const strong = response.headers.get('etag')
    tag = strong !== null && !strong.startsWith('W/') ? strong : null
    const expected = Number.isFinite(length) ? got + length : null
    try {
      for await (const part of response.body ?? []) {
        const chunk = part as Uint8Array
        if (got + chunk.byteLength > options.bytesMax) throw tooLarge(options)
        await file.write(chunk, 0, chunk.byteLength, got)
        got += chunk.byteLength
      }
      if (expected === null || got >= expected) {
        await file.truncate(got)
        return got
      }
    } catch (error) {
      if (isJobError(error) || signal.aborted || resumes >= resumesMax || isOurs(error)) throw error
    }
    if (resumes >= resumesMax) throw jobError('storage_failed', { params: { reason: 'download_broken' } })
  }
}

/** Each hop is judged as the first: a public page may lead inside. */
async function follow({ url, headers = {}, allowPrivateHosts }: DownloadOptions, range: Record<string, string>, signal: AbortSignal): Promise<Response> {
  let at = parsedUrl(url)
  const origin = at.origin
  for (let hops = 0; ; hops++) {
    const vouched = allowsHost(allowPrivateHosts, at)
    if (!vouched && isPrivateLiteral(at)) throw forbidden(at)
    // what proves who we are is for the host it was meant for
    const own = at.origin === origin ? headers : {}
    const response = await fetch(at, { headers: { ...own, ...range }, redirect: 'manual', signal, dispatcher: vouched ? anyAgent : publicAgent })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return response
    await response.body?.cancel()
    if (hops >= redirectsMax) throw jobError('provider_failed', { params: { reason: 'too_many_redirects' } })
    at = parsedUrl(location, at)
  }
}

function parsedUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base)) throw jobError('provider_failed', { params: { reason: 'bad_address' } })
  const url = new URL(text, base)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw forbidden(url)
  return url
}

const forbidden = (url: URL) => jobError('provider_failed', { params: { reason: 'forbidden_address', host: url.host.slice(0, 100) } })
const tooLarge = ({ bytesMax }: DownloadOptions) => jobError('provider_failed', { params: { reason: 'result_too_large', max: bytesMax } })

function statusError({ status }: Response): JobError {
  if (status === 401 || status === 403 || status === 404 || status === 410) return jobError('result_expired', { params: { status } })
  return jobError(status === 429 || status >= 500 || status === 416 ? 'storage_failed' : 'provider_failed', { params: { status } })
}

/** Errors of our own disk are not mended by another request. */
const isOurs = (error: unknown) => ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EPRIVATE'].includes(codeOf(error))

function asJobError(error: unknown): JobError {
  if (isJobError(error)) return error
  if (codeOf(error) === 'EPRIVATE') return jobError('provider_failed', { params: { reason: 'forbidden_address' }, cause: error })
  return jobError('storage_failed', { params: { reason: 'download_failed' }, cause: error })
}

function codeOf(error: unknown): string {
  for (let e = error as { code?: unknown; cause?: unknown } | undefined, depth = 0; e && depth < 5; e = e.cause as typeof e, depth++) if (typeof e.code === 'string') return e.code
  return ''
}

