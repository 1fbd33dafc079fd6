import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { StorageError, type ByteRange } from '../../media/storage.ts'
import { extensionOf } from '../../media/keep-files.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { signedUrl } from '../contract.ts'
import { problems } from '../problems.ts'
import { matches } from '../reading.ts'

const tags = ['files']
const params = z.object({ id: z.string() })
const signedSecondsDefault = 15 * 60
const signedSecondsMax = 24 * 60 * 60

type FileRow = { id: string; account_id: string; job_id: string; role: string; mime: string; bytes: number; sha256: string; storage_key: string }

export function fileRoutes(app: App, { engine, storage, signer }: Deps): void {
  async function find(id: string, accountId: string | null): Promise<FileRow> {
    const { rows } = await engine.pool.query<FileRow>({
      name: 'api_file',
      text: 'select id, account_id, job_id, role, mime, bytes, sha256, storage_key from file where id = $1 and ($2::uuid is null or account_id = $2)',
      values: [id, accountId],
    })
    if (rows[0] === undefined) throw problems.notFound()
    return rows[0]
  }

  app.get(
    '/api/files/:id',
    {
      // signed addresses come from people who are not signed in
      config: { access: 'anyone' },
      schema: {
        tags,
        summary: 'A file’s bytes; ranges are answered',
        description: 'Needs the owner’s authorization, or `exp` and `sig` as given by `POST /api/files/{id}/sign`. `download=1` offers it as a download.',
        params,
        querystring: z.object({ exp: z.string().optional(), sig: z.string().optional(), download: z.string().optional() }),
      },
    },
    async (request, reply) => {
      const { exp, sig, download } = request.query
      const signed = sig !== undefined
      if (!signed && request.principal === null) throw problems.unauthorized()
      const id = idFrom(request.params.id)
      if (signed && !signer.verify('file', id, Number(exp), sig)) throw problems.forbidden()
      const file = await find(id, signed ? null : who(request).accountId)
      return await sendFile(request, reply, file, download !== undefined && download !== '0')
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

  async function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileRow, download: boolean): Promise<FastifyReply> {
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
      .header('content-disposition', `${download ? 'attachment' : 'inline'}; filename="safelight-${file.job_id.slice(-8)}-${file.role}.${extensionOf(file.mime)}"`)
    if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()

    const range = rangeOf(request.headers.range, request.headers['if-range'], etag, file.bytes)
    if (range === 'unsatisfiable') throw problems.rangeNotSatisfiable(file.bytes)
    if (range !== null) reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${file.bytes}`)
    reply.type(file.mime).header('content-length', range === null ? file.bytes : range.to - range.from + 1)
    // an empty stream, for an empty answer would be given a length of 0
    if (request.method === 'HEAD') return reply.send(Readable.from([]))
    try {
      return await reply.send(await storage.open(file.storage_key, range ?? undefined))
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      request.log.error({ err: error, fileId: file.id }, 'a recorded file cannot be read')
      for (const name of ['etag', 'content-length', 'content-range', 'content-disposition', 'accept-ranges']) reply.removeHeader(name)
      throw problems.storageFailed()
    }
  }
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
