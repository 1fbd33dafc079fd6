/**
 * What a product built on a queue library writes beside the queue, in the same tables as the engine: balance and hold,
 * what was asked (queues forget their jobs, people look at their history), attempt, arm, file, capture, events. No status
 * row of its own is written, as most products would: the attempt's outcome has to do. `one` is a statement per step and job, as one writes it first; `many` is the
 * engine's own technique (set-based, rows locked in a fixed order), lent to the peers.
 */
import type pg from 'pg'
import { createBatcher } from '../../src/engine/batcher.ts'
import { batchMax } from '../../src/engine/verbs.ts'
import { fileOf, input, lanes, price } from '../lives/kind.ts'

export type Ask = { job_id: string; account_id: string }
type Db = Pick<pg.Pool | pg.PoolClient, 'query'>

const event = (type: string, status: string, phase: string) =>
  `insert into event (account_id, type, job_id, subject_kind, subject_id, data)
   select account_id, '${type}', job_id, 'task', job_id, '{"kind": "bench", "status": "${status}", "phase": "${phase}", "attempt": 1}' from`

const asked = 'asked as materialized (select * from json_to_recordset($1::json) as r(job_id uuid, account_id uuid))'

/** $1 [{job_id, account_id}], $2 the input (the same for all, which spares the peers the reading of it). Returns the job ids whose credits are held. */
const holdMany = `
  with ${asked},
  account_now as materialized (
    select id, available from account where id = any (array(select account_id from asked)) order by id for no key update
  ),
  -- of an account that cannot pay for all, nothing: simpler than the engine's rule, and it never happens here
  accepted as materialized (
    select r.* from asked r join account_now a on a.id = r.account_id
    where a.available >= (select count(*) * ${price} from asked o where o.account_id = r.account_id)
  ),
  debited as (
    update account a set available = a.available - d.price, held = a.held + d.price
    from (select account_id, count(*) * ${price} as price from accepted group by account_id) d where a.id = d.account_id
  ),
  held as (
    insert into ledger (account_id, job_id, kind, available_delta, held_delta) select account_id, job_id, 'hold', -${price}, ${price} from accepted
  ),
  kept as (insert into job_data (job_id, account_id, subject_id, input) select job_id, account_id, job_id, $2::jsonb from accepted),
  told as (${event('job.pending', 'pending', 'queued')} accepted)
  select job_id from accepted`

const beginMany = `
  with ${asked},
  made as (insert into attempt (job_id, no, lane, token) select job_id, 1, '${lanes[0]}', 1 from asked on conflict do nothing),
  told as (${event('job.processing', 'processing', 'preparing')} asked)
  select 1`

const armMany = `
  with ${asked},
  armed as (update attempt a set posted_at = now() from asked r where a.job_id = r.job_id and a.no = 1 and a.ended_at is null),
  told as (${event('job.processing', 'processing', 'submitting')} asked)
  select 1`

/** $1 as above, $2 [{job_id, account_id, id, role, ...}]. Pays only for attempts that are open, so that a repeated job pays nothing. */
const finishMany = `
  with asked as materialized (
    select r.* from json_to_recordset($1::json) as r(job_id uuid, account_id uuid)
  ),
  attempt_now as materialized (
    select a.job_id, r.account_id
    from (select job_id from attempt where job_id = any (array(select job_id from asked)) and no = 1 and ended_at is null order by job_id for no key update) a
    join asked r on r.job_id = a.job_id
  ),
  ended as (update attempt a set ended_at = now(), outcome = 'completed' from attempt_now n where a.job_id = n.job_id and a.no = 1),
  file_made as (
    insert into file (id, account_id, job_id, role, mime, bytes, sha256, storage_key, width, height, meta)
    select f.id, n.account_id, f.job_id, f.role, f.mime, f.bytes, f.sha256, f."storageKey", f.width, f.height, f.meta
    from attempt_now n join json_to_recordset($2::json) as f(
      job_id uuid, id uuid, role text, mime text, bytes bigint, sha256 text, "storageKey" text, width integer, height integer, meta jsonb) on f.job_id = n.job_id
  ),
  paid as (
    update account a set held = a.held - d.price
    from (select account_id, count(*) * ${price} as price from attempt_now group by account_id order by account_id) d
    where a.id = d.account_id
  ),
  captured as (
    insert into ledger (account_id, job_id, kind, available_delta, held_delta) select account_id, job_id, 'capture', 0, -${price} from attempt_now
  ),
  told as (${event('job.completed', 'completed', 'completed')} attempt_now)
  select 1`

