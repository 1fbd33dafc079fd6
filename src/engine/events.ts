/**
 * Telling subscribers, exactly once and in order.
 *
 * The cursor *is* a snapshot: what it could see was told, what it could not see was not. So nothing is skipped when a
 * transaction with an older id commits later, and a long transaction elsewhere delays nothing (waiting for xmin does).
 * A cursor in the middle of a helping names two snapshots and the last event: seen is what the first could see, and of
 * what the second could see everything up to that event.
 *
 * A snapshot is cut off behind the last event it saw. PostgreSQL gives transaction ids that ended without reaching the
 * disk (aborted ones, asynchronous commits such as NOTIFY's) out again after a crash: a cursor that called them seen
 * would skip the events that bear them then. An event's own id is on disk before anybody sees the event.
 */
import type pg from 'pg'
import type { Logger } from 'pino'
import { startLoop } from './loop.ts'
import type { EngineEvent, Subscriber, Uuid } from './types.ts'

type Position = { seen: string; /** in the middle of a helping */ helping?: { until: string; lastId: string } }
type Row = {
  id: number
  xid: string
  account_id: string
  type: string
  job_id: string | null
  parent_id: string | null
  subject_kind: string | null
  subject_id: string | null
  data: Record<string, unknown> | null
}
type Attached = { accountId: string | undefined; subscriber: Subscriber; /** it threw: what follows would leave a hole */ failed?: boolean }

const columns = 'e.id, e.xid::text, e.account_id, e.type, e.job_id, e.parent_id, e.subject_kind, e.subject_id, e.data'
/** beyond this a subscriber is better served by fetching anew */
const helpingMax = 10_000
const snapshotForm = /^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20})*)?$/

/** The highest transaction id a snapshot can call seen. */
const lastOf = (snapshot: string): bigint => BigInt(snapshot.split(':')[1]!) - 1n

/** The same snapshot, as if nothing after transaction `last` had been seen. */
function cutBehind(last: bigint, snapshot: string): string {
  if (lastOf(snapshot) <= last) return snapshot
  const running = (snapshot.split(':')[2] ?? '').split(',').filter((xid) => xid !== '' && BigInt(xid) <= last)
  return `${running[0] ?? last + 1n}:${last + 1n}:${running.join(',')}`
}

export type Events = {
  cursor(): Promise<string>
  subscribe(options: { accountId?: Uuid; after?: string }, subscriber: Subscriber): Promise<() => void>
  kick(): void
  stop(): Promise<void>
}

