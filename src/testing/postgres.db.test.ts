import { Client } from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase, testPostgresMajor } from './postgres.ts'

test('a test database is a clone of the template, on the PostgreSQL the project names', async () => {
  const database = await createTestDatabase()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query(`SELECT current_database() AS name, current_setting('server_version_num')::int / 10000 AS major`)
  await client.end()
  await database.drop()
  expect(rows).toEqual([{ name: expect.stringMatching(/^test_/), major: testPostgresMajor() }])
})

test('dropping a database complains about a connection that was left open', async () => {
  const database = await createTestDatabase()
  const client = new Client({ connectionString: database.url, application_name: 'forgotten' })
  client.on('error', () => {})
  await client.connect()
  await expect(database.drop()).rejects.toThrow(/left 1 database connection\(s\) open:\nforgotten idle/)
})
