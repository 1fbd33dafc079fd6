import { randomInt } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CommandResult, Refusal, Target } from '../../studios/photography/commands.ts'
import { samplePortrait, scenePicture } from '../../studios/photography/scene-list.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { quote, type Quote } from '../contract.ts'
import { patchWork, photoQuote, photoSceneList, retryWork, work, workCreated, workList, type Work } from '../contract-photography.ts'
import { idempotencyOf } from '../idempotency.ts'
import { createWorkBody } from '../photography-input.ts'
import { problems, type ProblemError } from '../problems.ts'
import { matches, sendFresh } from '../reading.ts'
import { found, refused } from '../refused.ts'

const tags = ['photography']
const params = z.object({ id: z.string() })

export function photographyRoutes(app: App, { photography }: Deps): void {
  const { commands } = photography

  /** What the studio refused, as HTTP. */
  const refusedAs = (refusal: Refusal): ProblemError =>
    refusal.type === 'price_changed' ? problems.priceChanged(refusal.credits, { photograph: refusal.price.photograph, priceVersion: refusal.price.version }) : refused(refusal)

  const read = async (request: FastifyRequest, workId: string): Promise<Work> => found(await photography.work(who(request).accountId, workId, request.locale))

  const targetOf = (request: FastifyRequest<{ Params: { id: string } }>): Target => ({ accountId: who(request).accountId, workId: idFrom(request.params.id) })

  /** Runs a command on the work in the address and answers with the work as it is then. */
  async function command(request: FastifyRequest<{ Params: { id: string } }>, run: (target: Target) => Promise<CommandResult>): Promise<Work> {
    const target = targetOf(request)
    const result = await run(target)
    if (result.type !== 'done') throw refusedAs(result)
    return await read(request, target.workId)
  }

  app.get('/api/photography/scenes', { schema: { tags, summary: 'The catalogue of scenes', response: { 200: photoSceneList } } }, async (request, reply) =>
    sendFresh(request, reply, { items: await photography.scenes(request.locale), nextCursor: null }),
  )

  app.get(
    '/api/photography/scenes/:id/picture',
    { config: { access: 'anyone' }, schema: { tags, summary: 'An example picture of a scene (WebP)', params, querystring: z.object({ v: z.string().optional() }) } },
    async (request, reply) => {
      const picture = await scenePicture(request.params.id)
      if (picture === null) throw problems.notFound()
      const etag = `"${picture.etag}"`
      reply.header('etag', etag).header('cache-control', request.query.v === picture.etag ? 'public, max-age=31536000, immutable' : 'public, no-cache')
      if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type(picture.mime).send(picture.bytes)
    },
  )

  app.get('/api/photography/sample-portrait', { schema: { tags, summary: 'A portrait of nobody, drawn by this project: to try a scene with (JPEG)' } }, async (_request, reply) =>
    reply.type('image/jpeg').header('cache-control', 'private, max-age=86400').send(await samplePortrait()),
  )

  app.post(
    '/api/photography/quotes',
    { schema: { tags, summary: 'What a set of photographs would cost now; nothing is created', body: photoQuote, response: { 200: quote } } },
    async (request): Promise<Quote> => {
      const { count = 2, models } = request.body
      const found = photography.price(models?.image)
      if (found.type === 'refused') throw problems.invalidInput(found.fields)
      const credits = found.price.photograph * count
      const { available } = who(request).account
      return { credits, priceVersion: found.price.version, available, sufficient: available >= credits, refund: 'unfinished_work_is_free' }
    },
  )

  app.post(
    '/api/photography/works',
    {
      schema: {
        tags,
        summary: 'Up to four photographs of uploaded portraits in a scene',
        description: 'Answers at once; the photographs arrive one by one. Each is priced and paid by itself: what fails costs nothing.',
        body: createWorkBody,
        response: { 201: workCreated },
      },
    },
    async (request, reply) => {
      const { seed = randomInt(2 ** 31 - 1), ...wanted } = request.body
      const result = await commands.create(who(request).accountId, { ...wanted, seed, locale: request.locale, idempotency: idempotencyOf(request) })
      if (!('workId' in result)) throw refusedAs(result)
      if (result.type === 'existing') reply.header('idempotency-replayed', 'true')
      return reply.code(201).header('location', `/api/photography/works/${result.workId}`).send({ workId: result.workId, jobId: result.jobId })
    },
  )

  app.get(
    '/api/photography/works',
    {
      schema: {
        tags,
        summary: 'Works, newest first',
        querystring: z.strictObject({ cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(100).default(24), favourites: z.enum(['true', 'false']).optional() }),
        response: { 200: workList },
      },
    },
    async (request, reply) => {
      const { cursor = null, limit, favourites } = request.query
      return sendFresh(request, reply, await photography.works(who(request).accountId, { after: cursor, limit, favourites: favourites === 'true' }, request.locale), 'eta')
    },
  )

  app.get('/api/photography/works/:id', { schema: { tags, summary: 'One work', params, response: { 200: work } } }, async (request, reply) =>
    sendFresh(request, reply, await read(request, idFrom(request.params.id)), 'eta'),
  )

  app.patch('/api/photography/works/:id', { schema: { tags, summary: 'Mark a work with all its photographs, made or to come, as a favourite, or no longer', params, body: patchWork, response: { 200: work } } }, (request) =>
    command(request, (target) => commands.favourite({ ...target, favourite: request.body.favourite })),
  )

  app.delete('/api/photography/works/:id', { schema: { tags, summary: 'Throw a work away with its photographs', params, response: { 204: z.null() } } }, async (request, reply) => {
    const result = await commands.remove(targetOf(request))
    if (result.type !== 'done') throw refusedAs(result)
    return reply.code(204).send(null)
  })

  app.post('/api/photography/works/:id/cancel', { schema: { tags, summary: 'Stop what is under way', params, body: z.strictObject({}).nullish(), response: { 200: work } } }, (request) =>
    command(request, (target) => commands.cancel(target)),
  )

  app.post('/api/photography/works/:id/retry', { schema: { tags, summary: 'Make the missing photographs again', params, body: retryWork.nullish(), response: { 200: work } } }, (request) =>
    command(request, (target) => commands.retry({ ...target, ...request.body, idempotency: idempotencyOf(request) })),
  )
}