/** One tail per node, whatever the number of subscribers; it asks nothing while there are none. */
export function startEvents({ pool, log }: { pool: pg.Pool; log: Logger }): Events {
  const attached = new Set<Attached>()
  const joining: { options: { accountId?: Uuid; after?: string }; subscriber: Subscriber; done(leave: () => void): void; failed(error: unknown): void }[] = []
  let incarnation: string | undefined
  let tail: string | undefined

  const write = (position: Position) =>
    position.helping
      ? `${incarnation}_${position.seen}_${position.helping.until}_${position.helping.lastId}`
      : `${incarnation}_${position.seen}`

  function read(cursor: string): Position | undefined {
    const [database, seen, until, lastId, ...rest] = cursor.split('_')
    if (database !== incarnation || !seen || !snapshotForm.test(seen) || rest.length > 0) return undefined
    if (until === undefined) return { seen }
    if (!snapshotForm.test(until) || !lastId || !/^\d{1,18}$/.test(lastId)) return undefined
    return { seen, helping: { until, lastId } }
  }

  async function now(): Promise<string> {
    const { rows } = await pool.query<{ id: string; snapshot: string; last: string }>(
      `select id, pg_current_snapshot()::text as snapshot,
         greatest(floor_xid, (select e.xid from event e order by e.xid desc limit 1))::text as last
       from incarnation order by created_at desc limit 1`,
    )
    incarnation = rows[0]!.id
    return cutBehind(BigInt(rows[0]!.last), rows[0]!.snapshot)
  }

  const toEvent = (row: Row, cursor: string): EngineEvent => ({
    cursor,
    id: String(row.id),
    accountId: row.account_id,
    type: row.type,
    jobId: row.job_id,
    parentId: row.parent_id,
    subject: row.subject_id ? { kind: row.subject_kind!, id: row.subject_id } : null,
    data: row.data ?? {},
  })

  function deliver(to: Attached, event: EngineEvent): void {
    if (to.failed) return
    try {
      to.subscriber.event(event)
    } catch (error) {
      log.warn({ err: error }, 'subscriber failed')
      to.failed = true
      attached.delete(to)
    }
  }

  /** What `until` can see and `seen` could not, of one account or all. */
  async function between(seen: string, until: string, accountId: string | undefined, afterId = '0'): Promise<Row[]> {
    const { rows } = await pool.query<Row>(
      `select ${columns} from event e
       where e.xid >= pg_snapshot_xmin($1::pg_snapshot) and e.xid < pg_snapshot_xmax($2::pg_snapshot)
         and not pg_visible_in_snapshot(e.xid, $1::pg_snapshot) and pg_visible_in_snapshot(e.xid, $2::pg_snapshot)
         and e.id > $3 and ($4::uuid is null or e.account_id = $4)
       order by e.id limit ${helpingMax + 1}`,
      [seen, until, afterId, accountId ?? null],
    )
    return rows
  }

  /** Brings a newcomer to the tail's snapshot, so that it misses nothing and hears nothing twice. False: it must reset. */
  async function replay(to: Attached, after: string): Promise<boolean> {
    const position = read(after)
    if (!position) return false
    const { rows } = await pool.query<{ usable: boolean }>(
      `select pg_snapshot_xmin($1::pg_snapshot) > floor_xid and pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax($2::pg_snapshot)
         and pg_snapshot_xmax($3::pg_snapshot) <= pg_snapshot_xmax($2::pg_snapshot) as usable
       from incarnation where id = $4`,
      [position.seen, tail, position.helping?.until ?? position.seen, incarnation],
    )
    if (!rows[0]?.usable) return false
    const legs: { seen: string; until: string; afterId?: string }[] = position.helping
      ? [
          { seen: position.seen, until: position.helping.until, afterId: position.helping.lastId },
          { seen: position.helping.until, until: tail! },
        ]
      : [{ seen: position.seen, until: tail! }]
    for (const leg of legs) {
      const missed = await between(leg.seen, leg.until, to.accountId, leg.afterId)
      if (missed.length > helpingMax) return false
      for (const row of missed)
        deliver(to, toEvent(row, write({ seen: leg.seen, helping: { until: leg.until, lastId: String(row.id) } })))
    }
    return true
  }

  const loop = startLoop({
    name: 'events',
    everyMs: 500,
    log,
    async run() {
      if (attached.size === 0 && joining.length === 0) return void (tail = undefined)
      // who joins while we advance may hold a cursor newer than what we advance to: his turn is the next one
      const newcomers = joining.splice(0)
      try {
        if (tail === undefined) tail = await now()
        else await advance()
      } catch (error) {
        joining.unshift(...newcomers)
        throw error
      }
      for (const join of newcomers) {
        const to: Attached = { accountId: join.options.accountId, subscriber: join.subscriber }
        try {
          if (join.options.after !== undefined && !(await replay(to, join.options.after))) to.subscriber.reset(write({ seen: tail! }))
          if (!to.failed) attached.add(to)
          join.done(() => attached.delete(to))
        } catch (error) {
          join.failed(error)
        }
      }
    },
  })

  async function advance(): Promise<void> {
    const { rows } = await pool.query<Row & { until: string }>(
      `with s as materialized (select pg_current_snapshot() as until)
       select s.until::text, ${columns} from s left join lateral (
         select * from event e
         where e.xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(e.xid, $1::pg_snapshot)
         order by e.id limit ${helpingMax + 1}
       ) e on true order by e.id`,
      [tail],
    )
    const seen = tail!
    // the first row stands for none when nothing is new
    const newest = rows.reduce((last, { xid }) => (xid !== null && BigInt(xid) > last ? BigInt(xid) : last), lastOf(seen))
    const until = cutBehind(newest, rows[0]!.until)
    tail = until
    if (rows.length > helpingMax) {
      for (const { subscriber } of attached) subscriber.reset(write({ seen: until }))
      return
    }
    for (const row of rows) {
      if (row.id === null) continue
      const cursor = write({ seen, helping: { until, lastId: String(row.id) } })
      const event = toEvent(row, cursor)
      for (const to of attached) if (to.accountId === undefined || to.accountId === row.account_id) deliver(to, event)
    }
  }

  return {
    cursor: async () => write({ seen: await now() }),
    subscribe: (options, subscriber) =>
      new Promise((done, failed) => {
        joining.push({ options, subscriber, done, failed })
        loop.kick()
      }),
    kick: () => {
      if (attached.size > 0) loop.kick()
    },
    async stop() {
      await loop.stop()
      for (const join of joining.splice(0)) join.failed(new Error('stopped'))
      attached.clear()
    },
  }
}

