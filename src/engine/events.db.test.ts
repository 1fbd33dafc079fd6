/** Subscribers: nothing lost, nothing twice, whoever writes and however long. */
import { setTimeout as delay } from 'node:timers/promises'
import pino from 'pino'
import { afterEach, expect, test } from 'vitest'
import type pg from 'pg'
import { startEvents } from './events.ts'
import { startHousekeeping } from './housekeeping.ts'
import { newId } from './ids.ts'
import { useBed } from './testing/bed.ts'
import type { EngineEvent } from './types.ts'
import type { Verbs } from './verbs.ts'

const use = useBed()
const log = pino({ level: 'silent' })
const started: { stop(): Promise<void> }[] = []
afterEach(async () => void (await Promise.all(started.splice(0).map((events) => events.stop()))))

function startTail() {
  const events = startEvents({ pool: use.bed.pool, log })
  started.push(events)
  return events
}
const account = newId()
const write = (on: pg.Pool | pg.Client, type: string, accountId = account) => on.query('insert into event (account_id, type) values ($1, $2)', [accountId, type])

type Listening = { heard: EngineEvent[]; resets: string[]; types(): string[]; leave(): void }
async function listen(events: ReturnType<typeof startTail>, options: { accountId?: string; after?: string } = {}): Promise<Listening> {
  const heard: EngineEvent[] = []
  const resets: string[] = []
  const leave = await events.subscribe(options, { event: (event) => void heard.push(event), reset: (cursor) => void resets.push(cursor) })
  return { heard, resets, leave, types: () => heard.map((event) => event.type) }
}
const heardAll = (listening: Listening, count: number) => expect.poll(() => listening.heard.length, { timeout: 10_000, interval: 5 }).toBe(count)

// SPEC: E15
test('what is committed after a subscription is told, once, in order, and only to whom it concerns', async () => {
  const { bed } = use
  const events = startTail()
  await write(bed.pool, 'before')
  const [all, mine] = [await listen(events), await listen(events, { accountId: account })]
  for (const type of ['a', 'b']) await write(bed.pool, type)
  await write(bed.pool, 'c', newId())
  events.kick()
  await heardAll(all, 3)
  expect(all.types()).toEqual(['a', 'b', 'c'])
  expect(mine.types()).toEqual(['a', 'b'])
  mine.leave()
  await write(bed.pool, 'd')
  events.kick()
  await heardAll(all, 4)
  expect(mine.types()).toEqual(['a', 'b'])
})

test('an open transaction delays nobody, and is told when it commits although its id is older', async () => {
  const { bed } = use
  const events = startTail()
  const listening = await listen(events)
  const slow = await bed.connect()
  await slow.query('begin')
  await write(slow, 'slow')
  await write(bed.pool, 'quick')
  events.kick()
  await heardAll(listening, 1)
  const between = listening.heard[0]!.cursor
  await slow.query('commit')
  await write(bed.pool, 'later')
  events.kick()
  await heardAll(listening, 3)
  expect(listening.types()).toEqual(['quick', 'slow', 'later'])
  expect((await listen(events, { after: between })).types()).toEqual(['slow', 'later'])
})

// SPEC: E15
test('resumed from every cursor there was, under concurrent writers, everything comes exactly once', async () => {
  const { bed } = use
  const events = startTail()
  const from = await events.cursor()
  const listening = await listen(events)
  const perWriter = 25
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    const client = await bed.connect()
    for (let n = 0; n < perWriter; n++) {
      await client.query('begin')
      await write(client, `${writer}:${n}a`)
      if (n % 3 === writer % 3) await delay(writer * 4) // some transactions stay open while others pass them
      await write(client, `${writer}:${n}b`)
      await client.query(n % 7 === 6 ? 'rollback' : 'commit')
      events.kick()
    }
  })
  await Promise.all(writers)
  const committed = (await bed.many<{ type: string }>('select type from event')).map((row) => row.type).toSorted()
  await heardAll(listening, committed.length)
  expect(listening.types().toSorted()).toEqual(committed)
  for (let writer = 0; writer < 4; writer++) {
    const own = listening.types().filter((type) => type.startsWith(`${writer}:`))
    expect(own).toEqual(own.toSorted((a, b) => Number.parseInt(a.slice(2)) - Number.parseInt(b.slice(2)) || a.localeCompare(b)))
  }
  // another node, other memory: the cursor alone must do
  const elsewhere = startTail()
  expect((await listen(elsewhere, { after: from })).types().toSorted()).toEqual(committed)
  for (const [i, { cursor }] of listening.heard.entries()) {
    const resumed = await listen(elsewhere, { after: cursor })
    expect([...listening.types().slice(0, i + 1), ...resumed.types()].toSorted(), `resumed from ${cursor}`).toEqual(committed)
    expect(resumed.resets).toEqual([])
    resumed.leave()
  }
})

