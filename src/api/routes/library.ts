import { z } from 'zod'
import { pack } from '../../library/archive.ts'
import { chunkItems, type LibraryFilter } from '../../library/query.ts'
import { studioSubjects } from '../../library/studios.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { deletedFiles, deleteFiles, libraryDetails, libraryKind, libraryList, libraryStudio, libraryTimeline, packedFiles, packFiles } from '../contract-media.ts'
import { presentDetails, presentItem } from '../library-presenter.ts'
import { problems } from '../problems.ts'
import { sendFresh } from '../reading.ts'
import { contentDisposition } from './files.ts'

const tags = ['library']
const params = z.object({ id: z.string() })
const searchCharsMax = 200

const filter = {
  kind: libraryKind.optional(),
  studio: libraryStudio.optional(),
  favourite: z.enum(['true', 'false']).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  q: z.string().max(searchCharsMax).optional(),
}
const listQuery = z.strictObject({
  ...filter,
  cursor: z.uuid().optional(),
  /** an item of the account's to begin with, inclusive: as `marks` of the timeline has them */
  startAt: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(60),
})
const timelineQuery = z.strictObject({ ...filter, utcOffset: z.coerce.number().int().min(-14 * 60).max(14 * 60).default(0) })

function filterOf({ kind, studio, favourite, from, to, q }: z.infer<typeof listQuery> | z.infer<typeof timelineQuery>): LibraryFilter {
  return {
    ...(kind && { kind }),
    ...(studio && { studios: studioSubjects[studio] }),
    ...(favourite === 'true' && { favourite: true }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    ...(q !== undefined && { search: q }),
  }
}

export function libraryRoutes(app: App, { library, storage }: Deps): void {
  app.get(
    '/api/library',
    {
      schema: {
        tags,
        summary: 'Everything made or brought, newest first',
        description: '`q` searches prompts and names, in English by the beginnings of words, in Chinese anywhere. `from` and `to` bound when it was made.',
        querystring: listQuery,
        response: { 200: libraryList },
      },
    },
    async (request, reply) => {
      const { cursor, startAt, limit } = request.query
      const { items, next } = await library.list(who(request).accountId, filterOf(request.query), { after: cursor, startAt, limit })
      return sendFresh(request, reply, { items: items.map(presentItem), nextCursor: next })
    },
  )

  app.get(
    '/api/library/timeline',
    {
      schema: {
        tags,
        summary: 'How many there are, by month, and where to read on from anywhere',
        description: 'Takes the filters of the list. `utcOffset` is the reader’s offset from UTC in minutes.',
        querystring: timelineQuery,
        response: { 200: libraryTimeline },
      },
    },
    async (request, reply) => {
      const { total, months, marks } = await library.timeline(who(request).accountId, filterOf(request.query), request.query.utcOffset)
      return sendFresh(request, reply, { total, months, chunk: chunkItems, marks })
    },
  )

  app.get('/api/library/:id', { schema: { tags, summary: 'One item with where it came from and what became of it', params, response: { 200: libraryDetails } } }, async (request, reply) => {
    const details = await library.details(who(request).accountId, idFrom(request.params.id))
    if (details === null) throw problems.notFound()
    return sendFresh(request, reply, presentDetails(details))
  })

  for (const method of ['PUT', 'DELETE'] as const)
    app.route({
      method,
      url: '/api/library/:id/favourite',
      schema: { tags, summary: method === 'PUT' ? 'Mark as a favourite' : 'No favourite any more', params, body: z.strictObject({}).nullish(), response: { 204: z.null() } },
      handler: async (request, reply) => {
        const { id } = request.params as z.infer<typeof params>
        if (!(await library.setFavourite(who(request).accountId, idFrom(id), method === 'PUT'))) throw problems.notFound()
        return reply.code(204).send(null)
      },
    })

  app.delete(
    '/api/library/:id',
    {
      schema: {
        tags,
        summary: 'Delete one item and its bytes',
        description: 'Refused with 409 while something needs it, which `uses` names. `force=true` also deletes what finished work was made from, never what work under way reads.',
        params,
        querystring: z.strictObject({ force: z.enum(['true', 'false']).optional() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const id = idFrom(request.params.id)
      const { deleted, inUse } = await library.remove(who(request).accountId, [id], request.query.force === 'true')
      const [needed] = inUse
      if (needed !== undefined) throw problems.inUse(needed.uses.map(({ subject, title, open }) => ({ subject, title, open })))
      if (deleted.length === 0) throw problems.notFound()
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/library/delete',
    {
      schema: {
        tags,
        summary: 'Delete several items and their bytes',
        description: 'Each is judged by itself: what is still needed stays, and `inUse` says by what.',
        body: deleteFiles,
        response: { 200: deletedFiles },
      },
    },
    async (request) => {
      const { ids, force = false } = request.body
      const { deleted, inUse, missing } = await library.remove(who(request).accountId, ids, force)
      return { deleted, missing, inUse: inUse.map(({ id, uses }) => ({ id, uses: uses.map(({ subject, title, open }) => ({ subject, title, open })) })) }
    },
  )

  app.post(
    '/api/library/zip',
    { schema: { tags, summary: 'Several items as one ZIP: an address to fetch it from for a day', body: packFiles, response: { 201: packedFiles } } },
    async (request, reply) => {
      const { accountId } = who(request)
      const { id, expiresAt } = await library.archives.create(accountId, [...new Set(request.body.ids)])
      const entries = (await library.archives.open(accountId, id)) ?? []
      if (entries.length === 0) throw problems.notFound()
      const bytes = entries.reduce((sum, { file }) => sum + file.bytes, 0)
      return reply.code(201).send({ url: `/api/library/zip/${id}`, files: entries.length, bytes, expiresAt: expiresAt.toISOString() })
    },
  )

  app.get('/api/library/zip/:id', { schema: { tags, summary: 'The ZIP', params } }, async (request, reply) => {
    const entries = await library.archives.open(who(request).accountId, idFrom(request.params.id))
    if (entries === null || entries.length === 0) throw problems.notFound()
    reply
      .type('application/zip')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', contentDisposition('attachment', `safelight-${new Date().toISOString().slice(0, 10)}.zip`))
    const { stream, bytes } = await pack(storage, entries)
    if (bytes !== null) reply.header('content-length', bytes)
    return reply.send(stream)
  })
}
