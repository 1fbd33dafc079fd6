import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Locale } from '../../messages/locale.ts'
import { filmSample } from '../../messages/studios/film-sample.ts'
import type { Created, InFilm, Target } from '../../studios/film/items.ts'
import type { Of, Pick } from '../../studios/film/generate.ts'
import type { CommandResult, Refusal } from '../../studios/film/refusals.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import {
  chooseFilmVersion, exportFilm, filmAsset, filmProject, filmQuote, filmRole, filmShot, filmSummaryList, generateFilm, generateFilmItem, moveFilmShot,
  type FilmAsset, type FilmProject, type FilmShot,
} from '../film-contract.ts'
import { createAssetBody, createFilmBody, createShotsBody, patchAssetBody, patchFilmBody, patchShotBody } from '../film-validation.ts'
import { idempotencyOf } from '../idempotency.ts'
import { problems, type ProblemError } from '../problems.ts'
import { sendFresh } from '../reading.ts'
import { found, refused } from '../refused.ts'

const tags = ['film']
const params = z.object({ id: z.string() })
const nothing = z.strictObject({}).nullish()
type WithId = FastifyRequest<{ Params: { id: string } }>

/** What the studio refused, as HTTP. */
export const filmRefused = (refusal: Refusal): ProblemError => (refusal.type === 'blocked' ? problems.blocked(refusal.code, refusal.items, refusal.max) : refused(refusal))