test('a subscriber that comes while events are written misses none and hears none twice', async () => {
  const { bed } = use
  const events = startTail()
  const after = await events.cursor()
  let over = false
  let count = 0
  const writer = (async () => {
    const client = await bed.connect()
    for (; !over; count++) {
      await write(client, String(count))
      events.kick()
    }
  })()
  const joined: Listening[] = []
  for (let i = 0; i < 15; i++) joined.push(await listen(events, { after }))
  over = true
  await writer
  events.kick()
  for (const listening of joined) {
    await heardAll(listening, count)
    expect(listening.types()).toEqual(Array.from({ length: count }, (_, n) => String(n)))
  }
})

test.each([
  ['of another database', () => `${newId()}_10:10:`],
  ['of the future', (cursor: string) => `${cursor.split('_')[0]}_99999999:99999999:`],
  ['that is no cursor', () => 'nonsense'],
  ['with too much in it', (cursor: string) => `${cursor}_1:1:_5_6`],
  ['of an empty string', () => ''],
])('a cursor %s is answered with a reset, and goes on live', async (_, make) => {
  const { bed } = use
  const events = startTail()
  await write(bed.pool, 'old')
  const listening = await listen(events, { after: make(await events.cursor()) })
  expect(listening.resets).toHaveLength(1)
  await write(bed.pool, 'new')
  events.kick()
  await heardAll(listening, 1)
  expect(listening.types()).toEqual(['new'])
  expect((await listen(events, { after: listening.resets[0]! })).types()).toEqual(['new'])
})

test('a subscriber that throws disturbs nobody else', async () => {
  const { bed } = use
  const events = startTail()
  let times = 0
  await events.subscribe({}, {
    event() {
      times++
      throw new Error('connection closed')
    },
    reset: () => {},
  })
  const listening = await listen(events)
  for (const type of ['a', 'b', 'c']) await write(bed.pool, type)
  events.kick()
  await heardAll(listening, 3)
  expect(times).toBe(1)
})

test('a subscriber that throws while it is told what it missed hears nothing after the gap', async () => {
  const { bed } = use
  const events = startTail()
  const after = await events.cursor()
  for (const type of ['a', 'b', 'c']) await write(bed.pool, type)
  const heard: string[] = []
  await events.subscribe({ after }, {
    event({ type }) {
      heard.push(type)
      throw new Error('connection closed')
    },
    reset: () => {},
  })
  const listening = await listen(events, { after })
  await write(bed.pool, 'd')
  events.kick()
  await heardAll(listening, 4)
  expect(heard).toEqual(['a'])
})

test('old events are dropped, wherever they lie, and a cursor from before is reset', async () => {
  const { bed } = use
  const events = startTail()
  const before = await events.cursor()
  await bed.pool.query(`create table event_2026010100 partition of event for values from ('2026-01-01 00:00+00') to ('2026-01-01 06:00+00')`)
  const insert = (type: string, at: string) => bed.pool.query('insert into event (account_id, type, at) values ($1, $2, $3)', [account, type, at])
  await insert('partitioned', '2026-01-01 01:00+00')
  await insert('default', '2026-01-02 01:00+00')
  // once no transaction from before is running, not even in another test's database: an older snapshot would be reset
  let after = ''
  const { newest } = await bed.one<{ newest: string }>('select max(xid)::text as newest from event')
  await expect
    .poll(async () => BigInt((after = await events.cursor()).split('_')[1]!.split(':')[0]!) > BigInt(newest), { timeout: 20_000, interval: 5 })
    .toBe(true)
  await write(bed.pool, 'fresh')
  const verbs = { promote: async () => 0 } as unknown as Verbs
  const bus = { on() {}, tell() {}, stop: async () => {} }
  const duties = startHousekeeping({ pool: bed.pool, verbs, bus, log, cancelChildren: async () => {}, eventsKeptMs: 3_600_000 })
  started.push(duties)
  await expect.poll(() => bed.many('select type from event'), { timeout: 10_000 }).toEqual([{ type: 'fresh' }])
  expect(await bed.one(`select to_regclass('event_2026010100') as gone`)).toEqual({ gone: null })
  // and there are partitions for the days ahead
  expect(await bed.one(`select count(*) >= 8 as ahead from pg_inherits where inhparent = 'event'::regclass`)).toEqual({ ahead: true })
  expect((await listen(events, { after: before })).resets).toHaveLength(1)
  const resumed = await listen(events, { after })
  expect([resumed.resets, resumed.types()]).toEqual([[], ['fresh']])
  await bed.pool.query(`update incarnation set floor_xid = '0'`)
})
