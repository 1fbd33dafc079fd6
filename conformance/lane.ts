/** A database, a set of simulators and an API node of their own: several rounds run beside each other without meeting. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import pino from 'pino'
import type { Simulator } from '../simulators/lib/server.ts'
import { start } from '../src/cli/start.ts'
import { readConfig } from '../src/config.ts'
import { newId } from '../src/engine/ids.ts'
import { createDiskStorage } from '../src/media/storage-disk.ts'
import { freePort } from '../src/testing/free-port.ts'
import type { Stage } from './round.ts'
import { trial, type Setup } from './settings.ts'
import type { Subject } from './subjects.ts'

export type Lane = { stage: Stage; simulators: Map<string, Simulator>; stop(): Promise<void> }

export async function openLane(name: string, postgresUrl: string, subjects: readonly Subject[], webhooks: boolean, log: (line: string) => void, logFile?: string): Promise<Lane> {
  const folder = await mkdtemp(join(tmpdir(), 'safelight-conformance-'))
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 3 })]
  const stop = async () => {
    for (const undo of stops.splice(0).reverse()) await undo()
  }
  try {
    const databaseUrl = await freshDatabase(postgresUrl, name)
    const simulators = new Map<string, Simulator>()
    const env: Record<string, string> = {}
    for (const { id, simulator } of subjects) {
      if (simulator === null) continue
      const started = await simulator.start({ port: 0, many: true })
      simulators.set(id, started)
      stops.push(() => started.stop())
      Object.assign(env, simulator.environment(started.url))
    }
    const port = await freePort()
    const hosts = [...simulators.values()].map(({ url }) => new URL(url).host)
    const setup: Setup = {
      webhooks,
      env: {
        ...env, DATABASE_URL: databaseUrl, SAFELIGHT_DATA: folder, PORT: String(port), LOG_LEVEL: 'info', SAFELIGHT_LOCAL_THREADS: '1',
        SAFELIGHT_ALLOW_PRIVATE_HOSTS: hosts.join(','),
        ...(webhooks && { SAFELIGHT_PUBLIC_URL: `http://127.0.0.1:${port}` }),
      },
    }
    await mkdir(join(folder, 'storage'), { recursive: true })
    const apiLog = logFile ? pino({ base: { api: true } }, pino.destination({ dest: logFile, sync: true })) : pino({ level: 'silent' })
    const api = await start({ config: readConfig(setup.env), log: apiLog, role: 'api', webFolder: null, trial: trial() })
    stops.push(() => api.stop())
    const { engine } = api
    const accountId = newId()
    await engine.pool.query(`insert into account (id, name) values ($1, 'conformance')`, [accountId])
    await engine.grant({ accountId, kind: 'grant', credits: 100_000_000, reason: 'conformance' })
    // all cells of a provider at once: what it may do at the same time is another suite's matter
    for (const { model } of subjects) await engine.lanes.configure(model, { maxInFlight: null, perMinute: null, perNode: null })
    const storage = createDiskStorage(join(folder, 'storage'))
    return { stage: { engine, pool: engine.pool, storage, setup, accountId, log, ...(logFile && { logFile }) }, simulators, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function freshDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const at = new URL(url)
  at.pathname = `/${name}`
  return at.href
}
