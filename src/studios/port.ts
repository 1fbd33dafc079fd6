/**
 * What the pages and routes that show the work of all studios ask a studio: what its work is called, and by which rules a
 * job of it is stopped and made again. A studio that has no rules of its own uses `ordinaryPort`.
 */
import type { FieldProblem } from '../api/problems.ts'
import { newId } from '../engine/ids.ts'
import type { Engine, JobStatus } from '../engine/types.ts'

/** A job as whoever asks has read it. */
export type KnownJob = {
  id: string
  parentId: string | null
  kind: string
  /** its work is that of its children */
  isParent: boolean
  status: JobStatus
  subject: { kind: string; id: string }
}
export type Idempotency = { key: string; hash: string }

/** Why nothing happened: nothing was created, nothing was charged. */
export type Refusal =
  | { type: 'not_found' }
  | { type: 'illegal' }
  /** its model does not take it any more */
  | { type: 'invalid'; fields: FieldProblem[] }
  /** `credits`: what it costs now */
  | { type: 'price_changed'; credits: number }
  | { type: 'insufficient_credits'; available: number; needed: number }
  | { type: 'idempotency_conflict' }

export type RetryRequest = {
  accountId: string
  job: KnownJob
  /** what the person was shown; another sum is refused */
  credits?: number | undefined
  idempotency?: Idempotency | undefined
}

