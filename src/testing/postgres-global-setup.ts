import type { TestProject } from 'vitest/node'
import { type TestServer, findPostgres15, startTestServer } from './postgres-server.ts'

type Shared = { server: Promise<TestServer>; users: number }

/** Vitest loads this file once per project, in one process: the servers are shared through the global object. */
const shared: Map<number, Shared> = ((globalThis as Record<symbol, unknown>)[Symbol.for('safelight.test-postgres')] ??= new Map()) as Map<
  number,
  Shared
>

/** Starts the PostgreSQL a database project runs on, 18 or 15 by its `SAFELIGHT_TEST_PG`, once for all projects. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const major = project.config.env.SAFELIGHT_TEST_PG === '15' ? 15 : 18
  const entry = shared.get(major) ?? { server: start(major), users: 0 }
  shared.set(major, entry)
  entry.users += 1
  process.env[`SAFELIGHT_TEST_PG${major}_URL`] = (await entry.server).url
  return async () => {
    entry.users -= 1
    if (entry.users > 0) return
    shared.delete(major)
    await (await entry.server).stop()
  }
}

function start(major: number): Promise<TestServer> {
  if (major === 18) return startTestServer()
  const binaries = findPostgres15()
  if ('missing' in binaries) throw new Error(binaries.missing)
  return startTestServer(binaries)
}
