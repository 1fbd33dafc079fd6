import type { Config } from '../config.ts'
import { migrate } from '../engine/migrate.ts'
import { withDatabase } from './database.ts'

/** `safelight migrate`: says what was applied. */
export async function migrateDatabase(config: Config): Promise<void> {
  const applied = await withDatabase(config, { mayCreate: true }, migrate)
  for (const name of applied) console.log(`Applied ${name}`)
  if (applied.length === 0) console.log('The database is up to date.')
}
