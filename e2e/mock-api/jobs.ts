/** The pretend API's jobs: each task's pictures as children of a set, and its models. */
import type { CancelledJobs, Job, JobDetail, JobSummary, NoticeList, Timeline } from '../../src/api/contract.ts'
import { renderFailure } from '../../src/messages/failures.ts'
import type { Locale } from '../../src/messages/locale.ts'
import { kindName, renderTimeline } from '../../src/messages/record.ts'
import { placeholder } from './pictures.ts'
import { presentLine, priceImage, priceModel, type MockPart, type MockState, type MockTask } from './state.ts'

/** `part` null: the set itself. */
export type Found = { task: MockTask; part: MockPart | null; kind: 'image_set' | 'image_generation' | 'model3d_generation' }

const isOpen = (p: MockPart) => p.status === 'PENDING' || p.status === 'GENERATING'

function allJobs(s: MockState): Found[] {
  return s.tasks.flatMap((task) => [
    ...task.models.map((part): Found => ({ task, part, kind: 'model3d_generation' })),
    { task, part: null, kind: 'image_set' } as const,
    ...task.images.map((part): Found => ({ task, part, kind: 'image_generation' })),
  ])
}

const idOf = (f: Found) => f.part?.jobId ?? f.task.setId
export const findJob = (s: MockState, id: string): Found | undefined => allJobs(s).find((f) => idOf(f) === id)

function statusOf({ task, part }: Found): Job['status'] {
  if (part) return part.status === 'GENERATING' ? 'processing' : (part.status.toLowerCase() as Job['status'])
  if (task.images.some(isOpen)) return 'processing'
  if (task.images.some((i) => i.status === 'COMPLETED')) return 'completed'
  return task.images.some((i) => i.status === 'FAILED') ? 'failed' : 'cancelled'
}

export async function jobOf(s: MockState, f: Found, locale: Locale): Promise<Job> {
  const { task, part, kind } = f
  const status = statusOf(f)
  const open = status === 'pending' || status === 'processing'
  const parts = part ? [part] : task.images
  const count = (wanted: MockPart['status']) => parts.filter((p) => p.status === wanted).length
  const code = status === 'failed' ? (parts.find((p) => p.error)?.error ?? 'internal') : null
  const words = code === null ? null : renderFailure(locale, { code })
  const waiting = parts.every((p) => p.status === 'PENDING')
  const previews = kind === 'model3d_generation' ? [] : task.images.filter((i) => parts.includes(i) && i.status === 'COMPLETED')
  const price = kind === 'model3d_generation' ? priceModel : priceImage * parts.length
  const retry = !open && parts.some((p) => p.status === 'FAILED' || p.status === 'CANCELLED')
  return {
    jobId: idOf(f),
    parentId: kind === 'image_generation' ? task.setId : null,
    retryOf: null,
    kind,
    what: kindName(locale, kind) ?? kind,
    lane: part ? 'local:picture' : null,
    status,
    phase: !open ? null : !part ? 'children' : part.status === 'PENDING' ? 'queued' : task.outcomeUnknown ? 'unknown' : 'submitted',
    progress: Math.round(parts.reduce((sum, p) => sum + (isOpen(p) ? p.progress : 100), 0) / parts.length),
    progressMessage: null,
    waiting,
    queuePosition: waiting ? task.queuePosition : null,
    eta: open ? { secondsLow: 8, secondsHigh: 20 } : null,
    price,
    attempts: waiting ? 0 : 1,
    subject: { kind: 'task', id: task.id },
    title: task.prompt,
    previews: await Promise.all(
      previews.map(async (i) => {
        const index = task.images.indexOf(i)
        return { url: `/api/files/p-${task.seed}-${index}-384`, placeholder: await placeholder(task.seed, index) }
      }),
    ),
    children: part
      ? null
      : {
          total: parts.length,
          open: parts.filter(isOpen).length,
          completed: count('COMPLETED'),
          failed: count('FAILED'),
          cancelled: count('CANCELLED'),
        },
    outcomeUnknown: task.outcomeUnknown && open,
    cancelRequested: task.cancelRequested && open,
    error: words && { code: words.code, message: words.message, advice: words.advice },
    can: open ? (task.cancelRequested ? [] : ['cancel']) : retry ? ['retry'] : [],
    retryCredits: retry ? price : null,
    createdAt: task.createdAt,
    startedAt: waiting ? null : task.createdAt,
    closedAt: open ? null : new Date(Date.parse(task.createdAt) + 8_000).toISOString(),
  }
}

export const detailOf = ({ task, part, kind }: Found, job: Job): JobDetail => ({
  ...job,
  input: kind === 'image_set' ? null : { model: 'local:picture', request: { kind: 'image', prompt: task.prompt, seed: task.seed } },
  output: null,
  files:
    part?.status === 'COMPLETED' && kind === 'image_generation'
      ? [
          {
            id: part.jobId,
            role: 'image',
            mime: 'image/png',
            bytes: 812_000,
            width: 1024,
            height: 1024,
            url: `/api/files/p-${task.seed}-${task.images.indexOf(part)}-1024`,
          },
        ]
      : [],
})

