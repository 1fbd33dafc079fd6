/** How often providers are asked about parked jobs: often enough to be quick, never more than the provider's share. */
import type { Pool } from 'pg'
import type { Provider } from './provider.ts'

export type Asking = {
  /** the provider calls back when the work is over */
  webhook: boolean
  /** it was accepted just now */
  first: boolean
}

export type Pace = {
  /** until the next poll of a job of this provider, in ms; grows with what is parked there, over all nodes */
  nextInMs(provider: Pick<Provider, 'id' | 'poll'>, asking: Asking): Promise<number>
}

const freshMs = 1_000
/** counting takes no more than this share of the database's time, however much is parked */
const countingShare = 0.02
const everyMsByDefault = 5_000
const perSecondByDefault = 20
/** where a webhook is expected, polling only stands behind it */
export const backstopMsByDefault = 60_000

const parkedSql = `
select split_part(lane, ':', 1) as provider, count(*)::integer as parked
from job where wake_at is not null and phase in ('submitted', 'unknown') group by 1`

export function createPace(pool: Pick<Pool, 'query'>, backstopMs = backstopMsByDefault, random: () => number = Math.random): Pace {
  let known = new Map<string, number>()
  /** parked by this node since that count began */
  let since = new Map<string, number>()
  let freshUntil = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const before = since
    since = new Map()
    const startedAt = performance.now()
    try {
      const { rows } = await pool.query<{ provider: string; parked: number }>({ name: 'parked_by_provider', text: parkedSql })
      known = new Map(rows.map((row) => [row.provider, row.parked]))
    } catch {
      // without an answer the last known will do: this only sets a pace
      for (const [provider, parked] of before) since.set(provider, parked + (since.get(provider) ?? 0))
    }
    freshUntil = performance.now() + Math.max(freshMs, (performance.now() - startedAt) / countingShare)
  }


  return {
    async nextInMs({ id, poll = {} }, { webhook, first }) {
      const { everyMs = everyMsByDefault, firstMs = everyMs, perSecond = perSecondByDefault } = poll as Partial<NonNullable<Provider['poll']>>
      // jobs that were parked together do not come due together
      const spread = (ms: number) => Math.round(ms * (0.95 + random() / 10))
      // no more of these come due than were submitted, a backstop ago; and most of them have ended by then
      if (webhook && first) return spread(backstopMs)
      if (performance.now() > freshUntil) await (asking ??= ask().finally(() => (asking = null)))
      // read and noted at once: a thousand that park between two counts are a thousand
      const own = since.get(id) ?? 0
      const parked = (known.get(id) ?? 0) + own
      if (first) since.set(id, own + 1)
      return spread(Math.max(webhook ? backstopMs : first ? firstMs : everyMs, (parked / perSecond) * 1_000))
    },
  }
}
