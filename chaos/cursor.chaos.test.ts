import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { expect, test } from 'vitest'
import { openPool } from '../src/engine/database.ts'
import { startEvents } from '../src/engine/events.ts'
import { startPostgres } from './postgres.ts'

// PostgreSQL gives out again, after a crash, the ids of transactions that ended without reaching the disk.
// SPEC: E15
test('a cursor from before a crash of PostgreSQL skips no event after it', async () => {
  const postgres = await startPostgres('18', () => {})
  const told: string[] = []
  try {
    for (let crash = 1; crash <= 4; crash++) {
      const pool = openPool({ connectionString: postgres.url, max: 3 })
      const events = startEvents({ pool, log: pino({ level: 'silent' }) })
      const bus = new pg.Client({ connectionString: postgres.url })
      bus.on('error', () => {})
      await bus.connect()
      await bus.query('set synchronous_commit = off')
      await insert(pool, `before ${crash}`)
      for (let i = 0; i < 5; i++) await bus.query(`select pg_notify('safelight', 'w')`)
      const cursor = await events.cursor()
      await postgres.restart('SIGQUIT')
      await insert(pool, `after ${crash}`)
      const leave = await events.subscribe({ after: cursor }, { event: ({ type }) => void told.push(type), reset: () => void told.push('reset') })
      for (let i = 0; i < 100 && !told.includes(`after ${crash}`); i++) await delay(20)
      leave()
      await events.stop()
      await bus.end().catch(() => {})
      await pool.end()
    }
  } finally {
    await postgres.stop()
  }
  expect(told).toEqual(['after 1', 'after 2', 'after 3', 'after 4'])
})

async function insert(pool: pg.Pool, type: string): Promise<void> {
  await pool.query('insert into event (account_id, type) values (gen_random_uuid(), $1)', [type])
}