const files = (asks: Ask[]) => JSON.stringify(asks.map(({ job_id }) => ({ job_id, ...fileOf(job_id) })))

/** The steps over many jobs at once; whoever calls decides in which transaction. */
export const many = {
  async hold(db: Db, asks: Ask[]): Promise<void> {
    const { rowCount } = await db.query({ name: 'peer_hold', text: holdMany, values: [JSON.stringify(asks), JSON.stringify(input)] })
    if (rowCount !== asks.length) throw new Error('an account ran out of credits')
  },
  begin: (db: Db, asks: Ask[]) => db.query({ name: 'peer_begin', text: beginMany, values: [JSON.stringify(asks)] }),
  arm: (db: Db, asks: Ask[]) => db.query({ name: 'peer_arm', text: armMany, values: [JSON.stringify(asks)] }),
  finish: (db: Db, asks: Ask[]) => db.query({ name: 'peer_finish', text: finishMany, values: [JSON.stringify(asks), files(asks)] }),
}

const oneEvent = (type: string, status: string, phase: string) =>
  `insert into event (account_id, type, job_id, subject_kind, subject_id, data)
   values ($2, '${type}', $1, 'task', $1, '{"kind": "bench", "status": "${status}", "phase": "${phase}", "attempt": 1}')`

/** The steps for one job, each one statement (so one transaction of its own, or part of the caller's). */
export const one = {
  async hold(db: Db, { job_id, account_id }: Ask): Promise<void> {
    const { rowCount } = await db.query({
      name: 'peer_hold_one',
      text: `with debited as (update account set available = available - ${price}, held = held + ${price} where id = $2 and available >= ${price} returning id),
        held as (insert into ledger (account_id, job_id, kind, available_delta, held_delta) select id, $1, 'hold', -${price}, ${price} from debited),
        kept as (insert into job_data (job_id, account_id, subject_id, input) select $1, id, $1, $3 from debited),
        told as (${oneEvent('job.pending', 'pending', 'queued')}) select id from debited`,
      values: [job_id, account_id, JSON.stringify(input)],
    })
    if (rowCount !== 1) throw new Error('an account ran out of credits')
  },
  begin: (db: Db, { job_id, account_id }: Ask) =>
    db.query({
      name: 'peer_begin_one',
      text: `with made as (insert into attempt (job_id, no, lane, token) values ($1, 1, '${lanes[0]}', 1) on conflict do nothing)
        ${oneEvent('job.processing', 'processing', 'preparing')}`,
      values: [job_id, account_id],
    }),
  arm: (db: Db, { job_id, account_id }: Ask) =>
    db.query({
      name: 'peer_arm_one',
      text: `with armed as (update attempt set posted_at = now() where job_id = $1 and no = 1 and ended_at is null) ${oneEvent('job.processing', 'processing', 'submitting')}`,
      values: [job_id, account_id],
    }),
  finish(db: Db, { job_id, account_id }: Ask) {
    const file = fileOf(job_id)
    return db.query({
      name: 'peer_finish_one',
      text: `with ended as (update attempt set ended_at = now(), outcome = 'completed' where job_id = $1 and no = 1 and ended_at is null returning job_id),
        file_made as (insert into file (id, account_id, job_id, role, mime, bytes, sha256, storage_key, width, height, meta) select $3, $2, job_id, $4, $5, $6, $7, $8, $9, $10, $11 from ended),
        paid as (update account set held = held - ${price} where id = $2 and exists (select from ended)),
        captured as (insert into ledger (account_id, job_id, kind, available_delta, held_delta) select $2, job_id, 'capture', 0, -${price} from ended)
        ${oneEvent('job.completed', 'completed', 'completed')}`,
      values: [job_id, account_id, file.id, file.role, file.mime, file.bytes, file.sha256, file.storageKey, file.width, file.height, file.meta],
    })
  },
}

/** Runs `use` in one transaction. */
export async function transaction<T>(pool: pg.Pool, use: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await use(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    client.release()
  }
}

/** A step for whoever comes, gathered into batches as the engine gathers its own: as many rows, two in flight. */
export function gathered(run: (asks: Ask[]) => Promise<unknown>): (ask: Ask) => Promise<void> {
  return createBatcher<Ask, void>({
    sizeMax: batchMax,
    inFlightMax: 2,
    async run(asks) {
      await run(asks)
      return asks.map(() => undefined)
    },
  }).push
}
