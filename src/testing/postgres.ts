import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { TEMPLATE_DATABASE, databaseUrl } from './postgres-server.ts'

/** A migrated database of its own for one test file (or one test). */
export type TestDatabase = {
  url: string
  /** Drops it. Throws when the test left connections open: a leaked pool or worker is a defect of its own. */
  drop(): Promise<void>
}

/** How long connections that are closing may take to be gone from the server's view. */
const CLOSING_MS = 2_000

const open = new Set<string>()

/**
 * Clones the migrated template into a new database on the PostgreSQL this vitest project runs on (18, or 15 where
 * `SAFELIGHT_TEST_PG=15`). Takes about 30 ms.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServerUrl()
  const name = `test_${randomBytes(8).toString('hex')}`
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`))
  open.add(name)
  return {
    url: databaseUrl(server, name),
    drop: () => {
      open.delete(name)
      return onServer(server, (client) => dropDatabase(client, name))
    },
  }
}

/** The major version of the PostgreSQL these tests run on. */
export function testPostgresMajor(): 15 | 18 {
  return process.env.SAFELIGHT_TEST_PG === '15' ? 15 : 18
}

/** Databases this test file created and did not drop. */
export function undroppedDatabases(): string[] {
  return [...open]
}

function testServerUrl(): string {
  const name = `SAFELIGHT_TEST_PG${testPostgresMajor()}_URL`
  const url = process.env[name]
  if (!url) throw new Error(`${name} is not set: run this file in a vitest project that starts PostgreSQL (see vitest.config.ts)`)
  return url
}

async function dropDatabase(client: Client, name: string): Promise<void> {
  const deadline = performance.now() + CLOSING_MS
  let left = await connections(client, name)
  while (left.length > 0 && performance.now() < deadline) {
    await delay(20)
    left = await connections(client, name)
  }
  await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
  if (left.length > 0) throw new Error(`the test left ${left.length} database connection(s) open:\n${left.join('\n')}`)
}

async function connections(client: Client, name: string): Promise<string[]> {
  const { rows } = await client.query(
    `SELECT format('%s %s: %s', application_name, state, left(query, 120)) AS line
     FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'`,
    [name],
  )
  return rows.map((row) => row.line)
}

async function onServer<T>(url: string, use: (client: Client) => Promise<T>): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'safelight tests' })
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
