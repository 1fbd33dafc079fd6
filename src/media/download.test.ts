import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isJobError } from '../engine/errors.ts'
import { download, type DownloadOptions } from './download.ts'
import { allowsHost, isPublicAddress, publicLookup } from './private-hosts.ts'

const bytes = randomBytes(300_000)
const asked: { url: string; range: string | undefined; authorization: string | undefined }[] = []
let server: Server
let host: string
let tries = 0
let folder: string

const pages: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/whole': (_q, r) => void r.end(bytes),
  '/expired': (_q, r) => void r.writeHead(403).end('<Error>Request has expired</Error>'),
  '/gone': (_q, r) => void r.writeHead(410).end(),
  '/down': (_q, r) => void r.writeHead(503).end(),
  '/endless': (_q, r) => {
    r.writeHead(200)
    const more = () => void (r.destroyed || r.write(Buffer.alloc(65_536), more))
    more()
  },
  '/inside': (_q, r) => void r.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
  '/file': (_q, r) => void r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/loop': (_q, r) => void r.writeHead(302, { location: '/loop' }).end(),
  '/hop': (_q, r) => void r.writeHead(307, { location: '/whole' }).end(),
  '/away': (_q, r) => void r.writeHead(302, { location: `http://localhost:${(server.address() as AddressInfo).port}/whole` }).end(),
  // breaks off twice, and goes on where it was asked to
  '/broken': (q, r) => {
    const from = Number(/^bytes=(\d+)-/.exec(q.headers.range ?? '')?.[1] ?? 0)
    r.writeHead(from > 0 ? 206 : 200, { etag: '"one"', 'content-length': bytes.length - from })
    if (++tries > 2) return void r.end(bytes.subarray(from))
    r.write(bytes.subarray(from, from + 100_000))
    void written(from + 100_000).then(() => q.socket.destroy())
  },
  // without an ETag nobody knows whether the rest belongs to the beginning: from the start
  '/broken-untagged': (q, r) => {
    r.writeHead(200, { 'content-length': bytes.length })
    if (++tries > 1) return void r.end(bytes)
    r.write(bytes.subarray(0, 1_000), () => setTimeout(() => q.socket.destroy(), 10))
  },
}

/** Resolves when the one download under way has so much on disk: what is still in its buffers a broken connection takes along. */
async function written(size: number): Promise<void> {
  for (;;) {
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name)).then((found) => found.size, () => 0)))
    if (sizes.includes(size)) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-download-test-'))
  vi.stubEnv('TMPDIR', folder)
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', range: request.headers.range, authorization: request.headers.authorization })
    const page = pages[request.url ?? '']
    if (page) page(request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

const fetched = (path: string, more: Partial<DownloadOptions> = {}) =>
  download({ url: `http://${host}${path}`, allowPrivateHosts: [host], bytesMax: 1_000_000, timeoutMs: 10_000, signal: new AbortController().signal, ...more })
const failure = async (path: string, more: Partial<DownloadOptions> = {}) => {
  const error: unknown = await fetched(path, more).then(() => null, (e: unknown) => e)
  if (!isJobError(error)) throw error
  return error.failure
}

// SPEC: P4
describe('a result is fetched', () => {
  test.each(['/whole', '/hop'])('%s', async (path) => {
    const got = await fetched(path)
    expect((await readFile(got.path)).equals(bytes)).toBe(true)
    await got.remove()
    await expect(readFile(got.path)).rejects.toThrow('ENOENT')
  })

  test('on from where it broke off', async () => {
    tries = 0
    const got = await fetched('/broken')
    expect((await readFile(got.path)).equals(bytes)).toBe(true)
    expect(asked.filter((one) => one.url === '/broken').map((one) => one.range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-'])
    await got.remove()
  })

  test('again from the start where nobody can say that it is the same', async () => {
    tries = 0
    const got = await fetched('/broken-untagged')
    expect((await readFile(got.path)).equals(bytes)).toBe(true)
    await got.remove()
  })

  test('and what proves who we are stays with its host', async () => {
    asked.length = 0
    const port = host.split(':')[1]
    const got = await fetched('/away', { headers: { authorization: 'Key secret' }, allowPrivateHosts: [host, `localhost:${port}`] })
    await got.remove()
    expect(asked.map((one) => one.authorization)).toEqual(['Key secret', undefined])
  })
})

describe('a result is refused', () => {
  test.each([
    ['/expired', {}, { code: 'result_expired' }],
    ['/gone', {}, { code: 'result_expired' }],
    ['/down', {}, { code: 'storage_failed' }],
    ['/endless', {}, { code: 'provider_failed', params: { reason: 'result_too_large' } }],
    ['/whole', { bytesMax: 1_000 }, { code: 'provider_failed', params: { reason: 'result_too_large' } }],
    ['/loop', {}, { code: 'provider_failed', params: { reason: 'too_many_redirects' } }],
    ['/inside', {}, { code: 'provider_failed', params: { reason: 'forbidden_address' } }],
    ['/file', {}, { code: 'provider_failed', params: { reason: 'forbidden_address' } }],
    ['/whole', { allowPrivateHosts: [] }, { code: 'provider_failed', params: { reason: 'forbidden_address' } }],
    ['/endless', { timeoutMs: 200, bytesMax: Number.MAX_SAFE_INTEGER }, { code: 'storage_failed' }],
  ])('%s %j', async (path, more, expected) => expect(await failure(path, more)).toMatchObject(expected))

  test('a name that leads inside, whatever it is called', async () => {
    expect(await failure('/whole', { url: `http://localhost:${host.split(':')[1]}/whole`, allowPrivateHosts: [] })).toMatchObject({ code: 'provider_failed', params: { reason: 'forbidden_address' } })
  })
})

describe('addresses', () => {
  test.each([
    '127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1',
    '::1', '::', 'fc00::1', 'fe80::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'ff02::1', 'not an address',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false))
  test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true))

  test('the socket’s own lookup gives no inside address, so that a name cannot change its mind in between', async () => {
    const answer = await new Promise((resolve) => publicLookup('localhost', {}, (error, address) => resolve(error?.code ?? address)))
    expect(answer).toBe('EPRIVATE')
  })

  test('the operator’s own hosts are named with or without a port', () => {
    const url = new URL('http://engine.lan:8188/view')
    expect([['engine.lan'], ['engine.lan:8188'], ['engine.lan:80'], ['lan'], ['http://engine.lan:8188'], ['http://engine.lan']].map((list) => allowsHost(list, url))).toEqual([true, true, false, false, true, false])
    expect(allowsHost(['::1'], new URL('http://[::1]:8188/'))).toBe(true)
  })
})
