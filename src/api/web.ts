/** The built page: files of one folder, compressed once and kept, and the page itself for every address of its own. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problems } from './problems.ts'
import { matches } from './reading.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.glb': 'model/gltf-binary',
}
const compressible = new Set(['.html', '.js', '.css', '.json', '.map', '.webmanifest', '.svg', '.txt', '.wasm'])

type Encoding = 'br' | 'gzip' | 'identity'
type Asset = { mtimeMs: number; type: string; etag: string; bodies: Map<Encoding, Promise<Buffer>> }

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
/** Quality 9 compresses the page's largest file in well under a second, once. */
const compress: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gzip: (bytes) => zip(bytes, { level: 9 }),
  identity: async (bytes) => bytes,
}

/** Fonts in hundreds of slices would fill the memory; they come from the disk's cache just as fast. */
const keptMax = 200
const keptBytesMax = 4 * 1024 * 1024

export type ServePage = (request: FastifyRequest, reply: FastifyReply, path: string) => Promise<FastifyReply>

export function serveWeb(folder: string): ServePage {
  const kept = new Map<string, Asset>()

  async function asset(file: string): Promise<{ found: Asset; read: (encoding: Encoding) => Promise<Buffer> } | null> {
    const facts = await stat(file).catch(() => null)
    if (facts === null || !facts.isFile()) return null
    const known = kept.get(file)
    let found = known?.mtimeMs === facts.mtimeMs ? known : undefined
    if (found === undefined) {
      const bytes = await readFile(file)
      const small = bytes.length <= keptBytesMax
      found = {
        mtimeMs: facts.mtimeMs,
        type: types[extname(file)] ?? 'application/octet-stream',
        etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
        bodies: new Map(small ? [['identity', Promise.resolve(bytes)]] : []),
      }
      if (kept.size >= keptMax) kept.delete(kept.keys().next().value as string)
      kept.set(file, found)
    }
    const { bodies } = found
    return {
      found,
      async read(encoding) {
        let body = bodies.get(encoding)
        if (body === undefined) {
          body = (bodies.get('identity') ?? readFile(file)).then(compress[encoding])
          if (encoding !== 'identity') bodies.set(encoding, body)
          body.catch(() => bodies.delete(encoding))
        }
        return await body
      },
    }
  }

  return async (request, reply, path) => {
    let relative: string
    try {
      relative = normalize(decodeURIComponent(path))
    } catch {
      throw problems.notFound()
    }
    const file = join(folder, relative)
    // `..` cannot climb out, dot files are nobody's business, and an address with NUL is not a file
    const inside = file.startsWith(folder + sep) && !relative.includes('\0') && !relative.split(sep).some((part) => part.startsWith('.'))
    const wanted = inside && extname(file) !== '' ? await asset(file) : null
    // an address with an extension means a file; anything else is the page's own route
    if (wanted === null && extname(relative) !== '') throw problems.notFound()
    const page = wanted ?? (await asset(join(folder, 'index.html')))
    if (page === null) return await reply.code(200).type('text/html; charset=utf-8').send(notBuilt)

    const { found, read } = page
    const hashed = wanted !== null && relative.split(sep).join('/').startsWith('/assets/')
    reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache').header('vary', 'accept-encoding')
    const encoding = compressible.has(extname(wanted === null ? 'index.html' : file)) ? encodingFor(request.headers['accept-encoding']) : 'identity'
    const etag = encoding === 'identity' ? found.etag : found.etag.replace(/"$/, `-${encoding}"`)
    reply.header('etag', etag)
    if (matches(request.headers['if-none-match'], etag)) return await reply.code(304).send()
    if (encoding !== 'identity') reply.header('content-encoding', encoding)
    return await reply.type(found.type).send(await read(encoding))
  }
}

/** The best encoding a client says it takes. */
function encodingFor(header: string | string[] | undefined): Encoding {
  const accepted = new Set(
    String(header ?? '')
      .split(',')
      .filter((part) => !/;\s*q=0(\.0+)?\s*$/.test(part))
      .map((part) => part.split(';')[0]?.trim().toLowerCase()),
  )
  return accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : 'identity'
}

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Safelight</title>
<p>Safelight is running, but its page has not been built. The API is documented at <a href="/api/docs">/api/docs</a>.</p></html>`