export type StudioPort = {
  /** the subject kinds that are its own */
  subjects: readonly string[]
  /** what people call these subjects: their prompt, their title; those without a name are left out */
  titles(accountId: string, subjectIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** which of these closed jobs may be made again now, and for how many credits */
  retryable(accountId: string, jobs: readonly KnownJob[]): Promise<ReadonlyMap<string, number>>
  /** makes it again; `jobId` is the new job, or the one an earlier click has made */
  retry(request: RetryRequest): Promise<{ type: 'done'; jobId: string } | Refusal>
  /** stops it, or asks for it where its provider has it already */
  cancel(request: { accountId: string; job: KnownJob }): Promise<{ type: 'done' } | Refusal>
}

export type StudioPorts = { of(subjectKind: string): StudioPort; all: readonly StudioPort[] }

/** The studios by subject kind; work of a kind that nobody claims follows the ordinary rules. */
export function studioPorts(engine: Engine, studios: readonly StudioPort[]): StudioPorts {
  const bySubject = new Map(studios.flatMap((studio) => studio.subjects.map((kind) => [kind, studio] as const)))
  const ordinary = ordinaryPort(engine, [])
  return { of: (kind) => bySubject.get(kind) ?? ordinary, all: studios }
}

const titleCharsMax = 300

// What studios call the name of their work, in the order of preference.
const titlesSql = `
select id, left(coalesce(data->>'title', data->>'name', data->>'topic', data->>'prompt'), ${titleCharsMax}) as title
from subject where account_id = $1 and id = any($2::uuid[])`

const successorsSql = `
select distinct j.retry_of from job_data d join job j on j.id = d.job_id
where d.subject_id = any($1::uuid[]) and d.account_id = $2 and j.retry_of = any($3::uuid[]) and j.status not in ('failed', 'cancelled')`

type Part = { of: string; id: string; kind: string; input: unknown }
// of parents what did not come about, of any other job itself
const partsSql = `
select d.parent_id as of, j.id, j.kind, d.input from job_data d join job j on j.id = d.job_id
where d.parent_id = any($2::uuid[]) and j.status in ('failed', 'cancelled') and d.account_id = $1
union all
select j.id, j.id, j.kind, d.input from job_data d join job j on j.id = d.job_id
where d.job_id = any($3::uuid[]) and j.status in ('failed', 'cancelled') and d.account_id = $1
order by 1, 2`

/**
 * The rules of work without rules of its own: whatever is open may be stopped; what failed or was cancelled is made again
 * from the same input, as new jobs, unless that is under way or done; of a parent only the parts that are missing.
 */
export function ordinaryPort(engine: Engine, subjects: readonly string[]): StudioPort {
  const { pool, kinds } = engine

  /** What of these closed jobs did not come about and has not been made again since, by job. */
  async function missing(accountId: string, jobs: readonly KnownJob[]): Promise<Map<string, Part[]>> {
    const closed = jobs.filter((j) => j.status !== 'pending' && j.status !== 'processing')
    if (closed.length === 0) return new Map()
    const ids = (parents: boolean) => closed.filter((j) => j.isParent === parents).map((j) => j.id)
    const { rows: parts } = await pool.query<Part>(partsSql, [accountId, ids(true), ids(false)])
    if (parts.length === 0) return new Map()
    const asked = [...new Set([...closed, ...parts].map((j) => j.id))]
    const subjects = [...new Set(closed.map((j) => j.subject.id))]
    const { rows: successors } = await pool.query<{ retry_of: string }>(successorsSql, [subjects, accountId, asked])
    const again = new Set(successors.map((row) => row.retry_of))
    return Map.groupBy(parts.filter((part) => !again.has(part.of) && !again.has(part.id)), (part) => part.of)
  }

  /** What it costs now; null where nobody here makes it any more. */
  function priceOf(parts: readonly Part[]): number | null {
    let credits = 0
    for (const part of parts) {
      const kind = kinds.get(part.kind)
      const input = kind?.input.safeParse(part.input)
      if (!kind || !input?.success) return null
      try {
        credits += kind.price(input.data).credits
      } catch {
        // its model is no longer offered
        return null
      }
    }
    return credits
  }

  return {
    subjects,
    async titles(accountId, subjectIds) {
      const { rows } = await pool.query<{ id: string; title: string | null }>({ name: 'subject_titles', text: titlesSql, values: [accountId, subjectIds] })
      return new Map(rows.flatMap(({ id, title }) => (title === null ? [] : [[id, title]])))
    },
    async retryable(accountId, jobs) {
      const parts = await missing(accountId, jobs)
      return new Map(
        [...parts].flatMap(([id, missed]) => {
          const credits = priceOf(missed)
          return credits === null ? [] : [[id, credits]]
        }),
      )
    },
    async retry({ accountId, job, credits, idempotency }) {
      const parts = (await missing(accountId, [job])).get(job.id)
      const price = parts === undefined ? null : priceOf(parts)
      if (parts === undefined || price === null) return { type: 'illegal' }
      if (credits !== undefined && credits !== price) return { type: 'price_changed', credits: price }
      const result = await engine.submit({
        accountId,
        subject: job.subject,
        jobs: parts.map(({ id, kind, input }) => ({ id: newId(), kind, input, retryOf: id })),
        // a second click finds what the first has made
        once: `retry:${job.id}`,
        ...(idempotency && { idempotency }),
        ...(job.isParent && { parent: { id: newId(), kind: job.kind, policy: await policyOf(job.id), retryOf: job.id } }),
      })
      if (result.type !== 'refused') return { type: 'done', jobId: result.jobId }
      switch (result.code) {
        case 'insufficient_credits':
          return { type: 'insufficient_credits', available: result.available ?? 0, needed: result.needed ?? 0 }
        case 'idempotency_conflict':
          return { type: 'idempotency_conflict' }
        case 'account_not_found':
          return { type: 'not_found' }
      }
    },
    async cancel({ accountId, job }) {
      const result = await engine.cancel({ accountId, jobId: job.id })
      if (result.type === 'not_found') return { type: 'not_found' }
      return result.type === 'closed' && result.status !== 'cancelled' ? { type: 'illegal' } : { type: 'done' }
    },
  }

  async function policyOf(parentId: string): Promise<'all' | 'some'> {
    const { rows } = await pool.query<{ policy: 'all' | 'some' | null }>('select policy from job where id = $1', [parentId])
    return rows[0]?.policy ?? 'some'
  }
}
