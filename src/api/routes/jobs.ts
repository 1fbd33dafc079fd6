import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Refusal } from '../../studios/port.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { cancelJobs, cancelledJobs, job, jobDetail, jobList, jobStatus, jobSummary, timeline, type CancelledJobs, type Job } from '../contract.ts'
import { idempotencyOf } from '../idempotency.ts'
import type { JobRow } from '../job-rows.ts'
import { createJobs, knownJob } from '../jobs.ts'
import { problems, type ProblemError } from '../problems.ts'
import { sendFresh } from '../reading.ts'
import { refused } from '../refused.ts'

const tags = ['jobs']
const params = z.object({ id: z.string() })
const name = z.string().max(100)
/** open jobs that one request stops; who has more asks again */
const cancelMax = 2_000

export function jobRoutes(app: App, deps: Deps): void {
  const { ports } = deps
  const jobs = createJobs(deps)

  async function read(request: FastifyRequest<{ Params: { id: string } }>): Promise<JobRow> {
    const row = await jobs.find(who(request).accountId, idFrom(request.params.id))
    if (row === null) throw problems.notFound()
    return row
  }

  /** What the job's studio refused, as HTTP; which steps are allowed instead, only the studio's own pages know. */
  const refusedAs = (event: 'cancel' | 'retry', { status }: JobRow, refusal: Refusal): ProblemError =>
    refused(refusal.type === 'illegal' ? { type: 'illegal', event, status, can: [] } : refusal)

  app.get(
    '/api/jobs',
    {
      schema: {
        tags,
        summary: 'Jobs, newest first',
        description: '`roots=true` leaves out children; `status=open` is pending or processing; `studio` names subject kinds, separated by commas. `ids` asks for up to 100 jobs by name, whatever else is said.',
        querystring: z.strictObject({
          cursor: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
          status: z.enum([...jobStatus.options, 'open']).optional(),
          subjectId: z.uuid().optional(),
          parentId: z.uuid().optional(),
          roots: z.stringbool().default(false),
          studio: name.optional(),
          kind: name.optional(),
          ids: z.string().regex(/^[0-9a-f-]{36}(,[0-9a-f-]{36}){0,99}$/i).pipe(z.transform((text) => text.split(','))).pipe(z.array(z.uuid())).optional(),
        }),
        response: { 200: jobList },
      },
    },
    async (request, reply) => {
      const { ids, cursor = null, limit, status = null, subjectId = null, parentId = null, roots, studio, kind = null } = request.query
      if (ids !== undefined) return sendFresh(request, reply, { items: await jobs.byIds(who(request).accountId, ids, request.locale), nextCursor: null }, 'eta')
      const filter = { after: cursor, limit, status, subjectId, parentId, roots, kind, subjectKinds: studio === undefined ? null : studio.split(',') }
      return sendFresh(request, reply, await jobs.list(who(request).accountId, filter, request.locale), 'eta')
    },
  )

  app.get('/api/jobs/summary', { schema: { tags, summary: 'How much runs and waits, and the limits it meets', response: { 200: jobSummary } } }, async (request, reply) =>
    sendFresh(request, reply, await jobs.summary(who(request).accountId)),
  )

  app.get('/api/jobs/:id', { schema: { tags, summary: 'One job, with what it was given and what came of it', params, response: { 200: jobDetail } } }, async (request, reply) =>
    sendFresh(request, reply, await jobs.detail(who(request).accountId, await read(request), request.locale), 'eta'),
  )

  app.get('/api/jobs/:id/timeline', { schema: { tags, summary: 'Everything that happened to a job', params, response: { 200: timeline } } }, async (request, reply) => {
    const row = await read(request)
    return sendFresh(request, reply, await jobs.timeline(row, request.locale), row.closed_at === null ? 'dwellMs' : undefined)
  })

  app.post(
    '/api/jobs/:id/cancel',
    { schema: { tags, summary: 'Stop a job, by the rules of its studio', params, body: z.strictObject({}).nullish(), response: { 200: job } } },
    async (request): Promise<Job> => {
      const { accountId } = who(request)
      const row = await read(request)
      // a closed job has nothing to stop, whatever its subject may still do
      const result = row.closed_at === null ? await ports.of(row.subject_kind).cancel({ accountId, job: knownJob(row) }) : ({ type: 'illegal' } as const)
      if (result.type !== 'done') throw refusedAs('cancel', row, result)
      return jobs.present(accountId, await read(request), request.locale)
    },
  )

  app.post(
    '/api/jobs/:id/retry',
    {
      schema: {
        tags,
        summary: 'Make a job again that failed or was stopped, by the rules of its studio',
        description: 'Answers with the new job. `credits` is what the person was shown (`retryCredits`); another price is refused with `price_changed`.',
        params,
        body: z.strictObject({ credits: z.number().int().min(0).optional() }).nullish(),
        response: { 201: job },
      },
    },
    async (request, reply) => {
      const { accountId } = who(request)
      const row = await read(request)
      const result = await ports.of(row.subject_kind).retry({ accountId, job: knownJob(row), credits: request.body?.credits, idempotency: idempotencyOf(request) })
      if (result.type !== 'done') throw refusedAs('retry', row, result)
      const made = await jobs.find(accountId, result.jobId)
      if (made === null) throw problems.notFound()
      return reply.code(201).header('location', `/api/jobs/${made.id}`).send(await jobs.present(accountId, made, request.locale))
    },
  )

  app.post(
    '/api/jobs/cancel',
    {
      schema: {
        tags,
        summary: 'Stop several jobs: these, or all that is open but what belongs to these subjects',
        body: cancelJobs,
        response: { 200: cancelledJobs },
      },
    },
    async (request): Promise<CancelledJobs> => {
      const { accountId } = who(request)
      const { jobIds, exceptSubjects = [] } = request.body
      const rows =
        jobIds === undefined
          ? await jobs.rows(accountId, { after: null, limit: cancelMax, status: 'open', subjectId: null, parentId: null, roots: true, subjectKinds: null, kind: null })
          : await jobs.rowsOf(accountId, jobIds)
      const answer = { cancelled: 0, tooLate: 0 }
      for (const row of rows.filter((r) => !exceptSubjects.includes(r.subject_id))) {
        const result = row.closed_at === null ? await ports.of(row.subject_kind).cancel({ accountId, job: knownJob(row) }) : null
        answer[result?.type === 'done' ? 'cancelled' : 'tooLate']++
      }
      return answer
    },
  )
}
