// A little Safelight for the tests to kill: starts the embedded PostgreSQL in argv[2] and reports on standard output,
// one JSON object a line. `{at}` is a log line, `{ready}` the server, `{row}` a committed row, `{error}` a refusal.
import { writeSync } from 'node:fs'
import { Client } from 'pg'
import { StartupError } from '../startup-error.ts'
import { startEmbeddedPostgres } from './embedded.ts'

/** Straight to the file descriptor: what was reported was reported, also when we are killed right after. */
const say = (message: object): void => void writeSync(1, `${JSON.stringify(message)}\n`)

try {
  const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2]!, log: (at) => say({ at }) })
  process.once('SIGTERM', () => void postgres.stop().then(() => process.exit(0)))
  say({ ready: true, url: postgres.url, adopted: postgres.adopted, version: postgres.version })
  const client = new Client({ connectionString: postgres.url })
  client.on('error', () => {})
  await client.connect()
  await client.query('CREATE TABLE IF NOT EXISTS kept (id bigint GENERATED ALWAYS AS IDENTITY)')
  for (;;) {
    const { rows } = await client.query('INSERT INTO kept DEFAULT VALUES RETURNING id')
    say({ row: Number(rows[0].id) })
  }
} catch (error) {
  say({ error: error instanceof StartupError ? error.code : 'unexpected', message: String((error as Error).message) })
  process.exit(1)
}
