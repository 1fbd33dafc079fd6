import type { Socket } from 'node:net'
import pg from 'pg'
import { expect, test } from 'vitest'
import { endFrozenSessions, sessionName } from './frozen.ts'
import { statement } from './statements.ts'
import { useBed } from './testing/bed.ts'
import { single } from './testing/work.ts'

const use = useBed()
const jobs = 200

/** A node that claims everything and reads no answer, as a frozen process does; resolves when PostgreSQL waits for it. */
async function claimAndFreeze(node: string) {
  const client = new pg.Client({ connectionString: use.bed.url, application_name: sessionName(node) })
  await client.connect()
  const lost = new Promise<Error>((resolve) => client.on('error', resolve))
  const stream = (client as unknown as { connection: { stream: Socket } }).connection.stream
  stream.pause()
  const claim = client.query(statement('claim').text, [node, ['paint'], jobs, '[]']).then(
    ({ rows }) => rows.length,
    (error: Error) => error,
  )
  await expect
    .poll(() => use.bed.one(`select wait_event from pg_stat_activity where application_name = $1`, [sessionName(node)]), { timeout: 10_000, interval: 5 })
    .toEqual({ wait_event: 'ClientWrite' })
  return { claim, lost, wake: () => stream.resume(), end: () => client.end() }
}

async function submitLong(): Promise<void> {
  const account = await use.bed.account(100_000)
  await use.bed.submit(Array.from({ length: jobs }, () => {
    const request = single({ account })
    request.jobs[0]!.input = { prompt: 'fox '.repeat(4_000) }
    return request
  }))
}

test('a node frozen while its claim is answered keeps its lanes from others, until its lease is over and its session is ended', async () => {
  const { bed } = use
  const [frozen, other] = [await bed.node(), await bed.node()]
  await submitLong()
  const { claim, lost, wake } = await claimAndFreeze(frozen)
  expect(await bed.claim(other, { room: jobs })).toEqual([])
  // its lease holds: it may only be slow
  expect(await endFrozenSessions(bed.pool)).toBe(0)
  await bed.kill(frozen)
  expect(await endFrozenSessions(bed.pool)).toBe(1)
  await expect.poll(async () => (await bed.claim(other, { room: jobs })).length, { interval: 5 }).toBe(jobs)
  wake()
  expect(await claim).toBeInstanceOf(Error)
  expect(await lost).toBeInstanceOf(Error)
  expect(await bed.one('select count(*) from attempt where node_id = $1', [frozen])).toEqual({ count: 0 })
})

test('a transaction that a frozen node left open ends with its lease', async () => {
  const { bed } = use
  const node = await bed.node()
  await bed.lane('studio')
  const client = new pg.Client({ connectionString: bed.url, application_name: sessionName(node) })
  await client.connect()
  const lost = new Promise<Error>((resolve) => client.on('error', resolve))
  await client.query(`begin; update lane set ver = ver + 1`)
  expect(await endFrozenSessions(bed.pool)).toBe(0)
  await bed.kill(node)
  expect(await endFrozenSessions(bed.pool)).toBe(1)
  expect(await lost).toBeInstanceOf(Error)
  await expect.poll(() => bed.many('select id from lane for update skip locked'), { interval: 5 }).toEqual([{ id: 'studio' }])
})

test('a slow reader whose lease holds, and an idle session of a node without one, are left alone', async () => {
  const { bed } = use
  const [slow, gone] = [await bed.node(), await bed.node()]
  await submitLong()
  const reader = await claimAndFreeze(slow)
  const idle = new pg.Client({ connectionString: bed.url, application_name: sessionName(gone) })
  await idle.connect()
  await bed.kill(gone)
  expect(await endFrozenSessions(bed.pool)).toBe(0)
  expect((await idle.query('select 1 as alive')).rows).toEqual([{ alive: 1 }])
  reader.wake()
  expect(await reader.claim).toBe(jobs)
  await Promise.all([idle.end(), reader.end()])
})
