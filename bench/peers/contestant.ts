/** What the peers share: who waits for which job, and the pool. */
import pg from 'pg'
import { newId } from '../../src/engine/ids.ts'
import type { Ask } from './domain.ts'

export type Waiting = {
  /** a new job id, and the promise of its end */
  begin(accountId: string): { ask: Ask; over: Promise<void> }
  end(jobId: string): void
}

export function waiting(): Waiting {
  const ends = new Map<string, () => void>()
  return {
    begin(accountId) {
      const ask = { job_id: newId(), account_id: accountId }
      return { ask, over: new Promise<void>((done) => ends.set(ask.job_id, done)) }
    },
    end(jobId) {
      ends.get(jobId)?.()
      ends.delete(jobId)
    },
  }
}

export const poolMax = 16

export function openPool(url: string, max = poolMax): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max })
  pool.on('error', () => {})
  return pool
}

/** What the job carries in each queue, as wide as the engine's own input. */
export const payloadOf = (ask: Ask, input: object) => ({ ...ask, ...input })
