import { randomInt } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CommandResult, Refusal } from '../../studios/image-to-3d/commands.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { patchTask, retryTask, task, taskList, taskStatus, type Task } from '../contract.ts'
import { idempotencyOf } from '../idempotency.ts'
import { problems, type ProblemError } from '../problems.ts'
import { sendFresh } from '../reading.ts'
import { found, refused } from '../refused.ts'
import { createTaskBody } from '../validation.ts'

const tags = ['image to 3D']
const params = z.object({ id: z.string() })

export function taskRoutes(app: App, { imageTo3d }: Deps): void {
  const { commands } = imageTo3d

  /** What the studio refused, as HTTP. */
  function refusedAs(refusal: Refusal): ProblemError {
    switch (refusal.type) {
      case 'out_of_range':
        return problems.invalidInput([{ pointer: '/selectedImageIndex', code: 'out_of_range', params: { min: refusal.min, max: refusal.max } }])
      case 'price_changed':
        return problems.priceChanged(refusal.credits, { image: refusal.prices.image, model: refusal.prices.model3d, priceVersion: refusal.prices.version })
      default:
        return refused(refusal)
    }
  }

  const read = async (request: FastifyRequest, taskId: string): Promise<Task> => found(await imageTo3d.task(who(request).accountId, taskId, request.locale))

  /** Runs a command on the task in the address and answers with the task as it is then. */
  async function command(request: FastifyRequest<{ Params: { id: string } }>, run: (target: { accountId: string; taskId: string }) => Promise<CommandResult>): Promise<Task> {
    const taskId = idFrom(request.params.id)
    const result = await run({ accountId: who(request).accountId, taskId })
    if (result.type !== 'done') throw refusedAs(result)
    return await read(request, taskId)
  }

  app.post(
    '/api/tasks',
    { schema: { tags, summary: 'A prompt becomes up to four pictures', body: createTaskBody, response: { 201: task } } },
    async (request, reply) => {
      const { prompt, seed = randomInt(2 ** 31 - 1), count = 4, models, priceVersion } = request.body
      const result = await commands.create(who(request).accountId, { prompt, seed, count, models, priceVersion, idempotency: idempotencyOf(request) })
      if (result.type !== 'created' && result.type !== 'existing') throw refusedAs(result)
      const body = result.type === 'created' ? imageTo3d.presentCreated(result.task, request.locale) : await read(request, result.taskId)
      if (result.type === 'existing') reply.header('idempotency-replayed', 'true')
      return reply.code(201).header('location', `/api/tasks/${body.id}`).header('content-language', request.locale).send(body)
    },
  )

  app.get(
    '/api/tasks',
    {
      schema: {
        tags,
        summary: 'Tasks, newest first',
        querystring: z.strictObject({
          cursor: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
          status: taskStatus.optional(),
        }),
        response: { 200: taskList },
      },
    },
    async (request, reply) => {
      const { cursor = null, limit, status } = request.query
      return sendFresh(request, reply, await imageTo3d.tasks(who(request).accountId, { after: cursor, limit, status }, request.locale), 'eta')
    },
  )

  app.get('/api/tasks/:id', { schema: { tags, summary: 'One task', params, response: { 200: task } } }, async (request, reply) =>
    sendFresh(request, reply, await read(request, idFrom(request.params.id)), 'eta'),
  )

  app.patch(
    '/api/tasks/:id',
    { schema: { tags, summary: 'Choose a picture: its 3D model is made', params, body: patchTask, response: { 200: task } } },
    (request) =>
      command(request, (target) =>
        commands.selectImage({ ...target, imageIndex: request.body.selectedImageIndex, models: request.body.models, priceVersion: request.body.priceVersion, idempotency: idempotencyOf(request) }),
      ),
  )

  app.post('/api/tasks/:id/cancel', { schema: { tags, summary: 'Stop what is under way', params, body: z.strictObject({}).nullish(), response: { 200: task } } }, (request) =>
    command(request, (target) => commands.cancel(target)),
  )

  app.post(
    '/api/tasks/:id/retry',
    { schema: { tags, summary: 'Make again what failed: the model, or the missing pictures', params, body: retryTask.nullish(), response: { 200: task } } },
    (request) => command(request, (target) => commands.retry({ ...target, ...request.body, idempotency: idempotencyOf(request) })),
  )
}
