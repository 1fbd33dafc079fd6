import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { StoredFile } from '../../media/files.ts'
import { extensionOf } from '../../media/media-types.ts'
import { StorageError, type ByteRange } from '../../media/storage.ts'
import { cleanName } from '../../media/uploads.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { signedUrl } from '../contract.ts'
import { problems } from '../problems.ts'
import { matches } from '../reading.ts'

const tags = ['files']
const params = z.object({ id: z.string() })
const signedSecondsDefault = 15 * 60
const signedSecondsMax = 24 * 60 * 60

export function fileRoutes(app: App, { media: { files }, storage, signer }: Deps): void {
  async function find(id: string, accountId: string | null): Promise<StoredFile> {
    const file = await files.one(id, accountId)
    if (file === null) throw problems.notFound()
    return file
  }

  /** The file itself, or its small picture, or its moving one; a picture without one is its own. */
  async function sized(file: StoredFile, size: 'preview' | 'hover' | undefined): Promise<StoredFile> {
    if (size === undefined || file.role === size) return file
    if (size === 'hover') {
      const hover = await files.hoverOf(file.id)
      if (hover === null) throw problems.notFound()
      return hover
    }
    const preview = await files.previewOf(file.id)
    if (preview === null && !file.mime.startsWith('image/')) throw problems.notFound()
    return preview ?? file
  }

  app.get(
    '/api/files/:id',
    {
      // signed addresses come from people who are not signed in
      config: { access: 'anyone' },
      schema: {
        tags,
        summary: 'A file’s bytes; ranges are answered',
        description:
          'Needs the owner’s authorization, or `exp` and `sig` as given by `POST /api/files/{id}/sign`. `size=preview` is its small picture; `size=hover`, of a video, a few silent seconds to be looped under the pointer. ' +
          '`download` offers it as a download: under a name of your own, or with `1` under its own.',
        params,
        querystring: z.object({ exp: z.string().optional(), sig: z.string().optional(), download: z.string().max(400).optional(), size: z.enum(['preview', 'hover']).optional() }),
      },
    },
    async (request, reply) => {
      const { exp, sig, download, size } = request.query
      const signed = sig !== undefined
      if (!signed && request.principal === null) throw problems.unauthorized()
      const id = idFrom(request.params.id)
      if (signed && !signer.verify('file', id, Number(exp), sig)) throw problems.forbidden()
      const file = await find(id, signed ? null : who(request).accountId)
      const sent = await sized(file, size)
      return await sendFile(request, reply, sent, dispositionOf({ ...file, mime: sent.mime }, download))
    },
  )

  app.post(
    '/api/files/:id/sign',
    {
      schema: {
        tags,
        summary: 'An address that needs no sign-in for a while',
        params,
        body: z.strictObject({ seconds: z.number().int().min(1).max(signedSecondsMax).optional() }).nullish(),
        response: { 200: signedUrl },
      },
    },
    async (request) => {
      const { id } = await find(idFrom(request.params.id), who(request).accountId)
      const expires = Math.floor(Date.now() / 1000) + (request.body?.seconds ?? signedSecondsDefault)
      return { url: `/api/files/${id}?exp=${expires}&sig=${signer.sign('file', id, expires)}`, expiresAt: new Date(expires * 1000).toISOString() }
    },
  )

  async function sendFile(request: FastifyRequest, reply: FastifyReply, file: StoredFile, disposition: string): Promise<FastifyReply> {
    const etag = `"${file.sha256}"`
    reply
      .header('etag', etag)
      .header('accept-ranges', 'bytes')
      // the bytes under an id never change
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('vary', 'authorization, cookie')
      .header('x-content-type-options', 'nosniff')
      // whatever a file contains, it is nobody's page
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', disposition)
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()

    const range = rangeOf(request.headers.range, request.headers['if-range'], etag, file.bytes)
    if (range === 'unsatisfiable') throw problems.rangeNotSatisfiable(file.bytes)
    if (range !== null) reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${file.bytes}`)
    reply.type(file.mime).header('content-length', range === null ? file.bytes : range.to - range.from + 1)
    // an empty stream, for an empty answer would be given a length of 0
    if (request.method === 'HEAD') return reply.send(Readable.from([]))
    try {
      return await reply.send(await storage.open(file.storageKey, range ?? undefined))
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      request.log.error({ err: error, fileId: file.id }, 'a recorded file cannot be read')
      for (const name of ['etag', 'content-length', 'content-range', 'content-disposition', 'accept-ranges']) reply.removeHeader(name)
      throw problems.storageFailed()
    }
  }
}

/** What a file is called when it is saved: its own name, or by the job it came from; its ending tells its true type. */
export function fileName({ id, jobId, role, name, mime }: Pick<StoredFile, 'id' | 'jobId' | 'role' | 'name' | 'mime'>): string {
  const extension = extensionOf(mime)
  if (name === null) return `safelight-${(jobId ?? id).slice(-8)}-${role}.${extension}`
  return name.toLowerCase().endsWith(`.${extension}`) ? name : `${name.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.${extension}`
}

/** RFC 6266: the name in ASCII for the oldest clients, and as it is for all others (RFC 8187). */
export function contentDisposition(type: 'inline' | 'attachment', name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${type}; filename="${ascii}"${ascii === name ? '' : `; filename*=UTF-8''${encoded}`}`
}

function dispositionOf(file: StoredFile, download: string | undefined): string {
  if (download === undefined || download === '0') return contentDisposition('inline', fileName(file))
  const wanted = download === '' || download === '1' ? '' : cleanName(download)
  return contentDisposition('attachment', fileName(wanted === '' ? file : { ...file, name: wanted }))
}

/** One byte range (RFC 9110 §14); several, or what makes no sense, are answered with the whole. */
export function rangeOf(header: string | undefined, ifRange: string | string[] | undefined, etag: string, bytes: number): ByteRange | 'unsatisfiable' | null {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim())
  if (match === null || (ifRange !== undefined && ifRange !== etag)) return null
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), bytes)
    return length === 0 ? 'unsatisfiable' : { from: bytes - length, to: bytes - 1 }
  }
  const from = Number(first)
  const to = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (from >= bytes) return 'unsatisfiable'
  return last !== '' && Number(last) < from ? null : { from, to }
}
