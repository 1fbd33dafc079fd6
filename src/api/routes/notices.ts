import { z } from 'zod'
import { who, type App, type Deps } from '../app.ts'
import { claimedNotices, noticeList, type NoticeList } from '../contract.ts'
import { createJobs } from '../jobs.ts'
import { createNotices } from '../notices.ts'
import { sendFresh } from '../reading.ts'

const tags = ['notices']

export function noticeRoutes(app: App, deps: Deps): void {
  const jobs = createJobs(deps)
  const notices = createNotices(deps.engine.pool)

  async function list(accountId: string, locale: Parameters<typeof jobs.byIds>[2]): Promise<NoticeList> {
    const rows = await notices.list(accountId)
    const read = new Map(rows.map((row) => [row.id, row.read]))
    const found = new Map((await jobs.byIds(accountId, [...read.keys()], locale)).map((job) => [job.jobId, job]))
    const items = [...read].flatMap(([id, isRead]) => (found.has(id) ? [{ job: found.get(id)!, read: isRead }] : []))
    return { items, unread: items.filter((item) => !item.read).length }
  }

  app.get('/api/notices', { schema: { tags, summary: 'What has come to its end lately, newest first, and what of it nobody has looked at', response: { 200: noticeList } } }, async (request, reply) =>
    sendFresh(request, reply, await list(who(request).accountId, request.locale)),
  )

  app.post(
    '/api/notices/claim',
    {
      schema: {
        tags,
        summary: 'What this device is to tell: every end is handed out once, to whichever device asks first',
        body: z.strictObject({}).nullish(),
        response: { 200: claimedNotices },
      },
    },
    async (request) => {
      const { accountId } = who(request)
      return { items: await jobs.byIds(accountId, await notices.claim(accountId), request.locale) }
    },
  )

  app.post(
    '/api/notices/read',
    {
      schema: {
        tags,
        summary: 'Seen: the ends of these jobs or subjects, or all',
        body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(200).optional() }),
        response: { 200: noticeList },
      },
    },
    async (request) => {
      const { accountId } = who(request)
      await notices.read(accountId, request.body.ids ?? null)
      return list(accountId, request.locale)
    },
  )
}