export async function jobsOf(s: MockState, q: URLSearchParams, locale: Locale): Promise<Job[]> {
  const jobs = await Promise.all(allJobs(s).map((f) => jobOf(s, f, locale)))
  const is = (name: string, ok: (value: string, job: Job) => boolean) => (job: Job) =>
    q.get(name) === null || ok(q.get(name) as string, job)
  return jobs
    .filter(is('ids', (ids, job) => ids.includes(job.jobId)))
    .filter(is('roots', (_, job) => job.parentId === null))
    .filter(is('parentId', (id, job) => job.parentId === id))
    .filter(is('kind', (kind, job) => job.kind === kind))
    .filter(is('studio', (kinds, job) => kinds.split(',').includes(job.subject.kind)))
    .filter(is('status', (status, job) => (status === 'open' ? job.closedAt === null : job.status === status)))
    .slice(0, Number(q.get('limit') ?? 50))
}

export function summaryOf(s: MockState): JobSummary {
  const parts = s.tasks.flatMap((t) => [...t.images, ...t.models])
  const running = parts.filter((p) => p.status === 'GENERATING').length
  const waiting = parts.filter((p) => p.status === 'PENDING').length
  const unknown = s.tasks.filter((t) => t.outcomeUnknown).length
  return {
    running,
    waiting,
    unknown,
    lanes: [{ id: 'local:picture', running, waiting, maxInFlight: 16, perMinute: null, paused: false }],
  }
}

export function timelineOf(s: MockState, { task, part, kind }: Found, locale: Locale): Timeline {
  const start = Date.parse(task.createdAt)
  const steps: [string, number | null, Record<string, string | number>][] = [['submitted', null, {}]]
  const n = kind === 'model3d_generation' ? priceModel : priceImage
  if (part) {
    steps.push(['hold', null, { credits: n }])
    if (part.status !== 'PENDING') steps.push(['claimed', 1, { attempt: 1 }], ['armed', 1, {}], ['accepted', 1, { externalId: 'loc-8f2c' }])
    if (task.outcomeUnknown && part.status === 'GENERATING') steps.push(['unknown', 1, {}])
    if (part.status === 'COMPLETED') steps.push(['collecting', 1, {}], ['completed', 1, {}], ['capture', null, { credits: n }])
    if (part.status === 'FAILED') {
      const reason = renderFailure(locale, { code: part.error ?? 'internal' }).message
      steps.push(['failed', 1, { reason }], ['release', null, { credits: n, reason }])
    }
  }
  const at = (i: number) => new Date(start + i * 1300).toISOString()
  return {
    jobId: part?.jobId ?? task.setId,
    items: steps.map(([type, attempt, data], i) => ({ at: at(i), type, attempt, message: renderTimeline(locale, type, data), data })),
    dwellMs: !part
      ? { children: 5200 }
      : part.status === 'PENDING'
        ? { queued: 2400 }
        : { queued: 1300, preparing: 240, submitting: 180, submitted: 4200, collecting: 610 },
    attempts:
      !part || part.status === 'PENDING'
        ? []
        : [
            {
              no: 1,
              lane: 'local:picture',
              externalId: 'loc-8f2c',
              outcome: isOpen(part) ? null : part.status.toLowerCase(),
              error: null,
              claimedAt: at(2),
              postedAt: at(3),
              acceptedAt: at(4),
              endedAt: isOpen(part) ? null : at(6),
            },
          ],
    ledger: s.ledger.filter((l) => l.jobId !== null && l.jobId === part?.jobId).map((l) => presentLine(l, locale)),
  }
}

const endedOf = async (s: MockState, locale: Locale): Promise<Job[]> =>
  (await Promise.all(allJobs(s).map((f) => jobOf(s, f, locale)))).filter(
    (job) => job.parentId === null && (job.status === 'completed' || job.status === 'failed'),
  )

export async function claim(s: MockState, locale: Locale): Promise<Job[]> {
  const news = (await endedOf(s, locale)).filter((job) => !s.told.has(job.jobId))
  for (const job of news) s.told.add(job.jobId)
  return news
}
export async function noticesOf(s: MockState, locale: Locale): Promise<NoticeList> {
  const items = (await endedOf(s, locale)).slice(0, 20).map((job) => ({ job, read: s.read.has(job.jobId) }))
  return { items, unread: items.filter((i) => !i.read).length }
}
export function readAll(s: MockState): void {
  for (const f of allJobs(s)) s.read.add(idOf(f))
}

export function cancelMany(s: MockState, body: Record<string, unknown> | null, told: (task: MockTask) => void): CancelledJobs {
  const ids = body?.jobIds as string[] | undefined
  const except = (body?.exceptSubjects as string[] | undefined) ?? []
  const wanted = s.tasks.filter(
    (t) => !except.includes(t.id) && (ids === undefined || allJobs(s).some((f) => f.task === t && ids.includes(idOf(f)))),
  )
  const open = wanted.filter((t) => [...t.images, ...t.models].some(isOpen))
  for (const task of open) {
    task.cancelRequested = true
    told(task)
  }
  return { cancelled: open.length, tooLate: wanted.length - open.length }
}
