/** Jobs of all studios as their owner sees them: rows, what belongs to them, and how it reads. */
import type { Engine } from '../engine/types.ts'
import type { Locale } from '../messages/locale.ts'
import type { Outlook } from '../studios/outlook.ts'
import type { KnownJob, StudioPorts } from '../studios/port.ts'
import type { Job, JobDetail, JobSummary, Timeline } from './contract.ts'
import { isOpen, presentDetail, presentJob, waitingJob } from './job-presenter.ts'
import { listJobs, type JobFilter } from './job-list.ts'
import { loadAttempts, loadJob, loadJobs, loadParts, loadPreviews, loadSummary, loadWork, type JobRow } from './job-rows.ts'
import { ledgerOfJob } from './ledger.ts'
import { presentTimeline } from './timeline.ts'

/** so many waiting jobs of a list are told their place: further down nobody looks for it */
const positionsMax = 10

export type Jobs = ReturnType<typeof createJobs>

export const knownJob = (row: JobRow): KnownJob => ({
  id: row.id,
  parentId: row.parent_id,
  kind: row.kind,
  isParent: row.children_total !== null,
  status: row.status,
  subject: { kind: row.subject_kind, id: row.subject_id },
})

export function createJobs({ engine, outlook, ports }: { engine: Engine; outlook: Outlook; ports: StudioPorts }) {
  const { pool } = engine

  /** What each studio says of its own among these rows, as one map. */
  async function askStudios<V>(rows: readonly JobRow[], ask: (kind: string, rows: JobRow[]) => Promise<ReadonlyMap<string, V>>): Promise<Map<string, V>> {
    const answers = await Promise.all([...Map.groupBy(rows, (row) => row.subject_kind)].map(([kind, own]) => ask(kind, own)))
    return new Map(answers.flatMap((map) => [...map]))
  }

  async function present(accountId: string, rows: readonly JobRow[], locale: Locale): Promise<Job[]> {
    if (rows.length === 0) return []
    const parents = rows.filter((row) => row.children_total !== null)
    const [parts, previews, durations, titles, retries] = await Promise.all([
      loadParts(pool, parents.map((row) => row.id)),
      loadPreviews(pool, rows.map((row) => row.id)),
      outlook.durations(),
      askStudios(rows, (kind, own) => ports.of(kind).titles(accountId, [...new Set(own.map((row) => row.subject_id))])),
      askStudios(rows, (kind, own) => ports.of(kind).retryable(accountId, own.map(knownJob))),
    ])
    const partsOf = (row: JobRow) => parts.get(row.id) ?? null
    const waiting = new Map(rows.flatMap((row) => waitingJob(row, partsOf(row)) ?? []).slice(-positionsMax).map((id) => [id, true]))
    const positions = await outlook.positions([...waiting.keys()])
    const nowMs = Date.now()
    return rows.map((row) => {
      const waits = waitingJob(row, partsOf(row))
      return presentJob(row, {
        locale,
        nowMs,
        title: titles.get(row.subject_id) ?? null,
        parts: partsOf(row),
        previews: previews.get(row.id) ?? [],
        durations,
        queuePosition: waits === null ? null : (positions.get(waits) ?? null),
        retryCredits: isOpen(row) ? null : (retries.get(row.id) ?? null),
      })
    })
  }

  const one = async (accountId: string, row: JobRow, locale: Locale): Promise<Job> => (await present(accountId, [row], locale))[0] as Job

  return {
    /** the row of a job of this account, or null */
    find: (accountId: string, jobId: string) => loadJob(pool, accountId, jobId),
    rows: (accountId: string, filter: JobFilter) => listJobs(pool, accountId, filter),
    rowsOf: (accountId: string, jobIds: readonly string[]) => loadJobs(pool, accountId, jobIds),
    present: one,
    /** those of these that are this account's, in any order */
    async byIds(accountId: string, ids: readonly string[], locale: Locale): Promise<Job[]> {
      if (ids.length === 0) return []
      return present(accountId, await loadJobs(pool, accountId, ids), locale)
    },

    async list(accountId: string, filter: JobFilter, locale: Locale): Promise<{ items: Job[]; nextCursor: string | null }> {
      const rows = await listJobs(pool, accountId, filter)
      const items = await present(accountId, rows.slice(0, filter.limit), locale)
      return { items, nextCursor: rows.length > filter.limit ? (items.at(-1)?.jobId ?? null) : null }
    },
    async detail(accountId: string, row: JobRow, locale: Locale): Promise<JobDetail> {
      const [job, work] = await Promise.all([one(accountId, row, locale), loadWork(pool, row.id)])
      return presentDetail(job, work)
    },
    async timeline(row: JobRow, locale: Locale): Promise<Timeline> {
      const [attempts, ledger] = await Promise.all([loadAttempts(pool, row.id), ledgerOfJob(pool, row.id)])
      return presentTimeline(row, attempts, ledger, locale, Date.now())
    },
    async summary(accountId: string): Promise<JobSummary> {
      const rows = await loadSummary(pool, accountId)
      const sum = (of: 'running' | 'waiting' | 'unknown') => rows.reduce((total, row) => total + row[of], 0)
      return {
        running: sum('running'),
        waiting: sum('waiting'),
        unknown: sum('unknown'),
        lanes: rows.map(({ id, running, waiting, max_in_flight, per_minute, paused }) => ({ id, running, waiting, maxInFlight: max_in_flight, perMinute: per_minute, paused })),
      }
    },
  }
}
