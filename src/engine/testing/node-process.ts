/**
 * A worker in a process of its own, to be killed and frozen. It stops at the fault point it was told to, says so, and
 * goes on when told. What it posts is counted in the database, by a connection that no engine has a hand in.
 */
import pg from 'pg'
import pino from 'pino'
import { createEngine } from '../engine.ts'
import { createProvider } from './provider.ts'

const [url, stopAt, leaseMs, recovery] = process.argv.slice(2) as [string, string, string, 'found' | 'not-found']

let go!: () => void
const told = new Promise<void>((resolve) => (go = resolve))
process.on('message', () => go())
process.on('disconnect', () => process.exit(0))

const bills = new pg.Pool({ connectionString: url, max: 1, application_name: 'provider' })
const provider = createProvider()
provider.answers.submit = async (ctx) => {
  await bills.query('insert into bill (key) values ($1)', [ctx.attemptKey])
  return { type: 'accepted', externalId: `ext-${ctx.attemptKey}`, pollInMs: 0 }
}
provider.answers.recover = async (ctx) =>
  recovery === 'found' ? { type: 'found', externalId: `ext-${ctx.attemptKey}` } : { type: 'not-found' }

const engine = createEngine({
  databaseUrl: url,
  kinds: provider.kinds,
  roles: { api: false, worker: true },
  log: pino({ level: 'silent' }),
  leaseMs: Number(leaseMs),
  beatMs: Number(leaseMs) / 6,
  poolMax: 4,
  reach: (point, jobId) => {
    if (point !== stopAt) return undefined
    process.send!({ point, jobId })
    return told
  },
})
await engine.start()
process.send!({ point: 'ready', jobId: '' })
