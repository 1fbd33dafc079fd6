import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { mediaKinds, uploadBytesMax, type MediaKind } from '../../media/media-types.ts'
import { UploadBroken, type FileRefusal } from '../../media/staging.ts'
import type { Incoming, Verdict } from '../../media/uploads.ts'
import { renderField } from '../../messages/failures.ts'
import type { Locale } from '../../messages/locale.ts'
import { who, type App, type Deps } from '../app.ts'
import { uploadAnswer, uploadBody, uploadFilesMax, type Upload, type UploadAnswer } from '../contract-media.ts'
import { idempotencyKeyOf } from '../idempotency.ts'
import { problems, type ProblemError } from '../problems.ts'

/** base64 of pictures for clients that have no multipart; anything larger is sent as multipart, which is streamed */
const jsonBytesMax = 32 * 1024 * 1024

const kindsOf = (accept: string | undefined): MediaKind[] => mediaKinds.filter((kind) => accept === undefined || accept.split(',').includes(kind))

export function uploadRoutes(app: App, { media: { uploads } }: Deps): void {
  // in a scope of its own: no other route takes multipart
  void app.register(async (scope: App) => {
    await scope.register(multipart, {
      limits: { files: uploadFilesMax, parts: uploadFilesMax + 20, fileSize: uploadBytesMax + 1, fieldSize: 1_000, headerPairs: 50 },
      throwFileSizeLimit: false,
    })
    scope.post(
      '/api/uploads',
      {
        bodyLimit: jsonBytesMax,
        schema: {
          tags: ['files'],
          summary: 'Bring files: pictures, films, sound',
          description:
            'As `multipart/form-data` (every part with a file name is a file), or as JSON with base64. PNG, JPEG, WebP and AVIF up to 50 MiB and 64 megapixels, MP4, WebM and MOV up to 200 MiB, WAV and MP3 up to 50 MiB; at most 20 at once. ' +
            'Types are judged by the bytes. Every file has its own verdict: 201 if all were taken, 207 if some were, and a problem that names each one if none was. ' +
            'What is kept has no EXIF, XMP or location, and is upright and sRGB; of an animation the first frame is kept. The same bytes again are the same file.',
          querystring: z.strictObject({ accept: z.string().regex(/^(image|video|speech)(,(image|video|speech))*$/).optional().describe('Only these kinds: image, video, speech; comma-separated.') }),
          consumes: ['multipart/form-data', 'application/json'],
          response: { 201: uploadAnswer, 207: uploadAnswer },
        },
      },
      async (request, reply) => {
        const { accept } = request.query
        const received = await uploads
          .receive(
            { accountId: who(request).accountId, kinds: kindsOf(accept), idempotencyKey: idempotencyKeyOf(request) },
            request.isMultipart() ? partsOf(request) : filesOf(request.body),
          )
          .catch((error: unknown) => {
            throw error instanceof UploadBroken ? malformed() : error
          })
        if (received.type === 'idempotency_conflict') throw problems.idempotencyConflict()
        return answer(reply, received.verdicts, request.locale)
      },
    )
  })
}

/** The files of a form. Browsers spell a quotation mark in a name as %22, and nothing else. */
async function* partsOf(request: FastifyRequest): AsyncGenerator<Incoming> {
  try {
    for await (const part of request.files()) yield { name: part.filename?.replaceAll('%22', '"'), stream: part.file }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') throw problems.invalidInput([{ pointer: '/files', code: 'too_many', params: { max: uploadFilesMax } }])
    throw malformed()
  }
}

/** Cut off, without a boundary, or no multipart at all. */
const malformed = () => problems.invalidInput([{ pointer: '/files', code: 'invalid' }])

async function* filesOf(body: unknown): AsyncGenerator<Incoming> {
  const parsed = uploadBody.safeParse(body)
  if (!parsed.success) throw problems.invalidInput([{ pointer: '/files', code: (body as { files?: unknown } | null)?.files === undefined ? 'required' : 'invalid' }])
  const files = parsed.data.files.map(({ name, data }, index) => {
    const base64 = data.replace(/^data:[^,]{0,200};base64,/, '')
    if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw problems.invalidInput([{ pointer: `/files/${index}/data`, code: 'not_base64' }])
    return { name, base64 }
  })
  for (const { name, base64 } of files) yield { name, stream: Readable.from([Buffer.from(base64, 'base64')].filter((bytes) => bytes.length > 0)) }
}

function answer(reply: FastifyReply, verdicts: readonly Verdict[], locale: Locale): FastifyReply {
  if (verdicts.length === 0) throw problems.invalidInput([{ pointer: '/files', code: 'required' }])
  const items: Upload[] = []
  const refused: UploadAnswer['refused'] = []
  for (const verdict of verdicts) {
    const { index, name } = verdict
    if (verdict.type === 'refused') refused.push({ index, name, code: verdict.refusal.code, message: renderField(locale, verdict.refusal) })
    else items.push(present(verdict))
  }
  if (items.length === 0) throw noneTaken(verdicts.flatMap((verdict) => (verdict.type === 'refused' ? [verdict.refusal] : [])))
  return reply.code(refused.length === 0 ? 201 : 207).header('content-language', locale).send({ items, refused } satisfies UploadAnswer)
}

function present({ index, name, file, changes, known }: Extract<Verdict, { type: 'stored' }>): Upload {
  const { id, role, mime, bytes, width, height, meta } = file
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const url = `/api/files/${id}`
  return {
    index,
    id,
    name: file.name ?? name,
    kind: role as MediaKind,
    mime,
    bytes,
    width,
    height,
    seconds: typeof meta.seconds === 'number' ? meta.seconds : null,
    url,
    previewUrl: role === 'speech' ? null : `${url}?size=preview`,
    placeholder: text(meta.placeholder),
    changes,
    known,
  }
}

/** The one problem of a request none of whose files was taken: by what is wrong with all of them, else 400. */
function noneTaken(refusals: readonly FileRefusal[]): ProblemError {
  const fields = refusals.map(({ code, params }, index) => ({ pointer: `/files/${index}`, code, ...(params && { params }) }))
  const all = (...codes: FileRefusal['code'][]) => refusals.every((refusal) => codes.includes(refusal.code))
  if (all('file_not_stored')) return problems.storageFailed()
  // no fault of the file's: once there is an ffmpeg the same one is taken
  if (all('ffmpeg_missing')) return problems.filesRefused(501, fields)
  if (all('file_type', 'file_heic')) return problems.filesRefused(415, fields)
  if (all('file_too_large', 'too_many_pixels')) return problems.filesRefused(413, fields)
  return problems.filesRefused(400, fields)
}
