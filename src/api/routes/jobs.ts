import { z } from 'zod'
import { taskSubject } from '../../studios/image-to-3d/names.ts'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { job, jobList, jobStatus, timeline } from '../contract.ts'
import { presentJob } from '../job-presenter.ts'
import { listJobs, loadJob, loadStory, type JobRow } from '../job-rows.ts'
import { problems } from '../problems.ts'
import { sendFresh } from '../reading.ts'
import { presentTimeline } from '../timeline.ts'

const tags = ['jobs']
const params = z.object({ id: z.string() })

export function jobRoutes(app: App, { engine, imageTo3d }: Deps): void {
  async function read(accountId: string, id: string): Promise<JobRow> {
    const row = await loadJob(engine.pool, accountId, idFrom(id))
    if (row === null) throw problems.notFound()
    return row
  }

  app.get(
    '/api/jobs',
    {
      schema: {
        tags,
        summary: 'Jobs, newest first',
        querystring: z.strictObject({
          cursor: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
          status: jobStatus.optional(),
          subjectId: z.uuid().optional(),
          parentId: z.uuid().optional(),
        }),
        response: { 200: jobList },
      },
    },
    async (request, reply) => {
      const { cursor = null, limit, status = null, subjectId = null, parentId = null } = request.query
      const rows = await listJobs(engine.pool, who(request).accountId, { after: cursor, limit, status, subjectId, parentId })
      const items = rows.slice(0, limit).map((row) => presentJob(row, request.locale))
      return sendFresh(request, reply, { items, nextCursor: rows.length > limit ? (items.at(-1)?.jobId ?? null) : null })
    },
  )

  app.get('/api/jobs/:id', { schema: { tags, summary: 'One job', params, response: { 200: job } } }, async (request, reply) =>
    sendFresh(request, reply, presentJob(await read(who(request).accountId, request.params.id), request.locale)),
  )

  app.get('/api/jobs/:id/timeline', { schema: { tags, summary: 'Everything that happened to a job', params, response: { 200: timeline } } }, async (request, reply) => {
    const row = await read(who(request).accountId, request.params.id)
    const { attempts, ledger } = await loadStory(engine.pool, row.id)
    return sendFresh(request, reply, presentTimeline(row, attempts, ledger, request.locale, Date.now()), row.closed_at === null ? 'dwellMs' : undefined)
  })

  app.post(
    '/api/jobs/:id/cancel',
    { schema: { tags, summary: 'Stop a job, by the rules of its studio', params, body: z.strictObject({}).nullish(), response: { 200: job } } },
    async (request) => {
      const { accountId } = who(request)
      const row = await read(accountId, request.params.id)
      if (row.subject_kind !== taskSubject) throw problems.illegalEvent('cancel', row.status, [])
      const result = await imageTo3d.commands.cancelJob({ accountId, taskId: row.subject_id, jobId: row.id })
      // a closed job has nothing to stop, whatever its task may still do
      if (result.type === 'illegal') throw problems.illegalEvent('cancel', row.status, [])
      if (result.type !== 'done') throw problems.notFound()
      return presentJob(await read(accountId, row.id), request.locale)
    },
  )
}
