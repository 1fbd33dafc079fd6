import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { limitSeconds, openPhases, overdue, recentPhases } from './dwell.ts'

export type Metrics = {
  request(method: string, route: string, status: number, ms: number): void
  streams(open: number): void
  /** the text Prometheus reads */
  text(): Promise<string>
  contentType: string
  /** looks at the phases and warns of those that stand too long; each once until it is over */
  watch(): () => void
}

const watchEveryMs = 60_000
/** a scrape reads the database at most this often, whoever asks */
const scrapeFreshMs = 10_000

export function createMetrics({ engine, log }: { engine: { pool: Pool }; log: Logger }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'safelight_http_request_seconds', help: 'HTTP requests by route', registers,
    labelNames: ['method', 'route', 'status'], buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  })
  const streams = new Gauge({ name: 'safelight_event_streams', help: 'Open SSE and WebSocket connections', registers })
  const jobs = new Gauge({ name: 'safelight_jobs_open', help: 'Open jobs by kind and phase', registers, labelNames: ['kind', 'phase'] })
  const oldest = new Gauge({ name: 'safelight_phase_oldest_seconds', help: 'How long the oldest open job stands in its phase', registers, labelNames: ['kind', 'phase'] })
  const exceeded = new Gauge({ name: 'safelight_phase_limit_exceeded', help: '1 where a phase lasts longer than its limit', registers, labelNames: ['kind', 'phase'] })
  const dwell = new Gauge({ name: 'safelight_phase_dwell_seconds', help: 'Time recent jobs spent in each phase', registers, labelNames: ['kind', 'phase', 'quantile'] })
  const alerts = new Counter({ name: 'safelight_phase_alerts_total', help: 'Phases that passed their limit', registers, labelNames: ['kind', 'phase'] })

  const warned = new Set<string>()
  async function look(): Promise<void> {
    const open = await openPhases(engine.pool)
    jobs.reset()
    oldest.reset()
    exceeded.reset()
    for (const { kind, phase, jobs: count, oldest_seconds } of open) {
      jobs.set({ kind, phase }, count)
      oldest.set({ kind, phase }, oldest_seconds)
      exceeded.set({ kind, phase }, 0)
    }
    const late = overdue(open)
    const names = new Set(late.map(({ kind, phase }) => `${kind} ${phase}`))
    for (const name of warned) if (!names.has(name)) warned.delete(name)
    for (const { kind, phase, jobs: count, oldest_seconds } of late) {
      exceeded.set({ kind, phase }, 1)
      if (warned.has(`${kind} ${phase}`)) continue
      warned.add(`${kind} ${phase}`)
      alerts.inc({ kind, phase })
      log.warn({ alert: 'phase_limit_exceeded', kind, phase, jobs: count, oldestSeconds: Math.round(oldest_seconds), limitSeconds: limitSeconds[phase] }, 'work stands longer in a phase than it should')
    }
  }
  async function lookBack(): Promise<void> {
    dwell.reset()
    for (const { kind, phase, p50, p90, p99 } of await recentPhases(engine.pool))
      for (const [quantile, seconds] of [['0.5', p50], ['0.9', p90], ['0.99', p99]] as const) dwell.set({ kind, phase, quantile }, seconds)
  }
  let looked: { at: number; done: Promise<unknown> } | null = null

  return {
    request: (method, route, status, ms) => requests.observe({ method, route, status }, ms / 1000),
    streams: (open) => streams.set(open),
    contentType: registry.contentType,
    async text() {
      const now = performance.now()
      // figures of this process are worth having even while the database is away
      if (looked === null || now - looked.at > scrapeFreshMs) looked = { at: now, done: Promise.all([look(), lookBack()]).catch(() => {}) }
      await looked.done
      return await registry.metrics()
    },
    watch() {
      const timer = setInterval(() => void look().catch(() => {}), watchEveryMs)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}
