/**
 * Work that goes on by itself: when a job closes, its studio starts the next one. A row written before the job is
 * submitted says so; any worker that finds the job closed asks the studio to go on and removes the row. Going on twice
 * must start one job only (the engine's `once`), so it does not matter who dies between which two lines, or who else
 * does the same just now.
 */
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { startLoop } from '../engine/loop.ts'

export type Continuation = { jobId: string; accountId: string; subject: { kind: string; id: string } }
/** Starts what comes after the job, if it is there to be started. */
export type Advance = (after: Continuation) => Promise<void>

/** while some wait, and while there are none: then it is one look into an empty table */
const everyMs = 1_000
const idleTurns = 3
const helping = 100

const endedSql = `
select c.job_id, c.account_id, c.subject_kind, c.subject_id
from continuation c join job j on j.id = c.job_id
where j.status not in ('pending', 'processing')
order by c.created_at limit ${helping}`

// its job never came: whoever wrote it died before the submit, or was refused
const staleSql = `delete from continuation c where created_at < now() - interval '1 hour' and not exists (select from job j where j.id = c.job_id)`

type Row = { job_id: string; account_id: string; subject_kind: string; subject_id: string }

/** Before the job itself is submitted. */
export async function noteContinuation(pool: Pool, { jobId, accountId, subject }: Continuation): Promise<void> {
  await pool.query('insert into continuation (job_id, account_id, subject_kind, subject_id) values ($1, $2, $3, $4) on conflict do nothing', [
    jobId, accountId, subject.kind, subject.id,
  ])
}

/** It does not go on after all. */
export async function dropContinuation(pool: Pool, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length > 0) await pool.query('delete from continuation where job_id = any($1::uuid[])', [jobIds])
}

/** Goes on wherever a job has closed. Returns how many there were. @throws nothing: one that fails is tried again */
export async function advanceAll(pool: Pool, advance: ReadonlyMap<string, Advance>, log: Pick<Logger, 'warn'>): Promise<number> {
  const { rows } = await pool.query<Row>({ name: 'continuations_ended', text: endedSql })
  for (const { job_id, account_id, subject_kind, subject_id } of rows) {
    const goOn = advance.get(subject_kind)
    // a newer release wrote it, whose nodes will see to it
    if (goOn === undefined) continue
    try {
      await goOn({ jobId: job_id, accountId: account_id, subject: { kind: subject_kind, id: subject_id } })
      await dropContinuation(pool, [job_id])
    } catch (error) {
      log.warn({ jobId: job_id, reason: (error as Error).message }, 'could not go on after this job, will try again')
    }
  }
  return rows.length
}

/** Watches, on a worker, with what each kind of subject does; the function it returns stops it. */
export function startContinuations({ pool, advance, log }: { pool: Pool; advance: ReadonlyMap<string, Advance>; log: Logger }): () => Promise<void> {
  let idle = 0
  let turns = 0
  const loop = startLoop({
    name: 'continuations',
    everyMs,
    log,
    async run() {
      // the first look, then every third turn while there is nothing
      if (idle > 0 && --idle > 0) return
      if ((await advanceAll(pool, advance, log)) === helping) return true
      if (turns++ % 600 === 0) await pool.query(staleSql)
      const { rows } = await pool.query<{ some: boolean }>({ name: 'continuations_some', text: 'select exists (select from continuation) as some' })
      idle = rows[0]?.some ? 0 : idleTurns
    },
  })
  return () => loop.stop()
}
