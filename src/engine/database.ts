/** The way to PostgreSQL: a pool with the engine's types, and running one statement until its outcome is known. */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { statement, type Verb } from './statements.ts'

const int8 = 20
const numeric = 1700

/** Credits, tokens and milliseconds stay far below 2^53, so bigint and numeric arrive as numbers. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 || oid === numeric ? Number : pg.types.getTypeParser(oid, format),
}

export type PoolOptions = { connectionString: string; max?: number; name?: string }

/** A pool whose idle connections may die (PostgreSQL restarts) without taking the process along. */
export function openPool({ connectionString, max = 10, name = 'safelight' }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    application_name: name,
    types: types as pg.CustomTypesConfig,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
  })
  pool.on('error', () => {})
  // one that is checked out has no listener of the pool's, and an error that nobody hears ends the process; a client
  // may lose its connection before whoever awaited it goes on
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Runs in one transaction; a connection whose state is not known is not given to anybody else. */
export async function inTransaction<T>(pool: pg.Pool, run: (db: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let clean = false
  try {
    await client.query('begin')
    const result = await run(client)
    await client.query('commit')
    clean = true
    return result
  } catch (error) {
    clean = await client.query('rollback').then(
      () => true,
      () => false,
    )
    throw error
  } finally {
    client.release(!clean)
  }
}

/** What to do with a failed statement, by SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export type Remedy = 'resend' | 'resend-once' | 'reconnect' | 'bisect' | 'give-up'

const byState: Record<string, Remedy> = {
  '40001': 'resend', // serialization_failure
  '40P01': 'resend', // deadlock_detected
  '55P03': 'resend', // lock_not_available
  '57014': 'resend', // query_canceled (a statement_timeout of the operator's)
  '53100': 'reconnect', // disk_full: PostgreSQL is as good as away until somebody makes room
  '53200': 'reconnect', // out_of_memory
  '53300': 'reconnect', // too_many_connections
  '57P01': 'reconnect', // admin_shutdown
  '57P02': 'reconnect', // crash_shutdown
  '57P03': 'reconnect', // cannot_connect_now
  '25006': 'reconnect', // read_only_sql_transaction: a standby, after a failover the connection finds the primary
}

/** Unique among the rows a submit makes under ids of its own: whichever of them is met first. */
const ownRows = new Set(['job_pkey', 'job_data_pkey', 'ledger_job', 'subject_pkey'])
/** SQLSTATEs begin with a digit, or are of the classes F0, HV, P0, XX; `EPIPE` has five letters too, and is no answer */
const sqlstate = /^([0-9][0-9A-Z]|F0|HV|P0|XX)[0-9A-Z]{3}$/

/**
 * Judges an error of a statement. Everything that is not an answer of PostgreSQL's (a reset, a refused connection, a
 * timeout) is `reconnect`: the commit may have happened, which is why every verb accepts its own batch a second time.
 */
export function remedyFor(error: unknown): Remedy {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string }
  if (typeof code !== 'string' || !sqlstate.test(code)) return 'reconnect'
  const known = byState[code]
  if (known) return known
  if (code.startsWith('08')) return 'reconnect'
  // the same batch was still committing on a connection we lost: its rows are visible to the next try
  if (code === '23505' && ownRows.has(constraint ?? '')) return 'resend-once'
  if (code.startsWith('22') || code.startsWith('23')) return 'bisect'
  return 'give-up'
}

/** Is PostgreSQL away (as opposed to: it refused what we asked)? */
export function isAway(error: unknown): boolean {
  return remedyFor(error) === 'reconnect'
}

export type Run = <Row>(verb: Verb, params: unknown[]) => Promise<Row[]>

export type RunOptions = {
  pool: pg.Pool
  /** how long to go on resending while PostgreSQL is away; then the error is thrown */
  patienceMs: number
  /** false behind a PgBouncer without protocol-level prepared statements */
  prepared?: boolean
  stopped?: AbortSignal
}

/** Runs statements of sql/, resending the identical one until it is answered or patience ends. */
export function createRun({ pool, patienceMs, prepared = true, stopped }: RunOptions): Run {
  return async (verb, params) => {
    const { name, text } = statement(verb)
    const query = prepared ? { name, text, values: params } : { text, values: params }
    const since = performance.now()
    for (let tries = 1; ; tries++) {
      try {
        return (await pool.query(query)).rows
      } catch (error) {
        const remedy = remedyFor(error)
        const patient = performance.now() - since < patienceMs && !stopped?.aborted
        const again = remedy === 'resend' || remedy === 'reconnect' || (remedy === 'resend-once' && tries === 1)
        if (!again || !patient) throw error
        const pauseMs = remedy !== 'reconnect' ? 2 * tries : Math.min(50 * 2 ** Math.min(tries, 5), 1_000)
        await delay(pauseMs * (0.5 + Math.random()))
      }
    }
  }
}
