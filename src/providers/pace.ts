/** How often providers are asked about parked jobs: often enough to be quick, never more than the provider's share. */
import type { Pool } from 'pg'
import type { Provider } from './provider.ts'

export type Pace = {
  /** until the next poll of a job of this provider, in ms; grows with what is parked there, over all nodes */
  nextInMs(provider: Provider, webhook: boolean): Promise<number>
}

const freshMs = 1_000
const everyMsByDefault = 5_000
const perSecondByDefault = 20
/** where a webhook is expected, polling only stands behind it */
export const backstopMsByDefault = 60_000

const parkedSql = `
select split_part(lane, ':', 1) as provider, count(*)::integer as parked
from job where wake_at is not null and phase in ('submitted', 'unknown') group by 1`

export function createPace(pool: Pool, backstopMs = backstopMsByDefault, random: () => number = Math.random): Pace {
  let known = new Map<string, number>()
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const { rows } = await pool.query<{ provider: string; parked: number }>({ name: 'parked_by_provider', text: parkedSql })
    known = new Map(rows.map((row) => [row.provider, row.parked]))
    askedAt = performance.now()
  }

  async function parkedAt(provider: string): Promise<number> {
    if (performance.now() - askedAt > freshMs) {
      // without an answer the last known will do: this only sets a pace
      asking ??= ask().catch(() => {}).finally(() => (asking = null))
      await asking
    }
    return known.get(provider) ?? 0
  }

  return {
    async nextInMs({ id, poll }, webhook) {
      const { everyMs = everyMsByDefault, perSecond = perSecondByDefault } = poll ?? {}
      const parked = await parkedAt(id)
      const base = Math.max(webhook ? backstopMs : everyMs, (parked / perSecond) * 1_000)
      // jobs that were parked together do not come due together
      return Math.round(base * (0.95 + random() / 10))
    },
  }
}
