import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { preparePartitions } from './partitions.ts'

const folder = new URL('./migrations/', import.meta.url)
/** any constant of our own: nodes that start at once take turns */
const turnstile = 7_253_341_201n

/**
 * Brings the database to this release: numbered plain SQL, forward only, each in its own transaction with its version
 * row. Safe when several nodes start at once (they take turns under an advisory lock). Returns what was applied.
 *
 * The role's settings keep the planner from ever choosing a plan made for empty tables: a generic plan from before the
 * first rows took 40 ms at 300,000 rows instead of 2 ms. They belong to the role, not the session, because behind
 * PgBouncer a session is nobody's.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'safelight migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [turnstile])
    await client.query(
      'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
    )
    const done = new Set((await client.query('select name from migration')).rows.map((r) => r.name as string))
    const applied: string[] = []
    for (const name of migrationNames()) {
      if (done.has(name)) continue
      await client.query('begin')
      try {
        await client.query('insert into migration (name) values ($1)', [name])
        await client.query(readFileSync(new URL(name, folder), 'utf8'))
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw error
      }
      applied.push(name)
    }
    for (const [setting, value] of Object.entries({ enable_seqscan: 'off', jit: 'off' })) {
      const here = (await client.query(`select current_setting('${setting}') as is`)).rows[0].is
      if (here !== value)
        await client.query(
          `do $$ begin execute format('alter role current_user in database %I set ${setting} = ''${value}''', current_database()); end $$`,
        )
    }
    // before the first event: what the default partition catches of a slot keeps that slot's own from being made
    await preparePartitions(client)
    return applied
  } finally {
    await client.end()
  }
}

/** Migrations of this release that a database has not had, in order; all of them where there is no Safelight in it. */
export async function pendingMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('migration') is not null as there`)
  const done = new Set(rows[0]!.there ? (await client.query<{ name: string }>('select name from migration')).rows.map((row) => row.name) : [])
  return migrationNames().filter((name) => !done.has(name))
}

const migrationNames = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()
