/** Whole engines on one database: several nodes in this process, each stopped after its test. */
import pino from 'pino'
import { afterEach } from 'vitest'
import { createEngine, type EngineOptions } from '../engine.ts'
import { newId } from '../ids.ts'
import type { Engine, EngineEvent, Submission, SubmitResult, Uuid } from '../types.ts'
import { useBed } from './bed.ts'
import { createProvider, type Provider } from './provider.ts'

/** Short enough for a test to wait for, long enough not to lapse on a busy machine. */
export const leaseMs = 3_000
export const beatMs = 500

export type Line = { level: number; msg: string; jobId?: string; [more: string]: unknown }

export function useNodes() {
  const use = useBed()
  const started: Engine[] = []
  afterEach(async () => void (await Promise.all(started.splice(0).map((engine) => engine.stop()))))

  const nodes = {
    get bed() {
      return use.bed
    },
    /** starts a node; by default one that does everything */
    async start(options: Partial<EngineOptions> & { provider?: Provider } = {}): Promise<Engine> {
      const { provider = createProvider(), ...rest } = options
      const engine = createEngine({
        databaseUrl: use.bed.url,
        kinds: provider.kinds,
        roles: { api: true, worker: true },
        log: pino({ level: 'silent' }),
        poolMax: 6,
        leaseMs,
        beatMs,
        ...rest,
      })
      started.push(engine)
      await engine.start()
      // as if it had been up for long
      await use.bed.pool.query(`update node set steady_since = now() - interval '1 hour' where id = $1`, [engine.nodeId])
      return engine
    },
    /** a log whose lines the test reads */
    logTo: (lines: Line[]) => pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) }),
    /** submits one job of a kind; the account is made for it unless named */
    async submit(engine: Engine, kind: string, more: Partial<Submission> = {}): Promise<{ jobId: Uuid; accountId: Uuid; result: SubmitResult }> {
      const jobId = newId()
      const accountId = more.accountId ?? (await use.bed.account(100))
      const result = await engine.submit({
        accountId,
        subject: { kind: 'task', id: newId(), create: {} },
        jobs: [{ id: jobId, kind, input: { prompt: 'a fox' } }],
        ...more,
      })
      return { jobId, accountId, result }
    },
    /** Listens from now on; `until` resolves with the first event that fits, come or yet to come. */
    async listen(engine: Engine) {
      const heard: EngineEvent[] = []
      const waiting = new Set<() => void>()
      const leave = await engine.events.subscribe(
        {},
        {
          event(event) {
            heard.push(event)
            for (const look of waiting) look()
          },
          reset: () => {},
        },
      )
      const until = (fits: (event: EngineEvent) => boolean): Promise<EngineEvent> =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`not heard in 20 s; heard: ${heard.map((e) => `${e.type} ${e.data.phase ?? ''}`).join(', ')}`)), 20_000)
          const look = () => {
            const event = heard.find(fits)
            if (!event) return
            clearTimeout(timer)
            waiting.delete(look)
            resolve(event)
          }
          waiting.add(look)
          look()
        })
      return {
        heard,
        leave,
        until,
        /** the job's event of this type (and phase) */
        job: (jobId: Uuid, type: string, phase?: string) =>
          until((event) => event.jobId === jobId && event.type === `job.${type}` && (!phase || event.data.phase === phase)),
      }
    },
  }
  return nodes
}