function settled(result: CommandResult): void {
  if (result.type !== 'done') throw filmRefused(result)
}
function createdIds(result: Created): string[] {
  if (result.type !== 'created') throw filmRefused(result)
  return result.ids
}
export function filmRoutes(app: App, { film }: Deps): void {
  const inFilm = (request: WithId): InFilm => ({ accountId: who(request).accountId, projectId: idFrom(request.params.id) })

  const readFilm = async (request: FastifyRequest, target: InFilm): Promise<FilmProject> => found(await film.film(target, request.locale))

  /** The item in the address, with the film it belongs to. */
  async function target(request: WithId, of: Of): Promise<Target> {
    const { accountId } = who(request)
    const itemId = idFrom(request.params.id)
    return { accountId, of, itemId, projectId: found(await film.filmOf(accountId, of, itemId)) }
  }
  const readAsset = async (at: Target, locale: Locale): Promise<FilmAsset> => found(await film.asset(at, at.itemId, locale))
  const readShot = async (at: Target, locale: Locale): Promise<FilmShot> => found(await film.shot(at, at.itemId, locale))

  /** Runs a command on the film in the address and answers with the film as it is then. */
  async function onFilm(request: WithId, run: (at: InFilm) => Promise<CommandResult>): Promise<FilmProject> {
    const at = inFilm(request)
    settled(await run(at))
    return await readFilm(request, at)
  }
  async function onAsset(request: WithId, run: (at: Target) => Promise<CommandResult>): Promise<FilmAsset> {
    const at = await target(request, 'assets')
    settled(await run(at))
    return await readAsset(at, request.locale)
  }
  async function onShot(request: WithId, run: (at: Target) => Promise<CommandResult>): Promise<FilmShot> {
    const at = await target(request, 'shots')
    settled(await run(at))
    return await readShot(at, request.locale)
  }

  filmsRoutes()
  assetRoutes()
  shotRoutes()
  workRoutes()

  function filmsRoutes() {
    app.post('/api/film/projects', { schema: { tags, summary: 'A new film, empty or with the sample’s three shots', body: createFilmBody, response: { 201: filmProject } } }, async (request, reply) => {
      const { name, aspect = '16:9', sample = false } = request.body
      const words = filmSample[request.locale]
      const { accountId } = who(request)
      const projectId = await film.projects.create(accountId, {
        name: name ?? (sample ? words.name : words.untitled),
        aspect,
        sample: sample ? request.locale : null,
      })
      return reply.code(201).header('location', `/api/film/projects/${projectId}`).send(await readFilm(request, { accountId, projectId }))
    })

    app.get(
      '/api/film/projects',
      {
        schema: {
          tags,
          summary: 'Films, newest first',
          querystring: z.strictObject({ cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(100).default(24) }),
          response: { 200: filmSummaryList },
        },
      },
      async (request, reply) => {
        const { cursor = null, limit } = request.query
        return sendFresh(request, reply, await film.films(who(request).accountId, { after: cursor, limit }))
      },
    )

    app.get('/api/film/projects/:id', { schema: { tags, summary: 'A film with its assets, shots and exports', params, response: { 200: filmProject } } }, async (request, reply) =>
      sendFresh(request, reply, await readFilm(request, inFilm(request)), 'eta'),
    )
    app.patch('/api/film/projects/:id', { schema: { tags, summary: 'Rename a film, or change its frame', params, body: patchFilmBody, response: { 200: filmProject } } }, (request) =>
      onFilm(request, (at) => film.projects.patch(at, request.body)),
    )
    app.delete('/api/film/projects/:id', { schema: { tags, summary: 'Put a film away; what runs is stopped, what was made stays in the library', params, response: { 204: z.null() } } }, async (request, reply) => {
      settled(await film.projects.remove(inFilm(request)))
      return reply.code(204).send(null)
    })
  }

  function assetRoutes() {
    app.get(
      '/api/film/projects/:id/assets',
      { schema: { tags, summary: 'The assets of a film', params, querystring: z.strictObject({ role: filmRole.optional() }), response: { 200: z.object({ items: z.array(filmAsset), nextCursor: z.null() }) } } },
      async (request, reply) => {
        const { assets } = await readFilm(request, inFilm(request))
        const { role } = request.query
        return sendFresh(request, reply, { items: role === undefined ? assets : assets.filter((asset) => asset.role === role), nextCursor: null }, 'eta')
      },
    )
    app.post('/api/film/projects/:id/assets', { schema: { tags, summary: 'A character, a scene or a prop', params, body: createAssetBody, response: { 201: filmAsset } } }, async (request, reply) => {
      const at = inFilm(request)
      const [itemId = ''] = createdIds(await film.items.createAsset(at, request.body))
      return reply.code(201).header('location', `/api/film/assets/${itemId}`).send(await readAsset({ ...at, of: 'assets', itemId }, request.locale))
    })
    app.get('/api/film/assets/:id', { schema: { tags, summary: 'One asset', params, response: { 200: filmAsset } } }, async (request, reply) =>
      sendFresh(request, reply, await readAsset(await target(request, 'assets'), request.locale), 'eta'),
    )
    app.patch('/api/film/assets/:id', { schema: { tags, summary: 'Edit an asset; what was bought before stays as it was', params, body: patchAssetBody, response: { 200: filmAsset } } }, (request) =>
      onAsset(request, (at) => film.items.patchAsset(at, request.body)),
    )
    app.delete(
      '/api/film/assets/:id',
      {
        schema: {
          tags,
          summary: 'Delete an asset',
          description: 'Refused with 409 `asset_in_use` while shots show it; `detach=true` takes it out of them.',
          params,
          querystring: z.strictObject({ detach: z.stringbool().default(false) }),
          response: { 204: z.null() },
        },
      },
      async (request, reply) => {
        settled(await film.items.deleteAsset(await target(request, 'assets'), request.query.detach))
        return reply.code(204).send(null)
      },
    )
    app.post('/api/film/assets/:id/upload', { schema: { tags, summary: 'A picture of your own instead: an uploaded file, or one made elsewhere', params, body: chooseFilmVersion, response: { 200: filmAsset } } }, (request) =>
      onAsset(request, (at) => film.items.uploadAsset(at, request.body.fileId)),
    )
    app.post('/api/film/assets/:id/choose', { schema: { tags, summary: 'Choose among its versions', params, body: chooseFilmVersion, response: { 200: filmAsset } } }, (request) =>
      onAsset(request, (at) => film.items.choose(at, request.body.fileId)),
    )
    app.post('/api/film/assets/:id/generate', { schema: { tags, summary: 'Generate its picture, or several to choose from', params, body: generateFilmItem.nullish(), response: { 200: filmAsset } } }, (request) =>
      onAsset(request, (at) => generateOne(request, at)),
    )
    app.post('/api/film/assets/:id/cancel', { schema: { tags, summary: 'Stop its generation', params, body: nothing, response: { 200: filmAsset } } }, (request) =>
      onAsset(request, (at) => film.items.cancelItem(at)),
    )
  }

  function shotRoutes() {
    app.get('/api/film/projects/:id/shots', { schema: { tags, summary: 'The shots of a film, in its order', params, response: { 200: z.object({ items: z.array(filmShot), nextCursor: z.null() }) } } }, async (request, reply) =>
      sendFresh(request, reply, { items: (await readFilm(request, inFilm(request))).shots, nextCursor: null }, 'eta'),
    )
    app.post(
      '/api/film/projects/:id/shots',
      { schema: { tags, summary: 'One shot or several', params, body: createShotsBody, response: { 201: z.object({ items: z.array(filmShot), nextCursor: z.null() }) } } },
      async (request, reply) => {
        const at = inFilm(request)
        const ids = new Set(createdIds(await film.items.createShots(at, request.body.shots, request.body.after)))
        const { shots } = await readFilm(request, at)
        return reply.code(201).send({ items: shots.filter((shot) => ids.has(shot.id)), nextCursor: null })
      },
    )
    app.get('/api/film/shots/:id', { schema: { tags, summary: 'One shot', params, response: { 200: filmShot } } }, async (request, reply) =>
      sendFresh(request, reply, await readShot(await target(request, 'shots'), request.locale), 'eta'),
    )
    app.patch('/api/film/shots/:id', { schema: { tags, summary: 'Edit a shot; what was bought before stays as it was', params, body: patchShotBody, response: { 200: filmShot } } }, (request) =>
      onShot(request, (at) => film.items.patchShot(at, request.body)),
    )
    app.delete('/api/film/shots/:id', { schema: { tags, summary: 'Delete a shot; its clips stay in the library', params, response: { 204: z.null() } } }, async (request, reply) => {
      settled(await film.items.deleteShot(await target(request, 'shots')))
      return reply.code(204).send(null)
    })
    app.post('/api/film/shots/:id/move', { schema: { tags, summary: 'Put a shot behind another; null: first', params, body: moveFilmShot, response: { 200: filmShot } } }, (request) =>
      onShot(request, (at) => film.items.moveShot(at, request.body.after)),
    )
    app.post('/api/film/shots/:id/duplicate', { schema: { tags, summary: 'The same shot again, right behind', params, body: nothing, response: { 201: filmShot } } }, async (request, reply) => {
      const at = await target(request, 'shots')
      const [itemId = ''] = createdIds(await film.items.duplicateShot(at))
      return reply.code(201).header('location', `/api/film/shots/${itemId}`).send(await readShot({ ...at, itemId }, request.locale))
    })
    app.post('/api/film/shots/:id/choose', { schema: { tags, summary: 'Choose among its clips', params, body: chooseFilmVersion, response: { 200: filmShot } } }, (request) =>
      onShot(request, (at) => film.items.choose(at, request.body.fileId)),
    )
    app.post('/api/film/shots/:id/generate', { schema: { tags, summary: 'Generate its clip', params, body: generateFilmItem.nullish(), response: { 200: filmShot } } }, (request) =>
      onShot(request, (at) => generateOne(request, at)),
    )
    app.post('/api/film/shots/:id/cancel', { schema: { tags, summary: 'Stop its generation', params, body: nothing, response: { 200: filmShot } } }, (request) =>
      onShot(request, (at) => film.items.cancelItem(at)),
    )
  }

  const generateOne = (request: FastifyRequest<{ Body: z.infer<typeof generateFilmItem> | null | undefined }>, { itemId, ...at }: Target) =>
    film.generate({ ...at, pick: { ids: [itemId] }, ...request.body, idempotency: idempotencyOf(request) })

  /** Named items, or all; without either all that are missing. */
  const pickOf = ({ ids, all = 'missing' }: z.infer<typeof generateFilm>): Pick => (ids === undefined ? { all } : { ids })

  function workRoutes() {
    app.post(
      '/api/film/projects/:id/quote',
      { schema: { tags: ['film', 'credits'], summary: 'What generating these would cost now; nothing is created', params, body: generateFilm.omit({ quotedCredits: true }), response: { 200: filmQuote } } },
      async (request) => {
        const quote = await film.quote(inFilm(request), { of: request.body.of, pick: pickOf(request.body) }, who(request).account.available)
        if ('type' in quote) throw filmRefused(quote)
        return quote
      },
    )
    app.post(
      '/api/film/projects/:id/generate',
      {
        schema: {
          tags,
          summary: 'Generate the named assets or shots, or all of them, as one batch',
          description: 'Takes an `Idempotency-Key`. What is under way already is left alone, so that two people who press at once buy once.',
          params,
          body: generateFilm,
          response: { 200: filmProject },
        },
      },
      (request) =>
        onFilm(request, (at) =>
          film.generate({ ...at, of: request.body.of, pick: pickOf(request.body), quotedCredits: request.body.quotedCredits, idempotency: idempotencyOf(request) }),
        ),
    )
    app.post('/api/film/projects/:id/cancel', { schema: { tags, summary: 'Stop everything that is under way in a film', params, body: nothing, response: { 200: filmProject } } }, (request) =>
      onFilm(request, (at) => film.projects.cancelAll(at)),
    )
    app.post(
      '/api/film/projects/:id/export',
      { schema: { tags, summary: 'Put the film together: one MP4', description: 'Refused with 409 `film_empty` or `film_incomplete`, which names the shots without a clip.', params, body: exportFilm.nullish(), response: { 200: filmProject } } },
      (request) => onFilm(request, (at) => film.export({ ...at, transition: request.body?.transition ?? 'cut', idempotency: idempotencyOf(request) })),
    )
  }
}
