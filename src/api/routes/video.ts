import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CommandResult, InProject, Paid } from '../../studios/video/buy.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { idempotencyOf } from '../idempotency.ts'
import { sendFresh } from '../reading.ts'
import { found, refused } from '../refused.ts'
import {
  answerOffer, paidPicture, paidScriptStep, paidStep, quoteVideo, sceneId, unfinishedVideo, videoProject, videoProjectStatus, videoQuote, videoSummaryList,
  type VideoProject,
} from '../video-contract.ts'
import { changeVideoBody, createVideoBody, editScriptBody } from '../video-validation.ts'
import { contentDisposition } from './files.ts'

const tags = ['video creation']
const params = z.object({ id: z.string() })
const sceneParams = z.object({ id: z.string(), sceneId })
const nothing = z.strictObject({}).nullish()
const base = '/api/video-creation'
const paid = 'Takes an `Idempotency-Key`. Answers at once; what it began is followed by `status`, by events, or here. Pressing twice buys once.'
type WithId = FastifyRequest<{ Params: { id: string } }>

export function videoRoutes(app: App, { video }: Deps): void {
  const inProject = (request: WithId): InProject => ({ accountId: who(request).accountId, projectId: idFrom(request.params.id) })
  const read = async (request: FastifyRequest, at: InProject): Promise<VideoProject> => found(await video.project(at, request.locale))

  /** Runs a command on the project in the address and answers with the project as it is then. */
  async function on(request: WithId, run: (at: InProject) => Promise<CommandResult>): Promise<VideoProject> {
    const at = inProject(request)
    const result = await run(at)
    if (result.type !== 'done') throw refused(result)
    return await read(request, at)
  }
  /** The same for a step that costs something. */
  const buying = <Body extends object>(request: WithId & { body: Body | null | undefined }, run: (paid: Paid & Body) => Promise<CommandResult>) =>
    on(request, (at) => run({ ...at, ...(request.body as Body), idempotency: idempotencyOf(request) }))

  projectRoutes()
  scriptRoutes()
  stepRoutes()
  offerRoutes()

  function projectRoutes() {
    app.post(
      `${base}/projects`,
      {
        schema: {
          tags,
          summary: 'A new video: what it is about, for whom, how long',
          description: 'With `generate` its script is begun in the same commit; then it takes an `Idempotency-Key`.',
          body: createVideoBody,
          response: { 201: videoProject },
        },
      },
      async (request, reply) => {
        const { accountId } = who(request)
        const { topic, audience = '', tone = '', seconds = 30, aspect = '16:9', language = /\p{Script=Han}/u.test(topic) ? 'zh' : 'en', generate = false, ...more } = request.body
        const result = await video.projects.create(accountId, { topic, audience, tone, seconds, aspect, language, generate, ...more, idempotency: idempotencyOf(request) })
        if (result.type !== 'created') throw refused(result)
        if (result.replayed) reply.header('idempotency-replayed', 'true')
        return reply.code(201).header('location', `${base}/projects/${result.projectId}`).send(await read(request, { accountId, projectId: result.projectId }))
      },
    )
    app.get(
      `${base}/projects`,
      {
        schema: {
          tags,
          summary: 'Videos, newest first',
          querystring: z.strictObject({ cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(50).default(24) }),
          response: { 200: videoSummaryList },
        },
      },
      async (request, reply) => {
        const { cursor = null, limit } = request.query
        return sendFresh(request, reply, await video.list(who(request).accountId, { after: cursor, limit }, request.locale))
      },
    )
    app.get(`${base}/projects/:id`, { schema: { tags, summary: 'A video with its script, pieces and prices', params, response: { 200: videoProject } } }, async (request, reply) =>
      sendFresh(request, reply, await read(request, inProject(request)), 'eta'),
    )
    app.patch(`${base}/projects/:id`, { schema: { tags, summary: 'Change what it is about, or which models make it; what was made before stays', params, body: changeVideoBody, response: { 200: videoProject } } }, (request) =>
      on(request, (at) => video.projects.patch(at, request.body)),
    )
    app.delete(`${base}/projects/:id`, { schema: { tags, summary: 'Put a video away; what runs is stopped, what was made stays in the library', params, response: { 204: z.null() } } }, async (request, reply) => {
      const result = await video.projects.remove(inProject(request))
      if (result.type !== 'done') throw refused(result)
      return reply.code(204).send(null)
    })
    app.get(`${base}/projects/:id/status`, { schema: { tags, summary: 'How far it is, for whoever asks again and again', params, response: { 200: videoProjectStatus } } }, async (request, reply) =>
      sendFresh(request, reply, found(await video.status(inProject(request), request.locale))),
    )
    app.post(`${base}/quote`, { schema: { tags: [...tags, 'credits'], summary: 'What such a video would come to; nothing is created', body: quoteVideo, response: { 200: videoQuote } } }, async (request) => {
      const quote = video.quote(request.body, who(request).account.available)
      if ('type' in quote) throw refused(quote)
      return quote
    })
  }

  function scriptRoutes() {
    app.post(`${base}/projects/:id/script`, { schema: { tags, summary: 'Write the script, or another one', description: paid, params, body: paidStep.nullish(), response: { 200: videoProject } } }, (request) =>
      buying(request, (asked) => video.buy.script(asked)),
    )
    app.put(
      `${base}/projects/:id/script`,
      { schema: { tags, summary: 'The whole script as it shall be', description: 'Pieces of scenes whose words stay as they are stay fresh.', params, body: editScriptBody, response: { 200: videoProject } } },
      (request) => on(request, (at) => video.projects.edit(at, request.body)),
    )
    app.get(`${base}/projects/:id/script.txt`, { schema: { tags, summary: 'The script as a text', params } }, async (request, reply) => {
      const { title, text } = found(await video.script(inProject(request), request.locale))
      return reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', contentDisposition('attachment', `${title.slice(0, 80).replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim() || 'script'}.txt`))
        .serializer((plain: string) => plain)
        .send(text as never)
    })
    app.post(`${base}/projects/:id/scenes/:sceneId/rewrite`, { schema: { tags, summary: 'Write one scene anew', description: paid, params: sceneParams, body: paidStep.nullish(), response: { 200: videoProject } } }, (request) =>
      buying(request, (asked) => video.buy.rewrite({ ...asked, sceneId: request.params.sceneId })),
    )
    app.post(`${base}/projects/:id/scenes/:sceneId/picture`, { schema: { tags, summary: 'Make one picture anew', description: paid, params: sceneParams, body: paidPicture.nullish(), response: { 200: videoProject } } }, (request) =>
      buying(request, (asked) => video.buy.picture({ ...asked, sceneId: request.params.sceneId })),
    )
  }

  function stepRoutes() {
    app.post(
      `${base}/projects/:id/storyboard`,
      { schema: { tags, summary: 'Confirm the script: every picture that is missing or stale is made', description: paid, params, body: paidScriptStep.nullish(), response: { 200: videoProject } } },
      (request) => buying(request, (asked) => video.buy.storyboard(asked)),
    )
    app.post(
      `${base}/projects/:id/video`,
      {
        schema: {
          tags,
          summary: 'Make the video: every clip and spoken text that is missing or stale, then all of it put together by itself',
          description: paid,
          params,
          body: paidStep.nullish(),
          response: { 200: videoProject },
        },
      },
      (request) => buying(request, (asked) => video.buy.video(asked)),
    )
    app.post(`${base}/projects/:id/retry`, { schema: { tags, summary: 'Make again what failed or was stopped: only what is missing', description: paid, params, body: paidStep.nullish(), response: { 200: videoProject } } }, (request) =>
      buying(request, (asked) => video.buy.retry(asked)),
    )
    app.post(`${base}/projects/:id/cancel`, { schema: { tags, summary: 'Stop whatever is under way', params, body: nothing, response: { 200: videoProject } } }, (request) =>
      on(request, (at) => video.projects.cancel(at)),
    )
  }

  function offerRoutes() {
    app.get(`${base}/unfinished`, { schema: { tags, summary: 'A video that is not finished, to be offered once', response: { 200: unfinishedVideo } } }, async (request, reply) =>
      sendFresh(request, reply, await video.unfinished(who(request).accountId, request.locale)),
    )
    app.post(
      `${base}/projects/:id/unfinished`,
      {
        schema: {
          tags,
          summary: 'The answer to that offer: it is not made again, on any device, until the video was worked on again',
          params,
          body: answerOffer,
          response: { 200: videoProject },
        },
      },
      (request) => on(request, (at) => video.projects.offerAnswered(at)),
    )
    app.post(`${base}/projects/:id/notified`, { schema: { tags, summary: 'The person knows that it is finished, whichever device told them', params, body: nothing, response: { 200: videoProject } } }, (request) =>
      on(request, (at) => video.projects.notified(at)),
    )
  }
}
